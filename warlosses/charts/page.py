"""The explorer: the release as one self-contained page."""

from __future__ import annotations

import json
from pathlib import Path

from warlosses.charts.payload import payload, payload_parts
from warlosses.files import replacing

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = (
    "unpack.js",
    "decode.js",
    "chart.js",
    "save.js",
    "shown.js",
    "view_series.js",
    "view_shares.js",
    "view_days.js",
    "app.js",
)


def explore(path: str | Path = "explorer.html", *, version: str | Path | None = None) -> Path:
    """Write a release as one page that shows it: no server, no network, one file.

    Parameters
    ----------
    path : str or Path
        Where to write the page.
    version : str or Path, optional
        A release's version or folder; by default the bundled release.

    Returns
    -------
    Path
        The page, ready to be opened in a browser or put on any static host. The same release gives
        the same bytes.

    Examples
    --------
    >>> import tempfile, warlosses as wl
    >>> page = wl.explore(Path(tempfile.mkdtemp()) / "explorer.html")
    >>> page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    True
    """
    page = page_text(payload_parts(payload(version)))
    with replacing(Path(path)) as file:
        file.write(page.encode())
    return Path(path)


def page_text(data: dict[str, str]) -> str:
    """Return the page around a payload's parts; a pure function of them and the assets."""
    texts = json.loads(_asset("texts.json"))
    parts = {
        "style": _asset("style.css"),
        "script": "\n".join(_asset(name) for name in SCRIPTS),
        "texts": json.dumps(texts, ensure_ascii=False, separators=(",", ":")).replace(
            "<", "\\u003c"
        ),
        **data,
    }
    page = _asset("page.html")
    for name, text in parts.items():
        page = page.replace("{{" + name + "}}", text)
    return page


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8").strip()

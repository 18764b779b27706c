"""The pictures of pages: each is the chart that the code above it makes.

A picture holds the hash of its chart's description, so whether it is current is told without
drawing it, and whatever version of the drawing library made it.
"""

from __future__ import annotations

import doctest
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

PAGES = ("README.md", "docs/gallery.md")
_PARTS = re.compile(
    r"^```python\n(?P<code>.*?)^```$|!\[[^\]]*\]\((?P<picture>[^)\s]+\.svg)\)",
    re.MULTILINE | re.DOTALL,
)
_NOTE = "<!-- made by python -m tools.generate; SHA-256 of the chart: {} -->"
_DIGITS = re.compile(r"(\d+\.\d)\d+")  # a tenth of a pixel is seen by nobody


class Picture(NamedTuple):
    """A chart and where its page shows it, below the repository's root."""

    path: str
    chart: Any

    @property
    def note(self) -> str:
        """The line that tells which chart a file shows."""
        content = {k: v for k, v in self.chart.to_dict().items() if k != "$schema"}
        text = json.dumps(content, sort_keys=True)
        return _NOTE.format(hashlib.sha256(text.encode()).hexdigest())

    def is_in(self, root: Path) -> bool:
        """Whether the file shows this chart."""
        path = root / self.path
        return path.is_file() and path.read_text(encoding="utf-8").endswith(f"{self.note}\n")

    def drawn(self) -> str:
        """Return the file's text."""
        from vl_convert import vegalite_to_svg

        silent = {"aria": False}  # the page says in words what is seen; a label a point is large
        svg = _DIGITS.sub(r"\1", vegalite_to_svg(self.chart.to_dict(), config=silent))
        return f"{svg}\n{self.note}\n"


def pictures(root: Path) -> list[Picture]:
    """Return the pictures that the pages show, with the charts that their code makes."""
    found: dict[str, Picture] = {}
    for page in PAGES:
        path = root / page
        names: dict[str, Any] = {}
        for part in _PARTS.finditer(path.read_text(encoding="utf-8")):
            if part["code"]:
                for example in doctest.DocTestParser().get_examples(part["code"]):
                    exec(compile(example.source, page, "exec"), names)  # noqa: S102  ours
                continue
            place = (path.parent / part["picture"]).relative_to(root).as_posix()
            found.setdefault(place, Picture(place, names["chart"]))
    return list(found.values())

"""A real browser to look at pages with, and axe-core to ask whether everybody can read them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

# Nothing but the page may be asked for, not even by the browser itself.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Give the system's Chromium; a test that wants one is skipped where there is none."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="needs playwright: pip install 'warlosses[browser]'"
    )
    path = os.environ.get("WARLOSSES_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("needs Chromium: apt-get install chromium, or set WARLOSSES_CHROMIUM")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


def axe_script() -> str:
    """Return axe-core's text, from WARLOSSES_AXE or a node_modules folder."""
    given = os.environ.get("WARLOSSES_AXE")
    path = Path(given) if given else Path("node_modules/axe-core/axe.min.js")
    if not path.is_file():
        pytest.skip("needs axe-core: npm install axe-core, then WARLOSSES_AXE=.../axe.min.js")
    return path.read_text(encoding="utf-8")

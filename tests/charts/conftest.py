"""The page of the bundled release, and a real browser to look at it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from warlosses.charts.page import page_text
from warlosses.charts.payload import payload, payload_text

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
def release_payload():
    return payload()


@pytest.fixture(scope="session")
def release_page(release_payload, tmp_path_factory):
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    path.write_text(page_text(payload_text(release_payload)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def chromium():
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


@pytest.fixture
def open_page(chromium, release_page):
    """Open a view; what the page asked for and what went wrong are kept on it."""
    opened = []

    def open_view(fragment="", *, query="", width=1280, **settings):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True, **settings
        )
        page = context.new_page()
        page.asked_for, page.wrong = [], []
        page.on("request", lambda request: page.asked_for.append(request.url))
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.goto(f"{release_page.as_uri()}{query}#{fragment}")
        page.wait_for_function("document.documentElement.dataset.ready")
        opened.append((context, page))
        return page

    yield open_view
    for context, page in opened:
        assert page.wrong == []
        outside = {u for u in page.asked_for if not u.startswith(("file:", "data:", "blob:"))}
        assert not outside
        context.close()


def axe_script() -> str:
    """Return axe-core's text, from WARLOSSES_AXE or a node_modules folder."""
    given = os.environ.get("WARLOSSES_AXE")
    path = Path(given) if given else Path("node_modules/axe-core/axe.min.js")
    if not path.is_file():
        pytest.skip("needs axe-core: npm install axe-core, then WARLOSSES_AXE=.../axe.min.js")
    return path.read_text(encoding="utf-8")

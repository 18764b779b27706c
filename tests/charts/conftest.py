"""The page of the bundled release, and a real browser to look at it."""

from __future__ import annotations

import pytest

import warlosses as wl
from tests.support.factories import write_mirror, write_texts
from warlosses.charts.page import ASSETS, page_text
from warlosses.charts.payload import payload, payload_parts


@pytest.fixture(scope="session")
def release_payload():
    return payload()


@pytest.fixture(scope="session")
def release_page(release_payload, tmp_path_factory):
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    path.write_text(page_text(payload_parts(release_payload)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def small_page(tmp_path_factory):
    """The page of a release of two days, without a sum of parts or a claim of another kind."""
    folder = tmp_path_factory.mktemp("two_days")
    mirror = write_mirror(folder / "mirror", days=2)
    made = wl.build(mirror, folder / "out", from_scratch=True, **write_texts(folder))
    return wl.explore(folder / "explorer.html", version=made.release.folder)


@pytest.fixture(scope="session")
def unpacker(chromium):
    """Give what the page's decoder makes of a packed text."""
    page = chromium.new_page()
    page.add_script_tag(content=(ASSETS / "unpack.js").read_text(encoding="utf-8"))
    unpack = (
        "([kind, text, n]) => kind === 'bytes' ? [...bytesOf(text)] : numbersIn(bytesOf(text))(n)"
    )
    yield lambda *what: page.evaluate(unpack, list(what))
    page.close()


@pytest.fixture(scope="session")
def opened_page(chromium, release_page):
    """Open the page once, for what is only asked of its figures."""
    page = chromium.new_page()
    page.goto(release_page.as_uri())
    page.wait_for_function("document.documentElement.dataset.ready")
    yield page
    page.close()


@pytest.fixture
def open_page(chromium, release_page):
    """Open a view; what the page asked for and what went wrong are kept on it."""
    opened = []

    def open_view(fragment="", *, query="", width=1280, path=release_page, **settings):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, accept_downloads=True, **settings
        )
        page = context.new_page()
        page.asked_for, page.wrong = [], []
        page.on("request", lambda request: page.asked_for.append(request.url))
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.goto(f"{path.as_uri()}{query}#{fragment}")
        page.wait_for_function("document.documentElement.dataset.ready")
        opened.append((context, page))
        return page

    yield open_view
    for context, page in opened:
        assert page.wrong == []
        outside = {u for u in page.asked_for if not u.startswith(("file:", "data:", "blob:"))}
        assert not outside
        context.close()

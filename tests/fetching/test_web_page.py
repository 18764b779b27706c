"""Pages: their text and day, and which addresses they may come from."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.support.http import LoopbackServer, QuietHandler, serving
from warlosses.errors import FetchError, MissingExtraError
from warlosses.fetching import page_text
from warlosses.fetching.web_page import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = {
    "/plain": "Втрати: танків 3661".encode(),
    "/empty": b"<html><body></body></html>",
    "/nothing": b"   ",
    "/article": b"""<!doctype html><html><head><title>Losses of the day</title>
<meta property="article:published_time" content="2023-04-18T08:00:00Z"></head><body><article>
<p>Russia has lost over 3,600 tanks since the start of the full-scale invasion, Kyiv says.</p>
<p>The figures are being clarified, and the next ones are to come in the morning.</p>
</article></body></html>""",
}


class Handler(QuietHandler):
    def reply(self) -> None:
        body = PAGES[self.path]
        self.send_head(200, {"Content-Length": str(len(body))})
        self.wfile.write(body)


@pytest.fixture
def url() -> Iterator[str]:
    with serving(LoopbackServer(Handler)) as server:
        yield server.url


def test_a_plain_text_is_taken_as_it_is(url: str) -> None:
    page = read_page(f"{url}/plain", allow_private=True)
    assert (page.text, page.published) == ("Втрати: танків 3661", None)


def test_an_article_has_its_title_and_day(url: str) -> None:
    page = read_page(f"{url}/article", allow_private=True)
    assert page.published == date(2023, 4, 18)
    assert "Losses of the day" in page.text
    assert "over 3,600 tanks" in page.text


@pytest.mark.parametrize("name", ["empty", "nothing"])
def test_a_page_without_a_text_says_so(url: str, name: str) -> None:
    with pytest.raises(FetchError, match="expected a page with a text; found none in"):
        read_page(f"{url}/{name}", allow_private=True)


MANY = {
    "tags": b"<html><body>" + b"<p>" * 300_000,
    "links": b"<html><body>" + b"<a href=x>a</a>" * 300_000,
    "attributes of one tag": b"<html><body><p "
    + b" ".join(b"a%d=1" % number for number in range(60_000))
    + b">x</p>",
}


@pytest.mark.slow
@pytest.mark.parametrize("body", MANY.values(), ids=MANY)
def test_a_page_that_takes_long_to_read_is_refused(monkeypatch, body: bytes) -> None:
    monkeypatch.setattr(page_text, "PROCESSOR_SECONDS", 1)

    with pytest.raises(FetchError, match="Save the text from a browser") as told:
        page_text.page_text(body, "https://example.org/a")

    assert "can be read in 1 seconds of processor time and 768 MiB" in str(told.value)


def test_a_page_that_takes_much_memory_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(page_text, "MOST_MEMORY", 16 * 2**20)

    with pytest.raises(FetchError, match="and 16 MiB of memory; found one of"):
        page_text.page_text(PAGES["/article"], "https://example.org/a")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_address_that_is_not_public_is_refused(url: str, host: str) -> None:
    with pytest.raises(FetchError, match="which is not a public address"):
        read_page(url.replace("127.0.0.1", host) + "/plain")


def test_without_the_extra_it_is_named(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(MissingExtraError, match=r"warlosses\[web\]"):
        read_page(f"{url}/article", allow_private=True)

"""A web page -> its main text and day, fetched within limits and from public addresses only.

An address may name a host inside the reader's own network, or redirect to one, or be made to by
its name server after we looked. So each connection is checked itself: where its name leads to,
before it is opened, and who is at its other end, before a byte is sent.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests
from urllib3.connection import HTTPConnection, HTTPSConnection

from warlosses.errors import FetchError
from warlosses.fetching.address import is_global
from warlosses.fetching.fetcher import Fetcher
from warlosses.fetching.limits import FetchLimits
from warlosses.fetching.page_text import page_text
from warlosses.fetching.trouble import Trouble
from warlosses.fetching.watch import USUAL

if TYPE_CHECKING:
    from datetime import date

LIMITS = FetchLimits(tries=2, connect_timeout=10, read_timeout=15, deadline=60, max_bytes=8_000_000)


@dataclass(frozen=True)
class WebPage:
    """A page's address (after redirects), its main text, and the day it says it was published."""

    url: str
    text: str
    published: date | None


def read_page(url: str, *, allow_private: bool = False, limits: FetchLimits = LIMITS) -> WebPage:
    """Fetch a page and take its main text.

    Parameters
    ----------
    url : str
        An http or https address.
    allow_private : bool
        Also fetch from addresses that are not public, such as 127.0.0.1 or 10.0.0.1. Only then
        are the proxies used that the environment names.
    limits : FetchLimits
        How long and how much.

    Raises
    ------
    FetchError
        The page did not come, is at no public address, has no text, or takes more time or memory
        to read than any article.
    MissingExtraError
        The library that extracts the text is not installed.

    Examples
    --------
    >>> read_page("file:///etc/passwd")
    Traceback (most recent call last):
    ...
    warlosses.errors.FetchError: file:///etc/passwd: expected the file (HTTP 200), found ...
    """
    session = requests.Session()
    session.trust_env = allow_private  # a proxy would look the name up for us, unchecked
    kinds = USUAL if allow_private else (_Public, _PublicSecure)
    with Fetcher(limits, session=session, kinds=kinds) as fetcher:
        answer = fetcher.get(url)
    text, published = page_text(answer.body, answer.url)
    if not text.strip():
        raise FetchError(
            f"{url}: expected a page with a text; found none in {len(answer.body):,} bytes. "
            "Save the text from a browser and give the file."
        )
    return WebPage(answer.url, text, published)


def _check_name(host: str, port: int) -> None:
    try:
        places = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return  # connecting will say so
    for *_, place in places:
        _check(str(place[0]), host)


def _check(address: str, host: str) -> None:
    if not is_global(address.partition("%")[0]):
        raise Trouble(
            f"{host} at {address}, which is not a public address",
            "allow it (allow_private) if you trust where the address comes from",
        )


class _Public(HTTPConnection):
    """A connection that is opened to public addresses only."""

    def _new_conn(self) -> socket.socket:
        _check_name(self.host, self.port)
        made = super()._new_conn()
        try:
            _check(str(made.getpeername()[0]), self.host)
        except BaseException:
            made.close()
            raise
        return made


class _PublicSecure(_Public, HTTPSConnection):
    """The same over TLS."""

"""A web page -> its main text and day, fetched within limits and from public addresses only.

An address may name a host inside the reader's own network, or redirect to one, or be made to by
its name server after we looked. So each connection is checked itself: where its name leads to,
before it is opened, and who is at its other end, before a byte is sent.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from datetime import date
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from warlosses.errors import FetchError, MissingExtraError
from warlosses.fetch import Fetcher, Limits, Trouble

LIMITS = Limits(tries=2, connect_timeout=10, read_timeout=15, deadline=60, max_bytes=8_000_000)


@dataclass(frozen=True)
class Page:
    """A page's address (after redirects), its main text, and the day it says it was published."""

    url: str
    text: str
    published: date | None


def read_page(url: str, *, allow_private: bool = False, limits: Limits = LIMITS) -> Page:
    """Fetch a page and take its main text.

    Parameters
    ----------
    url : str
        An http or https address.
    allow_private : bool
        Also fetch from addresses that are not public, such as 127.0.0.1 or 10.0.0.1. Only then
        are the proxies used that the environment names.
    limits : Limits
        How long and how much.

    Raises
    ------
    FetchError
        The page did not come, is at no public address, or has no text.
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
    if not allow_private:
        session.trust_env = False  # a proxy would look the name up for us, unchecked
        for scheme in ("http://", "https://"):
            session.mount(scheme, _PublicAdapter())
    with Fetcher(limits, session=session) as fetcher:
        answer = fetcher.get(url)
    text, published = _extract(answer.body, answer.url)
    if not text.strip():
        raise FetchError(
            f"{url}: expected a page with a text; found none in {len(answer.body):,} bytes. "
            "Save the text from a browser and give the file."
        )
    return Page(answer.url, text, published)


def _extract(body: bytes, url: str) -> tuple[str, date | None]:
    """Return the main text of a page, or a plain text as it is."""
    if body.lstrip()[:1] != b"<":
        return body.decode("utf-8", "replace"), None
    try:
        import trafilatura  # an extra
    except ImportError as error:
        raise MissingExtraError(
            "reading web pages needs trafilatura, which is not installed: "
            "pip install 'warlosses[web]'"
        ) from error
    found = trafilatura.bare_extraction(
        body, url=url, favor_recall=True, include_comments=False, with_metadata=True
    )
    if found is None:
        return "", None
    facts: dict[str, Any] = found if isinstance(found, dict) else found.as_dict()
    title, text = facts.get("title") or "", facts.get("text") or ""
    whole = text if title in text else f"{title}\n{text}"
    try:
        published = date.fromisoformat(facts.get("date") or "")
    except ValueError:
        published = None
    return whole, published


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network.

    >>> is_public("8.8.8.8"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if inner is None and isinstance(found, ipaddress.IPv6Address):
        inner = _translated(found)
    public = found.is_global and not found.is_multicast
    return public if inner is None else inner.is_global and not inner.is_multicast


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a NAT64 gateway would reach for an IPv6 one."""
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _check_name(host: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return  # connecting will say so
    for *_, place in found:
        _check(str(place[0]), host)


def _check(address: str, host: str) -> None:
    if not is_public(address):
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


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Public


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _PublicSecure


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

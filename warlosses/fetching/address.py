"""Which addresses a fetch may go to, when a server sends it elsewhere.

A redirect must not lead from https to http, to another scheme, or from the public network to an
address that is not public (a router's page, a cloud's metadata).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from requests.utils import select_proxy
from urllib3.util import parse_url

from warlosses.fetching.trouble import BROWSER, Trouble

if TYPE_CHECKING:
    import requests


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Not of the public network, though the standard library has them so: what a router of one's own
# translates (RFC 8215, 2765), addresses that only wrap old ones, those of a site.
_NEVER_PUBLIC = [
    ipaddress.ip_network(net) for net in ("64:ff9b:1::/48", "::ffff:0:0:0/96", "::/96", "fec0::/10")
]


_ODD_NUMBER = re.compile(r"[0-9][0-9a-fx]*(\.[0-9a-fx]+){0,3}", re.ASCII | re.IGNORECASE)
_INNER_NAMES = (".localhost", ".local", ".internal", ".home.arpa")


class Way:
    """The way of a fetch, one at a time: where it began says where redirects may lead it.

    Parameters
    ----------
    session
        Whose proxies count.
    """

    def __init__(self, session: requests.Session) -> None:
        self._session = session
        self._was_public: dict[
            str, bool
        ] = {}  # by host: whether its name led to the public network
        self._only_public = False

    def step(self, url: str, first: str | None) -> None:
        """Raise `Trouble` unless `url` may be asked; `first` is None where the way begins."""
        refuse_address(url, first or url, self._session)
        began = (urlsplit(first).hostname or "") if first else ""
        self._only_public = self._was_public.get(began, False)

    def opened(self, host: str, address: str) -> None:
        """Raise `Trouble` where a name led elsewhere now than it did when it was judged."""
        public = is_global(address.partition("%")[0])
        if self._only_public and not public:
            raise Trouble(
                f"a redirect to an address that is not public ({host} at {address})", BROWSER
            )
        self._was_public[host.strip("[]").lower()] = public


def refuse_address(url: str, first: str, session: requests.Session) -> None:
    """Raise `Trouble` unless `url`, come to from `first`, may be fetched.

    Behind a proxy only the scheme and an address in numbers are judged: the proxy looks names up.
    """
    parts, began = urlsplit(url), urlsplit(first)
    allowed = ("https",) if began.scheme.lower() == "https" else ("http", "https")
    if parts.scheme.lower() not in allowed:
        raise Trouble(f"an address that is not {' or '.join(allowed)} ({url})", BROWSER)
    host = parts.hostname or ""
    sent_to = (parse_url(url).host or "").strip("[]").lower()
    if "\\" in url or (host.isascii() and host != sent_to):
        raise Trouble(f"an address whose host can be read in two ways ({url})", BROWSER)
    if host == (began.hostname or ""):
        return
    environment = session.merge_environment_settings(url, {}, None, None, None)
    by_proxy = select_proxy(url, environment["proxies"]) is not None
    if not is_public(host, resolve=not by_proxy) and is_public(began.hostname or ""):
        raise Trouble(f"a redirect to an address that is not public ({url})", BROWSER)


def is_public(host: str, *, resolve: bool = True) -> bool:
    """Whether a host's addresses are all on the public network; what can't be found counts as such.

    Examples
    --------
    >>> [is_public(host) for host in ("169.254.169.254", "127.0.0.1", "[::1]", "8.8.8.8")]
    [False, False, False, True]
    """
    name = host.strip("[]").rstrip(".")
    try:
        return is_global(_as_number(name))
    except ValueError:
        if not resolve:
            return "." in name and not name.endswith(_INNER_NAMES)
    try:
        entries = socket.getaddrinfo(name, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return True  # the request will fail by itself
    return all(is_global(str(entry[4][0]).partition("%")[0]) for entry in entries)


def _as_number(name: str) -> str:
    """Return an old way of writing an IPv4 address in the usual one, anything else as it is.

    >>> _as_number("2130706433"), _as_number("0x7f.1"), _as_number("example.org")
    ('127.0.0.1', '127.0.0.1', 'example.org')
    """
    if not _ODD_NUMBER.fullmatch(name):
        return name
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        return name


def is_global(address: str) -> bool:
    """Whether an IP address is of the public network; one that wraps an IPv4 address, if that is.

    >>> [is_global(a) for a in ("8.8.8.8", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1")]
    [True, False, False, False]
    """
    outer = ipaddress.ip_address(address)
    inner: ipaddress.IPv4Address | None = None
    if isinstance(outer, ipaddress.IPv6Address):
        inner = outer.ipv4_mapped or outer.sixtofour
        if outer in _NAT64:
            inner = ipaddress.IPv4Address(int(outer) & 0xFFFFFFFF)
        if any(outer in net for net in _NEVER_PUBLIC):
            return False
    one = inner or outer
    return one.is_global and not one.is_multicast

"""Which addresses a fetch may go to, when a server sends it elsewhere.

A redirect must not lead from https to http, to another scheme, or from the public network to an
address that is not public (a router's page, a cloud's metadata).
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from requests.utils import select_proxy

from warlosses.fetching.trouble import BROWSER, Trouble

if TYPE_CHECKING:
    import requests


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def refuse_address(url: str, first: str, session: requests.Session) -> None:
    """Raise `Trouble` unless `url`, come to from `first`, may be fetched.

    Behind a proxy only the scheme and an address in numbers are judged: the proxy looks names up.
    """
    allowed = ("https",) if first.lower().startswith("https:") else ("http", "https")
    parts, began = urlsplit(url), urlsplit(first)
    if parts.scheme.lower() not in allowed:
        raise Trouble(f"an address that is not {' or '.join(allowed)} ({url})", BROWSER)
    host = parts.hostname or ""
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
    name = host.strip("[]")
    try:
        return is_global(name)
    except ValueError:
        if not resolve:
            return True
    try:
        entries = socket.getaddrinfo(name, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return True  # the request will fail by itself
    return all(is_global(str(entry[4][0]).partition("%")[0]) for entry in entries)


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
    one = inner or outer
    return one.is_global and not one.is_multicast

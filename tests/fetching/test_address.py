from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest
import requests

from tests.support.http import LoopbackServer, QuietHandler, serving
from warlosses.errors import FetchError
from warlosses.fetching.address import is_public, refuse_address
from warlosses.fetching.fetcher import Fetcher
from warlosses.fetching.limits import FetchLimits
from warlosses.fetching.trouble import Trouble

PUBLIC = "https://93.184.216.34/a"
HERE = ip_address("127.0.0.1")


class Redirecting(LoopbackServer):
    """Sends every request elsewhere; listens at all addresses of this machine."""

    def __init__(self) -> None:
        super().__init__(_Redirect)
        self.target = ""
        self.paths: list[str] = []

    def server_bind(self) -> None:
        self.server_address = ("", 0)
        super().server_bind()


class _Redirect(QuietHandler):
    server: Redirecting

    def reply(self) -> None:
        self.server.paths.append(self.path)
        self.send_head(302, {"Location": self.server.target, "Content-Length": "0"})


@pytest.mark.parametrize(
    ("first", "url"),
    [
        (PUBLIC, "http://93.184.216.34/a"),
        (PUBLIC, "http://8.8.8.8/a"),
        (PUBLIC, "file:///etc/passwd"),
        (PUBLIC, "ftp://93.184.216.34/a"),
        (PUBLIC, "https://10.0.0.1/"),
        (PUBLIC, "https://127.0.0.1/"),
        (PUBLIC, "https://localhost/"),
        (PUBLIC, "https://169.254.169.254/latest/meta-data"),
        (PUBLIC, "https://[::1]/"),
        (PUBLIC, "https://[fe80::1]/"),
        (PUBLIC, "https://[::ffff:127.0.0.1]/"),
        ("http://93.184.216.34/", "gopher://8.8.8.8/"),
        (f" {PUBLIC}", "http://8.8.8.8/a"),
        (PUBLIC, "https://[fec0::1]/"),
        (PUBLIC, "https://[64:ff9b:1::8.8.8.8]/"),
        (PUBLIC, "https://[::ffff:0:8.8.8.8]/"),
        (PUBLIC, "https://[::8.8.8.8]/"),
    ],
)
def test_refused(first, url):
    with pytest.raises(Trouble, match="an address that is not"):
        refuse_address(url, first, requests.Session())


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "localhost",
        "a.localhost",
        "nas",
    ],
)
def test_refused_behind_a_proxy_too(monkeypatch, host):
    """Where the name would be looked up by the proxy, from within its network."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with pytest.raises(Trouble, match="a redirect to an address that is not public"):
        refuse_address(f"https://{host}/", PUBLIC, requests.Session())


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1\\@93.184.216.34/", "http://93.184.216.34\\@127.0.0.1/"]
)
def test_an_address_that_is_read_in_two_ways_is_refused(url):
    with pytest.raises(Trouble, match="read in two ways"):
        refuse_address(url, "http://93.184.216.34/", requests.Session())


@pytest.mark.parametrize("name", ["elsewhere.example.org", "own.example.org"])
def test_a_name_that_leads_elsewhere_once_it_was_judged_is_not_asked(monkeypatch, name):
    """DNS that is the attacker's: public when it is judged, at home when it is connected to."""
    monkeypatch.setattr("warlosses.fetching.address.is_global", lambda a: ip_address(a) == HERE)
    with serving(Redirecting()) as public:
        port = public.url.rpartition(":")[2]
        public.target = f"http://{name}:{port}/inner"
        answers = {name: ["127.0.0.1", "127.0.0.2"]}
        usual = socket.getaddrinfo

        def looked_up(host, *arguments, **options):
            places = answers.get(host)
            place = (places.pop(0) if len(places) > 1 else places[0]) if places else host
            return usual(place, *arguments, **options)

        monkeypatch.setattr(socket, "getaddrinfo", looked_up)
        first = "own.example.org" if name.startswith("own") else "127.0.0.1"
        refused = pytest.raises(FetchError, match=r"not public \(.* at 127\.0\.0\.2\)")
        with Fetcher(FetchLimits(tries=1)) as fetcher, refused:
            fetcher.get(f"http://{first}:{port}/")
        assert public.paths == ["/"]


@pytest.mark.parametrize(
    ("first", "url"),
    [
        (PUBLIC, "https://8.8.8.8/b"),
        (PUBLIC, "https://приклад.invalid/b"),
        (PUBLIC, "https://93.184.216.34:8443/b"),
        ("http://93.184.216.34/a", "https://93.184.216.34/a"),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/"),
        ("http://127.0.0.1:1/", "http://localhost:2/"),  # who begins at home may stay there
        ("http://10.0.0.1/", "http://10.0.0.2/"),
    ],
)
def test_allowed(first, url):
    refuse_address(url, first, requests.Session())


def test_what_cannot_be_found_fails_by_itself():
    assert is_public("no-such-host.invalid")
    assert is_public("no-such-host.invalid", resolve=False)

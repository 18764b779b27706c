from __future__ import annotations

import pytest
import requests

from warlosses.fetching.address import is_public, refuse_address
from warlosses.fetching.trouble import Trouble

PUBLIC = "https://93.184.216.34/a"


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
    ],
)
def test_refused(first, url):
    with pytest.raises(Trouble, match="an address that is not"):
        refuse_address(url, first, requests.Session())


@pytest.mark.parametrize(
    ("first", "url"),
    [
        (PUBLIC, "https://8.8.8.8/b"),
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

"""Machines of other kinds: no home, no locks, a home in the variable, secrets in the address."""

from __future__ import annotations

import errno
import os
from urllib.parse import urlsplit

import pytest

import warlosses as wl
from warlosses import paths
from warlosses.fetching.fetcher import Fetcher
from warlosses.fetching.limits import FetchLimits
from warlosses.releases.settings import find_host

GOOD = "2024.5.13"
SECRET = "topsecret"


@pytest.fixture
def homeless(monkeypatch):
    """A user that has no home: none in the environment, none in the table of users."""
    for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_DATA_HOME", paths.CACHE):
        monkeypatch.delenv(name, raising=False)

    def unknown(uid):
        raise KeyError(f"getpwuid(): uid not found: {uid}")

    pwd = pytest.importorskip("pwd")
    monkeypatch.setattr(pwd, "getpwuid", unknown)


def test_without_a_home_nothing_is_kept_and_the_bundled_release_loads(homeless):
    assert wl.versions() == [wl.info().version]
    assert len(wl.load(version=wl.info().version, categories="tanks")) > 0
    assert len(wl.load(version="latest", categories="tanks")) > 0
    assert wl.cached_releases() == {}
    assert wl.diff(wl.info().version, wl.info().version).counts["new"] == 0
    with pytest.raises(wl.ReleaseError, match=r"no release '2019\.1\.1' here"):
        wl.load(version="2019.1.1", offline=True)


def test_without_a_home_a_folder_that_is_needed_is_asked_for(homeless):
    with pytest.raises(wl.ReleaseError, match=r"no home .* WARLOSSES_CACHE="):
        paths.mirror_dir()
    with pytest.raises(wl.ReleaseError, match="WARLOSSES_CACHE="):
        paths.local_releases_dir()


def test_without_a_home_the_variable_is_enough(homeless, host, tmp_path, monkeypatch):
    monkeypatch.setenv(paths.CACHE, str(tmp_path / "here"))
    assert wl.download().parent.parent == tmp_path / "here"
    assert GOOD in wl.versions()
    assert wl.verify(GOOD).ok


def test_a_home_in_a_variable_is_expanded(tmp_path, monkeypatch, repo):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(paths.CACHE, "~/downloads")
    assert paths.cache_dir() == tmp_path / "downloads"
    (tmp_path / "root.json").write_bytes(repo.root.read_bytes())
    assert find_host("https://example.org", "~/root.json").root == repo.root.read_bytes()
    bundled = tmp_path / "mine"
    bundled.symlink_to(wl.info().folder)
    assert wl.info("~/mine").version == wl.info().version


NO_LOCKS = [errno.ENOLCK, errno.EOPNOTSUPP, errno.EIO, errno.ESTALE, errno.EBADF]


@pytest.mark.parametrize("number", NO_LOCKS, ids=lambda n: errno.errorcode[n])
def test_a_file_system_without_locks_is_named_with_the_cure(host, monkeypatch, number):
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(wl.ReleaseError, match=r"locks: can't be written .*WARLOSSES_CACHE"):
        wl.download()
    assert [entry.version for entry in wl.catalogue().entries] == [GOOD]  # needs no lock


def test_a_repository_without_locks_is_named(repo, built_two, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_arguments):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(wl.ReleaseError, match="can't be locked"):
        repo.publish(built_two[1])


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1/x",
        "https://[",
        "http://exa]mple.org",
        "http://[abc]/x",
        "http://example.org:port/",
        "http://example.org:99999/",
        "https://example.org/x?sig=1",
        "https://example.org/x#y",
        "https://",
        "https:///path",
        "https://exa mple.org/",
    ],
)
def test_an_address_that_is_none_is_refused(address, repo):
    with pytest.raises(wl.ArgumentError, match="release host: expected an address"):
        find_host(address, repo.root)


@pytest.mark.parametrize(
    "address",
    [
        "https://[2001:db8::1]:8443/w",
        "http://127.0.0.1:8000",
        "https://дані.укр/w",
        " https://example.org\n",
    ],
)
def test_an_address_of_any_right_form_is_taken(address, repo):
    assert find_host(address, repo.root).url == address.strip().rstrip("/") + "/"


def test_a_password_in_the_address_is_in_no_message_and_no_record(host, repo, home, monkeypatch):
    parts = urlsplit(host.url)
    monkeypatch.setenv("WARLOSSES_URL", f"http://me:{SECRET}@{parts.netloc}")
    wl.download()
    kept = [path for path in (home / "cache").rglob("*") if path.is_file()]
    assert len(kept) > 5
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]
    with pytest.raises(wl.ReleaseError) as unknown:
        wl.download("1999.1.1")
    assert parts.netloc in str(unknown.value)
    assert SECRET not in str(unknown.value)
    monkeypatch.setenv("WARLOSSES_URL", f"http://me:{SECRET}@{parts.netloc}/elsewhere")
    with pytest.raises(wl.WarlossesError) as lost:
        wl.catalogue()
    assert SECRET not in str(lost.value)
    with pytest.raises(wl.ArgumentError) as wrong:
        find_host(f"http://me:{SECRET}@[/", repo.root)
    assert SECRET not in str(wrong.value)


@pytest.mark.parametrize(
    "address", [f"ftp://me:{SECRET}@example.org/a", f"http://me:{SECRET}@127.0.0.1:1/a"]
)
def test_a_fetch_says_no_password_either(address):
    with (
        Fetcher(FetchLimits(tries=1)) as fetcher,
        pytest.raises(wl.FetchError, match="expected the file") as caught,
    ):
        fetcher.get(address)
    assert SECRET not in str(caught.value)


def test_a_proxy_that_can_not_be_used_is_named(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "socks5h://127.0.0.1:1080")
    pytest.importorskip("requests")
    with Fetcher(FetchLimits(tries=1)) as fetcher, pytest.raises(wl.FetchError) as caught:
        fetcher.get("http://example.org/a")
    assert "proxy" in str(caught.value).lower() or "socks" in str(caught.value).lower()
    assert "ALL_PROXY" in str(caught.value)


def test_a_list_of_certificates_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    with (
        Fetcher(FetchLimits(tries=1)) as fetcher,
        pytest.raises(wl.FetchError, match="unset REQUESTS_CA_BUNDLE"),
    ):
        fetcher.get("https://example.org/a")

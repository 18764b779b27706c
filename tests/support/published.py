"""Two small releases of one ledger, published by a host on loopback; each test in its own home."""

from __future__ import annotations

import shutil

import pytest

import warlosses as wl
from tests.support.factories import write_mirror, write_texts
from tests.support.release_host import Repo, hosting, make_repo
from warlosses.fetching.fetcher import Fetcher
from warlosses.fetching.limits import FetchLimits


@pytest.fixture(scope="session")
def built_two(tmp_path_factory):
    """The folders of two releases, the second a day after the first."""
    folder = tmp_path_factory.mktemp("two")
    texts = write_texts(folder)
    for days in (4, 5):
        write_mirror(folder / "mirror", days=days)
        wl.build(folder / "mirror", folder / "out", from_scratch=days == 4, **texts)
    return folder / "out" / "2024.5.13", folder / "out" / "2024.5.14"


@pytest.fixture(scope="session")
def published_one(tmp_path_factory, built_two):
    """A repository with the first of the two."""
    repo = make_repo(tmp_path_factory.mktemp("published"))
    repo.publish(built_two[0])
    return repo


@pytest.fixture(scope="session")
def published_two(tmp_path_factory, published_one, built_two):
    """The same repository a day later."""
    folder = tmp_path_factory.mktemp("published-two") / "repo"
    repo = Repo(shutil.copytree(published_one.path, folder), published_one.keys)
    repo.publish(built_two[1])
    return repo


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A machine of its own: its cache and data; and no patience."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("WARLOSSES_CACHE", str(tmp_path / "cache"))
    for name in ("URL", "ROOT", "OFFLINE", "KEYS"):
        monkeypatch.delenv(f"WARLOSSES_{name}", raising=False)
    limits = FetchLimits(tries=2, read_timeout=0.2, deadline=0.6, backoff=0.01)
    monkeypatch.setattr("warlosses.fetching.fetcher.Fetcher", lambda: Fetcher(limits))
    return tmp_path


@pytest.fixture
def repo(tmp_path, published_one):
    """A copy of the repository with one release, to change at will."""
    folder = shutil.copytree(published_one.path, tmp_path / "repo")
    return Repo(folder, published_one.keys)


@pytest.fixture
def host(home, repo, monkeypatch):
    """A host of the repository, and a user who trusts its root."""
    with hosting(repo.path) as server:
        monkeypatch.setenv("WARLOSSES_URL", server.url)
        root = home / "root.json"
        root.write_bytes(repo.root.read_bytes())
        monkeypatch.setenv("WARLOSSES_ROOT", str(root))
        yield server

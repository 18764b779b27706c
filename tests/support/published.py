"""Two small releases of one ledger, published by a host on loopback; each test in its own home."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, TypeAlias

import pytest

import warlosses as wl
from tests.support.factories import write_mirror, write_texts
from tests.support.release_host import Host, Repo, hosting, make_repo, repo_in
from tests.support.shared import made_once
from warlosses.fetching.fetcher import Fetcher
from warlosses.fetching.limits import FetchLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# A busy machine may take long over an answer that is good. Where time runs out on purpose, it is
# short, and no good answer is needed.
PATIENT = FetchLimits(tries=2, read_timeout=60, deadline=120, backoff=0.01)
IMPATIENT = FetchLimits(tries=2, read_timeout=0.2, deadline=0.6, backoff=0.01)
Patience: TypeAlias = "Callable[[FetchLimits], None]"


@pytest.fixture(scope="session")
def two_builds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a mirror, texts, and in `out` the two releases built from them."""

    def make(folder: Path) -> None:
        texts = write_texts(folder)
        for days in (4, 5):
            write_mirror(folder / "mirror", days=days)
            wl.build(folder / "mirror", folder / "out", from_scratch=days == 4, **texts)

    return made_once(tmp_path_factory, "two-builds", make)


@pytest.fixture(scope="session")
def built_two(two_builds: Path) -> tuple[Path, Path]:
    """The folders of two releases, the second a day after the first."""
    return two_builds / "out" / "2024.5.13", two_builds / "out" / "2024.5.14"


@pytest.fixture(scope="session")
def published_one(tmp_path_factory: pytest.TempPathFactory, built_two: tuple[Path, Path]) -> Repo:
    """A repository with the first of the two."""

    def make(folder: Path) -> None:
        make_repo(folder).publish(built_two[0])

    return repo_in(made_once(tmp_path_factory, "published-one", make))


@pytest.fixture(scope="session")
def published_two(
    tmp_path_factory: pytest.TempPathFactory, published_one: Repo, built_two: tuple[Path, Path]
) -> Repo:
    """The same repository a day later."""

    def make(folder: Path) -> None:
        shutil.copytree(published_one.path.parent, folder, dirs_exist_ok=True)
        repo_in(folder).publish(built_two[1])

    return repo_in(made_once(tmp_path_factory, "published-two", make))


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Patience:
    """Set how long the package's own fetchers wait from here on; long, until it is called."""

    def wait(limits: FetchLimits) -> None:
        monkeypatch.setattr("warlosses.fetching.fetcher.Fetcher", lambda: Fetcher(limits))

    wait(PATIENT)
    return wait


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, patience: Patience) -> Path:
    """A machine of its own: its cache and data; and quick second tries."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("WARLOSSES_CACHE", str(tmp_path / "cache"))
    for name in ("URL", "ROOT", "OFFLINE", "KEYS"):
        monkeypatch.delenv(f"WARLOSSES_{name}", raising=False)
    return tmp_path


@pytest.fixture
def repo(tmp_path: Path, published_one: Repo) -> Repo:
    """A copy of the repository with one release, to change at will."""
    return published_one.copy(tmp_path / "repo")


@pytest.fixture
def host(home: Path, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """A host of the repository, and a user who trusts its root."""
    with hosting(repo.path) as server:
        monkeypatch.setenv("WARLOSSES_URL", server.url)
        root = home / "root.json"
        root.write_bytes(repo.root.read_bytes())
        monkeypatch.setenv("WARLOSSES_ROOT", str(root))
        yield server

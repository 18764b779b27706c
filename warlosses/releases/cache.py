"""The releases fetched to this machine: shared between processes, each one whole or not there.

A release is fetched into a folder aside, checked, and moved into place in one step. The folder
holds a record of what was signed, so that a file that broke later, even in a power cut, is found
before it is read. Reading takes no lock and writes nothing, so that a read-only cache can be read.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from warlosses.errors import ReleaseError
from warlosses.files import Described, sha256, writing_to
from warlosses.paths import cache_dir
from warlosses.releases.index import NOTES
from warlosses.releases.release import MANIFEST, Release, is_version, version_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RECORD = "signed.json"
_PARTIAL = ".partial-"
_BROKEN = ".broken-"
_LONGEST_WAIT = 3600.0


def releases_dir() -> Path:
    """Return the folder of the fetched releases."""
    return cache_dir() / "releases"


def cached_versions() -> list[str]:
    """Return the versions that were fetched, newest first; broken ones too."""
    try:
        names = [path.name for path in releases_dir().iterdir() if is_version(path.name)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(names, key=version_key, reverse=True)


def cached_releases() -> dict[str, Path]:
    """Return the folders of the fetched releases by version, newest first.

    >>> import warlosses as wl
    >>> list(wl.cached_releases()) == cached_versions()
    True
    """
    return {version: releases_dir() / version for version in cached_versions()}


def cached_release(version: str) -> Release:
    """Return a fetched release by its version."""
    return Release(releases_dir() / version)


def partial_dir(version: str) -> Path:
    """Return where a release is on its way."""
    return releases_dir() / f"{_PARTIAL}{version}"


def problems_with(folder: Path) -> list[str]:
    """Return what is wrong with a fetched release: nothing where every file is as signed."""
    try:
        expected = _expected(folder)
        found = tuple(_stamp(folder / name) for name in expected)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"{folder.name}: its record is broken ({error!r})"]
    return list(_compare(folder, tuple(expected.items()), found))


def read_record(folder: Path) -> dict[str, Any]:
    """Return what was signed of a fetched release: its entry in the index, the host, the root."""
    found: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return found


def still_works() -> str:
    """Return the reassurance that messages end with."""
    here = ", ".join(cached_versions()[:3]) or "the bundled one"
    return f"Nothing was taken; the releases that are here still work ({here})."


def place(version: str) -> None:
    """Move a release that has been fetched and checked into place, a broken one out of the way."""
    target, broken = releases_dir() / version, releases_dir() / f"{_BROKEN}{version}"
    shutil.rmtree(broken, ignore_errors=True)
    if target.exists():
        target.rename(broken)
    partial_dir(version).rename(target)
    shutil.rmtree(broken, ignore_errors=True)


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold a lock among this machine's processes; it ends with the process that holds it.

    Raises
    ------
    ReleaseError
        The cache can't be written, or another process holds the lock for an hour.
    """
    from filelock import FileLock, Timeout

    folder = cache_dir() / "locks"
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{name}.lock", timeout=_LONGEST_WAIT)
    try:
        with writing_to(folder):
            lock.acquire()
    except Timeout as error:
        raise ReleaseError(
            f"{lock.lock_file}: another process has held this lock for an hour; end it, or wait."
        ) from error
    try:
        yield
    finally:
        lock.release()


def clean_cache(keep: int = 0, *, versions: list[str] | None = None) -> list[str]:
    """Remove fetched releases but the newest few, and all that was left on its way.

    Parameters
    ----------
    keep : int
        How many of the newest releases stay.
    versions : list of str, optional
        Remove these instead.

    Returns
    -------
    list of str
        The versions removed.
    """
    known = cached_versions()
    if versions is not None:
        unknown = [version for version in versions if version not in known]
        if unknown:
            raise ReleaseError(
                f"no release {unknown[0]!r} in {releases_dir()}; found {', '.join(known) or 'none'}"
            )
    gone = known[keep:] if versions is None else versions
    for version in gone:
        with locked(version), writing_to(releases_dir()):
            shutil.rmtree(releases_dir() / version)
    for prefix in (_PARTIAL, _BROKEN):
        for leftover in releases_dir().glob(f"{prefix}*"):
            with locked(leftover.name.removeprefix(prefix)):
                shutil.rmtree(leftover, ignore_errors=True)
    return gone


def _expected(folder: Path) -> dict[str, Described]:
    """Return what every file has to be: the manifest by the record, the others by the manifest."""
    entry = read_record(folder)["entry"]
    manifest = Described(**entry["manifest"])
    path = folder / MANIFEST
    if sha256(path) != manifest.sha256:
        return {MANIFEST: manifest}
    listed = json.loads(path.read_bytes())["files"]
    files = {n: Described(facts["bytes"], facts["sha256"]) for n, facts in listed.items()}
    return {MANIFEST: manifest, NOTES: Described(**entry["notes"]), **files}


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


@lru_cache(maxsize=64)  # one process reads a table many times: hash a file once while it stands
def _compare(
    folder: Path,
    expected: tuple[tuple[str, Described], ...],
    found: tuple[tuple[int, int, int] | None, ...],
) -> tuple[str, ...]:
    wrong = []
    for (name, described), stamp in zip(expected, found, strict=True):
        if stamp is None:
            wrong.append(f"{name}: missing")
        elif stamp[0] != described.bytes:
            wrong.append(f"{name}: expected {described.bytes:,} bytes, found {stamp[0]:,}")
        elif sha256(folder / name) != described.sha256:
            wrong.append(f"{name}: its SHA-256 is not the signed one")
    return tuple(wrong)

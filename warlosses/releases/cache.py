"""The releases fetched to this machine: shared between processes, each one whole or not there.

A release is fetched into a folder aside, checked, and moved into place in one step. The folder
holds a record of what was signed, so that a file that broke later, even in a power cut, is found
before it is read. Reading takes no lock and writes nothing, so that a read-only cache can be read.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from warlosses.errors import CacheError, ReleaseError, TrustError
from warlosses.files import Described, writing_to
from warlosses.paths import CACHE, cache_dir, cache_dir_if_any
from warlosses.releases.manifest import (
    MANIFEST,
    NOTES,
    RECORD,
    Manifest,
    is_version,
    version_key,
)
from warlosses.releases.release import Release
from warlosses.releases.signed_index import SIGNED_INDEX, parse_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_RELEASES = "releases"
_PARTIAL = ".partial-"
_BROKEN = ".broken-"
_LONGEST_WAIT = 3600.0
_OURS_TO_WRITE = 0o755


def releases_dir() -> Path:
    """Return the folder of the fetched releases."""
    return cache_dir() / _RELEASES


def cached_versions() -> list[str]:
    """Return the versions that were fetched, newest first; broken ones too."""
    folder = cache_dir_if_any()
    if folder is None:
        return []
    try:
        names = [p.name for p in (folder / _RELEASES).iterdir() if is_version(p.name)]
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


def trust_dir(root_name: str) -> Path:
    """Return where what is known of the hosts of one root is kept."""
    return cache_dir() / "trust" / root_name


def refuse_shared(folder: Path) -> None:
    """Refuse a fetched release where others than its user may write: any figure could be theirs.

    A release that is here is believed by what lies beside it, without asking its host.

    Raises
    ------
    CacheError
        The release, or a folder around it in the cache, belongs to another user or is open to them.
    """
    if os.name == "nt":  # where folders of users are closed to others by their own means
        return
    for path in (cache_dir(), releases_dir(), folder, *folder.glob("*")):
        try:
            facts = path.stat()
        except FileNotFoundError:
            continue
        whose = _may_be_changed_by(facts)
        if whose:
            raise CacheError(
                f"{path}: expected what you alone may change; found that {whose} may. What lies "
                "there can't be relied on. If all in it is yours, `chmod -R go-w` (or chown) "
                f"{cache_dir()}; else name another folder for downloads ({CACHE})."
            )


def _may_be_changed_by(facts: os.stat_result) -> str:
    """Return in words who else may change a file or folder; nothing where nobody but root may."""
    if facts.st_uid not in (0, os.getuid()):
        return f"user {facts.st_uid}"
    if facts.st_mode & stat.S_IWOTH:
        return "everybody"
    # A group with the user's own number is, by custom, the user's alone.
    if facts.st_mode & stat.S_IWGRP and facts.st_gid not in (0, os.getuid()):
        return f"group {facts.st_gid}"
    return ""


def make_partial(version: str) -> Path:
    """Return the folder in which a release is brought together; nothing in it leads elsewhere."""
    for folder in (cache_dir(), releases_dir(), partial := partial_dir(version)):
        if folder == partial and (partial.is_symlink() or partial.is_file()):
            partial.unlink()
        folder.mkdir(parents=True, exist_ok=True, mode=_OURS_TO_WRITE)
    for path in partial.iterdir():
        if path.is_symlink() or not path.is_file():
            _remove(path)
    return partial


def _remove(path: Path) -> None:
    """Remove whatever has a name: of a link the link alone."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def problems_with(folder: Path) -> list[str]:
    """Return what is wrong with a fetched release: nothing where every file is as signed."""
    try:
        expected = _expected(folder)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        return [f"{folder.name}: its record is broken ({error!r})"]
    problems = {n: d.remembered_problem_with(folder / n) for n, d in expected.items()}
    return [f"{name}: {problem}" for name, problem in problems.items() if problem]


def read_record(folder: Path) -> dict[str, Any]:
    """Return what was signed of a fetched release: its entry in the index, the host, the root."""
    path = folder / RECORD
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is no file")  # a pipe would be waited for
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


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
    partial = partial_dir(version)
    for path in (partial, *partial.iterdir()):
        path.chmod(path.stat().st_mode & ~(stat.S_IWGRP | stat.S_IWOTH))
    partial.rename(target)
    shutil.rmtree(broken, ignore_errors=True)


def signer_of(folder: Path) -> str:
    """Return the name of the root of trust by which a fetched release came."""
    return str(read_record(folder)["root"])


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold a lock among this machine's processes; it ends with the process that holds it.

    Raises
    ------
    CacheError
        The cache can't be written, or its file system gives no locks.
    ReleaseError
        Another process holds the lock for an hour.
    """
    from filelock import FileLock, Timeout

    folder = cache_dir() / "locks"
    with writing_to(folder):
        for wanted in (cache_dir(), folder):
            wanted.mkdir(parents=True, exist_ok=True, mode=_OURS_TO_WRITE)
    lock = FileLock(folder / f"{name}.lock", timeout=_LONGEST_WAIT)
    try:
        with writing_to(folder):
            lock.acquire()
    except NotImplementedError as error:  # what older filelock says of a drive without locks
        raise CacheError(
            f"{folder}: the file system gives no locks; name a folder on a local disk for "
            f"downloads ({CACHE})."
        ) from error
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
            _remove(releases_dir() / version)
    for prefix in (_PARTIAL, _BROKEN):
        for leftover in releases_dir().glob(f"{prefix}*"):
            with locked(leftover.name.removeprefix(prefix)), writing_to(releases_dir()):
                _remove(leftover)
    return gone


def _expected(folder: Path) -> dict[str, Described]:
    """Return what every file has to be: the manifest by the record, the others by the manifest."""
    record = read_record(folder)
    entry = record["entry"]
    manifest, notes = Described.parse(entry["manifest"]), Described.parse(entry["notes"])
    signed = _last_signed(str(record["root"])).get(folder.name, manifest.sha256)
    if manifest.sha256 != signed:
        raise ValueError(f"the index that was signed has another manifest, {signed[:12]}...")
    if not manifest.fits(folder / MANIFEST):
        return {MANIFEST: manifest}
    files = Manifest.parse((folder / MANIFEST).read_bytes()).files
    return {MANIFEST: manifest, NOTES: notes, **files}


def _last_signed(root_name: str) -> Mapping[str, str]:
    """Return the manifests' SHA-256 by version as the index says that was fetched last."""
    path = trust_dir(root_name) / SIGNED_INDEX
    try:
        facts = path.stat()
        return _manifests_in(path, facts.st_mtime_ns, facts.st_size)
    except (OSError, TrustError):
        return {}  # nothing is known of it, or not any more: it is fetched again when asked for


@lru_cache(maxsize=4)
def _manifests_in(path: Path, _changed: int, _size: int) -> Mapping[str, str]:
    return {entry.version: entry.manifest.sha256 for entry in parse_index(path.read_bytes())}

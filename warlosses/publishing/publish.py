"""Put a built release into a static repository: what any web host or bucket can serve.

A release's folder is moved into place in one step, then the index that names it is signed, the
timestamp last. A publisher that was killed leaves the old state, and the next one goes on.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from warlosses.building.metadata.facts import facts_of_release
from warlosses.building.metadata.make import metadata
from warlosses.building.version import broken_rules
from warlosses.data.difference import between
from warlosses.errors import ReleaseError, TrustError
from warlosses.files import Described, sha256, sync
from warlosses.publishing.keys import read_signers
from warlosses.publishing.page import PAGE, landing_page
from warlosses.publishing.signing import State, read_state, sign_state
from warlosses.releases.find import find_release
from warlosses.releases.host import METADATA, RELEASES
from warlosses.releases.index import NOTES, Entry, parse_manifest, write_index
from warlosses.releases.release import MANIFEST, TABLE_NAMES, Release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from warlosses.data.difference import Difference

_LOCK = ".publish.lock"
_STAGING = ".staging-"


@dataclass(frozen=True)
class Published:
    """What was published.

    Attributes
    ----------
    entry : Entry
        The release's entry in the index.
    is_new : bool
        False where it had been published before.
    difference : Difference or None
        What changed against the release before, where it is new.
    signed : list of str
        The roles that were signed.
    """

    entry: Entry
    is_new: bool
    difference: Difference | None
    signed: list[str]


def publish(
    release: str | Path,
    repo: str | Path,
    *,
    keys: Sequence[str | Path] = (),
) -> Published:
    """Add a built release to a repository, signed; a published release never changes.

    Parameters
    ----------
    release : str or Path
        A release's folder, or the version of one that is here.
    repo : path
        The repository's folder, begun as docs/releasing.md says.
    keys : sequence of paths, optional
        Private keys of the roles releases, snapshot and timestamp; by default the files in the
        folder ``WARLOSSES_KEYS``.

    Raises
    ------
    ReleaseError
        Other bytes are published under this version, the version rule is broken, the release is
        damaged, or keys are lacking. What is published stays as it was.

    Examples
    --------
    >>> import warlosses as wl
    >>> wl.publish("2026.8.15", "nowhere")
    Traceback (most recent call last):
    ...
    warlosses.errors.ReleaseError: nowhere/metadata: expected the metadata of a release ...
    """
    repo = Path(repo)
    found = find_release(release)
    check_release(found)
    signers = read_signers([Path(key) for key in keys])
    read_state(repo)  # before a lock file is made in a folder that is none of ours
    with _locked(repo):
        state = read_state(repo)
        held = next((e for e in state.entries if e.version == found.version), None)
        if held is not None:
            _refuse_other_bytes(found, held)
            return Published(held, False, None, sign_state(repo, signers))
        before = newest_published(repo, state)
        difference = between(before, found)
        broken = broken_rules(before, found, difference)
        if broken:
            raise ReleaseError(
                f"{found.folder}: not published: {'; '.join(broken)}. Build it anew."
            )
        entry = _put(found, repo, difference)
        signed = sign_state(repo, signers, write_index([entry, *state.entries]))
    return Published(entry, True, difference, signed)


def renew(repo: str | Path, *, keys: Sequence[str | Path] = ()) -> list[str]:
    """Sign the timestamp again, and what will soon expire or has other keys now; return the roles.

    A day without a release needs it too: users take an old timestamp for a host that is held back.
    """
    signers = read_signers([Path(key) for key in keys])
    read_state(Path(repo))
    with _locked(Path(repo)):
        return sign_state(Path(repo), signers)


def newest_published(repo: Path, state: State | None = None) -> Release | None:
    """Return the newest release of a repository; None where there is none yet."""
    entries = (state or read_state(repo)).entries
    return Release(repo / RELEASES / entries[0].version) if entries else None


def check_release(release: Release) -> None:
    """Refuse a release whose files are not what its manifest says.

    Raises
    ------
    TrustError
        A file is missing, damaged, or has other rows than the manifest says.
    """
    manifest = (release.folder / MANIFEST).read_bytes() if release.version else b""
    files = parse_manifest(manifest, release.version)
    for name, described in files.items():
        path = release.folder / name
        if not path.is_file() or _described(path) != described:
            raise TrustError(f"{path}: not the file of its manifest; build the release again.")
    for table in TABLE_NAMES:
        path = release.path(table)
        rows = pq.read_metadata(path).num_rows
        if rows != release.manifest["files"][path.name]["rows"]:
            raise TrustError(f"{path}: {rows:,} rows are not those of its manifest.")


def _refuse_other_bytes(release: Release, held: Entry) -> None:
    found = sha256(release.folder / MANIFEST)
    if found != held.manifest.sha256:
        raise TrustError(
            f"release {held.version}: published on {held.published_at[:10]} with other bytes "
            f"(manifest {held.manifest.sha256[:12]}..., here {found[:12]}...). A published release "
            f"never changes: build this one anew, as {held.version}.1 or later."
        )


def _put(release: Release, repo: Path, difference: Difference) -> Entry:
    """Move a release's files into the repository; return what the index will say of it."""
    folder = repo / RELEASES
    folder.mkdir(exist_ok=True)
    for leftover in folder.glob(f"{_STAGING}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
    published_at = datetime.now(UTC)
    try:
        for name in (MANIFEST, *release.manifest["files"]):
            shutil.copyfile(release.folder / name, staging / name)
        (staging / NOTES).write_text(difference.to_markdown(), encoding="utf-8")
        size = sum(path.stat().st_size for path in staging.iterdir())
        _describe(release, staging, published_at)
        staging.chmod(0o755)
        for path in staging.iterdir():
            sync(path)
        sync(staging)
        target = folder / release.version
        if target.exists():  # put there by a publisher that was killed before it was signed
            shutil.rmtree(target)
        staging.rename(target)
        sync(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    facts = release.manifest
    return Entry(
        version=release.version,
        data_through=facts["data_through"],
        schema_version=facts["schema_version"],
        published_at=published_at.isoformat(timespec="seconds"),
        previous=difference.before or None,
        changes=difference.counts,
        bytes=size,
        manifest=_described(target / MANIFEST),
        notes=_described(target / NOTES),
    )


def _describe(release: Release, folder: Path, published_at: datetime) -> None:
    """Lay the metadata and the page beside a release's files; they are not among the signed."""
    day = published_at.date().isoformat()
    made = metadata(release.folder, out=folder, released_on=day)
    page = landing_page(facts_of_release(release, released_on=day), made)
    (folder / PAGE).write_text(page, encoding="utf-8")


def _described(path: Path) -> Described:
    return Described(path.stat().st_size, sha256(path))


@contextmanager
def _locked(repo: Path) -> Iterator[None]:
    """Let one publisher in at a time."""
    from filelock import FileLock

    if not (repo / METADATA).is_dir():
        raise ReleaseError(f"{repo}: expected a release repository; found none.")
    with FileLock(repo / _LOCK):
        yield

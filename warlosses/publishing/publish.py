"""Put a built release into a static repository: what any web host or bucket can serve.

A release's folder is moved into place in one step, then the index that names it is signed, the
timestamp last. A publisher that was killed leaves the old state, and the next one goes on.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from warlosses.building.version import broken_rules
from warlosses.data.difference import between
from warlosses.errors import ReleaseError, TrustError
from warlosses.files import Described, staged_folder
from warlosses.publishing.keys import read_signers
from warlosses.publishing.signing import State, read_state, sign_state
from warlosses.releases.find import find_release
from warlosses.releases.host import METADATA, RELEASES
from warlosses.releases.manifest import MANIFEST, NOTES
from warlosses.releases.release import Release
from warlosses.releases.signed_index import Entry, read_signed_manifest, write_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from warlosses.data.difference import Difference

_LOCK = ".publish.lock"


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
    built = find_release(release)
    check_release(built)
    signers = read_signers([Path(key) for key in keys])
    read_state(repo)  # before a lock file is made in a folder that is none of ours
    with _locked(repo):
        state = read_state(repo)
        published = next((e for e in state.entries if e.version == built.version), None)
        if published is not None:
            _refuse_other_bytes(built, published)
            return Published(published, False, None, sign_state(repo, signers))
        before = newest_published(repo, state)
        difference = between(before, built)
        broken = broken_rules(before, built, difference)
        if broken:
            raise ReleaseError(
                f"{built.folder}: not published: {'; '.join(broken)}. Build it anew."
            )
        entry = _put(built, repo, difference)
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
    manifest = release.manifest
    read_signed_manifest((release.folder / MANIFEST).read_bytes(), release.version)
    for name, described in manifest.files.items():
        path = release.folder / name
        problem = described.problem_with(path)
        if problem:
            raise TrustError(
                f"{path}: not the file of its manifest ({problem}); build the release again."
            )
    for table, expected in manifest.rows.items():
        path = release.path(table)
        rows = pq.read_metadata(path).num_rows
        if rows != expected:
            raise TrustError(f"{path}: {rows:,} rows are not those of its manifest.")


def _refuse_other_bytes(release: Release, published: Entry) -> None:
    here = Described.of(release.folder / MANIFEST).sha256
    if here != published.manifest.sha256:
        raise TrustError(
            f"release {published.version}: published on {published.published_at[:10]} with other "
            f"bytes (manifest {published.manifest.sha256[:12]}..., here {here[:12]}...). A "
            "published release never changes: build this one anew, as "
            f"{published.version}.1 or later."
        )


def _put(release: Release, repo: Path, difference: Difference) -> Entry:
    """Move a release's files into the repository; return what the index will say of it."""
    target = repo / RELEASES / release.version
    manifest = release.manifest
    if target.exists():  # put there by a publisher that was killed before it was signed
        shutil.rmtree(target)
    with staged_folder(target) as staging:
        for name in (MANIFEST, *manifest.files):
            shutil.copyfile(release.folder / name, staging / name)
        (staging / NOTES).write_text(difference.to_markdown(), encoding="utf-8")
    return Entry(
        version=release.version,
        data_through=manifest.data_through,
        schema_version=manifest.schema_version,
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
        previous=difference.before or None,
        changes=difference.counts,
        bytes=sum(path.stat().st_size for path in target.iterdir()),
        manifest=Described.of(target / MANIFEST),
        notes=Described.of(target / NOTES),
    )


@contextmanager
def _locked(repo: Path) -> Iterator[None]:
    """Let one publisher in at a time."""
    from filelock import FileLock

    if not (repo / METADATA).is_dir():
        raise ReleaseError(f"{repo}: expected a release repository; found none.")
    lock = FileLock(repo / _LOCK)
    try:
        lock.acquire()
    except (OSError, NotImplementedError) as error:
        raise ReleaseError(
            f"{repo / _LOCK}: can't be locked ({error}); keep the repository where you may write "
            "and the file system gives locks."
        ) from error
    try:
        yield
    finally:
        lock.release()

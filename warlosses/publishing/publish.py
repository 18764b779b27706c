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

from warlosses.building.metadata.facts import facts_of_release
from warlosses.building.metadata.make import metadata
from warlosses.building.version import broken_rules
from warlosses.charts.page import explore
from warlosses.data.difference import between
from warlosses.errors import ReleaseError, TrustError
from warlosses.files import Described, alone_in, staged_folder, write_whole
from warlosses.publishing.keys import read_signers
from warlosses.publishing.latest import lay_latest
from warlosses.publishing.page import EXPLORER, PAGE, landing_page, latest_page
from warlosses.publishing.signing import sign_state
from warlosses.publishing.state import State, Trust, find_trust, read_state
from warlosses.releases.find import find_release
from warlosses.releases.host import LATEST, METADATA, RELEASES
from warlosses.releases.manifest import MANIFEST, NOTES, is_version
from warlosses.releases.release import Release
from warlosses.releases.signed_index import Entry, read_signed_manifest, write_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from warlosses.data.difference import Difference


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
    root: str | Path | None = None,
    record: str | Path | None = None,
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
    root : path, optional
        The root of trust to verify the repository by, from elsewhere than the host; by default
        ``WARLOSSES_ROOT``, else the package's own.
    record : path, optional
        What was published last, so that a rolled-back host is noticed; by default
        ``published.json`` beside the root. It is written anew: commit it.

    Raises
    ------
    ReleaseError
        Other bytes are published under this version, the version rule is broken, the release is
        damaged, or keys are lacking. What is published stays as it was.
    TrustError
        The repository is not as it was signed, or not the state published last. Nothing is signed.

    Examples
    --------
    >>> import warlosses as wl
    >>> wl.publish("2026.9.6", "nowhere", root="no-root.json")
    Traceback (most recent call last):
    ...
    warlosses.errors.ReleaseError: no-root.json: expected the root of trust to publish by; ...
    """
    repo = Path(repo)
    built = find_release(release)
    _refuse_odd_version(built)
    check_release(built)
    signers = read_signers([Path(key) for key in keys])
    trust = find_trust(repo, root, record)
    read_state(repo, trust)  # before a lock file is made in a folder that is none of ours
    with _locked(repo):
        state = read_state(repo, trust)
        entry = next((e for e in state.entries if e.version == built.version), None)
        if entry is not None:
            _refuse_other_bytes(built, entry)
            published = Release(repo / RELEASES / built.version)
            if published.folder.exists() or entry == state.entries[0]:
                _refuse_changed(published, entry)  # "had been published" must not hide damage
            return Published(entry, False, None, sign_state(repo, signers, trust=trust))
        before = newest_published(repo, trust, state)
        difference = between(before, built)
        broken = broken_rules(before, built, difference)
        if broken:
            raise ReleaseError(
                f"{built.folder}: not published: {'; '.join(broken)}. Build it anew."
            )
        entry = _put(built, repo, difference)
        latest = lay_latest(built, repo / LATEST)
        _write_page(repo / LATEST, latest_page(facts_of_release(built), latest))
        index = write_index([entry, *state.entries], latest)
        signed = sign_state(repo, signers, index, trust=trust)
    return Published(entry, True, difference, signed)


def renew(
    repo: str | Path,
    *,
    keys: Sequence[str | Path] = (),
    root: str | Path | None = None,
    record: str | Path | None = None,
) -> list[str]:
    """Sign the timestamp again, and what will soon expire or has other keys now; return the roles.

    A day without a release needs it too: users take an old timestamp for a host that is held back.
    `root` and `record` are as for `publish`.
    """
    repo = Path(repo)
    signers = read_signers([Path(key) for key in keys])
    trust = find_trust(repo, root, record)
    read_state(repo, trust)
    with _locked(repo):
        return sign_state(repo, signers, trust=trust)


def newest_published(repo: Path, trust: Trust, state: State | None = None) -> Release | None:
    """Return the newest release of a repository, every file as it was signed; None if none is.

    Raises
    ------
    TrustError
        The copy of the host holds other bytes than were published.
    """
    entries = (state or read_state(repo, trust)).entries
    if not entries:
        return None
    release = Release(repo / RELEASES / entries[0].version)
    _refuse_changed(release, entries[0])
    return release


def _refuse_odd_version(release: Release) -> None:
    """Refuse a version that readers of the index would refuse: it would brick the repository."""
    if not is_version(release.version):
        raise ReleaseError(
            f"{release.folder}: expected a version such as 2026.9.6 or 2026.9.6.1; found "
            f"{release.version!r}. Nothing was published. Build it anew."
        )


def _refuse_changed(release: Release, entry: Entry) -> None:
    """Refuse to go on from a release that is not, byte for byte, the one that was signed."""
    path = release.folder / MANIFEST
    if not path.is_file():
        raise ReleaseError(
            f"{path}: expected the newest published release, to go on from; found none. Fetch "
            f"releases/{entry.version} from the host."
        )
    if not entry.manifest.fits(path):
        raise TrustError(
            f"{path}: expected the manifest that was signed (SHA-256 {entry.manifest.sha256[:12]}"
            "...); found another. Nothing was built on it. The host was changed, or the copy is "
            "damaged: fetch it again, and look at the host if it lasts."
        )
    check_release(release)


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
    published_at = datetime.now(UTC)
    if target.exists():  # put there by a publisher that was killed before it was signed
        shutil.rmtree(target)
    with staged_folder(target) as staging:
        for name in (MANIFEST, *manifest.files):
            shutil.copyfile(release.folder / name, staging / name)
        (staging / NOTES).write_text(difference.to_markdown(), encoding="utf-8")
        size = sum(path.stat().st_size for path in staging.iterdir())
        _lay_beside(release, staging, published_at)
    return Entry(
        version=release.version,
        data_through=manifest.data_through,
        schema_version=manifest.schema_version,
        published_at=published_at.isoformat(timespec="seconds"),
        previous=difference.before or None,
        changes=difference.counts,
        bytes=size,
        manifest=Described.of(target / MANIFEST),
        notes=Described.of(target / NOTES),
    )


def _lay_beside(release: Release, folder: Path, published_at: datetime) -> None:
    """Lay the metadata and the page beside a release's files; they are not among the signed."""
    day = published_at.date().isoformat()
    made = metadata(release.folder, out=folder, released_on=day)
    explore(folder / EXPLORER, version=release.folder)
    _write_page(folder, landing_page(facts_of_release(release, released_on=day), made))


def _write_page(folder: Path, text: str) -> None:
    write_whole(folder / PAGE, text.encode())


@contextmanager
def _locked(repo: Path) -> Iterator[None]:
    """Let one publisher in at a time."""
    if not (repo / METADATA).is_dir():
        raise ReleaseError(f"{repo}: expected a release repository; found none.")
    with alone_in(repo / RELEASES):
        yield

"""What a release repository says, believed only as far as it is signed.

The folder is a copy of the host, and the host is the enemy. So everything starts from a root of
trust that did not come from there: each root follows from the one before, each role is verified by
its delegation and threshold, each file by its hash, and what was published last is known from a
record outside the host. Whoever signs reads the state through `read_state` and nothing else.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuf.api.exceptions import RepositoryError, StorageError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from warlosses.errors import ReleaseError, TrustError
from warlosses.files import refuse_endless
from warlosses.paths import datasets_dir
from warlosses.publishing.record import Record, read_record
from warlosses.releases.host import METADATA, ROLE, TARGETS
from warlosses.releases.settings import ROOT
from warlosses.releases.signed_index import SIGNED_INDEX, Entry, parse_index

if TYPE_CHECKING:
    from collections.abc import Sequence

RECORD = "published.json"
UNSIGNED_TARGETS = (
    "{folder}: expected targets.json, signed as the root wants it; found none. See "
    "docs/releasing.md, `warlosses keys begin`."
)


@dataclass(frozen=True)
class Trust:
    """What is known from elsewhere than the host.

    Attributes
    ----------
    root : bytes
        A root of trust; newer ones are believed if they follow from it.
    record : Path
        The file that remembers what was published last.
    """

    root: bytes
    record: Path


@dataclass(frozen=True)
class State:
    """The metadata that a repository holds; None where there is none yet.

    Where the root's keepers have changed who signs the targets, and nobody of them has signed yet,
    ``targets`` are those that stand: good to draft the next from, not to publish by.
    """

    root: Metadata[Root]
    targets: Metadata[Targets]
    releases: Metadata[Targets] | None = None
    snapshot: Metadata[Snapshot] | None = None
    timestamp: Metadata[Timestamp] | None = None
    entries: tuple[Entry, ...] = ()

    def to_record(self, timestamp: bytes) -> Record:
        """Return what to remember of this state, whose ``timestamp.json`` has these bytes."""
        by_role: dict[str, Metadata[Any] | None] = {
            "root": self.root,
            "targets": self.targets,
            ROLE: self.releases,
            "snapshot": self.snapshot,
            "timestamp": self.timestamp,
        }
        versions = {role: m.signed.version for role, m in by_role.items() if m is not None}
        manifests = {entry.version: entry.manifest.sha256 for entry in self.entries}
        return Record(versions, hashlib.sha256(timestamp).hexdigest(), manifests)


def find_trust(
    repo: Path, root: str | Path | None = None, record: str | Path | None = None
) -> Trust:
    """Return the root of trust and the record to publish by.

    Parameters
    ----------
    repo : Path
        The repository, a copy of the host.
    root : path, optional
        A root of trust; by default ``WARLOSSES_ROOT``, else the package's own.
    record : path, optional
        What was published last; by default ``published.json`` beside the root.

    Raises
    ------
    ReleaseError
        There is no root, or it came with the copy of the host, which may say anything.
    """
    path = Path(root or os.environ.get(ROOT) or datasets_dir() / "trust" / "root.json")
    if path.resolve().is_relative_to(repo.resolve()):
        raise ReleaseError(
            f"{path}: expected a root of trust from elsewhere than the copy of the host ({repo}); "
            "found one inside it. Give the one that the keepers signed (--root): "
            "datasets/trust/root.json, or drafts/1.root.json of the ceremony."
        )
    refuse_endless(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReleaseError(
            f"{path}: expected the root of trust to publish by; found none ({error.strerror}). "
            f"Give the one that the keepers signed (--root, {ROOT})."
        ) from error
    return Trust(content, Path(record) if record else path.with_name(RECORD))


def read_state(repo: Path, trust: Trust) -> State:
    """Return what a repository says, verified; nothing unsigned or older than the record is taken.

    Raises
    ------
    ReleaseError
        The repository was not begun, or a file is missing.
    TrustError
        Something is not signed as it must be, or the host was rolled back or forked.
    """
    folder = repo / METADATA
    try:
        roots = _follow_roots(folder, trust)
        newest = _newest_targets(folder, roots[-1])
        path = folder / "timestamp.json"
        if path.is_file():
            state = _follow_timestamp(repo, path.read_bytes(), newest, roots, trust)
        elif newest is not None:
            state = State(roots[-1], newest)
        else:
            raise ReleaseError(UNSIGNED_TARGETS.format(folder=folder))
    except (OSError, StorageError, KeyError) as error:
        raise ReleaseError(
            f"{folder}: expected the metadata of a release repository; found {error}. Begin one as "
            "docs/releasing.md says, or fetch the host's own again."
        ) from error
    except (RepositoryError, ValueError) as error:
        raise TrustError(
            f"{folder}: expected metadata that follows from the root of trust; found {error}. "
            "Nothing was signed. Somebody may have changed the host: compare it with what was "
            "published, and restore it from there (docs/releasing.md)."
        ) from error
    _compare_with_record(folder, state, trust)
    return state


def keys_lacking(metadata: Metadata[Any], delegator: Root | Targets, role: str) -> int:
    """Return how many signatures a role still lacks."""
    result = delegator.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
    return result.missing


def _follow_roots(folder: Path, trust: Trust) -> list[Metadata[Root]]:
    """Return the root of trust and those after it, each signed as the one before wants it."""
    root: Metadata[Root] = Metadata.from_bytes(trust.root)
    _verify(root, root.signed, Root.type)
    roots = [root]
    if (folder / f"{root.signed.version}.root.json").read_bytes() != trust.root:
        raise ValueError(f"{root.signed.version}.root.json is not the root of trust")
    while (path := folder / f"{root.signed.version + 1}.root.json").is_file():
        newer: Metadata[Root] = Metadata.from_bytes(path.read_bytes())
        for trusted in (root.signed, newer.signed):
            _verify(newer, trusted, Root.type)
        if newer.signed.version != root.signed.version + 1:
            raise ValueError(f"{path.name} of version {newer.signed.version}")
        root = newer
        roots.append(root)
    return roots


def _newest_targets(folder: Path, root: Metadata[Root]) -> Metadata[Targets] | None:
    """Return the newest targets that the root's keepers have signed; None where none are."""
    numbers = [int(p.name.split(".")[0]) for p in folder.glob("*.targets.json")]
    for number in sorted(numbers, reverse=True):
        targets: Metadata[Targets] = Metadata.from_bytes(
            (folder / f"{number}.targets.json").read_bytes()
        )
        if not keys_lacking(targets, root.signed, Targets.type):
            return targets
    return None


def _follow_timestamp(
    repo: Path,
    content: bytes,
    newest: Metadata[Targets] | None,
    roots: Sequence[Metadata[Root]],
    trust: Trust,
) -> State:
    """Return the state that a timestamp leads to: every step signed, every file by its hash."""
    folder = repo / METADATA
    timestamp: Metadata[Timestamp] = Metadata.from_bytes(content)
    believed = _believed_roots(content, roots, trust)
    _verify_by_any(timestamp, believed, Timestamp.type)
    meta = timestamp.signed.snapshot_meta
    body = (folder / f"{meta.version}.snapshot.json").read_bytes()
    meta.verify_length_and_hashes(body)
    snapshot: Metadata[Snapshot] = Metadata.from_bytes(body)
    _verify_by_any(snapshot, believed, Snapshot.type)
    _same_version(snapshot, meta.version)
    targets = _targets_of(folder, snapshot, newest, roots)
    meta = snapshot.signed.meta[f"{ROLE}.json"]
    body = (folder / f"{meta.version}.{ROLE}.json").read_bytes()
    meta.verify_length_and_hashes(body)
    releases: Metadata[Targets] = Metadata.from_bytes(body)
    _verify(releases, targets.signed, ROLE)
    _same_version(releases, meta.version)
    target = releases.signed.targets[SIGNED_INDEX]
    index = (repo / TARGETS / target.get_prefixed_paths()[0]).read_bytes()
    target.verify_length_and_hashes(index)
    entries = tuple(parse_index(index))
    return State(roots[-1], newest or targets, releases, snapshot, timestamp, entries)


def _believed_roots(
    content: bytes, roots: Sequence[Metadata[Root]], trust: Trust
) -> Sequence[Metadata[Root]]:
    """Return the roots whose keys may have signed what a timestamp leads to: the newest alone.

    Keepers who change the machines' keys leave a state that the old ones signed. It is believed if
    it is the very state that was published last, and no other: keys are changed because they may
    be stolen.
    """
    record = read_record(trust.record)
    is_ours = record is not None and record.timestamp == hashlib.sha256(content).hexdigest()
    return roots[::-1] if is_ours else roots[-1:]


def _verify_by_any(metadata: Metadata[Any], roots: Sequence[Metadata[Root]], role: str) -> None:
    if all(keys_lacking(metadata, root.signed, role) for root in roots):
        _verify(metadata, roots[0].signed, role)


def _targets_of(
    folder: Path,
    snapshot: Metadata[Snapshot],
    newest: Metadata[Targets] | None,
    roots: Sequence[Metadata[Root]],
) -> Metadata[Targets]:
    """Return the targets that a snapshot names: the newest, or those before the keepers' last."""
    meta = snapshot.signed.meta["targets.json"]
    if newest is not None and meta.version > newest.signed.version:
        raise ValueError(f"targets.json {newest.signed.version}, where {meta.version} is signed")
    body = (folder / f"{meta.version}.targets.json").read_bytes()
    meta.verify_length_and_hashes(body)
    targets: Metadata[Targets] = Metadata.from_bytes(body)
    _verify_by_any(targets, roots[::-1], Targets.type)
    return targets


def _compare_with_record(folder: Path, state: State, trust: Trust) -> None:
    """Refuse a state older than the one published last, or one beside it."""
    record = read_record(trust.record)
    if record is None:
        return
    path = folder / "timestamp.json"
    content = path.read_bytes() if path.is_file() else b""
    now = state.to_record(content)
    older = [
        f"{role} {now.versions.get(role, 0)}, where {number} was published"
        for role, number in record.versions.items()
        if now.versions.get(role, 0) < number
    ]
    same_number = now.versions.get("timestamp") == record.versions.get("timestamp")
    if same_number and now.timestamp != record.timestamp:
        older.append("another timestamp.json of the same number")
    older += [
        f"release {version} is missing or another"
        for version, manifest in record.releases.items()
        if now.releases.get(version) != manifest
    ]
    if older:
        raise TrustError(
            f"{folder}: expected the state published last, by {trust.record}; found "
            f"{'; '.join(older[:3])}. Nothing was signed: the host was rolled back or changed. "
            "Restore it from what was published."
        )


def _verify(metadata: Metadata[Any], delegator: Root | Targets, role: str) -> None:
    delegator.verify_delegate(role, metadata.signed_bytes, metadata.signatures)


def _same_version(metadata: Metadata[Any], version: int) -> None:
    if metadata.signed.version != version:
        raise ValueError(f"{metadata.signed.type} {metadata.signed.version} for {version}")

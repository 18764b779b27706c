"""The signed metadata of a release repository: what it says now, and signing what is to come.

The truth is what ``timestamp.json`` leads to. Everything else is written first and under a new
name, the timestamp last and in one step: a reader, or a publisher that was killed, finds the old
state or the new one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tuf.api.exceptions import RepositoryError, StorageError, UnsignedMetadataError
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Signed,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from warlosses.disk import write_whole
from warlosses.errors import ReleaseError
from warlosses.releases.listing import INDEX_NAME, Entry, parse_index
from warlosses.releases.trusted import METADATA, ROLE, TARGETS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from securesystemslib.signer import Signer

# Days that a signature is good for. Root and targets are signed by people, the others by machines.
LIFETIMES = {"root": 365, "targets": 365, ROLE: 90, "snapshot": 90, "timestamp": 7}
_KEPT = 10


@dataclass(frozen=True)
class State:
    """The metadata that a repository holds; None where there is none yet."""

    root: Metadata[Root]
    targets: Metadata[Targets]
    releases: Metadata[Targets] | None = None
    snapshot: Metadata[Snapshot] | None = None
    timestamp: Metadata[Timestamp] | None = None
    entries: tuple[Entry, ...] = ()


def read_state(repo: Path) -> State:
    """Return what a repository's metadata says.

    Raises
    ------
    ReleaseError
        The repository was not begun, or is broken.
    """
    folder = repo / METADATA
    try:
        root = read_root(repo)
        targets = newest_targets(repo, root)
        state = State(root, targets)
        path = folder / "timestamp.json"
        if not path.is_file():
            return state
        timestamp: Metadata[Timestamp] = Metadata.from_file(str(path))
        number = timestamp.signed.snapshot_meta.version
        snapshot: Metadata[Snapshot] = Metadata.from_file(str(folder / f"{number}.snapshot.json"))
        number = snapshot.signed.meta[f"{ROLE}.json"].version
        releases: Metadata[Targets] = Metadata.from_file(str(folder / f"{number}.{ROLE}.json"))
        target = releases.signed.targets[INDEX_NAME]
        content = (repo / TARGETS / target.get_prefixed_paths()[0]).read_bytes()
        target.verify_length_and_hashes(content)
    except (OSError, StorageError, RepositoryError, ValueError, KeyError) as error:
        raise ReleaseError(
            f"{folder}: expected the metadata of a release repository; found {error}. Begin one as "
            "docs/releasing.md says, or fetch the host's own again."
        ) from error
    return replace(
        state,
        releases=releases,
        snapshot=snapshot,
        timestamp=timestamp,
        entries=tuple(parse_index(content)),
    )


def read_root(repo: Path) -> Metadata[Root]:
    """Return the newest root of a repository, each one signed as the one before wants it."""
    folder = repo / METADATA
    root: Metadata[Root] = Metadata.from_file(str(folder / "1.root.json"))
    root.signed.verify_delegate(Root.type, root.signed_bytes, root.signatures)
    while (path := folder / f"{root.signed.version + 1}.root.json").is_file():
        newer: Metadata[Root] = Metadata.from_file(str(path))
        for trusted in (root.signed, newer.signed):
            trusted.verify_delegate(Root.type, newer.signed_bytes, newer.signatures)
        root = newer
    return root


def sign_state(
    repo: Path,
    signers: Sequence[Signer],
    index: bytes | None = None,
    *,
    now: datetime | None = None,
) -> list[str]:
    """Sign what is new or will soon expire, and the timestamp in any case.

    Parameters
    ----------
    repo : Path
        The repository's folder.
    signers : sequence of Signer
        The keys at hand; each role is signed by those that it has.
    index : bytes, optional
        The new index of releases; without it the old one stays.
    now : datetime, optional
        The time of day.

    Returns
    -------
    list of str
        The roles that were signed.

    Raises
    ------
    ReleaseError
        A role lacks keys, or what people sign has expired.
    """
    now = now or datetime.now(UTC)
    state = read_state(repo)
    root = state.root.signed
    for signed in (root, state.targets.signed):
        if signed.is_expired(now):
            raise ReleaseError(
                f"{signed.type}.json expired on {signed.expires:%Y-%m-%d}; its keepers have to "
                "sign it again: see docs/releasing.md, `warlosses keys change`."
            )
    done = []
    releases = state.releases
    if index is None and releases is None:
        index = b'{"format":1,"releases":[]}\n'
    if index is not None or _is_due(releases, state.targets.signed, ROLE, now):
        files = {} if releases is None else releases.signed.targets
        if index is not None:
            target = TargetFile.from_data(INDEX_NAME, index, ["sha256"])
            (repo / TARGETS).mkdir(exist_ok=True)
            write_whole(repo / TARGETS / target.get_prefixed_paths()[0], index)
            files = {INDEX_NAME: target}
        releases = _sign(
            Targets(_after(releases), None, _expiry(ROLE, now), files),
            ROLE,
            state.targets.signed,
            signers,
        )
        _write(repo, releases, ROLE)
        done.append(ROLE)
    assert releases is not None
    meta = {
        "targets.json": MetaFile.from_data(
            state.targets.signed.version, _file(repo, state.targets, "targets"), ["sha256"]
        ),
        f"{ROLE}.json": MetaFile.from_data(
            releases.signed.version, _file(repo, releases, ROLE), ["sha256"]
        ),
    }
    snapshot = state.snapshot
    if (
        snapshot is None
        or snapshot.signed.meta != meta
        or _is_due(snapshot, root, Snapshot.type, now)
    ):
        snapshot = _sign(
            Snapshot(_after(snapshot), None, _expiry("snapshot", now), meta),
            Snapshot.type,
            root,
            signers,
        )
        _write(repo, snapshot, Snapshot.type)
        done.append(Snapshot.type)
    described = MetaFile.from_data(
        snapshot.signed.version, _file(repo, snapshot, Snapshot.type), ["sha256"]
    )
    timestamp = _sign(
        Timestamp(_after(state.timestamp), None, _expiry("timestamp", now), described),
        Timestamp.type,
        root,
        signers,
    )
    write_whole(repo / METADATA / "timestamp.json", timestamp.to_bytes())
    _prune(repo, read_state(repo))
    return [*done, Timestamp.type]


def keys_lacking(metadata: Metadata[Any], delegator: Root | Targets, role: str) -> int:
    """Return how many signatures a role still lacks.

    For a new root, those of its own keepers and those of the root before it are counted apart by
    the caller.
    """
    found = delegator.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
    return max(found.missing, 0)


def newest_targets(repo: Path, root: Metadata[Root] | None = None) -> Metadata[Targets]:
    """Return the newest targets, or the newest that a root's keepers have signed."""
    numbers = [int(p.name.split(".")[0]) for p in (repo / METADATA).glob("*.targets.json")]
    for number in sorted(numbers, reverse=True):
        path = repo / METADATA / f"{number}.targets.json"
        targets: Metadata[Targets] = Metadata.from_file(str(path))
        if root is None or not keys_lacking(targets, root.signed, Targets.type):
            return targets
    raise ReleaseError(
        f"{repo / METADATA}: expected targets.json, signed as the root wants it; found none. "
        "See docs/releasing.md, `warlosses keys begin`."
    )


def _sign(
    signed: Signed, role: str, delegator: Root | Targets, signers: Sequence[Signer]
) -> Metadata[Any]:
    metadata: Metadata[Any] = Metadata(signed)
    wanted = delegator.get_delegated_role(role)
    for signer in signers:
        if signer.public_key.keyid in wanted.keyids:
            metadata.sign(signer, append=True)
    try:
        delegator.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    except UnsignedMetadataError as error:
        held = [s.public_key.keyid[:8] for s in signers]
        raise ReleaseError(
            f"role {role}: expected {wanted.threshold} of the keys "
            f"{', '.join(sorted(k[:8] for k in wanted.keyids))}; found "
            f"{', '.join(held) or 'none'}. Nothing was published. Give the key files (--key, "
            "WARLOSSES_KEYS)."
        ) from error
    return metadata


def _is_due(
    metadata: Metadata[Any] | None, delegator: Root | Targets, role: str, now: datetime
) -> bool:
    """Whether a role has to be signed again: never was, by other keys, or half its time is over."""
    if metadata is None or keys_lacking(metadata, delegator, role):
        return True
    expires: datetime = metadata.signed.expires
    return expires - now < timedelta(days=LIFETIMES[role]) / 2


def _after(metadata: Metadata[Any] | None) -> int:
    return 1 if metadata is None else int(metadata.signed.version) + 1


def _expiry(role: str, now: datetime) -> datetime:
    return (now + timedelta(days=LIFETIMES[role])).replace(microsecond=0)


def _file(repo: Path, metadata: Metadata[Any], role: str) -> bytes:
    return (repo / METADATA / f"{metadata.signed.version}.{role}.json").read_bytes()


def _write(repo: Path, metadata: Metadata[Any], role: str) -> None:
    path = repo / METADATA / f"{metadata.signed.version}.{role}.json"
    write_whole(path, metadata.to_bytes())


def _prune(repo: Path, state: State) -> None:
    """Remove what only readers of long ago would still ask for."""
    for role, current in ((ROLE, state.releases), (Snapshot.type, state.snapshot)):
        assert current is not None
        for path in (repo / METADATA).glob(f"*.{role}.json"):
            if int(path.name.split(".")[0]) <= current.signed.version - _KEPT:
                path.unlink()
    indexes = [*(repo / TARGETS).glob(f"*.{INDEX_NAME}")]
    newest_first = sorted(indexes, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    assert state.releases is not None
    current_name = state.releases.signed.targets[INDEX_NAME].get_prefixed_paths()[0]
    for path in newest_first[_KEPT:]:
        if path.name != current_name:
            path.unlink()

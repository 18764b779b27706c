"""Signing the metadata of a release repository.

The truth is what ``timestamp.json`` leads to. Everything else is written first and under a new
name, the timestamp last and in one step: a reader, or a publisher that was killed, finds the old
state or the new one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tuf.api.exceptions import UnsignedMetadataError
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

from warlosses.errors import ReleaseError
from warlosses.files import write_whole
from warlosses.publishing.record import write_record
from warlosses.publishing.state import UNSIGNED_TARGETS, State, keys_lacking, read_state
from warlosses.releases.host import METADATA, ROLE, TARGETS
from warlosses.releases.signed_index import SIGNED_INDEX, parse_index, write_index

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from securesystemslib.signer import Signer

    from warlosses.publishing.state import Trust

# Days that a signature is good for. Root and targets are signed by people, the others by machines.
LIFETIMES = {"root": 365, "targets": 365, ROLE: 90, "snapshot": 90, "timestamp": 7}
_KEPT = 10


def sign_state(
    repo: Path,
    signers: Sequence[Signer],
    index: bytes | None = None,
    *,
    trust: Trust,
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
    trust : Trust
        The root to verify what is there by, and the record of what was published last, which is
        written anew.
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
    TrustError
        What is there is not as it was signed; nothing is signed then.
    """
    now = now or datetime.now(UTC)
    state = read_state(repo, trust)
    root = state.root.signed
    if keys_lacking(state.targets, root, Targets.type):
        raise ReleaseError(UNSIGNED_TARGETS.format(folder=repo / METADATA))
    for signed in (root, state.targets.signed):
        if signed.is_expired(now):
            raise ReleaseError(
                f"{signed.type}.json expired on {signed.expires:%Y-%m-%d}; its keepers have to "
                "sign it again: see docs/releasing.md, `warlosses keys change`."
            )
    done = []
    releases = _current_releases(state, index, now)
    if releases is None:
        releases = _sign_releases(repo, state, signers, index, now)
        done.append(ROLE)
    meta = {
        "targets.json": _described(repo, state.targets, Targets.type),
        f"{ROLE}.json": _described(repo, releases, ROLE),
    }
    snapshot = state.snapshot
    if snapshot is None or snapshot.signed.meta != meta or _is_due(snapshot, root, "snapshot", now):
        following = Snapshot(_after(snapshot), None, _expiry("snapshot", now), meta)
        snapshot = _sign(following, Snapshot.type, root, signers)
        _write(repo, snapshot, Snapshot.type)
        done.append(Snapshot.type)
    timestamp = Timestamp(
        _after(state.timestamp),
        None,
        _expiry("timestamp", now),
        _described(repo, snapshot, Snapshot.type),
    )
    signed_timestamp = _sign(timestamp, Timestamp.type, root, signers)
    content = signed_timestamp.to_bytes()
    entries = state.entries if index is None else tuple(parse_index(index))
    signed_state = State(state.root, state.targets, releases, snapshot, signed_timestamp, entries)
    write_whole(repo / METADATA / "timestamp.json", content)
    write_record(trust.record, signed_state.to_record(content))
    _prune(repo, releases, snapshot)
    return [*done, Timestamp.type]


def _current_releases(state: State, index: bytes | None, now: datetime) -> Metadata[Targets] | None:
    """Return the signed releases if they may stay as they are."""
    due = index is not None or _is_due(state.releases, state.targets.signed, ROLE, now)
    return None if due else state.releases


def _sign_releases(
    repo: Path, state: State, signers: Sequence[Signer], index: bytes | None, now: datetime
) -> Metadata[Targets]:
    """Write an index, the first one empty, and sign it; without one, sign the old one again."""
    if index is None and state.releases is None:
        index = write_index([])
    files = {} if state.releases is None else state.releases.signed.targets
    if index is not None:
        target = TargetFile.from_data(SIGNED_INDEX, index, ["sha256"])
        (repo / TARGETS).mkdir(exist_ok=True)
        write_whole(repo / TARGETS / target.get_prefixed_paths()[0], index)
        files = {SIGNED_INDEX: target}
    following = Targets(_after(state.releases), None, _expiry(ROLE, now), files)
    releases = _sign(following, ROLE, state.targets.signed, signers)
    _write(repo, releases, ROLE)
    return releases


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
        at_hand = [s.public_key.keyid[:8] for s in signers]
        raise ReleaseError(
            f"role {role}: expected {wanted.threshold} of the keys "
            f"{', '.join(sorted(k[:8] for k in wanted.keyids))}; found "
            f"{', '.join(at_hand) or 'none'}. Nothing was published. Give the key files (--key, "
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


def _described(repo: Path, metadata: Metadata[Any], role: str) -> MetaFile:
    version = metadata.signed.version
    content = (repo / METADATA / f"{version}.{role}.json").read_bytes()
    return MetaFile.from_data(version, content, ["sha256"])


def _write(repo: Path, metadata: Metadata[Any], role: str) -> None:
    path = repo / METADATA / f"{metadata.signed.version}.{role}.json"
    write_whole(path, metadata.to_bytes())


def _prune(repo: Path, releases: Metadata[Targets], snapshot: Metadata[Snapshot]) -> None:
    """Remove what only readers of long ago would still ask for."""
    for role, current in ((ROLE, releases), (Snapshot.type, snapshot)):
        for path in (repo / METADATA).glob(f"*.{role}.json"):
            if int(path.name.split(".")[0]) <= current.signed.version - _KEPT:
                path.unlink()
    current_name = releases.signed.targets[SIGNED_INDEX].get_prefixed_paths()[0]
    indexes = (repo / TARGETS).glob(f"*.{SIGNED_INDEX}")
    newest_first = sorted(indexes, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in newest_first[_KEPT:]:
        if path.name != current_name:
            path.unlink()

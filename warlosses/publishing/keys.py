"""Keys and what people sign with them: the root of trust, and who may publish releases.

Several keepers sign on computers of their own. A draft goes from one to the next as a file and is
put into the repository once enough of them have signed. docs/releasing.md tells it step by step.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner, Key, SSlibKey
from tuf.api.exceptions import RepositoryError, StorageError
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, Role, Root, Targets

from warlosses.errors import ArgumentError, ReleaseError
from warlosses.files import refuse_endless, write_whole
from warlosses.publishing.draft_words import describe_draft
from warlosses.publishing.signing import LIFETIMES
from warlosses.publishing.state import State, Trust, keys_lacking, read_state
from warlosses.releases.host import METADATA, ROLE
from warlosses.releases.signed_index import SIGNED_INDEX

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PASSWORD = "WARLOSSES_KEY_PASSWORD"  # noqa: S105  the variable's name
KEYS = "WARLOSSES_KEYS"
ROLES = ("root", "targets", ROLE, "snapshot", "timestamp")


@dataclass(frozen=True)
class Signatures:
    """How far a draft is: who signed, and how many signatures it still lacks."""

    path: Path
    signed_by: list[str]
    lacking: int


def new_key(path: Path, password: str | None = None) -> str:
    """Make a key pair: the private key in `path`, its owner's alone, the public in ``.pub``.

    Returns its id. With a password the private key is encrypted; without one, keep the file on an
    encrypted disk.
    """
    private = Ed25519PrivateKey.generate()
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        protection = serialization.BestAvailableEncryption(password.encode())
    content = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection
    )
    public = CryptoSigner(private).public_key
    described = json.dumps({"keyid": public.keyid, **public.to_dict()}, indent=1) + "\n"
    beside = path.with_name(f"{path.name}.pub")
    if os.path.lexists(beside):
        raise ReleaseError(f"{beside}: a key is never written over; name another file.")
    _write_new(path, content, 0o600)
    _write_new(beside, described.encode(), 0o644)
    return str(public.keyid)


def _write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file that isn't there yet; a link in its place is not followed."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise ReleaseError(f"{path}: a key is never written over; name another file.") from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def read_public(path: Path) -> Key:
    """Return a public key from its ``.pub`` file."""
    refuse_endless(path)
    try:
        described = json.loads(path.read_bytes())
        return Key.from_dict(described.pop("keyid"), described)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ReleaseError(
            f"{path}: expected a public key, as `warlosses keys new` writes it; found {error!r}."
        ) from error


def read_signer(path: Path, password: str | None = None) -> CryptoSigner:
    """Return a private key, ready to sign; its password may be in ``WARLOSSES_KEY_PASSWORD``."""
    password = password or os.environ.get(PASSWORD)
    refuse_endless(path)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if os.name == "posix" and mode & 0o077:
            raise ReleaseError(
                f"{path}: expected a private key that its owner alone may read; found mode "
                f"{mode:03o}. Others may have copied it: make a new one, or, if nobody could, "
                f"chmod 600 {path}"
            )
        content = path.read_bytes()
        encrypted = b"ENCRYPTED" in content.splitlines()[0]
        secret = password.encode() if password and encrypted else None
        private = serialization.load_pem_private_key(content, secret)
        if not isinstance(private, Ed25519PrivateKey):
            raise ReleaseError(f"{path}: expected an Ed25519 key; found another kind.")
        return CryptoSigner(private, SSlibKey.from_crypto(private.public_key()))
    except (OSError, ValueError, TypeError, IndexError) as error:
        raise ReleaseError(
            f"{path}: expected a private key, as `warlosses keys new` writes it; found {error}. "
            f"If it has a password, set {PASSWORD}."
        ) from error


def read_signers(paths: Sequence[Path] = ()) -> list[CryptoSigner]:
    """Return the keys in some files; by default those in the folder ``WARLOSSES_KEYS``."""
    if not paths and os.environ.get(KEYS):
        folder = Path(os.environ[KEYS])
        paths = sorted(p for p in folder.glob("*") if p.is_file() and p.suffix != ".pub")
    return [read_signer(path) for path in paths]


def begin(
    keys: Mapping[str, Iterable[Key]], thresholds: Mapping[str, int], out: Path
) -> list[Path]:
    """Write drafts of the first root and targets, for their keepers to sign.

    Parameters
    ----------
    keys : mapping
        Public keys of each role: ``root``, ``targets``, ``releases``, ``snapshot``, ``timestamp``.
    thresholds : mapping
        How many of them have to sign, by role; 1 where it is not said.
    out : Path
        Folder of the drafts.
    """
    keepers = {role: list(keys.get(role, ())) for role in ROLES}
    for role, listed in keepers.items():
        _check_threshold(role, len({key.keyid for key in listed}), thresholds.get(role, 1))
    root = Root(1, None, _expiry("root"), consistent_snapshot=True)
    targets = Targets(1, None, _expiry("targets"))
    names = {key.keyid: key for key in keepers[ROLE]}
    delegated = DelegatedRole(
        ROLE, list(names), thresholds.get(ROLE, 1), terminating=True, paths=[SIGNED_INDEX]
    )
    targets.delegations = Delegations(names, {ROLE: delegated})
    for role in ROLES:
        if role != ROLE:
            root.roles[role] = Role([], thresholds.get(role, 1))
            for key in keepers[role]:
                root.add_key(key, role)
    return [_write_draft(Metadata(signed), out) for signed in (root, targets)]


def change(
    repo: Path,
    role: str,
    out: Path,
    *,
    trust: Trust,
    add: Iterable[Key] = (),
    remove: Iterable[str] = (),
    threshold: int | None = None,
) -> Path:
    """Write a draft in which a role has other keys, or only expires later, for keepers to sign.

    The keys of ``releases`` stand in the targets, all others in the root. `remove` takes the
    beginnings of key ids. The draft is made from verified metadata alone: see `read_state`.
    """
    if role not in ROLES:
        raise ArgumentError(f"role: expected one of {', '.join(ROLES)}; found {role!r}")
    add, remove = list(add), list(remove)
    rekeyed = bool(add or remove or threshold is not None)
    in_targets = role == ROLE or (role == "targets" and not rekeyed)
    state = read_state(repo, trust)
    signed: Root | Targets = state.targets.signed if in_targets else state.root.signed
    if rekeyed:
        delegated = signed.get_delegated_role(role)
        for start in remove:
            fitting = [keyid for keyid in delegated.keyids if keyid.startswith(start)]
            if len(fitting) != 1:
                raise ArgumentError(
                    f"remove: expected the beginning of one key of {role}; {start!r} fits "
                    f"{len(fitting)} of {', '.join(k[:8] for k in delegated.keyids)}"
                )
            signed.revoke_key(fitting[0], role)
        for key in add:
            signed.add_key(key, role)
        delegated.threshold = delegated.threshold if threshold is None else threshold
        _check_threshold(role, len(delegated.keyids), delegated.threshold)
    signed.version += 1
    signed.expires = _expiry(signed.type)
    return _write_draft(Metadata(signed), out)


def describe(draft: Path, repo: Path | None = None, trust: Trust | None = None) -> list[str]:
    """Return in words what a draft would change against what stands, verified."""
    signed = _read_draft(draft).signed
    state = _standing(signed, repo, trust)
    if state is None:
        return describe_draft(signed, None)
    return describe_draft(
        signed, state.root.signed if isinstance(signed, Root) else state.targets.signed
    )


def sign_draft(
    draft: Path,
    signers: Sequence[CryptoSigner],
    repo: Path | None = None,
    trust: Trust | None = None,
) -> Signatures:
    """Add signatures to a draft. Show its keeper `describe` first, and ask."""
    metadata = _read_draft(draft)
    state = _standing(metadata.signed, repo, trust)
    wanted = {keyid for delegator in _delegators(metadata, draft, state)
              for keyid in delegator.get_delegated_role(metadata.signed.type).keyids}  # fmt: skip
    for signer in signers:
        if signer.public_key.keyid not in wanted:
            raise ReleaseError(
                f"{draft}: key {signer.public_key.keyid[:8]} is none of its keepers "
                f"({', '.join(sorted(k[:8] for k in wanted))})."
            )
        metadata.sign(signer, append=True)
    write_whole(draft, metadata.to_bytes())
    return progress_of(draft, repo, trust)


def progress_of(draft: Path, repo: Path | None = None, trust: Trust | None = None) -> Signatures:
    """Return how far a draft is: a new root needs the keepers of the old one and its own."""
    metadata = _read_draft(draft)
    delegators = _delegators(metadata, draft, _standing(metadata.signed, repo, trust))
    lacking = max(keys_lacking(metadata, d, metadata.signed.type) for d in delegators)
    return Signatures(draft, sorted(metadata.signatures), lacking)


def install(draft: Path, repo: Path, trust: Trust | None = None) -> Path:
    """Put a draft into the repository, once enough keepers have signed it.

    `trust` may be left out for the first root and targets alone, where nothing stands yet.

    Sign the rest with `warlosses.publishing.signing.sign_state` (``warlosses publish --renew``).
    """
    metadata = _read_draft(draft)
    progress = progress_of(draft, repo, trust)
    if progress.lacking:
        raise ReleaseError(f"{draft}: {progress.lacking} more signatures are needed.")
    signed = metadata.signed
    folder = repo / METADATA
    path = folder / f"{signed.version}.{signed.type}.json"
    newest = max(
        (int(p.name.split(".")[0]) for p in folder.glob(f"*.{signed.type}.json")), default=0
    )
    if signed.version != newest + 1:
        raise ReleaseError(
            f"{draft}: expected version {newest + 1} of {signed.type}; found {signed.version}."
        )
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, metadata.to_bytes())
    return path


def overview(repo: Path, trust: Trust) -> list[list[str]]:
    """Return for each role: its name, version, expiry, number of keys, threshold and key ids."""
    state = read_state(repo, trust)
    by_role: dict[str, Metadata[Any] | None] = {
        "root": state.root,
        "targets": state.targets,
        ROLE: state.releases,
        "snapshot": state.snapshot,
        "timestamp": state.timestamp,
    }
    rows = []
    for role, metadata in by_role.items():
        delegator = state.targets.signed if role == ROLE else state.root.signed
        keys = delegator.get_delegated_role(role)
        signed = metadata.signed if metadata else None
        facts = [str(signed.version), f"{signed.expires:%Y-%m-%d}"] if signed else ["", ""]
        ids = " ".join(sorted(keyid[:8] for keyid in keys.keyids))
        rows.append([role, *facts, str(len(keys.keyids)), str(keys.threshold), ids])
    return rows


def _standing(draft: Root | Targets, repo: Path | None, trust: Trust | None) -> State | None:
    """Return what stands in a repository, verified; None for the first root and targets.

    Raises
    ------
    ReleaseError
        The draft is not the first, and there is nothing to verify what it replaces by: a host
        could hide what stands.
    """
    if draft.version == 1:
        return None
    if repo is None or trust is None:
        raise ReleaseError(
            f"{draft.type}.json, version {draft.version}: expected the repository and the root of "
            "trust to verify what it replaces by; found none. Give --repo and --root."
        )
    return read_state(repo, trust)


def _delegators(metadata: Metadata[Any], draft: Path, state: State | None) -> list[Root | Targets]:
    """Return what says who has to sign: for a root the one before and itself, else the root."""
    signed = metadata.signed
    if isinstance(signed, Root):
        return [*([state.root.signed] if state is not None else []), signed]
    if state is not None:
        return [state.root.signed]
    beside = draft.with_name("1.root.json")
    if not beside.is_file():
        raise ReleaseError(f"{draft}: expected the root beside it, or --repo; found neither.")
    root = _read_draft(beside).signed
    return [root]


def _read_draft(path: Path) -> Metadata[Any]:
    refuse_endless(path)
    try:
        draft: Metadata[Any] = Metadata.from_file(str(path))
    except (RepositoryError, StorageError, OSError, ValueError) as error:
        raise ReleaseError(f"{path}: expected a draft; found {error}.") from error
    if draft.signed.type not in (Root.type, Targets.type):
        raise ReleaseError(f"{path}: expected a root or targets; found {draft.signed.type}.")
    return draft


def _write_draft(metadata: Metadata[Any], out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{metadata.signed.version}.{metadata.signed.type}.json"
    write_whole(path, metadata.to_bytes())
    return path


def _check_threshold(role: str, keys: int, threshold: int) -> None:
    if not 1 <= threshold <= keys:
        raise ArgumentError(
            f"role {role}: expected a threshold from 1 to the number of its keys, {keys}; "
            f"found {threshold}"
        )


def _expiry(role: str) -> datetime:
    return (datetime.now(UTC) + timedelta(days=LIFETIMES[role])).replace(microsecond=0)

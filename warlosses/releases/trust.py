"""What a host's signed metadata says, by The Update Framework: nothing else is believed.

The framework's client checks the chain root, timestamp, snapshot, targets, releases; the last one
signs the index, which has the hash of every release's manifest, which has the hash of every file.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    StorageError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from warlosses.errors import CacheError, FetchError, TrustError
from warlosses.fetching.redact import redacted
from warlosses.files import write_whole, writing_to
from warlosses.paths import cache_dir_if_any
from warlosses.releases.cache import (
    cached_release,
    locked,
    problems_with,
    signer_of,
    still_works,
    trust_dir,
)
from warlosses.releases.host import METADATA, ROLE, TARGETS
from warlosses.releases.signed_index import SIGNED_INDEX, Index, parse_index, read_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuf.api.metadata import Signed, TargetFile

    from warlosses.fetching.fetcher import Fetcher
    from warlosses.releases.settings import Host

_LOG = logging.getLogger("warlosses")
_TIMESTAMP = "timestamp.json"
_NOTE = "timestamp.etag.json"
_CLOCK_TOLERANCE = timedelta(days=1)
_LARGEST_INDEX = 32 * 1024 * 1024


def fetch_index(host: Host, fetcher: Fetcher) -> Index:
    """Ask a host which releases there are.

    Where nothing is new this costs a conditional request for the timestamp, and one for the next
    root.

    Raises
    ------
    TrustError
        What came is not signed as the root wants it, older than what was seen before, or expired.
    FetchError
        The host can't be reached, or does not have it.
    """
    with _workplace(host) as store:
        connection = _Connection(fetcher, store, host.url)
        try:
            with writing_to(store):
                updater = Updater(
                    metadata_dir=str(store),
                    metadata_base_url=f"{host.url}{METADATA}/",
                    fetcher=connection,
                    config=UpdaterConfig(targets_max_length=_LARGEST_INDEX),
                    bootstrap=host.root,
                )
                updater.refresh()
                target = updater.get_targetinfo(SIGNED_INDEX)
        except DownloadError as error:
            raise _unwrapped(error, host) from error
        except (RepositoryError, ValueError, KeyError, TypeError) as error:
            raise TrustError(_explain(error, host)) from error
        connection.remember()
        index = read_index(_index_bytes(host, fetcher, store, target))
    _check_clock(index)
    return index


def last_index(host: Host) -> tuple[Index, datetime]:
    """Return the index as it was last fetched, checked again, and until when it is good.

    Raises
    ------
    TrustError
        Nothing was fetched yet, or what is here is not as signed.
    """
    store = _store(host)
    try:
        root = _stored_root(host, store)
        signed: dict[str, Signed] = {}
        for role in (Timestamp, Snapshot, Targets):
            loaded: Metadata[Any] = Metadata.from_file(str(store / f"{role.type}.json"))
            root.verify_delegate(role.type, loaded.signed_bytes, loaded.signatures)
            signed[role.type] = loaded.signed
        targets = signed["targets"]
        releases: Metadata[Targets] = Metadata.from_file(str(store / f"{ROLE}.json"))
        if not isinstance(targets, Targets):
            raise TrustError(f"targets.json: found {targets.type}")
        targets.verify_delegate(ROLE, releases.signed_bytes, releases.signatures)
        content = (store / SIGNED_INDEX).read_bytes()
        releases.signed.targets[SIGNED_INDEX].verify_length_and_hashes(content)
    except (OSError, StorageError, RepositoryError, ValueError, KeyError) as error:
        raise TrustError(
            f"{store}: expected the signed metadata of {host.shown}; found {_brief(error)}. "
            "Ask the host once: `warlosses releases`."
        ) from error
    expires = min(s.expires for s in (root, releases.signed, *signed.values()))
    return read_index(content), expires


class _Connection(FetcherInterface):
    """Our session, as the framework's client wants it; the timestamp is asked for conditionally."""

    def __init__(self, fetcher: Fetcher, store: Path, url: str) -> None:
        self._fetcher = fetcher
        self._store = store
        self._timestamp_url = f"{url}{METADATA}/{_TIMESTAMP}"
        self._etag: str | None = None

    def _fetch(self, url: str) -> Iterator[bytes]:
        return iter([self._get(url, None)])

    def download_bytes(self, url: str, max_length: int) -> bytes:
        return self._get(url, max_length)

    def _get(self, url: str, max_length: int | None) -> bytes:
        here, etag = self._stored() if url == self._timestamp_url else (b"", None)
        try:
            answer = self._fetcher.get(url, etag=etag, max_bytes=max_length)
        except FetchError as error:
            if error.status is not None:
                raise DownloadHTTPError(str(error), error.status) from error
            raise DownloadError(str(error)) from error
        if url == self._timestamp_url:
            self._etag = answer.etag or etag
            return here if answer.status == 304 else answer.body  # noqa: PLR2004
        return answer.body

    def _stored(self) -> tuple[bytes, str | None]:
        """Return the timestamp that is here and what the host called it."""
        try:
            body = (self._store / _TIMESTAMP).read_bytes()
            note = json.loads((self._store / _NOTE).read_bytes())
            fits = note["sha256"] == hashlib.sha256(body).hexdigest()
            return (body, str(note["etag"])) if fits else (b"", None)
        except (OSError, ValueError, KeyError, TypeError):
            return b"", None

    def remember(self) -> None:
        """Keep what the host called the timestamp, now that its signature was checked."""
        if self._etag is None:
            return
        with contextlib.suppress(OSError):  # without it the next answer is a few bytes longer
            body = (self._store / _TIMESTAMP).read_bytes()
            note = {"etag": self._etag, "sha256": hashlib.sha256(body).hexdigest()}
            write_whole(self._store / _NOTE, json.dumps(note).encode(), durable=False)


@contextlib.contextmanager
def _workplace(host: Host) -> Iterator[Path]:
    """Give the folder of what is known of a host, locked.

    Where it can't be written or locked, as a shared one may be, give a copy that is thrown away:
    what came is checked against what was seen before all the same, and only not remembered.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locked(f"trust-{host.name}"))
            store = _store(host)
            with writing_to(store):
                store.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=store):
                    pass
        except CacheError as error:
            _LOG.warning("what the host says now is not remembered: %s", error)
            aside = stack.enter_context(tempfile.TemporaryDirectory(prefix="warlosses-trust-"))
            store = Path(aside) / host.name
            known = cache_dir_if_any()
            if known is not None and _store(host).is_dir():
                _copy_writable(_store(host), store)
            store.mkdir(exist_ok=True)
        yield store


def _copy_writable(source: Path, target: Path) -> None:
    """Copy a folder's files without its modes, which may forbid writing."""
    for path in source.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def _store(host: Host) -> Path:
    return trust_dir(host.name)


def _index_bytes(host: Host, fetcher: Fetcher, store: Path, target: TargetFile | None) -> bytes:
    """Return the signed index: the one that is here if it is still the one, else the host's."""
    if target is None:
        raise TrustError(_explain(RepositoryError(f"no {SIGNED_INDEX} is signed"), host))
    path = store / SIGNED_INDEX
    with contextlib.suppress(OSError, LengthOrHashMismatchError):
        stored = path.read_bytes()
        target.verify_length_and_hashes(stored)
        return stored
    (prefixed, *_) = target.get_prefixed_paths()
    content = fetcher.get(f"{host.url}{TARGETS}/{prefixed}", max_bytes=target.length).body
    try:
        target.verify_length_and_hashes(content)
    except LengthOrHashMismatchError as error:
        raise TrustError(_explain(error, host)) from error
    _refuse_changed(host, path, content)
    with writing_to(store):
        write_whole(path, content, durable=False)
    return content


def _refuse_changed(host: Host, kept: Path, content: bytes) -> None:
    """Refuse an index by which a release that is here, as it was signed, would be another."""
    try:
        before = {entry.version: entry.manifest.sha256 for entry in parse_index(kept.read_bytes())}
    except (OSError, TrustError):
        return
    for entry in parse_index(content):
        folder = cached_release(entry.version).folder
        if before.get(entry.version, entry.manifest.sha256) == entry.manifest.sha256:
            continue
        if folder.is_dir() and not problems_with(folder) and signer_of(folder) == host.name:
            raise TrustError(
                f"release {entry.version}: the host now signs other bytes under this version than "
                f"those in {folder}. A published release never changes: keep yours, and please "
                "report it. Only if the maintainers tell why: `warlosses cache --keep 0` gives up "
                "what is here, and the host's is taken."
            )


def _stored_root(host: Host, store: Path) -> Root:
    """Return the newest root that is here, each one signed as the one before it wants."""
    root = Metadata[Root].from_bytes(host.root)
    root.signed.verify_delegate(Root.type, root.signed_bytes, root.signatures)
    while True:
        path = store / "root_history" / f"{root.signed.version + 1}.root.json"
        if not path.is_file():
            return root.signed
        newer = Metadata[Root].from_bytes(path.read_bytes())
        for trusted in (root, newer):
            trusted.signed.verify_delegate(Root.type, newer.signed_bytes, newer.signatures)
        root = newer


def _check_clock(index: Index) -> None:
    """Refuse to go on with a clock that runs behind: by it nothing would ever expire."""
    newest = max(
        (datetime.fromisoformat(entry.published_at) for entry in index.entries), default=None
    )
    now = datetime.now(UTC)
    if newest is not None and newest > now + _CLOCK_TOLERANCE:
        raise TrustError(
            f"this computer's clock says {now:%Y-%m-%d %H:%M} UTC, but there is a release of "
            f"{newest:%Y-%m-%d %H:%M}: with a wrong clock an old state of the host can't be told "
            "from the newest. Set the clock and try again. "
            f"{still_works()}"
        )


def _unwrapped(error: DownloadError, host: Host) -> Exception:
    cause = error.__cause__
    return cause if isinstance(cause, FetchError) else TrustError(_explain(error, host))


def _explain(error: Exception, host: Host) -> str:
    """Return what is wrong, what it may mean and what to do."""
    problem, cure = _meaning(error)
    return f"{host.shown}: expected signed metadata; found {problem}. {still_works()} {cure}"


def _meaning(error: Exception) -> tuple[str, str]:
    report = "If it lasts, please report it: someone may be tampering with the way to the host."
    if isinstance(error, ExpiredMetadataError):
        now = datetime.now(UTC)
        return (
            f"that it has expired ({_brief(error)})",
            (
                f"Check this computer's clock (it says {now:%Y-%m-%d %H:%M} UTC) and try again "
                "tomorrow: the host may be holding new releases back, or not be kept up."
            ),
        )
    if isinstance(error, BadVersionNumberError):
        return f"an older state than was seen before ({_brief(error)})", f"Try later. {report}"
    if isinstance(error, UnsignedMetadataError):
        return (
            f"too few signatures of the keys that the root trusts ({_brief(error)})",
            f"Check the address, and upgrade the package. {report}",
        )
    if isinstance(error, LengthOrHashMismatchError):
        return f"files that do not belong together ({_brief(error)})", f"Try later. {report}"
    return (
        f"something else ({_brief(error)})",
        f"Check the address, and the network's log-in page or proxy if there is one. {report}",
    )


def _brief(error: Exception) -> str:
    text = redacted(" ".join(str(error).split())) or type(error).__name__
    return text if len(text) <= 160 else f"{text[:157]}..."  # noqa: PLR2004

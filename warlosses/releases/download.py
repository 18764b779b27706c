"""Fetch a release from its host into the cache, checked against what was signed."""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING

from warlosses.errors import FetchError, ReleaseError, TrustError, WarlossesError, near_matches
from warlosses.fetching.redact import redacted
from warlosses.files import write_whole, writing_to
from warlosses.paths import bundled_releases_dir
from warlosses.releases import cache
from warlosses.releases.host import RELEASES
from warlosses.releases.listing import listed_versions
from warlosses.releases.manifest import (
    MANIFEST,
    NOTES,
    RECORD,
    Manifest,
    ManifestError,
    is_version,
    to_json,
)
from warlosses.releases.settings import find_host, is_offline
from warlosses.releases.signed_index import Entry, read_signed_manifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warlosses.fetching.fetcher import Fetcher
    from warlosses.files import Described
    from warlosses.releases.settings import Host

    Progress = Callable[[int, int], None]

_LOG = logging.getLogger("warlosses")


def download(
    version: str | None = None,
    *,
    url: str | None = None,
    root: str | Path | None = None,
    offline: bool | None = None,
    progress: Progress | None = None,
) -> Path:
    """Fetch a published release, check it against what was signed, and keep it for `load`.

    What is here already and whole is not fetched again, and needs no network when its version is
    given. A fetch that was cut off goes on where it stopped.

    Parameters
    ----------
    version : str, optional
        A data version; by default the newest one published.
    url : str, optional
        Address of the release host; by default ``WARLOSSES_URL``, else the package's own.
    root : path, optional
        The root of trust; by default ``WARLOSSES_ROOT``, else the package's own.
    offline : bool, optional
        Keep off the network; by default as ``WARLOSSES_OFFLINE`` says.
    progress : callable, optional
        Told how many bytes there are, and of how many.

    Returns
    -------
    Path
        The release's folder, as ``load(version=...)`` also takes it.

    Raises
    ------
    TrustError
        What the host sent is not what was signed; nothing of it was kept.
    FetchError
        The host could not be reached, or broke off; what came is kept, to go on with.
    ReleaseError
        There is no such release, or the cache can't be written.

    Examples
    --------
    >>> import warlosses as wl
    >>> wl.download("1999.1.1", offline=True)
    Traceback (most recent call last):
    ...
    warlosses.errors.ReleaseError: release 1999.1.1 is not here ...
    """
    if version is not None and version in cache.cached_versions():
        folder = cache.cached_release(version).folder
        cache.refuse_shared(folder)
        if not cache.problems_with(folder) and _is_ours(folder, url, root):
            return folder
    if is_offline(offline):
        name = f"release {version}" if version else "the newest release"
        raise ReleaseError(
            f"{name} is not here (or came by another root of trust), and the network is not to "
            "be used (offline, WARLOSSES_OFFLINE). Allow it once to download, or take a release "
            "that is here: `warlosses releases --offline` lists them."
        )
    # Late, here and below: a release that is here needs no network, nor its libraries.
    from warlosses.fetching.fetcher import Fetcher

    host = find_host(url, root)
    with Fetcher() as fetcher:
        try:
            return _download(host, fetcher, version, progress or (lambda _done, _total: None))
        except FetchError as error:
            raise FetchError(
                f"{error}. What came is kept: run it again to go on. {cache.still_works()}",
                status=error.status,
            ) from error


def _is_ours(folder: Path, url: str | None, root: str | Path | None) -> bool:
    """Whether a release that is here came by the root of trust that counts now, if any does."""
    try:
        host = find_host(url, root)
    except WarlossesError:
        return True
    return cache.signer_of(folder) == host.name


def _download(host: Host, fetcher: Fetcher, version: str | None, progress: Progress) -> Path:
    from warlosses.releases.trust import fetch_index

    entry = pick(fetch_index(host, fetcher).entries, version, host)
    folder = cache.cached_release(entry.version).folder
    cache.refuse_shared(folder)
    if folder.exists() and not cache.problems_with(folder):  # also where no lock can be had
        _refuse_renamed(folder, entry)
        return folder
    with cache.locked(entry.version):
        if folder.exists() and not cache.problems_with(folder):
            _refuse_renamed(folder, entry)
            return folder
        with writing_to(cache.releases_dir()):
            _fill(host, fetcher, entry, progress)
            cache.place(entry.version)
    return folder


def pick(entries: list[Entry], version: str | None, host: Host) -> Entry:
    """Return a release of an index by its version, or the newest one.

    Raises
    ------
    ReleaseError
        There is none; the text names near ones.
    """
    known = {entry.version: entry for entry in entries}
    if version is None and entries:
        return entries[0]
    if version in known:
        return known[version]
    near = near_matches(version, known, cutoff=0.7) or [*known][:3]
    form = "" if version is None or is_version(version) else " (a version looks like 2026.9.6)"
    raise ReleaseError(
        f"{host.shown}: no release {version or ''}{form}; near: "
        f"{', '.join(near) or 'none at all'}. `warlosses releases` lists them."
    )


def _refuse_renamed(folder: Path, entry: Entry) -> None:
    """Refuse a release whose signed bytes are no longer those that were signed under its name."""
    signed_then = cache.read_record(folder)["entry"]["manifest"]["sha256"]
    if signed_then != entry.manifest.sha256:
        raise TrustError(
            f"release {entry.version}: the host now signs other bytes under this version than "
            f"those in {folder}. A published release never changes: keep yours, and please report "
            "it."
        )


def _fill(host: Host, fetcher: Fetcher, entry: Entry, progress: Progress) -> None:
    """Bring a release's files together in the folder aside; what is here anyway is not fetched."""
    staging = cache.make_partial(entry.version)
    base = f"{host.url}{RELEASES}/{entry.version}/"
    small = {MANIFEST: entry.manifest, NOTES: entry.notes}
    for name, described in small.items():
        _one(fetcher, base, staging / name, described, {})
    files = read_signed_manifest((staging / MANIFEST).read_bytes(), entry.version).files
    total = sum(described.bytes for described in (*files.values(), *small.values()))
    done = sum(described.bytes for described in small.values())
    broken = cache.cached_release(entry.version).folder  # most of it may be whole
    whole = {described.sha256: broken / name for name, described in files.items()
             if described.fits(broken / name)}  # fmt: skip
    elsewhere = _files_here() | whole
    for name, described in files.items():
        start = done

        def tell(have: int, start: int = start) -> None:
            progress(start + have, total)

        _one(fetcher, base, staging / name, described, elsewhere, tell)
        done += described.bytes
        progress(done, total)
    _drop_strangers(staging, {*files, *small})
    record = {"entry": entry.to_dict(), "url": host.shown, "root": host.name}
    write_whole(staging / RECORD, to_json(record), durable=False)


def _one(
    fetcher: Fetcher,
    base: str,
    path: Path,
    described: Described,
    elsewhere: dict[str, Path],
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Have one file as it was signed: from here, from where a fetch stopped, or from the host."""
    from warlosses.fetching.partial_file import PartialFile

    if described.fits(path):
        return
    same = elsewhere.get(described.sha256)
    if same is not None and described.fits(same):
        shutil.copyfile(same, path)
        return
    partial = PartialFile(path.with_name(f"{path.name}.part"), described.bytes)
    may_try_again = True
    while True:
        in_parts = fetcher.save(base + path.name, partial, progress)
        if described.fits(partial.path):
            break
        with partial.path.open("rb") as file:
            head = file.read(1)
        partial.discard()
        if not (in_parts and may_try_again):
            page = " It looks like a web page: a log-in page or a proxy?" if head == b"<" else ""
            raise TrustError(
                f"{redacted(base)}{path.name}: expected the file that was signed (SHA-256 "
                f"{described.sha256[:12]}...); found another of its size.{page} Nothing was kept; "
                "the releases that are here still work. Try again later; if it lasts, please "
                "report it."
            )
        may_try_again = False  # one of the parts may have been of another file: once more, whole
    partial.path.replace(path)
    partial.discard()


def _files_here() -> dict[str, Path]:
    """Return by hash the files of releases that are here; what they hold is checked when used."""
    folders = [cache.cached_release(version).folder for version in cache.cached_versions()[:3]]
    bundled = bundled_releases_dir()
    folders += [bundled / version for version in listed_versions(bundled)[:1]]
    files: dict[str, Path] = {}
    for folder in folders:
        if not (folder / MANIFEST).is_file():  # a pipe would be waited for
            continue
        try:
            listed = Manifest.parse((folder / MANIFEST).read_bytes()).files
        except (OSError, ManifestError):
            continue
        for name, described in listed.items():
            files.setdefault(described.sha256, folder / name)
    return files


def _drop_strangers(folder: Path, known: set[str]) -> None:
    for path in folder.iterdir():
        if path.name not in known:
            path.unlink()


def on_first_use(version: str, *, offline: bool | None = None) -> Path:
    """Fetch a release that a load asks for, and say so (a log record, on standard error)."""
    host = find_host()
    _LOG.warning("release %s is not here (or broken): downloading it from %s", version, host.shown)
    folder = download(version, offline=offline)
    _LOG.warning("release %s is in %s: from now on it loads offline", version, folder)
    return folder

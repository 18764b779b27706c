"""The release that a caller means: one that is here, in a folder, or to be fetched."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from warlosses.errors import ArgumentError, ReleaseError
from warlosses.paths import bundled_releases_dir, expanded, local_releases_dir_if_any
from warlosses.releases.cache import cached_releases, problems_with, refuse_shared, releases_dir
from warlosses.releases.listing import LISTING, listed_release, listed_versions, newest
from warlosses.releases.manifest import MANIFEST, is_version, version_key
from warlosses.releases.release import Release
from warlosses.releases.settings import has_host, is_offline

if TYPE_CHECKING:
    from collections.abc import Iterable


def find_release(version: str | Path | None = None, *, offline: bool | None = None) -> Release:
    """Return a release: the bundled one, one by its version, or one by its folder.

    A version that is not here is downloaded, if a release host is known (see `warlosses.download`).

    Parameters
    ----------
    version : str or Path, optional
        Nothing for the bundled release; a version such as ``"2026.9.6"``, looked for among the
        bundled release, those downloaded and those that `warlosses.update` made here;
        ``"latest"`` for the newest of these; or the path of a release's folder. What has the form
        of a version is never taken for a folder: write ``./2026.9.6`` where one is meant.
    offline : bool, optional
        Download nothing; by default as ``WARLOSSES_OFFLINE`` says.

    Raises
    ------
    ArgumentError
        The version is neither text nor a path.
    ReleaseError
        There is no such release; the text lists those there are.
    """
    bundled = bundled_releases_dir()
    if version is None:
        release = newest(bundled)
        if release is None:
            raise ReleaseError(
                f"{bundled / LISTING}: expected the bundled release; found none. "
                "Reinstall the package, or build a release with `warlosses build`."
            )
        return release
    folder = _folder(version)
    if folder is not None and (folder / MANIFEST).is_file():
        return Release(folder)
    known = releases_here()
    if str(version) == "latest" and known:
        version = max(known, key=version_key)
    if str(version) in known:
        return _whole(Release(known[str(version)]), str(version), offline=offline)
    return Release(_download(str(version), known, offline=offline))


def _folder(version: object) -> Path | None:
    """Return the folder that is meant; None where a version is.

    A folder named like a version, in whatever folder one works, must not stand in for a signed
    release.
    """
    if isinstance(version, Path):
        return expanded(version)
    if not isinstance(version, str):
        hint = ""
        if isinstance(version, date):
            hint = f"; did you mean '{version.year}.{version.month}.{version.day}'?"
        raise ArgumentError(
            f"version: expected a version as text, or a release's folder; found {version!r}{hint}"
        )
    return None if version == "latest" or is_version(version) else expanded(version)


def _near_version(version: str, known: Iterable[str]) -> str:
    """Return the end of a sentence on a version: the one that is meant, if it is written otherwise.

    >>> _near_version("2026-09-06", ["2026.9.6"])
    "; did you mean '2026.9.6'?"
    >>> _near_version("v2026.9.6", ["2026.9.6"]), _near_version("1999.1.1", ["2026.9.6"])
    ("; did you mean '2026.9.6'?", '.')
    """
    parts = re.sub(r"^v(?=\d)", "", version.strip()).replace("-", ".").split(".")
    plain = ".".join(part.lstrip("0") or part for part in parts)
    return f"; did you mean {plain!r}?" if plain != version and plain in known else "."


def releases_here() -> dict[str, Path]:
    """Return the folders of the releases on this machine by version, newest first.

    Of one that is here twice the bundled one counts, then the fetched one: those were signed.
    """
    local, bundled = local_releases_dir_if_any(), bundled_releases_dir()
    folders = {} if local is None else {v: local / v for v in listed_versions(local)}
    folders |= cached_releases()
    folders |= {v: bundled / v for v in listed_versions(bundled)}
    return {version: folders[version] for version in sorted(folders, key=version_key, reverse=True)}


def _whole(release: Release, version: str, *, offline: bool | None) -> Release:
    """Return a release whose manifest is the right one; a download that broke is fetched again."""
    if version not in cached_releases() or release.folder.parent != releases_dir():
        return listed_release(release.folder.parent, version)
    refuse_shared(release.folder)
    problems = problems_with(release.folder)
    if not problems:
        return release
    if is_offline(offline):
        raise ReleaseError(
            f"{release.folder}: expected the release as it was downloaded; found "
            f"{'; '.join(problems[:3])}. Go online and fetch it again: `warlosses download "
            f"{version}`"
        )
    return Release(_on_first_use(version, offline=offline))


def _download(version: str, known: dict[str, Path], *, offline: bool | None) -> Path:
    """Fetch a release that is not here, or say what there is."""
    can_ask = not is_offline(offline) and has_host()
    if is_version(version) and can_ask:
        return _on_first_use(version, offline=offline)
    listed = ", ".join(sorted(known, key=version_key)) or "none"
    raise ReleaseError(
        f"no release {version!r} here; found {listed}{_near_version(version, known)} "
        "Give one of these, or the folder of a release"
        + ("" if can_ask else ", or name a release host and go online to download it")
        + "."
    )


def _on_first_use(version: str, *, offline: bool | None) -> Path:
    # Late: a load that finds its release, as most do, needs nothing of it.
    from warlosses.releases.download import on_first_use

    return on_first_use(version, offline=offline)

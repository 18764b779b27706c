"""A release on disk: a folder of Parquet tables with a manifest, beside an index of releases.

Reading needs pyarrow alone, so that loading stays quick; writing is in `warlosses.building.writer`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from warlosses.errors import ArgumentError, ReleaseError
from warlosses.paths import bundled_releases_dir, keeps_files, users_path
from warlosses.releases.release import (
    INDEX,
    MANIFEST,
    Release,
    local_releases,
    newest,
    read_index,
    version_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


def find_release(version: str | Path | None = None, *, offline: bool | None = None) -> Release:
    """Return a release: the bundled one, one by its version, or one by its folder.

    A version that is not here is downloaded, if a release host is known (see `warlosses.download`).

    Parameters
    ----------
    version : str or Path, optional
        Nothing for the bundled release; a version such as ``"2026.8.15"``, looked for among the
        bundled release, those downloaded and those that `warlosses.update` made here;
        ``"latest"`` for the newest of these; or the path of a release's folder.
    offline : bool, optional
        Download nothing; by default as ``WARLOSSES_OFFLINE`` says.

    Raises
    ------
    ReleaseError
        There is no such release; the text lists those there are.
    ArgumentError
        The version is neither text nor a path.
    """
    bundled = bundled_releases_dir()
    if version is None:
        found = newest(bundled)
        if found is None:
            raise ReleaseError(
                f"{bundled / INDEX}: expected the bundled release; found none. "
                "Reinstall the package, or build a release with `warlosses build`."
            )
        return found
    folder = _folder(version)
    if (folder / MANIFEST).is_file():
        return Release(folder)
    from warlosses.releases.cache import cached_release, cached_versions

    known = local_releases()
    known |= {v: cached_release(v).folder for v in cached_versions()}
    known |= {v: bundled / v for v in read_index(bundled)}
    if str(version) == "latest" and known:
        version = max(known, key=version_key)
    if str(version) in known:
        return _whole(Release(known[str(version)]), str(version), offline=offline)
    return Release(_download(str(version), known, offline=offline))


def _folder(version: object) -> Path:
    """Return the folder that a version may be the path of."""
    if not isinstance(version, str | Path):
        hint = ""
        if isinstance(version, date):
            hint = f"; did you mean '{version.year}.{version.month}.{version.day}'?"
        raise ArgumentError(
            f"version: expected a version as text, or a release's folder; found {version!r}{hint}"
        )
    return users_path(version)


def _near_version(version: str, known: Iterable[str]) -> str:
    """Return the version that a text means, if it is written as days are.

    >>> _near_version("2026-08-15", ["2026.8.15"])
    "; did you mean '2026.8.15'?"
    """
    parts = version.replace("-", ".").split(".")
    plain = ".".join(part.lstrip("0") or part for part in parts)
    return f"; did you mean {plain!r}?" if plain != version and plain in known else ""


def _whole(release: Release, version: str, *, offline: bool | None) -> Release:
    """Return a release; if it was downloaded and broke since, it is fetched again first."""
    from warlosses.releases.cache import problems_with, releases_dir

    if not keeps_files() or release.folder.parent != releases_dir():
        return release
    problems = problems_with(release.folder)
    if not problems:
        return release
    from warlosses.releases.settings import is_offline

    if is_offline(offline):
        raise ReleaseError(
            f"{release.folder}: expected the release as it was downloaded; found "
            f"{'; '.join(problems[:3])}. Go online and fetch it again: `warlosses download "
            f"{version}`"
        )
    return Release(_on_first_use(version, offline=offline))


def _download(version: str, known: dict[str, Path], *, offline: bool | None) -> Path:
    """Fetch a release that is not here, or say what there is."""
    from warlosses.releases.release import is_version
    from warlosses.releases.settings import has_host, is_offline

    can_ask = not is_offline(offline) and has_host()
    if is_version(version) and can_ask:
        return _on_first_use(version, offline=offline)
    listed = ", ".join(sorted(known, key=version_key)) or "none"
    raise ReleaseError(
        f"no release {version!r} here; found {listed}{_near_version(version, known)}. "
        "Give one of these, or the folder of a release"
        + ("" if can_ask else ", or name a release host and go online to download it")
        + "."
    )


def _on_first_use(version: str, *, offline: bool | None) -> Path:
    from warlosses.releases.download import on_first_use

    return on_first_use(version, offline=offline)

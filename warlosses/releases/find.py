"""A release on disk: a folder of Parquet tables with a manifest, beside an index of releases.

Reading needs pyarrow alone, so that loading stays quick; writing is in `warlosses.building.writer`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from warlosses.errors import ReleaseError
from warlosses.paths import bundled_releases_dir

MANIFEST = "manifest.json"
REPORT = "report.json"
INDEX = "index.json"
METADATA_KEY = b"warlosses"
TABLE_NAMES = ("claims", "observations", "corrections", "sources", "claimants", "categories")


@dataclass(frozen=True)
class Release:
    """One immutable release in a folder."""

    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The release's description: version, files with hashes, inputs, row counts."""
        found = self._json(MANIFEST)
        if "version" not in found:
            path = self.folder / MANIFEST
            raise ReleaseError(f"{path}: expected a release's manifest; found other JSON.")
        return found

    @cached_property
    def report(self) -> dict[str, Any]:
        """The build's report (see `warlosses.building.report`)."""
        return self._json(REPORT)

    def _json(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ReleaseError(
                f"{path}: expected a release's {path.stem}; found none. "
                "Give the folder of one release, or build one with `warlosses build`."
            ) from error
        except ValueError as error:
            raise ReleaseError(
                f"{path}: expected JSON; found {error}. Fetch the release again."
            ) from error
        if not isinstance(found, dict):
            raise ReleaseError(f"{path}: expected a JSON object; found {type(found).__name__}.")
        return found

    @property
    def version(self) -> str:
        """The data version, such as 2026.8.15."""
        return str(self.manifest["version"])

    def path(self, table: str) -> Path:
        """Return the file of a table."""
        path = self.folder / f"{table}.parquet"
        if not path.is_file():
            raise ReleaseError(
                f"{path}: expected a table of the release; found none. The release is incomplete: "
                "install the package or fetch the release again."
            )
        if not _is_whole_parquet(path):
            raise ReleaseError(
                f"{path}: expected a whole Parquet file; found one cut off, or of another kind. "
                "Reinstall the package, or build or fetch the release again."
            )
        return path


def _is_whole_parquet(path: Path) -> bool:
    """Whether a file begins and ends as Parquet does: cheap, and tells a file that was cut off."""
    with path.open("rb", buffering=0) as file:  # a buffer would read thousands of bytes for eight
        start = file.read(4)
        size = file.seek(0, 2)
        file.seek(max(size - 4, 0))
        return start == file.read(4) == b"PAR1"


def read_index(releases: Path) -> list[str]:
    """Return the versions that a folder of releases lists, newest first; none without an index."""
    path = releases / INDEX
    if not path.is_file():
        return []
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["releases"]
        return [str(entry["version"]) for entry in listed]
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path}: expected an index of releases; found {error!r}.") from error


def newest(releases: Path) -> Release | None:
    """Return the newest release of a folder, or None where there is none."""
    versions = read_index(releases)
    return Release(releases / versions[0]) if versions else None


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by.

    >>> version_key("2026.8.15.1") > version_key("2026.8.15") > version_key("2026.8.8")
    True
    """
    return tuple(int(part) for part in version.split("."))


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
    folder = Path(version)
    if (folder / MANIFEST).is_file():
        return Release(folder)
    from warlosses.releases.cache import cached_release, cached_versions

    known: dict[str, Path] = {v: local_releases_dir() / v for v in read_index(local_releases_dir())}
    known |= {v: cached_release(v).folder for v in cached_versions()}
    known |= {v: bundled / v for v in read_index(bundled)}
    if str(version) == "latest" and known:
        version = max(known, key=version_key)
    if str(version) in known:
        return _whole(Release(known[str(version)]), str(version), offline=offline)
    return Release(_download(str(version), known, offline=offline))


def _whole(release: Release, version: str, *, offline: bool | None) -> Release:
    """Return a release; if it was downloaded and broke since, it is fetched again first."""
    from warlosses.releases.cache import problems_with, releases_dir

    if release.folder.parent != releases_dir():
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
    from warlosses.releases.index import is_version
    from warlosses.releases.settings import has_host, is_offline

    can_ask = not is_offline(offline) and has_host()
    if is_version(version) and can_ask:
        return _on_first_use(version, offline=offline)
    listed = ", ".join(sorted(known, key=version_key)) or "none"
    raise ReleaseError(
        f"no release {version!r} here; found {listed}. Give one of these, or the folder of a "
        "release"
        + ("" if can_ask else ", or name a release host and go online to download it")
        + "."
    )


def _on_first_use(version: str, *, offline: bool | None) -> Path:
    from warlosses.releases.download import on_first_use

    return on_first_use(version, offline=offline)


def local_releases_dir() -> Path:
    """Return where `warlosses.update` keeps the releases it makes on this machine."""
    import platformdirs

    return Path(platformdirs.user_data_dir("warlosses")) / "releases"

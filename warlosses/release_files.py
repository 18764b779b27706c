"""A release on disk: a folder of Parquet tables with a manifest, beside an index of releases.

Reading needs pyarrow alone, so that loading stays quick; writing is in `warlosses.release_writer`.
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
        """The build's report (see `warlosses.report`)."""
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


def find_release(version: str | Path | None = None) -> Release:
    """Return a release: the bundled one, one by its version, or one by its folder.

    Parameters
    ----------
    version : str or Path, optional
        Nothing for the bundled release; a version such as ``"2026.8.15"``, looked for among the
        bundled release and those that `warlosses.update` made here; or the path of a release's
        folder.

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
    known: dict[str, Path] = {}
    for releases in (local_releases_dir(), bundled):
        known |= {v: releases / v for v in read_index(releases)}
    if str(version) == "latest" and known:
        return Release(known[max(known, key=version_key)])
    if str(version) in known:
        return Release(known[str(version)])
    listed = ", ".join(sorted(known, key=version_key)) or "none"
    raise ReleaseError(
        f"no release {str(version)!r} here; found {listed}. "
        "Give one of these, or the folder of a release."
    )


def local_releases_dir() -> Path:
    """Return where `warlosses.update` keeps the releases it makes on this machine."""
    import platformdirs

    return Path(platformdirs.user_data_dir("warlosses")) / "releases"

"""What a release is on disk: a folder of Parquet tables with a manifest, beside a list of releases.

Reading needs pyarrow alone, so that loading stays quick; writing is in `warlosses.building.writer`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from warlosses.errors import ReleaseError
from warlosses.paths import keeps_files, local_releases_dir

if TYPE_CHECKING:
    from pathlib import Path

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


def local_releases() -> dict[str, Path]:
    """Return the folders of the releases made on this machine; none where nothing is kept."""
    if not keeps_files():
        return {}
    folder = local_releases_dir()
    return {version: folder / version for version in read_index(folder)}


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


VERSION = re.compile(r"\d{4}\.\d{1,2}\.\d{1,2}(\.[1-9]\d{0,3})?", re.ASCII)


def is_version(text: str) -> bool:
    """Whether a text has the form of a data version.

    >>> is_version("2026.8.15"), is_version("2026.8.15.1"), is_version("../2026.8.15")
    (True, True, False)
    """
    return VERSION.fullmatch(text) is not None

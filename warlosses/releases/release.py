"""One release on disk: a folder of Parquet tables with a manifest and a report.

Reading needs pyarrow alone, so that loading stays quick; writing is in `warlosses.building.writer`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from warlosses.errors import ReleaseError
from warlosses.releases.manifest import MANIFEST, Manifest, ManifestError

if TYPE_CHECKING:
    from pathlib import Path

REPORT = "report.json"
METADATA_KEY = b"warlosses"


@dataclass(frozen=True)
class Release:
    """One immutable release in a folder."""

    folder: Path

    @cached_property
    def manifest(self) -> Manifest:
        """The release's description: version, files with hashes, inputs, row counts."""
        content = self._content(MANIFEST)
        try:
            return Manifest.parse(content)
        except ManifestError as error:
            raise ReleaseError(
                f"{self.folder / MANIFEST}: expected a release's manifest; found {error}. "
                "Build or fetch the release again."
            ) from error

    @cached_property
    def report(self) -> dict[str, Any]:
        """The build's report (see `warlosses.building.report`)."""
        content = self._content(REPORT)
        path = self.folder / REPORT
        try:
            report = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise ReleaseError(
                f"{path}: expected JSON; found {error}. Fetch the release again."
            ) from error
        if not isinstance(report, dict):
            raise ReleaseError(f"{path}: expected a JSON object; found {type(report).__name__}.")
        return report

    def _content(self, name: str) -> bytes:
        path = self.folder / name
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise ReleaseError(
                f"{path}: expected a release's {path.stem}; found none. "
                "Give the folder of one release, or build one with `warlosses build`."
            ) from error

    @property
    def version(self) -> str:
        """The data version, such as 2026.8.15."""
        return self.manifest.version

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

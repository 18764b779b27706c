"""One release on disk: a folder of Parquet tables with a manifest and a report.

Reading needs pyarrow alone, so that loading stays quick; writing is in `warlosses.building.writer`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from warlosses.errors import ReleaseError
from warlosses.files import refuse_endless
from warlosses.releases.manifest import MANIFEST, REPORT, Manifest, ManifestError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    import pyarrow as pa
    import pyarrow.parquet as pq

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
        refuse_endless(path)
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise ReleaseError(
                f"{path}: expected a release's {path.stem}; found none. "
                "Give the folder of one release, or build one with `warlosses build`."
            ) from error

    @property
    def version(self) -> str:
        """The data version, such as 2026.9.6."""
        return self.manifest.version

    def path(self, table: str) -> Path:
        """Return the file of a table, which is the one that the manifest describes.

        Raises
        ------
        ReleaseError
            It is missing, or other bytes than were released, be it one bit.
        """
        path = self.folder / f"{table}.parquet"
        problem = self.manifest.files[path.name].remembered_problem_with(path)
        if problem:
            raise ReleaseError(
                f"{path}: expected the table that was released, by its manifest; found it damaged "
                f"({problem}). Nothing was read. Reinstall the package, or build or fetch the "
                "release again."
            )
        return path

    def open(self, table: str, *, dictionary: Collection[str] = ()) -> pq.ParquetFile:
        """Open a table's file; what breaks while it is read is told too.

        Parameters
        ----------
        table : str
            Its name.
        dictionary : collection of str, optional
            The columns to read as codes of a dictionary.
        """
        import pyarrow.parquet as pq  # late: what is said of a release needs no Arrow

        return pq.ParquetFile(
            self.path(table), read_dictionary=list(dictionary), page_checksum_verification=True
        )

    def read(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read a table, or some columns of it."""
        with self.open(table) as file:
            return file.read(columns=None if columns is None else list(columns))

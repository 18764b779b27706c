"""How much a contribution may hold: what is larger is refused before it costs anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds of one contribution file. Beyond one of them the file is refused as WL008.

    Attributes
    ----------
    max_bytes : int
        Size of the file.
    max_rows : int
        Data rows.
    max_columns : int
        Columns, unknown ones included.
    max_cell : int
        Characters in one cell.
    max_nesting : int
        Levels of brackets in JSON; a plain array of objects has two.
    max_ratio : int
        Unpacked to packed size of the packed parts of XLSX and Parquet files; parts that unpack
        to less than 1 MiB are let be.
    max_unpacked : int
        Bytes that a Parquet file may unpack to.
    max_workbook : int
        Bytes that an XLSX file may unpack to: XML is slow to read.
    max_findings : int
        Findings of one rule in reading a file; the rest of them are counted in one more.
    max_noted : int
        Findings of one rule after which the file is not read any further.

    Examples
    --------
    >>> ReadLimits(max_rows=1000).max_line
    2000000
    """

    max_bytes: int = 256 * 2**20
    max_rows: int = 5_000_000
    max_columns: int = 200
    max_cell: int = 10_000
    max_nesting: int = 20
    max_ratio: int = 100
    max_unpacked: int = 512 * 2**20
    max_workbook: int = 32 * 2**20
    max_findings: int = 1000
    max_noted: int = 100_000

    @property
    def max_line(self) -> int:
        """Characters that a line of text may have."""
        return self.max_columns * self.max_cell


LIMITS = ReadLimits()

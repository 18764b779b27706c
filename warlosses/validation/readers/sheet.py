"""What reading a contribution gives: text cells, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from warlosses.validation.readers.places import Places

if TYPE_CHECKING:
    import pyarrow as pa

    from warlosses.validation.finding import Finding


@dataclass(frozen=True, eq=False)
class Sheet:
    """What was read of one file or frame, as text.

    Attributes
    ----------
    file : str
        Its name; ``<frame>`` for a data frame, ``-`` for standard input.
    format : str
        One of ``FORMATS``, or ``frame``.
    cells : pyarrow.Table
        The known columns that it has, stripped text; null where a cell is empty.
    n_rows : int
        Data rows.
    findings : list of Finding
        What reading had to say.
    places : Places
        Where the cells stand.
    """

    file: str
    format: str
    cells: pa.Table
    n_rows: int
    findings: list[Finding] = field(default_factory=list)
    places: Places = field(default_factory=Places)

    def name_with_file(self, row: int) -> str:
        """Return what a message in another file calls a row of this one."""
        return f"{self.places.name(row)} of {self.file}"


class Table(NamedTuple):
    """What a reader returns: the text cells of the known columns, and where they stand."""

    cells: pa.Table
    n_rows: int
    places: Places

"""CSV and TSV: which delimiter, which columns, which rows."""

from __future__ import annotations

from array import array
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from warlosses.validation.readers.cells import CellWriter, check_cell
from warlosses.validation.readers.csv_fast import read_fast
from warlosses.validation.readers.csv_head import Head, find_head, place_in_header
from warlosses.validation.readers.csv_places import CsvPlaces
from warlosses.validation.readers.csv_records import (
    Record,
    first_filled,
    note_problem,
    records,
    rows_in_a_cell,
)
from warlosses.validation.readers.encoding import line_of
from warlosses.validation.readers.header import Header, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from warlosses.validation.readers.limits import ReadLimits
    from warlosses.validation.readers.notes import Notes

# Below this, starting pyarrow's reader takes longer than the standard library's reading.
FAST_FROM = 1 << 20
_STRAY = "Take out the quote; a quote within text is written twice, ditto marks not at all."


class CsvTable(NamedTuple):
    """What a CSV file holds."""

    header: Header
    cells: pa.Table
    places: CsvPlaces
    delimiter: str


def read_csv(data: bytes, notes: Notes, *, fast_from: int = FAST_FROM) -> CsvTable:
    """Read a CSV file from its UTF-8 text.

    The fast reader takes plain files only; whatever is odd goes to the exact one. Both give the
    same cells.
    """
    head = find_head(data, notes)
    header = judge(head.names, notes, partial(place_in_header, data, head))
    n_nameless = len(head.record.cells) - len(head.names)
    if n_nameless:
        oddity = f"columns without a name at the end: {n_nameless}"
        notes.add("WL010", {"found": oddity}, line=head.record.line)
    fast = None
    if len(data) >= fast_from:
        widths = (len(head.names), n_nameless)
        fast = read_fast(data, head.rows_at, head.delimiter, widths, header.columns, notes.limits)
    if fast is None:
        cells, lines = read_exact(data, head, header, notes)
        find_lines: Callable[[], array[int] | range] = lambda: lines  # noqa: E731
    else:
        cells = fast
        if cells.num_rows > notes.limits.max_rows:
            _refuse_rows(notes)
        find_lines = partial(_lines_of_rows, data, head, cells.num_rows, notes.limits)
    places = CsvPlaces(data, head.delimiter, header.columns, find_lines)
    return CsvTable(header, cells, places, head.delimiter)


def read_exact(
    data: bytes, head: Head, header: Header, notes: Notes
) -> tuple[pa.Table, array[int]]:
    """Read the rows below the header one by one; return the cells and each row's first line."""
    limits = notes.limits
    wanted = list(header.columns.values())
    writer = CellWriter(list(header.columns))
    lines = array("I")
    n_blank = blank_line = 0
    for number, record in enumerate(_rows(data, head.delimiter, limits), start=1):
        if number > limits.max_rows:
            _refuse_rows(notes)
        row = [cell.strip() for cell in record.cells] if any(record.cells) else []
        if record.problem:
            note_problem(record, len(head.record.cells), notes)
        elif not any(row):
            if len(record.cells) > 1:
                n_blank += 1
                blank_line = blank_line or record.line
        elif (lost := rows_in_a_cell(record, head.delimiter)) is not None:
            opens, closes = lost
            what = f"a quote that opens here and closes in line {closes}, with rows between them"
            fields = {"expected": len(head.record.cells), "found": what}
            notes.add("WL007", fields, line=opens, suggestion=_STRAY)
        elif _has_right_width(row, record.line, head, notes):
            writer.add([row[i] for i in wanted])
            lines.append(record.line)
    if n_blank:
        oddity = (
            "a row of delimiters alone" if n_blank == 1 else f"{n_blank:,} rows of delimiters alone"
        )
        notes.add("WL010", {"found": oddity}, line=blank_line)
    return writer.table(), lines


def _has_right_width(row: list[str], line: int, head: Head, notes: Notes) -> bool:
    """Whether a row has the header's fields; notes it if not. Too long a cell is refused."""
    names = head.names
    if max(map(len, row)) > notes.limits.max_cell:
        for i, cell in enumerate(row):
            name = names[i] if i < len(names) else None
            check_cell(cell, notes, line=line, column=name or None)
    expected, width = len(head.record.cells), len(row)
    if expected == width > len(names) and any(row[len(names) :]):
        expected = len(names)
        width = max(i for i, cell in enumerate(row, start=1) if cell)
    if expected != width:
        notes.add("WL007", {"expected": expected, "found": width}, line=line)
    return expected == width


def _rows(data: bytes, delimiter: str, limits: ReadLimits) -> Iterator[Record]:
    """Yield the records below the header."""
    below = records(data, delimiter, limits)
    first_filled(below)
    return below


def _lines_of_rows(data: bytes, head: Head, n_rows: int, limits: ReadLimits) -> array[int] | range:
    """Return the first line of each row of a file that the fast reader took."""
    first = head.record.last_line + 1
    n_lines = line_of(data, len(data)) - first + (not data.endswith((b"\n", b"\r")))
    if n_lines == n_rows:
        return range(first, first + n_rows)
    return array("I", (r.line for r in _rows(data, head.delimiter, limits) if not r.is_blank))


def _refuse_rows(notes: Notes) -> None:
    notes.refuse_large("rows", f"{notes.limits.max_rows:,}", "more")

"""CSV and TSV: which delimiter, which columns, which rows."""

from __future__ import annotations

import csv
import io
from array import array
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from warlosses.contributions._cells import CellWriter, check_cell
from warlosses.contributions._columns import COLUMNS, Header, judge, near_column
from warlosses.contributions._csv_fast import read_fast
from warlosses.contributions._csv_places import CsvPlaces, cell_offset
from warlosses.contributions._text import LINE_BREAK, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from warlosses.contributions._limits import Limits
    from warlosses.contributions._notes import Facts, Notes

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
# Below this, starting pyarrow's reader takes longer than the standard library's reading.
FAST_FROM = 1 << 20
_BAD_QUOTES = "a quote that is never closed, or text behind a closing quote"


class Record(NamedTuple):
    """One record of a CSV text: its first and last line, and its cells or why it has none."""

    line: int
    last_line: int
    cells: list[str]
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing."""
        return not self.problem and not any(map(str.strip, self.cells))


class Head(NamedTuple):
    """The header of a CSV text: its record, the delimiter it shows, and where the rows begin."""

    record: Record
    delimiter: str
    rows_at: int


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
    names = [name.strip() for name in head.record.cells]
    header = judge(names, notes, partial(_place_in_header, data, head))
    fast = None
    if len(data) >= fast_from:
        args = (data, head.rows_at, head.delimiter, len(names), header.index, notes.limits)
        fast = read_fast(*args)
    if fast is None:
        cells, lines = read_exact(data, head, header, notes)
        find_lines: Callable[[], array[int] | range] = lambda: lines  # noqa: E731
    else:
        cells = fast
        if cells.num_rows > notes.limits.max_rows:
            _refuse_rows(notes)
        find_lines = partial(_lines_of_rows, data, head, cells.num_rows, notes.limits)
    places = CsvPlaces(data, head.delimiter, header.index, find_lines)
    return CsvTable(header, cells, places, head.delimiter)


def read_exact(
    data: bytes, head: Head, header: Header, notes: Notes
) -> tuple[pa.Table, array[int]]:
    """Read the rows below the header one by one; return the cells and each row's first line."""
    limits = notes.limits
    n_fields = len(head.record.cells)
    wanted = list(header.index.values())
    writer = CellWriter(list(header.index))
    lines = array("I")
    blank_line = 0
    n_blank = 0
    for record in _rows(data, head.delimiter, limits):
        row = [cell.strip() for cell in record.cells]
        if record.problem:
            _note_problem(record, n_fields, notes)
            continue
        if not any(row):
            if len(row) > 1:
                n_blank += 1
                blank_line = blank_line or record.line
            continue
        if max(map(len, row)) > limits.max_cell:
            for i, cell in enumerate(row):
                name = head.record.cells[i].strip() if i < n_fields else ""
                check_cell(cell, notes, line=record.line, column=name or None)
        if len(row) != n_fields:
            notes.add("WL007", {"expected": n_fields, "found": len(row)}, line=record.line)
            continue
        if writer.n_rows >= limits.max_rows:
            _refuse_rows(notes)
        writer.add([row[i] for i in wanted])
        lines.append(record.line)
    if n_blank:
        found = (
            "a row of delimiters alone" if n_blank == 1 else f"{n_blank:,} rows of delimiters alone"
        )
        notes.add("WL010", {"found": found}, line=blank_line)
    return writer.table(), lines


def find_head(data: bytes, notes: Notes) -> Head:
    """Return the header of a CSV text, and the delimiter that its known columns show.

    Raises
    ------
    RefusedError
        None of the delimiters gives a known column, or more than one does.
    """
    heads = {}
    for delimiter in DELIMITERS:
        record = next((r for r in records(data, delimiter, notes.limits) if not r.is_blank), None)
        if record is None:
            notes.refuse("WL003", {"found": "an empty file"})
        heads[delimiter] = record
    for is_column in (COLUMNS.__contains__, _is_like_a_column):
        able = [d for d, r in heads.items() if any(is_column(c.strip()) for c in r.cells)]
        # A single column needs no delimiter, and then each of them gives it.
        able = [d for d in able if len(heads[d].cells) > 1] or able[:1]
        if len(able) == 1:
            record = heads[able[0]]
            return Head(record, able[0], _offset_after(data, record.last_line))
        if able:
            names = " and ".join(DELIMITERS[d] for d in able)
            notes.refuse(
                "WL009",
                {"found": f"known columns stand between {names}"},
                line=heads[able[0]].line,
                suggestion="Separate all fields by commas.",
            )
    record = heads[","]
    if record.problem == "long":
        _note_problem(record, 0, notes)
    notes.refuse(
        "WL009",
        {"found": f"no known column in the first line, {_start_of(data, record)!r}"},
        line=record.line,
        suggestion=f"Begin with a line of column names: {','.join(COLUMNS)}",
    )


def records(data: bytes, delimiter: str, limits: Limits) -> Iterator[Record]:
    """Yield the records of a CSV text; one that is too long to be read is the last."""
    # newline="" leaves line breaks within quotes as they are.
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    reader = csv.reader(_bounded_lines(text, limits.max_line), delimiter=delimiter, strict=True)
    with _room_for_cells(limits.max_cell):
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                is_long = "limit" in str(error)
                yield Record(line, reader.line_num, [], "long" if is_long else _BAD_QUOTES)
                if is_long:
                    return
            else:
                if cells:
                    yield Record(line, reader.line_num, cells)


def _rows(data: bytes, delimiter: str, limits: Limits) -> Iterator[Record]:
    """Yield the records below the header."""
    found = records(data, delimiter, limits)
    next(record for record in found if not record.is_blank)
    return found


def _bounded_lines(text: io.TextIOWrapper, most: int) -> Iterator[str]:
    while line := text.readline(most + 1):
        if len(line) > most:
            raise csv.Error("line limit exceeded")
        yield line


@contextmanager
def _room_for_cells(most: int) -> Iterator[None]:
    """Let the standard library read cells up to our limit, where its own is lower."""
    theirs = csv.field_size_limit()
    if theirs >= most:
        yield
        return
    csv.field_size_limit(most)
    try:
        yield
    finally:
        csv.field_size_limit(theirs)


def _lines_of_rows(data: bytes, head: Head, n_rows: int, limits: Limits) -> array[int] | range:
    """Return the first line of each row of a file that the fast reader took."""
    first = head.record.last_line + 1
    n_lines = line_of(data, len(data)) - first + (not data.endswith((b"\n", b"\r")))
    if n_lines == n_rows:
        return range(first, first + n_rows)
    return array("I", (r.line for r in _rows(data, head.delimiter, limits) if not r.is_blank))


def _place_in_header(data: bytes, head: Head, index: int) -> Facts:
    """Return where a column's name stands; of none (-1), the header's line."""
    line = head.record.line
    if index < 0:
        return {"line": line}
    start = _offset_after(data, line - 1)
    offset = cell_offset(data, start, head.delimiter, index)
    break_at = max(data.rfind(b"\n", start, offset), data.rfind(b"\r", start, offset)) + 1
    position = len(data[max(start, break_at) : offset].decode(errors="replace")) + 1
    return {"line": line_of(data, offset), "position": position}


def _offset_after(data: bytes, line: int) -> int:
    """Return where the line after a line begins."""
    if line == 0:
        return 0
    found = next(islice(LINE_BREAK.finditer(data), line - 1, None), None)
    return found.end() if found else len(data)


def _is_like_a_column(name: str) -> bool:
    return near_column(name) is not None


def _start_of(data: bytes, record: Record) -> str:
    start = _offset_after(data, record.line - 1)
    return data[start : start + 60].decode(errors="ignore").splitlines()[0]


def _note_problem(record: Record, n_fields: int, notes: Notes) -> None:
    if record.problem != "long":
        notes.add("WL007", {"expected": n_fields, "found": record.problem}, line=record.line)
        return
    limit = f"{notes.limits.max_cell:,} characters"
    notes.refuse_large(
        "length of a cell",
        limit,
        "far more",
        line=record.line,
        suggestion="If no cell is that long, a quote that opens in this row is never closed.",
    )


def _refuse_rows(notes: Notes) -> None:
    notes.refuse_large("rows", f"{notes.limits.max_rows:,}", "more")

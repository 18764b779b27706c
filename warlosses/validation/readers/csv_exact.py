"""CSV and TSV: which delimiter, which columns, which rows."""

from __future__ import annotations

import csv
import io
import re
from array import array
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from warlosses.columns import CONTRIBUTION
from warlosses.validation.readers.cells import CellWriter, check_cell
from warlosses.validation.readers.csv_fast import read_fast
from warlosses.validation.readers.csv_places import CsvPlaces, cell_offset
from warlosses.validation.readers.encoding import LINE_BREAK, line_of
from warlosses.validation.readers.header import Header, is_header, judge, near_column, plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pyarrow as pa

    from warlosses.validation.readers.limits import ReadLimits
    from warlosses.validation.readers.notes import Facts, Notes

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
# Below this, starting pyarrow's reader takes longer than the standard library's reading.
FAST_FROM = 1 << 20
_BAD_QUOTES = "a quote that is never closed, or text behind a closing quote"
# What Excel writes, and reads, as a first line to tell the delimiter.
_SEP = re.compile(r"\"?sep=(.)\"?[\s,;|]*", re.IGNORECASE)
_SEP_LENGTH = 60
# A title above the column names is no longer than that.
_TITLE_LINES = 12
# Problems of a record after which nothing more is read.
_TOO_LONG = ("cell", "line")
# What stands in every row: a day, or a link.
_SURELY_A_ROW = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2}|https?://", re.IGNORECASE
)
_STRAY = "Take out the quote; a quote within text is written twice, ditto marks not at all."
_CURE = "Separate all fields by commas."


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
    """The header of a CSV text: its names but for empty ones at the end, and where rows begin."""

    record: Record
    names: list[str]
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
    header = judge(head.names, notes, partial(_place_in_header, data, head))
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
            _note_problem(record, len(head.record.cells), notes)
        elif not any(row):
            if len(record.cells) > 1:
                n_blank += 1
                blank_line = blank_line or record.line
        elif (lost := _rows_in_a_cell(record, head.delimiter)) is not None:
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


def _rows_in_a_cell(record: Record, delimiter: str) -> tuple[int, int] | None:
    """Return the lines in which a quote opens and closes that took rows for text; None for none.

    A line within a cell that has as many fields as the row, with a day or a link among them, is
    itself a row. A remark of several lines has none.
    """
    if record.last_line == record.line:
        return None
    width, line = len(record.cells), record.line
    for place, cell in enumerate(record.cells):
        others = re.split(r"\r\n|\r|\n", cell)[1:]
        for number, text in enumerate(others, start=1):
            fields = text.split(delimiter)
            # The last of the lines goes on with the cells behind it.
            behind = width - 1 - place if number == len(others) else 0
            if len(fields) > 1 and len(fields) + behind == width and _SURELY_A_ROW.search(text):
                return line, line + len(others)
        line += len(others)
    return None


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


def find_head(data: bytes, notes: Notes) -> Head:
    """Return the header of a CSV text, and the delimiter that its known columns show.

    Raises
    ------
    RefusedError
        None of the delimiters gives a known column, more than one does, or the row below the header
        or a first line such as ``sep=;`` speak for another one.
    """
    told = _told_delimiter(data, notes)
    heads = {}
    for delimiter in DELIMITERS:
        record = _first(records(data, delimiter, notes.limits))
        if record is None:
            notes.refuse("WL003", {"found": "an empty file"})
        heads[delimiter] = record
    able = _able(heads, lambda name: plain_name(name) in CONTRIBUTION)
    able = able or _able(heads, _is_like_a_column)
    record = heads[able[0] if able else ","]
    if not is_header(record.cells):
        _refuse_title(data, record, notes)
    if not able:
        if record.problem in _TOO_LONG:
            _note_problem(record, 0, notes)
        reason = f"expected column names in the first line; found {_start_of(data, record)!r}"
        cure = f"Begin with a line of column names: {','.join(CONTRIBUTION)}"
        notes.refuse("WL009", {"found": reason}, line=record.line, suggestion=cure)
    record = heads[able[0]]
    names = [cell.strip() for cell in record.cells]
    while not names[-1]:
        names.pop()
    head = Head(record, names, able[0], _offset_after(data, record.last_line))
    _check_delimiter(data, head, able[1:], told, notes)
    return head


def _refuse_title(data: bytes, first: Record, notes: Notes) -> None:
    """Refuse a file in which the column names stand some lines below what was taken for them."""
    for delimiter in DELIMITERS:
        for record in islice(records(data, delimiter, notes.limits), _TITLE_LINES):
            if record.line > first.line and is_header(map(str.strip, record.cells)):
                reason = (
                    f"expected column names in the first line; found {_start_of(data, first)!r}: "
                    f"the column names stand in line {record.line}"
                )
                cure = f"Remove what stands above line {record.line}."
                notes.refuse("WL009", {"found": reason}, line=first.line, suggestion=cure)


def _able(heads: Mapping[str, Record], is_column: Callable[[str], bool]) -> list[str]:
    """Return the delimiters that part a header so that there is a column in it."""
    able = [d for d, r in heads.items() if any(is_column(c.strip()) for c in r.cells)]
    # A single column needs no delimiter, and then each of them gives it.
    return [d for d in able if len(heads[d].cells) > 1] or able[:1]


def _first(rows: Iterator[Record]) -> Record | None:
    return next((record for record in rows if not record.is_blank), None)


def _told_delimiter(data: bytes, notes: Notes) -> str:
    """Return what a first line such as ``sep=;`` says; nothing if there is no such line."""
    first = LINE_BREAK.split(data[:_SEP_LENGTH], maxsplit=1)[0].decode(errors="replace")
    told = _SEP.fullmatch(first)
    if told is None:
        return ""
    oddity = f"a first line {first.strip()!r}, as Excel writes it"
    notes.add("WL010", {"found": oddity}, line=1)
    return told[1]


def _check_delimiter(
    data: bytes, head: Head, others: Sequence[str], told: str, notes: Notes
) -> None:
    """Refuse a file in which anything speaks for another delimiter than the header's."""
    cells = head.record.cells
    is_odd = len(cells) > 1 and _width_below(data, head, head.delimiter, notes) != len(cells)
    usual = DELIMITERS[head.delimiter]
    reason = ""
    for mark, name in DELIMITERS.items():
        if mark == head.delimiter:
            continue
        parts = {part.strip() for cell in cells if mark in cell for part in cell.split(mark)}
        if mark in others or not parts.isdisjoint(CONTRIBUTION):
            reason = f"{usual} and {name} both separate columns in the header"
        elif is_odd and _width_below(data, head, mark, notes) == len(cells):
            reason = f"{usual} separate the columns in the header, {name} in the row below it"
    if told not in ("", head.delimiter):
        reason = f"{usual} separate the columns in the header; the first line tells {told!r}"
    if reason:
        reason = f"delimiter not clear: {reason}"
        notes.refuse("WL009", {"found": reason}, line=head.record.line, suggestion=_CURE)


def _width_below(data: bytes, head: Head, delimiter: str, notes: Notes) -> int:
    """Return how many fields the row below the header has at a delimiter."""
    record = _first(records(data, delimiter, notes.limits, start=head.rows_at))
    return len(record.cells) if record else 0


def records(data: bytes, delimiter: str, limits: ReadLimits, *, start: int = 0) -> Iterator[Record]:
    """Yield the records of a CSV text from a byte on; one that is too long to be read is the last.

    Lines are counted from there.
    """
    raw = io.BytesIO(data)
    raw.seek(start)
    # newline="" leaves line breaks within quotes as they are.
    text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
    lines = _bounded_lines(text, limits.max_line)
    if not start:
        lines = _without_sep(lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    with _room_for_cells(limits.max_cell):
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _LongLineError:
                yield Record(line, line, [], "line")
                return
            except csv.Error as error:
                is_long = "limit" in str(error)
                yield Record(line, reader.line_num, [], "cell" if is_long else _BAD_QUOTES)
                if is_long:
                    return
            else:
                if cells:
                    yield Record(line, reader.line_num, cells)


def _rows(data: bytes, delimiter: str, limits: ReadLimits) -> Iterator[Record]:
    """Yield the records below the header."""
    below = records(data, delimiter, limits)
    _first(below)
    return below


class _LongLineError(Exception):
    """A line is longer than the limits allow."""


def _bounded_lines(text: io.TextIOWrapper, most: int) -> Iterator[str]:
    while line := text.readline(most + 1):
        if len(line) > most:
            raise _LongLineError
        yield line


def _without_sep(lines: Iterator[str]) -> Iterator[str]:
    """Blank out a first line such as ``sep=;``; it still counts as a line."""
    first = next(lines, "")
    yield "\n" if _SEP.fullmatch(first) else first
    yield from lines


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


def _lines_of_rows(data: bytes, head: Head, n_rows: int, limits: ReadLimits) -> array[int] | range:
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
    line_break = next(islice(LINE_BREAK.finditer(data), line - 1, None), None)
    return line_break.end() if line_break else len(data)


def _is_like_a_column(name: str) -> bool:
    return near_column(name) is not None


def _start_of(data: bytes, record: Record) -> str:
    start = _offset_after(data, record.line - 1)
    return data[start : start + 60].decode(errors="ignore").splitlines()[0]


def _note_problem(record: Record, n_fields: int, notes: Notes) -> None:
    if record.problem not in _TOO_LONG:
        notes.add("WL007", {"expected": n_fields, "found": record.problem}, line=record.line)
        return
    limits = notes.limits
    most = limits.max_cell if record.problem == "cell" else limits.max_line
    notes.refuse_large(
        f"length of a {record.problem}",
        f"{most:,} characters",
        "far more",
        line=record.line,
        suggestion="If none is that long, a quote that opens in this row is never closed."
        if record.problem == "cell"
        else None,
    )


def _refuse_rows(notes: Notes) -> None:
    notes.refuse_large("rows", f"{notes.limits.max_rows:,}", "more")

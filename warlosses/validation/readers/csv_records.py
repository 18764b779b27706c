"""The records of a CSV text, one by one, with the lines that they stand in."""

from __future__ import annotations

import csv
import io
import re
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from warlosses.validation.readers.encoding import LINE_BREAK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.readers.limits import ReadLimits
    from warlosses.validation.readers.notes import Notes

_BAD_QUOTES = "a quote that is never closed, or text behind a closing quote"
# What Excel writes, and reads, as a first line to tell the delimiter.
SEP_LINE = re.compile(r"\"?sep=(.)\"?[\s,;|]*", re.IGNORECASE)

# Problems of a record after which nothing more is read.
TOO_LONG = ("cell", "line")
# What stands in every row: a day, or a link.
_SURELY_A_ROW = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2}|https?://", re.IGNORECASE
)


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


def rows_in_a_cell(record: Record, delimiter: str) -> tuple[int, int] | None:
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


def first_filled(rows: Iterator[Record]) -> Record | None:
    """Return the first record that says anything."""
    return next((record for record in rows if not record.is_blank), None)


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
    yield "\n" if SEP_LINE.fullmatch(first) else first
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


def offset_after(data: bytes, line: int) -> int:
    """Return where the line after a line begins."""
    if line == 0:
        return 0
    line_break = next(islice(LINE_BREAK.finditer(data), line - 1, None), None)
    return line_break.end() if line_break else len(data)


def note_problem(record: Record, n_fields: int, notes: Notes) -> None:
    """Note why a record cannot be read; after one that is too long, nothing more is."""
    if record.problem not in TOO_LONG:
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

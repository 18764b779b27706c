"""The header of a CSV text: its names, where they stand, and the delimiter that they show."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from warlosses.columns import CONTRIBUTION
from warlosses.validation.readers.csv_places import cell_offset
from warlosses.validation.readers.csv_records import (
    SEP_LINE,
    TOO_LONG,
    Record,
    first_filled,
    note_problem,
    offset_after,
    records,
)
from warlosses.validation.readers.encoding import LINE_BREAK, line_of
from warlosses.validation.readers.header import is_header, near_column, plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from warlosses.validation.readers.notes import Facts, Notes

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

_SEP_LENGTH = 60
# A title above the column names is no longer than that.
_TITLE_LINES = 12

_CURE = "Separate all fields by commas."


class Head(NamedTuple):
    """The header of a CSV text: its names but for empty ones at the end, and where rows begin."""

    record: Record
    names: list[str]
    delimiter: str
    rows_at: int


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
        record = first_filled(records(data, delimiter, notes.limits))
        if record is None:
            notes.refuse("WL003", {"found": "an empty file"})
        heads[delimiter] = record
    able = _able(heads, lambda name: plain_name(name) in CONTRIBUTION)
    able = able or _able(heads, _is_like_a_column)
    record = heads[able[0] if able else ","]
    if not is_header(record.cells):
        _refuse_title(data, record, notes)
    if not able:
        if record.problem in TOO_LONG:
            note_problem(record, 0, notes)
        reason = f"expected column names in the first line; found {_start_of(data, record)!r}"
        cure = f"Begin with a line of column names: {','.join(CONTRIBUTION)}"
        notes.refuse("WL009", {"found": reason}, line=record.line, suggestion=cure)
    record = heads[able[0]]
    names = [cell.strip() for cell in record.cells]
    while not names[-1]:
        names.pop()
    head = Head(record, names, able[0], offset_after(data, record.last_line))
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


def _told_delimiter(data: bytes, notes: Notes) -> str:
    """Return what a first line such as ``sep=;`` says; nothing if there is no such line."""
    first = LINE_BREAK.split(data[:_SEP_LENGTH], maxsplit=1)[0].decode(errors="replace")
    told = SEP_LINE.fullmatch(first)
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
    record = first_filled(records(data, delimiter, notes.limits, start=head.rows_at))
    return len(record.cells) if record else 0


def place_in_header(data: bytes, head: Head, index: int) -> Facts:
    """Return where a column's name stands; of none (-1), the header's line."""
    line = head.record.line
    if index < 0:
        return {"line": line}
    start = offset_after(data, line - 1)
    offset = cell_offset(data, start, head.delimiter, index)
    break_at = max(data.rfind(b"\n", start, offset), data.rfind(b"\r", start, offset)) + 1
    position = len(data[max(start, break_at) : offset].decode(errors="replace")) + 1
    return {"line": line_of(data, offset), "position": position}


def _is_like_a_column(name: str) -> bool:
    return near_column(name) is not None


def _start_of(data: bytes, record: Record) -> str:
    start = offset_after(data, record.line - 1)
    return data[start : start + 60].decode(errors="ignore").splitlines()[0]

"""Where rows of a large file stand: looked up for the few that are told, in one reading."""

from __future__ import annotations

import csv
from itertools import islice
from typing import TYPE_CHECKING

from warlosses.validation.readers.csv_places import cell_offset
from warlosses.validation.readers.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warlosses.validation.large.parts import Part, Text

_CHUNK = 1 << 24
_LONGEST_SHOWN = 100_000


class LargePlaces(Places):
    """Places in a large file; of a file of separated values, the lines of the rows that are told.

    Parameters
    ----------
    part : Part
        The file.
    rows : iterable of int
        Rows, numbered within the file, that will be asked for.
    """

    def __init__(self, part: Part, rows: Iterable[int]) -> None:
        self._text = part.text
        self._lines: dict[int, int] = {}
        self._texts: dict[int, bytes] = {}
        wanted = sorted(set(rows))
        if part.text is not None and wanted:
            self._look_up(part.text, wanted, part.n_rows)

    def line(self, row: int, column: str | None = None) -> int | None:  # noqa: ARG002
        """Return the line that a row begins in."""
        return self._lines.get(row)

    def position(self, row: int, column: str) -> int | None:
        """Return the character, from 1, at which a cell's text begins in its line."""
        text = self._texts.get(self._lines.get(row, 0))
        if text is None or self._text is None or column not in self._text.columns:
            return None
        offset = cell_offset(text, 0, self._text.delimiter, self._text.columns[column])
        return len(text[:offset].decode(errors="replace")) + 1

    def text_of_line(self, line: int) -> str | None:
        """Return a line without its line break; none where it is too long to be shown."""
        text = self._texts.get(line)
        if text is None or len(text) > _LONGEST_SHOWN:
            return None
        return text.decode(errors="replace").rstrip("\r\n")

    def _look_up(self, text: Text, rows: list[int], n_rows: int) -> None:
        if _number_of_lines(text) == text.header_lines + n_rows:
            self._lines = {row: text.header_lines + row for row in rows}
        else:
            self._lines = dict(_lines_of_records(text, rows))
        wanted = sorted(self._lines.values())
        with text.path.open("rb") as file:
            before = 0
            for number in wanted:
                self._texts[number] = next(islice(file, number - before - 1, None), b"")
                before = number


def _number_of_lines(text: Text) -> int:
    """Return how many lines a file has; the last one may lack its end."""
    number, last = 0, b"\n"
    with text.path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            number += chunk.count(b"\n")
            last = chunk[-1:]
    return number + (last != b"\n")


def _lines_of_records(text: Text, rows: list[int]) -> Iterable[tuple[int, int]]:
    """Yield each row with the line that it begins in, where cells have line breaks in them."""
    with text.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for _ in range(text.header_lines):
            next(file, "")
        reader = csv.reader(file, delimiter=text.delimiter)
        row, wanted, begin = 0, iter(rows), 1
        next_wanted = next(wanted, None)
        for record in reader:
            if record:
                row += 1
                if row == next_wanted:
                    yield row, text.header_lines + begin
                    next_wanted = next(wanted, None)
                    if next_wanted is None:
                        return
            begin = reader.line_num + 1

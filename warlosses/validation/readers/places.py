"""Where in a file a cell stands: worked out only when a finding asks."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_SHOWN = 100_000


class Places:
    """Places in something that has neither lines nor pointers, such as a data frame."""

    unit = "line"

    def line(self, row: int, column: str | None = None) -> int | None:  # noqa: ARG002
        """Return the line that a row, or one of its cells, begins in."""
        return None

    def name(self, row: int) -> str:
        """Return what a message calls a row: by its line, as people see it, if it has one."""
        line = self.line(row)
        return f"row {row}" if line is None else f"{self.unit} {line}"

    def position(self, row: int, column: str) -> int | None:  # noqa: ARG002
        """Return the character, from 1, at which a cell's text begins in its line."""
        return None

    def pointer(self, row: int, column: str) -> str | None:  # noqa: ARG002
        """Return the JSON pointer to a cell."""
        return None

    def text_of_line(self, line: int) -> str | None:  # noqa: ARG002
        """Return a line without its line break."""
        return None


class RowPlaces(Places):
    """Places in a spreadsheet: a row's number there is its line, and a cell has a name.

    >>> places = RowPlaces(array("I", [2, 5]), {"as_of": 0, "note": 27})
    >>> places.line(2), places.pointer(2, "note")
    (5, 'AB5')
    """

    unit = "row"

    def __init__(self, rows: array[int], columns: Mapping[str, int]) -> None:
        self._rows, self._columns = rows, columns

    def pointer(self, row: int, column: str) -> str | None:
        """Return a cell's name, such as ``C3``."""
        line, place = self.line(row), self._columns.get(column)
        return None if line is None or place is None else f"{_letters(place)}{line}"

    def line(self, row: int, column: str | None = None) -> int | None:  # noqa: ARG002
        """Return a row's number in the sheet."""
        return self._rows[row - 1] if 1 <= row <= len(self._rows) else None


def _letters(place: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0."""
    name, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class TextPlaces(Places):
    r"""Places in a text; ``\n``, ``\r\n`` and ``\r`` end lines.

    Parameters
    ----------
    data : bytes
        Valid UTF-8.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        # Where the last character was counted to: findings come in order, and lines may be long.
        self._counted = (0, 0)

    @cached_property
    def line_starts(self) -> array[int]:
        """Offset of each line's first byte."""
        import numpy as np

        text = np.frombuffer(self.data, dtype=np.uint8)
        is_end = text == ord("\n")
        if b"\r" in self.data:
            is_return = text == ord("\r")
            is_return[:-1] &= ~is_end[1:]
            is_end |= is_return
        starts = array("Q", [0])
        starts.frombytes((np.flatnonzero(is_end) + 1).astype(np.uint64).tobytes())
        return starts

    def line_at(self, offset: int) -> int:
        """Return the line that a byte is in."""
        return bisect_right(self.line_starts, offset)

    def position_at(self, offset: int) -> int:
        """Return which character of its line a byte begins."""
        start, number = self._counted
        line_start = self.line_starts[self.line_at(offset) - 1]
        if not line_start <= start <= offset:
            start, number = line_start, 0
        number += len(self.data[start:offset].decode(errors="replace"))
        self._counted = (offset, number)
        return number + 1

    def text_of_line(self, line: int) -> str | None:
        """Return a line without its line break; none where it is too long to be shown."""
        if not 1 <= line <= len(self.line_starts):
            return None
        start = self.line_starts[line - 1]
        last = line == len(self.line_starts)
        end = len(self.data) if last else self.line_starts[line]
        if end - start > _LONGEST_SHOWN:
            return None
        return self.data[start:end].decode(errors="replace").rstrip("\r\n")

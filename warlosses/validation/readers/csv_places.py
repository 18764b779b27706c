"""Where the cells of a CSV file stand."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING

from warlosses.validation.readers.places import TextPlaces

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class CsvPlaces(TextPlaces):
    """Places in a CSV file.

    Parameters
    ----------
    data : bytes
        The whole text.
    delimiter : str
        What separates fields.
    index : mapping
        Place in the header of each known column.
    lines : callable
        Returns the line that each row begins in.
    """

    def __init__(
        self,
        data: bytes,
        delimiter: str,
        index: Mapping[str, int],
        lines: Callable[[], Sequence[int]],
    ) -> None:
        super().__init__(data)
        self.delimiter = delimiter
        self._index = index
        self._find_lines = lines

    @cached_property
    def _lines(self) -> Sequence[int]:
        return self._find_lines()

    def line(self, row: int, column: str | None = None) -> int | None:
        """Return the line that a row, or one of its cells, begins in."""
        if not 1 <= row <= len(self._lines):
            return None
        offset = None if column is None else self._offset(row, column)
        return self._lines[row - 1] if offset is None else self.line_at(offset)

    def position(self, row: int, column: str) -> int | None:
        """Return the character, from 1, at which a cell's text begins in its line."""
        offset = self._offset(row, column)
        return None if offset is None else self.position_at(offset)

    def spans(self, row: int) -> dict[str, tuple[int, int]]:
        """Return from where to where the known cells of a row stand, with their quotes."""
        start = self.line_starts[self._lines[row - 1] - 1]
        fields = field_spans(self.data, start, self.delimiter, max(self._index.values()) + 1)
        return {column: fields[at] for column, at in self._index.items() if at < len(fields)}

    def _offset(self, row: int, column: str) -> int | None:
        if column not in self._index or not 1 <= row <= len(self._lines):
            return None
        start = self.line_starts[self._lines[row - 1] - 1]
        return cell_offset(self.data, start, self.delimiter, self._index[column])


def field_spans(data: bytes, start: int, delimiter: str, count: int) -> list[tuple[int, int]]:
    """Return from where to where the first fields of a record stand, with their quotes.

    >>> text = b'2023-04-18,"a, b", 12'
    >>> [text[start:end] for start, end in field_spans(text, 0, ",", 3)]
    [b'2023-04-18', b'"a, b"', b' 12']
    """
    field, mark = _field_pattern(delimiter), delimiter.encode()
    spans = []
    for _ in range(count):
        match = field.match(data, start)
        if match is None:
            break
        spans.append((start, match.end()))
        if data[match.end() : match.end() + 1] != mark:
            break
        start = match.end() + 1
    return spans


def cell_offset(data: bytes, start: int, delimiter: str, index: int) -> int:
    """Return where a cell's text begins, past an opening quote and blanks.

    >>> text = b'2023-04-18,"a, b", 12'
    >>> [cell_offset(text, 0, ",", i) for i in range(3)]
    [0, 12, 19]
    """
    field = _field_pattern(delimiter)
    for _ in range(index):
        field_match = field.match(data, start)
        assert field_match is not None  # it matches the empty text too
        start = field_match.end() + 1
    field_match = field.match(data, start)
    if field_match is None:  # the row has fewer fields
        return len(data)
    group = 1 if field_match[1] is not None else 2
    text = field_match[group].decode(errors="replace")
    blank = len(text) - len(text.lstrip()) if text.strip() else 0
    return field_match.start(group) + len(text[:blank].encode())


@cache
def _field_pattern(delimiter: str) -> re.Pattern[bytes]:
    mark = re.escape(delimiter.encode())
    # Atomic, for a quote that is never closed must not be looked for again and again.
    return re.compile(rb'"((?:[^"]++|"")*+)"(?=%b|[\r\n]|\Z)|([^%b\r\n]*+)' % (mark, mark))

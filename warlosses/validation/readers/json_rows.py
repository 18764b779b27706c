"""JSON (an array of objects) and NDJSON (an object a line), read row by row."""

from __future__ import annotations

import json
import re
from array import array
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from warlosses.columns import CONTRIBUTION
from warlosses.validation.readers.cells import CellWriter, cell_text, check_cell, plain_number
from warlosses.validation.readers.header import Header, judge, plain_name
from warlosses.validation.readers.json_scan import (
    SPACE,
    Member,
    ScanError,
    flat_object,
    scan_object,
    scan_value,
)
from warlosses.validation.readers.notes import RefusedError, shown
from warlosses.validation.readers.places import TextPlaces

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from warlosses.validation.readers.limits import ReadLimits
    from warlosses.validation.readers.notes import Facts, Notes

_PLACE = {column: i for i, column in enumerate(CONTRIBUTION)}
_A_ROW = "an object with a row's cells"
_CURES = {
    "json": "Write an array of objects, [{...}, {...}], with an object for each row.",
    "ndjson": "Write a whole object, {...}, on each line.",
}


class JsonTable(NamedTuple):
    """What a JSON file holds."""

    header: Header
    cells: pa.Table
    places: JsonPlaces


class JsonPlaces(TextPlaces):
    """Places in JSON: of each row, where its object begins and its place in the array.

    In NDJSON, where each line is a document, a pointer begins at the line's own object.
    """

    def __init__(self, data: bytes, limits: ReadLimits, *, is_array: bool) -> None:
        super().__init__(data)
        self._limits = limits
        self._is_array = is_array
        self.starts = array("Q")
        self.elements = array("Q")

    def line(self, row: int, column: str | None = None) -> int | None:
        """Return the line that a row, or one of its cells, begins in."""
        if not 1 <= row <= len(self.starts):
            return None
        return self.line_at(self._offset(row, column) if column else self.starts[row - 1])

    def position(self, row: int, column: str) -> int | None:
        """Return the character at which a cell begins; of a key that is absent, its object."""
        if not 1 <= row <= len(self.starts):
            return None
        start, offset = self.starts[row - 1], self._offset(row, column)
        if self.line_at(start) != self.line_at(offset):
            return self.position_at(offset)
        # All rows may stand on one line: each is counted once, not from the line's beginning.
        return self._positions[row - 1] + len(self.data[start:offset].decode(errors="replace"))

    def pointer(self, row: int, column: str) -> str | None:
        """Return the JSON pointer to a cell."""
        if not 1 <= row <= len(self.starts):
            return None
        return f"/{self.elements[row - 1]}/{column}" if self._is_array else f"/{column}"

    @cached_property
    def _positions(self) -> array[int]:
        """The character, from 1, that each row's object begins at."""
        positions = array("Q")
        before = before_line = position = 0
        for start in self.starts:
            line = self.line_at(start)
            if line != before_line:
                before, position = self.line_starts[line - 1], 1
            position += len(self.data[before:start].decode(errors="replace"))
            positions.append(position)
            before, before_line = start, line
        return positions

    def _offset(self, row: int, column: str) -> int:
        start = self.starts[row - 1]
        members, _ = scan_object(self.data, start, len(self.data), self._limits)
        for member in members:
            if plain_name(json.loads(member.key)) == column:
                return member.start + (self.data[member.start : member.start + 1] == b'"')
        return start


def read_json(data: bytes, notes: Notes, kind: str) -> JsonTable:
    """Read the rows of a JSON array or of NDJSON from its UTF-8 text."""
    start = SPACE.match(data)
    is_array = start is not None and data[start.end() : start.end() + 1] == b"["
    if is_array != (kind == "json"):
        kind = _other_kind(data, notes, is_array=is_array)
    reader = _Reader(data, notes, kind)
    try:
        reader.read()
    except ScanError as error:
        reader.note(error)
        raise RefusedError from error
    return reader.result()


def _other_kind(data: bytes, notes: Notes, *, is_array: bool) -> str:
    """Return the kind of a file that holds the other one than its name says."""
    if is_array:
        notes.add("WL010", {"found": "a JSON array in a file of NDJSON"}, line=1)
        return "json"
    at = len(data) - len(data.lstrip())
    try:
        _, end = scan_object(data, at, len(data), notes.limits)
    except ScanError:
        return "json"
    between = SPACE.match(data, end)
    if b"\n" in data[at:end] or between is None or data[between.end() : between.end() + 1] != b"{":
        return "json"
    notes.add("WL010", {"found": "NDJSON in a file of JSON"}, line=1)
    return "ndjson"


class _Reader:
    def __init__(self, data: bytes, notes: Notes, kind: str) -> None:
        self.data, self.notes, self.kind = data, notes, kind
        self.places = JsonPlaces(data, notes.limits, is_array=kind == "json")
        self._writer = CellWriter(CONTRIBUTION)
        self._flat = flat_object(notes.limits)
        self._names: dict[str, int] = {}  # and the object that each stood in first
        self._twice: set[str] = set()
        self._decode = json.JSONDecoder(
            object_pairs_hook=list, parse_int=str, parse_float=plain_number, parse_constant=str
        ).decode

    def read(self) -> None:
        rows = self._elements() if self.kind == "json" else self._lines()
        for element, start, pairs in rows:
            self._add(element, start, pairs)

    def result(self) -> JsonTable:
        names = list(self._names)
        if not names:
            return JsonTable(Header({}, [], []), self._writer.table([]), self.places)
        header = judge(names, self.notes, lambda i: self._place_of_key(names[i]) if i >= 0 else {})
        return JsonTable(header, self._writer.table(header.columns), self.places)

    def note(self, error: ScanError) -> None:
        """Note why a place can't be read."""
        if error.limit:
            fields = {"what": error.expected, "limit": error.limit, "found": error.found}
            self.notes.add("WL008", fields, **self._place(error.offset))
        else:
            reason = {"format": self.kind.upper(), "reason": str(error)}
            place = {} if self.notes.is_full("WL001") else self._place(error.offset)
            self.notes.add("WL001", reason, **place | {"suggestion": _CURES[self.kind]})

    def _elements(self) -> Iterator[tuple[int, int, list[tuple[str, Any]]]]:
        """Yield number, place and members of each object of an array."""
        data, end = self.data, len(self.data)
        at = self._skip(0)
        if data[at : at + 1] != b"[":
            word = "an object" if data[at : at + 1] == b"{" else "something else"
            raise ScanError(at, "an array of objects", word)
        at = self._skip(at + 1)
        number = 0
        while data[at : at + 1] != b"]" or number:
            pairs, after = self._value(at, end)
            if not pairs:
                self.note(ScanError(at, _A_ROW, _kind_of(data, at)))
            else:
                yield number, at, pairs
            number += 1
            at = self._skip(after)
            if data[at : at + 1] == b"]":
                break
            if data[at : at + 1] != b",":
                raise ScanError(at, "a comma or ]", _kind_of(data, at))
            at = self._skip(at + 1)
        rest = self._skip(at + 1)
        if rest < end:
            raise ScanError(rest, "nothing behind the array", _kind_of(data, rest))

    def _lines(self) -> Iterator[tuple[int, int, list[tuple[str, Any]]]]:
        """Yield number, place and members of the object on each line."""
        data, start, number = self.data, 0, 0
        while start < len(data):
            end = data.find(b"\n", start)
            end = len(data) if end < 0 else end
            at = self._skip(start, end)
            start = end + 1
            if at >= end:
                continue
            try:
                pairs, after = self._value(at, end)
                if not pairs:
                    raise ScanError(at, _A_ROW, _kind_of(data, at))  # noqa: TRY301
                rest = self._skip(after, end)
                if rest < end:
                    raise ScanError(rest, "the end of the line", _kind_of(data, rest))  # noqa: TRY301
            except ScanError as error:
                if error.limit:
                    raise
                if not number:
                    self._check_spread(at, end)
                self.note(error)
            else:
                yield number, at, pairs
            number += 1

    def _check_spread(self, at: int, end: int) -> None:
        """Raise if the first object goes on in the next line: then each line would be a fault."""
        try:
            _, after = scan_object(self.data, at, len(self.data), self.notes.limits)
        except ScanError:
            return
        if after > end:
            raise ScanError(at, "a whole object on each line", "one that spreads over several")

    def _value(self, at: int, end: int) -> tuple[list[tuple[str, Any]] | None, int]:
        """Return an object's members, None for any other value; and where it ends."""
        flat = self._flat.match(self.data, at, end)
        if flat is not None:
            return self._decode(flat[0].decode()), flat.end()
        if self.data[at : at + 1] != b"{":
            return None, scan_value(self.data, at, end, self.notes.limits, depth=1)
        members, after = scan_object(self.data, at, end, self.notes.limits)
        return [(json.loads(m.key), self._nested(m)) for m in members], after

    def _nested(self, member: Member) -> Any:
        """Return a value; of a nested one its JSON text, which the rules on types will refuse."""
        text = self.data[member.start : member.end].decode()
        try:
            value = self._decode(text)
        except ValueError as error:
            raise ScanError(member.start, "JSON", str(error)) from error
        return text if text[0] in "[{" else value

    def _add(self, element: int, start: int, pairs: list[tuple[str, Any]]) -> None:
        row: list[str | None] = [None] * len(CONTRIBUTION)
        if len(dict(pairs)) < len(pairs):
            self._note_twice(start, pairs)
        for key, value in reversed(pairs):  # of two, the first stays
            if key not in self._names:
                self._meet(key, start)
            # Nearly all are texts by now: numbers stay as they are written.
            text = (value.strip() or None) if type(value) is str else cell_text(value)
            if text is not None:
                if len(text) > self.notes.limits.max_cell or not text.isascii() or "\0" in text:
                    name = shown(key)
                    check_cell(text, self.notes, column=name, **self._place(start))
                place = _PLACE.get(key)
                if place is not None:
                    row[place] = text
                elif (name := plain_name(key)) in _PLACE and name not in self._names:
                    row[_PLACE[name]] = text
        if self._writer.n_rows >= self.notes.limits.max_rows:
            self.notes.refuse_large("rows", f"{self.notes.limits.max_rows:,}", "more")
        self._writer.add(row)
        self.places.starts.append(start)
        self.places.elements.append(element)

    def _meet(self, key: str, start: int) -> None:
        limits = self.notes.limits
        if len(self._names) >= limits.max_columns:
            self.notes.refuse_large(
                "columns", f"{limits.max_columns}", "more", **self._place(start)
            )
        if len(key) > limits.max_cell or not key.isascii() or "\0" in key:
            check_cell(key, self.notes, **self._place(start))
        self._names[key] = start

    def _note_twice(self, start: int, pairs: list[tuple[str, Any]]) -> None:
        counts = Counter(key for key, _ in pairs)
        for key in [k for k, n in counts.items() if n > 1 and k not in self._twice]:
            self._twice.add(key)
            place = self._place_of_key(key, start)
            self.notes.add("WL006", {"column": shown(key)}, **place | {"column": shown(key)})

    def _place_of_key(self, key: str, start: int | None = None) -> Facts:
        """Return where a key stands last in an object, by default in the first that has it."""
        start = self._names[key] if start is None else start
        members, _ = scan_object(self.data, start, len(self.data), self.notes.limits)
        offset = [m.key_at for m in members if json.loads(m.key) == key][-1]
        return self._place(offset + 1)

    def _place(self, offset: int) -> Facts:
        places = self.places
        return {"line": places.line_at(offset), "position": places.position_at(offset)}

    def _skip(self, at: int, end: int | None = None) -> int:
        space = SPACE.match(self.data, at, len(self.data) if end is None else end)
        return space.end() if space else at


def _kind_of(data: bytes, at: int) -> str:
    """Return what a place in JSON begins, in words."""
    start = data[at : at + 1]
    names = {b"": "the end of the file", b"[": "an array", b'"': "a text"}
    if start == b"{":
        return "an empty object" if re.match(rb"\{\s*\}", data[at : at + 20]) else "an object"
    return names.get(start) or repr(data[at : at + 20].decode(errors="ignore"))

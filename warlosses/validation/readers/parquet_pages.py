"""What a Parquet file says of its own size, read from its raw headers.

The sums in the footer need not be true; the size in a page's header is, for it is what the unpacker
makes room for. The headers are in Thrift's compact protocol, of which this reads what they need.
pyarrow shows no page's header, and ends the process over some damaged footers when asked for a
column's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = b"PAR1"
_TAIL = 8
# A footer takes some hundred bytes for each column of each row group.
_LONGEST_FOOTER = 4 << 20
_DEEPEST = 12
_LONGEST_VARINT = 10
_LONG_LIST = 15
# Thrift's types, by their number in the compact protocol.
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_VARINTS = (4, 5, 6)
# Field numbers in Parquet's Thrift definition, by the struct that has them.
_FILE_SCHEMA, _FILE_ROWS, _FILE_GROUPS = 2, 3, 4
_ELEMENT_NAME, _ELEMENT_CHILDREN = 4, 5
_LONGEST_NAME = 100
_GROUP_COLUMNS, _GROUP_ROWS = 1, 3
_CHUNK_FILE, _CHUNK_META = 1, 3
_META_VALUES, _META_PACKED, _META_DATA, _META_DICTIONARY = 5, 7, 9, 11
_PAGE_UNPACKED, _PAGE_PACKED, _PAGE_DATA, _PAGE_DATA_V2 = 2, 3, 5, 8
_DATA_ENCODING, _DATA_V2_ENCODING = 2, 4


class DamagedError(ValueError):
    """The bytes are not what a Parquet file has there."""


class NestedError(DamagedError):
    """Some of a file's columns hold others; ``names`` has them."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("its columns nest others")
        self.names = names


class Footer(NamedTuple):
    """What a footer says: rows, columns, and where each column of each row group stands."""

    n_rows: int
    n_columns: int
    chunks: list[list[tuple[int, int]]]


class Page(NamedTuple):
    """What a page's header says: the bytes that it unpacks to, and the number of its encoding."""

    unpacked: int
    encoding: int


def read_footer(data: bytes) -> Footer:
    """Return what the footer says of the file's size.

    Raises
    ------
    DamagedError
        It is missing or damaged, or a column nests others, and nobody knows how deep.
    """
    if len(data) < _TAIL + len(_MARK) or data[-4:] != _MARK:
        raise DamagedError("its end is missing")
    size = int.from_bytes(data[-_TAIL:-4], "little")
    start = len(data) - _TAIL - size
    if start < len(_MARK):
        raise DamagedError("its footer is longer than the file")
    if size > _LONGEST_FOOTER:
        raise DamagedError(f"its footer has {size:,} bytes; expected at most {_LONGEST_FOOTER:,}")
    fields = _Compact(data, start, len(data) - _TAIL).struct()
    elements = _list(fields, _FILE_SCHEMA)
    if not elements or any(element.get(_ELEMENT_CHILDREN) for element in elements[1:]):
        raise NestedError(_nested(elements))
    groups = _list(fields, _FILE_GROUPS) if _FILE_GROUPS in fields else []
    n_rows, n_columns = _number(fields, _FILE_ROWS), len(elements) - 1
    if n_rows != sum(_number(group, _GROUP_ROWS) for group in groups):
        raise DamagedError("its row groups do not add up to its rows")
    return Footer(n_rows, n_columns, [_chunks(group, n_columns, start) for group in groups])


def _nested(elements: list[dict[int, Any]]) -> list[str]:
    """Return the names of the outermost columns that hold others."""
    names, below = [], 0
    for element in elements[1:]:
        children = element.get(_ELEMENT_CHILDREN) or 0
        if not below and children:
            names.append(bytes(element.get(_ELEMENT_NAME) or b"").decode(errors="replace"))
        below = max(0, below - 1) + children
    return names


def _chunks(group: dict[int, Any], n_columns: int, most: int) -> list[tuple[int, int]]:
    columns = _list(group, _GROUP_COLUMNS)
    if len(columns) != n_columns:
        raise DamagedError("a row group has other columns than the file")
    extents = []
    for column in columns:
        meta = column.get(_CHUNK_META)
        if not isinstance(meta, dict) or _CHUNK_FILE in column:
            raise DamagedError("a column stands outside the file")
        if _number(meta, _META_VALUES) != _number(group, _GROUP_ROWS):
            raise DamagedError("a column has more or fewer values than there are rows")
        start = _number(meta, _META_DATA)
        if 0 < meta.get(_META_DICTIONARY, 0) < start:
            start = meta[_META_DICTIONARY]
        end = start + _number(meta, _META_PACKED)
        if end > most:
            raise DamagedError("a column stands outside the file")
        # Of no rows, nothing is read, and what is said of their place need not be true.
        extents.append((start, end) if _number(group, _GROUP_ROWS) else (0, 0))
    return extents


def pages(data: bytes, at: int, end: int) -> Iterator[Page]:
    """Yield the pages of a column that stands from a byte to another."""
    while at < end:
        reader = _Compact(data, at, end)
        header = reader.struct()
        yield Page(_number(header, _PAGE_UNPACKED), _encoding(header))
        at = reader.at + _number(header, _PAGE_PACKED)
    if at > end:
        raise DamagedError("a page is longer than its column")


def _encoding(header: dict[int, Any]) -> int:
    """Return the number of a data page's encoding; of other pages, that of the plain one."""
    for page, field in ((_PAGE_DATA, _DATA_ENCODING), (_PAGE_DATA_V2, _DATA_V2_ENCODING)):
        if isinstance(header.get(page), dict):
            return _number(header[page], field)
    return 0


def _list(fields: dict[int, Any], number: int) -> list[dict[int, Any]]:
    elements = fields.get(number)
    if not isinstance(elements, list) or not all(isinstance(element, dict) for element in elements):
        raise DamagedError("its footer is damaged")
    return elements


def _number(fields: dict[int, Any], number: int) -> int:
    field = fields.get(number)
    if not isinstance(field, int) or field < 0:
        raise DamagedError("a number in its headers is missing or negative")
    return field


class _Compact:
    """Reads Thrift's compact protocol, as far as Parquet's headers use it."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return a struct's fields by number; of texts, their beginning."""
        if depth > _DEEPEST:
            raise DamagedError("a header nests too deep")
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._signed()
            # A truth is told by the type alone.
            fields[number] = kind == _TRUE if kind in (_TRUE, _FALSE) else self._value(kind, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        if kind in _VARINTS:
            return self._signed()
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind in (_LIST, _SET):
            return self._elements(depth + 1)
        if kind == _BINARY:
            size = self._varint()
            self._pass(size)
            return self.data[self.at - size : self.at][:_LONGEST_NAME]
        if kind in (_TRUE, _FALSE, _BYTE):
            self._pass(1)
        elif kind == _DOUBLE:
            self._pass(8)
        else:
            raise DamagedError("a header holds what headers never do")
        return None

    def _elements(self, depth: int) -> list[Any]:
        if depth > _DEEPEST:
            raise DamagedError("a header nests too deep")
        head = self._byte()
        size = head >> 4
        size = self._varint() if size == _LONG_LIST else size
        if size > self.end - self.at:
            raise DamagedError("a header breaks off")
        return [self._value(head & 15, depth) for _ in range(size)]

    def _byte(self) -> int:
        self._pass(1)
        return self.data[self.at - 1]

    def _pass(self, n_bytes: int) -> None:
        self.at += n_bytes
        if self.at > self.end:
            raise DamagedError("a header breaks off")

    def _varint(self) -> int:
        number = 0
        for n in range(_LONGEST_VARINT):
            byte = self._byte()
            number |= (byte & 0x7F) << 7 * n
            if byte < 0x80:  # noqa: PLR2004  the last one
                return number
        raise DamagedError("a number in a header is too long")

    def _signed(self) -> int:
        number = self._varint()
        return (number >> 1) ^ -(number & 1)

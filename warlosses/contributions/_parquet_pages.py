"""What a Parquet file says of its own size, read from its raw headers.

The footer's sums need not be true; the size in a page's header is, for it is what the unpacker
makes room for. The headers are in Thrift's compact protocol, of which this reads what they need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = b"PAR1"
_TAIL = 8
_DEEPEST = 4
_LONGEST_VARINT = 10
# Thrift's types, by their number in the compact protocol.
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _STRUCT = 1, 2, 3, 7, 8, 9, 12
_VARINTS = (4, 5, 6)
# Field numbers in Parquet's Thrift definition.
_SCHEMA, _CHILDREN = 2, 5
_UNPACKED, _PACKED, _DATA_PAGE, _DICTIONARY_PAGE, _DATA_PAGE_V2 = 2, 3, 5, 7, 8
_ENCODING, _ENCODING_V2 = 2, 4


class DamagedError(ValueError):
    """The bytes are not what a Parquet file has there."""


class Page(NamedTuple):
    """What a page's header says: the bytes that it unpacks to, and the number of its encoding."""

    unpacked: int
    encoding: int


def check_footer(data: bytes) -> int:
    """Return the number of columns, found without building anything of the footer.

    Raises
    ------
    DamagedError
        There is no footer, or a column nests others: no reader should have to follow how deep.
    """
    if len(data) < _TAIL + len(_MARK) or data[-4:] != _MARK:
        raise DamagedError("its end is missing")
    size = int.from_bytes(data[-_TAIL:-4], "little")
    start = len(data) - _TAIL - size
    if start < len(_MARK):
        raise DamagedError("its footer is longer than the file")
    reader = _Compact(data, start, len(data) - _TAIL)
    number, kind = reader.field(0)
    while number != _SCHEMA or kind != _LIST:
        if number > _SCHEMA or kind == 0:
            raise DamagedError("it has no schema")
        reader.value(kind)
        number, kind = reader.field(number)
    n_elements, kind = reader.list_head()
    if kind != _STRUCT or not n_elements:
        raise DamagedError("it has no schema")
    for n in range(n_elements):
        if n and reader.struct().get(_CHILDREN):
            raise DamagedError("a column of it nests others; expected a table of plain columns")
        if not n:
            reader.struct()
    return n_elements - 1


def pages(data: bytes, chunk: Any) -> Iterator[Page]:
    """Yield the pages of a column chunk.

    Parameters
    ----------
    data : bytes
        The whole file.
    chunk : pyarrow.parquet.ColumnChunkMetaData
        Which part of it.
    """
    at = chunk.data_page_offset
    if chunk.has_dictionary_page and 0 < chunk.dictionary_page_offset < at:
        at = chunk.dictionary_page_offset
    end = at + chunk.total_compressed_size
    if not 0 <= at <= end <= len(data):
        raise DamagedError("a column stands outside the file")
    while at < end:
        reader = _Compact(data, at, end)
        header = reader.struct()
        unpacked, packed = header.get(_UNPACKED), header.get(_PACKED)
        if (
            not isinstance(unpacked, int)
            or not isinstance(packed, int)
            or min(unpacked, packed) < 0
        ):
            raise DamagedError("a page's header is damaged")
        yield Page(unpacked, _encoding(header))
        at = reader.at + packed
    if at > end:
        raise DamagedError("a page is longer than its column")


def _encoding(header: dict[int, Any]) -> int:
    for page, field in ((_DATA_PAGE, _ENCODING), (_DATA_PAGE_V2, _ENCODING_V2)):
        if isinstance(header.get(page), dict):
            return int(header[page].get(field, 0))
    return 0


class _Compact:
    """Reads Thrift's compact protocol, as far as Parquet's headers use it."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return a struct's fields by number; of texts and lists, nothing."""
        if depth > _DEEPEST:
            raise DamagedError("a header nests too deep")
        fields: dict[int, Any] = {}
        number, kind = self.field(0)
        while kind:
            fields[number] = self.value(kind, depth)
            number, kind = self.field(number)
        return fields

    def field(self, before: int) -> tuple[int, int]:
        """Return the number and type of the next field; type 0 ends a struct."""
        head = self._byte()
        if not head:
            return before, 0
        step = head >> 4
        return (before + step if step else self._signed()), head & 15

    def value(self, kind: int, depth: int = 0) -> Any:
        """Return a value, or None if it is one that nobody asks for."""
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind in _VARINTS:
            return self._signed()
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind == _BINARY:
            self._pass(self._varint())
        elif kind in (_BYTE, _DOUBLE):
            self._pass(1 if kind == _BYTE else 8)
        else:
            raise DamagedError("a header holds what headers never do")
        return None

    def list_head(self) -> tuple[int, int]:
        """Return the number and type of a list's elements."""
        head = self._byte()
        size = head >> 4
        return (self._varint() if size == 15 else size), head & 15  # noqa: PLR2004  a long form

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

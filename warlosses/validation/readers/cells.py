"""Cells as text: stripped, null where empty, numbers and days in their plain form."""

from __future__ import annotations

from array import array
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from warlosses.columns import CONTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from warlosses.validation.readers.notes import Notes

CHUNK = 1 << 14
# What str.strip() takes off; pyarrow's own idea of white space is another.
WHITE = "".join(chr(c) for c in range(0x3001) if chr(c).isspace())
_MOST_DIGITS = 40


def plain_number(text: str) -> str:
    """Return a number's text in its plain form, exactly; a number with a huge exponent stays.

    >>> [plain_number(text) for text in ("12.0", "12.50", "1e3", "1e99999", "NaN")]
    ['12', '12.5', '1000', '1e99999', 'NaN']
    """
    if len(text) > 10 * _MOST_DIGITS:
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return text
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def cell_text(value: object) -> str | None:
    """Return a Python value as a cell's text, null where it stands for nothing.

    >>> import datetime as dt
    >>> [cell_text(v) for v in (12.0, dt.datetime(2023, 4, 18), True, " x ", float("nan"), "")]
    ['12', '2023-04-18', 'true', 'x', None, None]
    """
    match value:
        case str():
            text = value
        case bool():
            text = "true" if value else "false"
        case int():
            text = _int_text(value)
        case float() | Decimal():
            text = str(value)
            text = "" if text.casefold().lstrip("-") == "nan" else plain_number(text)
        case datetime():
            text = day_text(value) if value == value else ""  # noqa: PLR0124  NaT
        case date():
            text = value.isoformat()
        case _:
            text = "" if value is None else str(value)
    return text.strip() or None


def day_text(moment: datetime) -> str:
    """Return a day as YYYY-MM-DD; with its time if that is not midnight.

    >>> day_text(datetime(2023, 4, 18, 6, 30))
    '2023-04-18T06:30:00'
    """
    is_midnight = not (moment.hour or moment.minute or moment.second or moment.microsecond)
    return moment.date().isoformat() if is_midnight else moment.isoformat()


def _int_text(number: int) -> str:
    try:
        return str(number)
    except ValueError:  # Python refuses to write out thousands of digits
        return hex(number)


class CellWriter:
    """Collects rows into Arrow columns, some thousands at a time, so that memory stays small."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = columns
        self.n_rows = 0
        self._rows: list[Sequence[str | None]] = []
        self._chunks: list[pa.Table] = []
        self._schema = pa.schema([(c, pa.string()) for c in columns])

    def add(self, row: Sequence[str | None]) -> None:
        """Add the stripped cells of one row; an empty text is an empty cell."""
        self._rows.append(row)
        self.n_rows += 1
        if len(self._rows) >= CHUNK:
            self._flush()

    def table(self, columns: Collection[str] | None = None) -> pa.Table:
        """Return all rows; of the columns, only the asked ones."""
        self._flush()
        table = pa.Table.from_batches([], self._schema)
        if self._chunks:
            table = pa.concat_tables(self._chunks)
        return table if columns is None else table.select([c for c in CONTRIBUTION if c in columns])

    def _flush(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array([c or None for c in column], pa.string()) for column in columns]
            self._chunks.append(pa.table(arrays, schema=self._schema))
            self._rows = []


class SharedWriter:
    """Collects rows into Arrow dictionaries: a text that very many cells share is kept once.

    >>> writer = SharedWriter(["category"])
    >>> for text in ("tanks", "", "tanks"):
    ...     writer.add([text])
    >>> writer.table().to_pydict()
    {'category': ['tanks', None, 'tanks']}
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._texts: list[dict[str, int]] = [{} for _ in columns]
        self._codes = [array("i") for _ in columns]

    def add(self, row: Sequence[str | None]) -> None:
        """Add the stripped cells of one row; an empty text is an empty cell."""
        for texts, codes, text in zip(self._texts, self._codes, row, strict=True):
            codes.append(texts.setdefault(text, len(texts)) if text else -1)

    def table(self) -> pa.Table:
        """Return all rows."""
        columns = []
        for texts, codes in zip(self._texts, self._codes, strict=True):
            indices = pa.array(codes, pa.int32())
            indices = pc.if_else(pc.less(indices, 0), pa.scalar(None, pa.int32()), indices)
            columns.append(pa.DictionaryArray.from_arrays(indices, pa.array(texts, pa.string())))
        return pa.table(columns, names=list(self._columns))


def check_cell(text: str, notes: Notes, **place: Any) -> None:
    """Refuse a cell that is too long, or that can't be written as UTF-8."""
    limit = notes.limits.max_cell
    if len(text) > limit:
        notes.refuse_large(
            "length of a cell", f"{limit:,} characters", f"{len(text):,}", value=text, **place
        )
    if not text.isascii() or "\0" in text:
        if "\0" in text:
            notes.refuse("WL002", {"found": "a NUL character in a cell"}, **place)
        try:
            text.encode()
        except UnicodeEncodeError:
            notes.refuse("WL002", {"found": "half a character (a lone surrogate)"}, **place)


def tidy(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a text column stripped, with null for what is empty; dictionary columns stay such.

    >>> tidy(pa.chunked_array([[" tanks", "", None]])).to_pylist()
    ['tanks', None, None]
    >>> tidy(pa.chunked_array([pa.array(["uavs", "uavs "]).dictionary_encode()])).to_pylist()
    ['uavs', 'uavs']
    """
    if pa.types.is_dictionary(column.type):
        return pa.chunked_array(
            [_tidy_dictionary(chunk) for chunk in column.chunks],
            pa.dictionary(pa.int32(), pa.string()),
        ).unify_dictionaries()
    stripped = _stripped(column)
    if _has_empty(stripped):
        return pc.if_else(pc.equal(stripped, ""), pa.scalar(None, pa.string()), stripped)
    return stripped


def _tidy_dictionary(chunk: pa.DictionaryArray) -> pa.DictionaryArray:
    """Strip the texts of a dictionary, not the rows: they may be very many of few texts."""
    texts = chunk.dictionary
    stripped = _stripped(texts)
    if not texts.null_count and not _has_empty(stripped) and stripped.equals(texts):
        indices = chunk.indices.cast(pa.int32())
        return pa.DictionaryArray.from_arrays(indices, texts)
    kept = pc.if_else(pc.equal(stripped, ""), pa.scalar(None, pa.string()), stripped)
    encoded = kept.dictionary_encode()
    return pa.DictionaryArray.from_arrays(encoded.indices.take(chunk.indices), encoded.dictionary)


def longest(column: pa.ChunkedArray) -> int:
    """Return the number of characters of a text column's longest cell.

    >>> longest(pa.chunked_array([["ab", "танки"]]))
    5
    """
    if pa.types.is_dictionary(column.type):
        lengths = [longest(pa.chunked_array([chunk.dictionary])) for chunk in column.chunks]
        return max(lengths, default=0)
    return pc.max(pc.utf8_length(column)).as_py() or 0


def _stripped(texts: Any) -> Any:
    return pc.utf8_trim(texts, characters=WHITE)


def _has_empty(texts: pa.Array) -> bool:
    return bool(pc.min(pc.binary_length(texts)).as_py() == 0)

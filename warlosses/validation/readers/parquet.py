"""Parquet: measured before it is unpacked, read as dictionaries: repeated texts stay small."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

import pyarrow as pa
import pyarrow.parquet as pq

from warlosses.columns import CONTRIBUTION
from warlosses.validation.readers.arrow_text import is_readable, is_text
from warlosses.validation.readers.frames import read_columns
from warlosses.validation.readers.header import plain_name
from warlosses.validation.readers.notes import RefusedError, shown
from warlosses.validation.readers.parquet_pages import (
    DamagedError,
    Footer,
    NestedError,
    pages,
    read_footer,
)

if TYPE_CHECKING:
    from warlosses.validation.readers.notes import Notes
    from warlosses.validation.readers.sheet import Table

_SMALL = 1 << 20
# A run of one value takes some bytes whatever its length: rows are bounded by the file's size too.
_FREE_ROWS = 100_000
_ROWS_A_BYTE = 2
_MOST_PAGES = 20_000
# Numbers of encodings. In the last of them each text repeats the beginning of the one before, so
# that some bytes unpack to any size.
_DICTIONARIES, _DELTA_LENGTHS, _DELTA_BYTES = {2, 8}, 6, 7
_MOST_TOLD = 3
_CURE = "Write the file again; pyarrow, pandas and polars all do."
_INDEX = re.compile(r"__index_level_\d+__")


def read_parquet(data: bytes, notes: Notes) -> Table:
    """Read a Parquet file; one that would unpack to far more than it is is refused."""
    try:
        names, columns, n_rows = _read(data, notes)
    except RefusedError:
        raise
    except Exception as error:  # noqa: BLE001  pyarrow lets whatever went wrong inside it through
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        _refuse(reason, notes)
    if any(map(_INDEX.fullmatch, names)):
        notes.add("WL010", {"found": "an index of pandas, which is no column"})
        kept = [n for n, name in enumerate(names) if not _INDEX.fullmatch(name)]
        names, columns = [names[n] for n in kept], [columns[n] for n in kept]
    return read_columns(names, columns, n_rows, notes, kind="Parquet")


def _read(data: bytes, notes: Notes) -> tuple[list[str], list[pa.ChunkedArray], int]:
    """Return the names of all columns, the known ones' content, and the number of rows."""
    try:
        footer = read_footer(data)
    except NestedError as error:
        told = ", ".join(repr(shown(name)) for name in error.names[:_MOST_TOLD]) or "them"
        reason = f"its columns nest others; expected a table of plain columns: {told}"
        cure = f"Leave out {told}; a contribution has no nested columns."
        notes.refuse("WL001", {"format": "Parquet", "reason": reason}, suggestion=cure)
    _check_rows_and_columns(footer, len(data), notes)
    with pq.ParquetFile(pa.BufferReader(data)) as file:
        schema = file.schema_arrow
    names = [name.strip() for name in schema.names]
    if len(names) != footer.n_columns:
        raise DamagedError("its columns are not those of its schema")
    wanted = [n for n, name in enumerate(names) if plain_name(name) in CONTRIBUTION]
    encodings: dict[int, set[int]] = {}
    unpacked = 0
    for n in wanted:
        encodings[n], unpacked = _check_pages(footer, n, data, unpacked, notes)
    columns = [pa.chunked_array([], kind) for kind in schema.types]
    if not all(is_readable(schema.types[n]) for n in wanted):
        # Refused before it is unpacked: for these types, nobody knows how large that gets.
        return names, columns, footer.n_rows
    # Texts that stand in their page whole can't be read as dictionaries, and need not be.
    texts = [
        schema.names[n]
        for n in wanted
        if is_text(schema.types[n]) and _DELTA_LENGTHS not in encodings[n]
    ]
    with pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts) as file:
        table = file.read(columns=[schema.names[n] for n in wanted])
    if table.column_names != [schema.names[n] for n in wanted]:
        raise DamagedError("two columns have the same name")
    for n, column in zip(wanted, table.columns, strict=True):
        columns[n] = column
    return names, columns, table.num_rows


def _check_rows_and_columns(footer: Footer, size: int, notes: Notes) -> None:
    limits = notes.limits
    if footer.n_columns > limits.max_columns:
        notes.refuse_large("columns", f"{limits.max_columns}", f"{footer.n_columns:,}")
    most = min(limits.max_rows, _FREE_ROWS + _ROWS_A_BYTE * size)
    if footer.n_rows > most:
        notes.refuse_large("rows", f"{most:,}", f"{footer.n_rows:,}")


def _check_pages(
    footer: Footer, column: int, data: bytes, unpacked: int, notes: Notes
) -> tuple[set[int], int]:
    """Add what the pages of a column unpack to, as each says itself; return their encodings too."""
    limits = notes.limits
    n_pages = 0
    encodings = set()
    most = min(limits.max_unpacked, _SMALL + limits.max_ratio * len(data))
    for chunks in footer.chunks:
        for page in pages(data, *chunks[column]):
            n_pages += 1
            unpacked += page.unpacked
            encodings.add(page.encoding)
            if n_pages > _MOST_PAGES:
                notes.refuse_large("pages of a column", f"{_MOST_PAGES:,}", "more")
            if unpacked > most:
                size = "size of the unpacked file"
                notes.refuse_large(size, f"{most:,} bytes", f"{unpacked:,} or more")
    if _DELTA_BYTES in encodings:
        _refuse("the encoding DELTA_BYTE_ARRAY may unpack to any size", notes)
    if _DELTA_LENGTHS in encodings and encodings & _DICTIONARIES:
        _refuse("a column is encoded in part as a dictionary, in part by lengths", notes)
    return encodings, unpacked


def _refuse(reason: str, notes: Notes) -> NoReturn:
    notes.refuse("WL001", {"format": "Parquet", "reason": reason}, suggestion=_CURE)

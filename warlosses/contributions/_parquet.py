"""Parquet: looked at before it is unpacked, read as dictionaries so that runs stay small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from warlosses.contributions._columns import COLUMNS
from warlosses.contributions._frames import read_columns

if TYPE_CHECKING:
    from warlosses.contributions._notes import Notes
    from warlosses.contributions.reading import Table

_SMALL = 1 << 20
# A run of one value takes some bytes whatever its length: rows are bounded by the file's size too.
_FREE_ROWS = 100_000
_ROWS_A_BYTE = 20
_CURE = "Write the file again; pyarrow, pandas and polars all do."


def read_parquet(data: bytes, notes: Notes) -> Table:
    """Read a Parquet file; one that would unpack to far more than it is is refused."""
    try:
        with pq.ParquetFile(pa.BufferReader(data)) as file:
            _check_size(file.metadata, len(data), notes)
            schema = file.schema_arrow
            wanted = [n for n, name in enumerate(schema.names) if name.strip() in COLUMNS]
        texts = [schema.names[n] for n in wanted if _is_text(schema.types[n])]
        with pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts) as file:
            found = file.read(columns=[schema.names[n] for n in wanted])
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        notes.refuse("WL001", {"format": "Parquet", "reason": reason}, suggestion=_CURE)
    read = dict(zip(found.column_names, found.columns, strict=True))
    nothing = pa.chunked_array([pa.nulls(0)])
    columns = [read.get(name, nothing) for name in schema.names]
    return read_columns(schema.names, columns, found.num_rows, notes)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _check_size(metadata: Any, size: int, notes: Notes) -> None:
    limits = notes.limits
    most = min(limits.max_rows, _FREE_ROWS + _ROWS_A_BYTE * size)
    if metadata.num_rows > most:
        notes.refuse_large("rows", f"{most:,}", f"{metadata.num_rows:,}")
    if metadata.num_columns > limits.max_columns:
        notes.refuse_large("columns", f"{limits.max_columns}", f"{metadata.num_columns:,}")
    unpacked = 0
    for group in range(metadata.num_row_groups):
        for n in range(metadata.num_columns):
            column = metadata.row_group(group).column(n)
            part = column.total_uncompressed_size
            unpacked += part
            if part > _SMALL and part > limits.max_ratio * max(column.total_compressed_size, 1):
                most_text = f"{limits.max_ratio} times their packed size"
                notes.refuse_large("size of unpacked parts", most_text, f"{part:,} bytes")
    if unpacked > limits.max_unpacked:
        notes.refuse_large(
            "size of the unpacked file", f"{limits.max_unpacked:,} bytes", f"{unpacked:,}"
        )

"""Any kind of frame -> Arrow: in one piece, or what is lazy in pieces."""

from __future__ import annotations

import json
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from warlosses.errors import ArgumentError
from warlosses.releases.release import METADATA_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROWS_AT_ONCE = 100_000


def pieces_of(data: Any) -> Iterator[pa.Table]:
    """Return a table in Arrow, in one piece; what is lazy, so many rows at a time."""
    # A relation of DuckDB's; the second name is that of older versions.
    read = getattr(data, "to_arrow_reader", None) or getattr(data, "fetch_arrow_reader", None)
    if read is not None:
        reader = read(_ROWS_AT_ONCE)
        if any(map(_is_judged_as_a_whole, reader.schema.types)):
            return iter([to_arrow(reader.read_all())])
        empty = reader.schema.empty_table()
        return chain(map(pa.Table.from_batches, ([batch] for batch in reader)), [empty])
    if _is_lazy(data) and hasattr(data, "collect_batches"):  # older ones have no such thing
        empty = to_arrow(data.collect_schema().to_frame())
        if not any(map(_is_judged_as_a_whole, empty.schema.types)):
            return chain(map(to_arrow, data.collect_batches(chunk_size=_ROWS_AT_ONCE)), [empty])
    return iter([to_arrow(data)])


def _is_judged_as_a_whole(kind: pa.DataType) -> bool:
    """Whether how a value is written hangs on the others of its column (see `export`)."""
    if pa.types.is_timestamp(kind):
        return kind.tz is None
    return bool(pa.types.is_floating(kind))


def to_arrow(data: Any) -> pa.Table:
    """Return any kind of frame in Arrow, with a pandas frame's attrs and named index."""
    try:
        if _is_lazy(data):
            data = data.collect()
        if not _is_pandas(data):
            return data if isinstance(data, pa.Table) else without_views(pa.table(data))
        unnamed = all(name is None for name in data.index.names)
        frame = data.reset_index(drop=True) if unnamed else data
        table = pa.Table.from_pandas(frame)
    except (TypeError, ValueError) as error:  # Arrow's own errors are among these
        raise ArgumentError(f"expected a table; found {type(data).__name__}: {error}") from error
    if not data.attrs:
        return table
    facts = json.dumps(data.attrs, ensure_ascii=False, sort_keys=True, default=str)
    # pandas looks for attrs under a name of its own, which pyarrow before 22 does not write.
    named = dict.fromkeys((METADATA_KEY, b"PANDAS_ATTRS"), facts.encode())
    return table.replace_schema_metadata({**table.schema.metadata, **named})


def without_views(table: pa.Table) -> pa.Table:
    """Return a table of polars' with texts as everything can cast, write and give to pandas."""
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_string_view(field.type):
            column = column.cast(pa.large_string())
        elif pa.types.is_dictionary(field.type):  # pandas refuses numbers without a sign in it
            parts = [
                pa.DictionaryArray.from_arrays(
                    part.indices.cast(pa.int32()), part.dictionary.cast(pa.large_string())
                )
                for part in column.chunks
            ]
            column = pa.chunked_array(parts, type=pa.dictionary(pa.int32(), pa.large_string()))
        else:
            continue
        table = table.set_column(place, field.name, column)
    return table


def _is_pandas(data: Any) -> bool:
    pandas = sys.modules.get("pandas")  # not loaded: then it is no frame of its
    return pandas is not None and isinstance(data, pandas.DataFrame)


def _is_lazy(data: Any) -> bool:
    """Whether it is a frame of polars that is yet to be collected."""
    return hasattr(data, "collect_schema") and hasattr(data, "collect")

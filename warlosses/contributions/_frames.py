"""Data frames, of whatever library speaks Arrow -> text cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from warlosses.contributions._cells import cell_text, longest, tidy
from warlosses.contributions._columns import judge
from warlosses.contributions._places import Places
from warlosses.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.contributions._notes import Notes
    from warlosses.contributions.reading import Table


def read_frame(frame: Any, notes: Notes) -> Table:
    """Read a pandas, polars or Arrow frame, or a DuckDB relation; an index is no column.

    Raises
    ------
    ArgumentError
        It is none of these.
    """
    if type(frame).__module__.partition(".")[0] == "pandas" and hasattr(frame, "iloc"):
        names = [str(name) for name in frame.columns]
        columns = [_pandas_column(frame.iloc[:, n]) for n in range(len(names))]
        return read_columns(names, columns, len(frame), notes)
    table = _as_arrow(frame)
    return read_columns(table.column_names, table.columns, table.num_rows, notes)


def read_columns(
    names: Sequence[str], columns: Sequence[pa.ChunkedArray], n_rows: int, notes: Notes
) -> Table:
    """Return the known ones of some Arrow columns as text cells."""
    from warlosses.contributions.reading import Table

    if n_rows > notes.limits.max_rows:
        notes.refuse_large("rows", f"{notes.limits.max_rows:,}", f"{n_rows:,}")
    header = judge([name.strip() for name in names], notes, lambda _: {})
    cells = {}
    for name, place in header.index.items():
        cells[name] = tidy(as_text(columns[place]))
        _check_cells(name, cells[name], notes)
    return Table(pa.table(cells), n_rows, Places())


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text, or as a dictionary of texts: numbers and days in their plain form.

    >>> as_text(pa.chunked_array([[3661.0, None, 0.5]])).to_pylist()
    ['3661', None, '0.5']
    """
    kind = column.type
    if pa.types.is_string(kind) or (pa.types.is_dictionary(kind) and kind.value_type == pa.string()):
        return column
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_integer(kind) or pa.types.is_date32(kind):
        return column.cast(pa.string())
    if pa.types.is_dictionary(kind):
        return as_text(column.cast(kind.value_type)).dictionary_encode()
    if pa.types.is_nested(kind):
        return pa.chunked_array([_texts(column.to_pylist())])
    # Each distinct value is written out once.
    encoded = column.dictionary_encode()
    if not isinstance(encoded, pa.ChunkedArray):
        encoded = pa.chunked_array([encoded])
    chunks = [
        pa.DictionaryArray.from_arrays(chunk.indices, _texts(chunk.dictionary.to_pylist()))
        for chunk in encoded.chunks
    ]
    return pa.chunked_array(chunks, pa.dictionary(pa.int32(), pa.string())).cast(pa.string())


def _pandas_column(series: Any) -> pa.ChunkedArray:
    if series.dtype == object:
        return pa.chunked_array([_texts(series.tolist())])
    found = pa.array(series, from_pandas=True)
    return found if isinstance(found, pa.ChunkedArray) else pa.chunked_array([found])


def _texts(values: list[Any]) -> pa.StringArray:
    # What UTF-8 cannot say (a lone surrogate) is shown by its number; the rules will refuse it.
    texts = [cell_text(_plain(value)) for value in values]
    return pa.array(
        [t if t is None or t.isascii() else t.encode("utf-8", "backslashreplace").decode() for t in texts],
        pa.string(),
    )


def _plain(value: Any) -> Any:
    """Return a scalar of numpy or pandas as Python's own; what stands for nothing as None."""
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        return value.item() if value.ndim == 0 else value
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


def _as_arrow(frame: Any) -> pa.Table:
    if isinstance(frame, pa.Table):
        return frame
    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    if hasattr(frame, "collect_schema") and hasattr(frame, "collect"):  # polars, lazily
        frame = frame.collect()
    if hasattr(frame, "__arrow_c_stream__"):
        return pa.table(frame)
    raise ArgumentError(
        "expected a path, bytes, or a pandas, polars or Arrow frame or a DuckDB relation; found "
        f"{type(frame).__name__}"
    )


def _check_cells(name: str, column: pa.ChunkedArray, notes: Notes) -> None:
    """Refuse a cell that is too long, or holds a NUL character."""
    limit = notes.limits.max_cell
    texts = column.cast(pa.string()) if longest(column) > limit else column
    if texts is not column:
        lengths = pc.utf8_length(texts)
        row = pc.index(pc.greater(lengths, limit), True).as_py()
        cell = texts[row].as_py()
        notes.refuse_large(
            "length of a cell",
            f"{limit:,} characters",
            f"{len(cell):,}",
            row=row + 1,
            column=name,
            value=cell,
        )
    parts = column.chunks
    if pa.types.is_dictionary(column.type):
        parts = [chunk.dictionary for chunk in column.chunks]
    if any(pc.any(pc.match_substring(part, "\0")).as_py() for part in parts):
        row = pc.index(pc.match_substring(column.cast(pa.string()), "\0"), True).as_py()
        notes.refuse("WL002", {"found": "a NUL character in a cell"}, row=row + 1, column=name)

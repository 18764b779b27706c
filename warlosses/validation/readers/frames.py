"""Data frames, of whatever library speaks Arrow -> text cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from warlosses.columns import CONTRIBUTION
from warlosses.errors import ArgumentError
from warlosses.validation.readers.arrow_text import as_text, is_readable, texts_of
from warlosses.validation.readers.cells import longest, tidy
from warlosses.validation.readers.header import is_header, judge, plain_name
from warlosses.validation.readers.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from warlosses.validation.readers.notes import Notes
    from warlosses.validation.readers.sheet import Table

_TITLE_ROWS = 12
_is = pa.types


def read_frame(frame: Any, notes: Notes) -> Table:
    """Read a pandas, polars or Arrow frame, a DuckDB relation, or rows as dictionaries.

    An index of pandas is no column.

    Raises
    ------
    ArgumentError
        It is none of these.
    """
    if type(frame).__module__.partition(".")[0] == "pandas" and hasattr(frame, "iloc"):
        if not hasattr(frame, "columns"):
            raise _unknown(frame)
        names = [str(name) for name in frame.columns]
        columns = [_pandas_column(frame.iloc[:, n]) for n in range(len(names))]
        _note_index(frame.index, names, notes)
        return read_columns(names, columns, len(frame), notes)
    table = _from_rows(frame) if isinstance(frame, list | tuple) else _as_arrow(frame, notes)
    return read_columns(table.column_names, table.columns, table.num_rows, notes)


def read_columns(
    names: Sequence[str],
    columns: Sequence[pa.ChunkedArray],
    n_rows: int,
    notes: Notes,
    *,
    kind: str = "a frame",
) -> Table:
    """Return the known ones of some Arrow columns as text cells."""
    from warlosses.validation.readers.sheet import Table

    if n_rows > notes.limits.max_rows:
        notes.refuse_large("rows", f"{notes.limits.max_rows:,}", f"{n_rows:,}")
    _refuse_title(names, columns, notes)
    header = judge([name.strip() for name in names], notes, lambda _: {})
    cells = {}
    for name, place in header.columns.items():
        column = columns[place]
        if not is_readable(column.type):
            reason = f"expected text, numbers or days in column {name}; found {column.type}"
            notes.refuse("WL001", {"format": kind, "reason": reason}, column=name)
        try:
            cells[name] = tidy(as_text(column))
        except UnicodeError:
            _refuse_bytes(name, notes)
        except pa.ArrowException as error:
            if "UTF8" in str(error):
                _refuse_bytes(name, notes)
            reason = f"column {name}: {error}"
            notes.refuse("WL001", {"format": kind, "reason": reason}, column=name)
        _check_cells(name, cells[name], notes)
    return Table(pa.table(cells), n_rows, Places())


def _note_index(index: Any, names: Sequence[str], notes: Notes) -> None:
    """Refuse a frame whose index holds a column that it lacks: nobody means to leave that out."""
    lost = [str(name) for name in index.names if name is not None]
    lost = [name for name in lost if plain_name(name) in CONTRIBUTION and name not in names]
    if lost:
        told = " and ".join(lost)
        reason = f"expected {told} as a column; found it as the frame's index"
        fields = {"format": "a frame", "reason": reason}
        notes.refuse("WL001", fields, column=lost[0], suggestion="Call reset_index() first.")


def _refuse_title(names: Sequence[str], columns: Sequence[pa.ChunkedArray], notes: Notes) -> None:
    """Refuse a frame whose column names stand in one of its rows, as below a sheet's title."""
    if is_header(names):
        return
    texts = [
        column.slice(0, _TITLE_ROWS)
        for column in columns
        if _is.is_string(column.type) or _is.is_large_string(column.type)
    ]
    try:
        rows = list(zip(*(text.to_pylist() for text in texts), strict=True))
    except UnicodeDecodeError:  # not all that calls itself text is UTF-8; it is told later
        return
    for number, row in enumerate(rows, start=1):
        if is_header(row):
            reason = f"expected column names above the rows; found them in row {number}"
            cure = f"Read the file again with that row as its header (pandas: header={number})."
            notes.refuse("WL009", {"found": reason}, row=number, suggestion=cure)


def _from_rows(rows: Sequence[Any]) -> pa.Table:
    """Return rows given as dictionaries as a table; a key that a row lacks is an empty cell."""
    wrong = next((row for row in rows if not isinstance(row, Mapping)), None)
    if wrong is not None:
        raise _unknown(wrong)
    names = dict.fromkeys(str(name) for row in rows for name in row)
    columns = {name: texts_of(row.get(name) for row in rows) for name in names}
    return pa.table(columns)


def _pandas_column(series: Any) -> pa.ChunkedArray:
    wanted = pa.string() if series.dtype == object else None
    try:
        column = pa.array(series, wanted, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError):
        pass  # objects that are no texts, or a type that Arrow has no word for
    else:
        column = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
        if is_readable(column.type):
            return column
    return pa.chunked_array([texts_of(series.tolist())])


def _as_arrow(frame: Any, notes: Notes) -> pa.Table:
    if isinstance(frame, pa.Table):
        return frame
    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    if hasattr(frame, "collect_schema") and hasattr(frame, "collect"):  # polars, lazily
        frame = frame.collect()
    if type(frame).__module__.partition(".")[0] in ("duckdb", "_duckdb"):
        # By itself, not every version of it can be asked for a stream.
        frame = frame.arrow()
        return frame if isinstance(frame, pa.Table) else frame.read_all()
    if hasattr(frame, "columns") and hasattr(frame, "__arrow_c_stream__"):
        try:
            return _plain_texts(pa.table(frame))
        except (pa.ArrowException, NotImplementedError, TypeError) as error:
            reason = f"a column's type is none that Arrow has: {error}"
            cure = "Cast the column to whole numbers of 64 bits, or to text."
            fields = {"format": "a frame", "reason": reason}
            notes.refuse("WL001", fields, suggestion=cure)
    raise _unknown(frame)


def _plain_texts(table: pa.Table) -> pa.Table:
    """Return a table with views of text as text: not every version of Arrow can cast them later."""
    fields = []
    for field in table.schema:
        kind = field.type
        if _is.is_string_view(kind):
            field = field.with_type(pa.string())  # noqa: PLW2901
        elif _is.is_binary_view(kind):
            field = field.with_type(pa.binary())  # noqa: PLW2901
        fields.append(field)
    columns = [_without_views(table.column(n), f.type) for n, f in enumerate(fields)]
    return pa.table(columns, schema=pa.schema(fields))


def _without_views(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if column.type == kind:
        return column
    try:
        return column.cast(kind)
    except pa.ArrowNotImplementedError:  # pyarrow 17
        return pa.chunked_array(
            [pa.array(chunk.to_pylist(), kind) for chunk in column.chunks], kind
        )


def _unknown(source: Any) -> ArgumentError:
    return ArgumentError(
        "expected a path, bytes, or a pandas, polars or Arrow frame, a DuckDB relation or a list "
        f"of dictionaries; found {type(source).__name__}"
    )


def _refuse_bytes(name: str, notes: Notes) -> NoReturn:
    fields = {"found": f"other bytes in column {name}"}
    notes.refuse("WL002", fields, column=name, suggestion="Write the column as text.")


def _check_cells(name: str, column: pa.ChunkedArray, notes: Notes) -> None:
    """Refuse a cell that is too long, or holds a NUL character."""
    limit = notes.limits.max_cell
    if longest(column) > limit:
        row, cell = _first(column, lambda texts: pc.greater(pc.utf8_length(texts), limit))
        notes.refuse_large(
            "length of a cell",
            f"{limit:,} characters",
            f"{len(cell):,}",
            row=row,
            column=name,
            value=cell,
        )
    row, _ = _first(column, lambda texts: pc.match_substring(texts, "\0"))
    if row:
        notes.refuse("WL002", {"found": "a NUL character in a cell"}, row=row, column=name)


def _first(column: pa.ChunkedArray, is_meant: Callable[[pa.Array], Any]) -> tuple[int, str]:
    """Return the row, from 1, of the first cell that is meant, and its text; 0 if there is none.

    Of dictionaries, the distinct texts are looked at.
    """
    before = 0
    for chunk in column.chunks:
        if _is.is_dictionary(chunk.type):
            meant = is_meant(chunk.dictionary)
            is_here = meant.take(chunk.indices) if pc.any(meant).as_py() else meant.slice(0, 0)
        else:
            is_here = is_meant(chunk)
        row = pc.index(is_here, True).as_py()
        if row >= 0:
            return before + row + 1, chunk[row].as_py()
        before += len(chunk)
    return 0, ""

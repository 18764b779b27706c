"""Data frames, of whatever library speaks Arrow -> text cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from warlosses.columns import CONTRIBUTION
from warlosses.errors import ArgumentError
from warlosses.validation.readers.cells import cell_text, longest, tidy
from warlosses.validation.readers.header import is_header, judge, plain_name
from warlosses.validation.readers.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from warlosses.validation.readers.notes import Notes
    from warlosses.validation.readers.sheet import Table

_TEXTS = pa.dictionary(pa.int32(), pa.string())
# Whole numbers below this are exact as floats of 64 bits.
_EXACT = 2**53
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
    columns = {name: _texts(row.get(name) for row in rows) for name in names}
    return pa.table(columns)


def is_text(kind: pa.DataType) -> bool:
    """Whether a type holds text, or bytes that may be text."""
    return bool(
        _is.is_string(kind)
        or _is.is_large_string(kind)
        or _is.is_string_view(kind)
        or _is.is_binary(kind)
        or _is.is_large_binary(kind)
        or _is.is_binary_view(kind)
    )


def is_readable(kind: pa.DataType) -> bool:
    """Whether a type's values can stand in a cell of text.

    >>> is_readable(pa.date32()), is_readable(pa.list_(pa.int64()))
    (True, False)
    """
    if _is.is_dictionary(kind):
        return is_readable(kind.value_type)
    return is_text(kind) or bool(
        _is.is_null(kind)
        or _is.is_boolean(kind)
        or _is.is_integer(kind)
        or _is.is_floating(kind)
        or _is.is_decimal(kind)
        or _is.is_date(kind)
        or _is.is_timestamp(kind)
    )


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text, or as a dictionary of texts: numbers and days in their plain form.

    Each distinct value is written out once.

    >>> as_text(pa.chunked_array([[3661.0, None, 0.5]])).to_pylist()
    ['3661', None, '0.5']
    """
    kind = column.type
    if _is.is_null(kind):
        return column.cast(pa.string())
    if _is.is_string(kind):
        column.validate(full=True)  # not all that calls itself text is UTF-8
        return column
    if is_text(kind):
        return pa.chunked_array([_utf8(chunk) for chunk in column.chunks], pa.string())
    if not _is.is_dictionary(kind):
        if _is.is_floating(kind):
            column = column.cast(pa.float64())
        column = column.dictionary_encode()
    chunks = [
        pa.DictionaryArray.from_arrays(chunk.indices.cast(pa.int32()), _values(chunk.dictionary))
        for chunk in column.chunks
    ]
    return pa.chunked_array(chunks, _TEXTS)


def _values(values: pa.Array) -> pa.Array:
    """Return the distinct values of a column as text."""
    kind = values.type
    if is_text(kind):
        return _utf8(values)
    if _is.is_integer(kind) or _is.is_date(kind) or _is.is_boolean(kind):
        return values.cast(pa.string())
    if _is.is_timestamp(kind):
        return _moments(values)
    if _is.is_floating(kind):
        return _floats(values)
    if _is.is_dictionary(kind):
        return _values(values.dictionary_decode())
    return _texts(values.to_pylist())


def _floats(values: pa.Array) -> pa.Array:
    """Return floats as text: whole ones without a point, of what is no number nothing."""
    is_whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), _EXACT))
    whole = pc.if_else(is_whole, values, pa.scalar(0, values.type)).cast(pa.int64())
    numbers = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    return pc.if_else(is_whole, whole.cast(pa.string()), numbers.cast(pa.string()))


def _moments(values: pa.Array) -> pa.Array:
    """Return days by the clock that they are kept in, with their time where it is not midnight."""
    if values.type.tz is not None:
        values = pc.local_timestamp(values)
    texts = pc.strftime(values, format="%Y-%m-%dT%H:%M:%S")
    return pc.replace_substring_regex(texts, r"(T00:00:00)?(\.0*)?$", "")


def _utf8(values: pa.Array) -> pa.Array:
    texts = values.cast(pa.string())
    texts.validate(full=True)
    return texts


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
    return pa.chunked_array([_texts(series.tolist())])


def _texts(values: Iterable[Any]) -> pa.Array:
    # What UTF-8 cannot say (a lone surrogate) is shown by its number; the rules will refuse it.
    texts = (cell_text(_plain(value)) for value in values)
    return pa.array(
        [
            text
            if text is None or text.isascii()
            else text.encode("utf-8", "backslashreplace").decode()
            for text in texts
        ],
        pa.string(),
    )


def _plain(value: Any) -> Any:
    """Return a scalar of numpy or pandas as Python's own; what stands for nothing as None."""
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        return value.item() if value.ndim == 0 else value
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


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

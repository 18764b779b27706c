"""A table -> a file that other programs read: CSV, TSV, JSON, NDJSON, Parquet or Excel."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import sys
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warlosses.data.given_table import pieces_of
from warlosses.data.info_sheet import info_sheet
from warlosses.errors import ArgumentError, MissingExtraError, unknown
from warlosses.files import replacing
from warlosses.letters import HIDDEN, escaped_in_json
from warlosses.paths import expanded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_BINARY = ("parquet", "xlsx")
# What a spreadsheet takes as a formula: all that begins so and is no number.
_FORMULA = r"^(?:[=@\t]|[+\-].*[^0-9., ])"
_ROWS_IN_EXCEL = 1_048_575  # below the header


def export(data: Any, path: str | Path, *, format: str | None = None) -> None:  # noqa: A002
    """Write a table to a file, or to standard output.

    Days are ISO dates, times ISO in UTC, counts integers without a decimal point, and what is
    missing is empty (null in JSON). In CSV and TSV a text that a spreadsheet would take as a
    formula has an apostrophe in front, and U+FFFD stands for what acts unseen, such as marks that
    turn a text (in JSON, its number). In Excel days are dates, times are text (Excel has no time
    zones), and no text becomes a formula; a second sheet tells the version, the licence and how to
    cite these rows (see `cite`). A file appears whole or not at all.

    Parameters
    ----------
    data : pandas.DataFrame, polars.DataFrame or LazyFrame, pyarrow.Table, DuckDBPyRelation
        What `load` returned, or any other frame. What is lazy is read and written piece by piece,
        where each row can be written by itself: not into Excel, and not with fractions or times
        without a zone.
    path : str or Path
        The file; ``"-"`` for standard output.
    format : {"csv", "tsv", "json", "ndjson", "parquet", "xlsx"}, optional
        By default what the file's extension says, and CSV for standard output. ``json`` is one
        array of records, ``ndjson`` one record a line. Parquet keeps the frame's own types and
        takes ``.attrs`` along as metadata.

    Raises
    ------
    ArgumentError
        The format is unknown, the place cannot be written to, or Excel has no room for the rows.
    MissingExtraError
        Excel is asked for without ``warlosses[xlsx]``.

    Examples
    --------
    >>> import warlosses as wl
    >>> day = {"since": "2023-04-18", "until": "2023-04-18"}
    >>> wide = wl.load(claimants="ua_general_staff", layout="wide", **day)
    >>> wl.export(wide[["personnel", "tanks"]], "-")
    as_of,personnel,tanks
    2023-04-18,183130,3661
    """
    if not isinstance(path, str | Path):
        raise ArgumentError(
            f"export: expected a path behind the frame; found {type(path).__name__}. "
            "Call export(frame, path)"
        )
    path = expanded(path) if str(path) != "-" else path
    name = _format_of(path, format)
    write = partial(_write_xlsx, told=info_sheet(data)) if name == "xlsx" else _WRITERS[name]
    pieces = pieces_of(data)
    if str(path) == "-":
        if name in _BINARY and sys.stdout.isatty():
            raise ArgumentError(f"{name} is not text for a terminal: give a file, or pipe it on")
        buffer = io.BytesIO()
        write(pieces, buffer)
        _print(buffer.getvalue())
    else:
        with replacing(Path(path)) as file:
            write(pieces, file)


def _format_of(path: str | Path, given: str | None) -> str:
    extension = Path(path).suffix.lstrip(".").lower()
    name = given or ("csv" if str(path) == "-" else extension)
    if name in _WRITERS:
        return name
    known = ", ".join(_WRITERS)
    if not name:
        raise ArgumentError(
            f"{path}: no extension tells the format; add one of {known}, or pass format="
        )
    raise unknown("format", name, _WRITERS)


def _print(content: bytes) -> None:
    """Write to standard output, in UTF-8 whatever the terminal's own encoding."""
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # replaced by something that takes text only, such as a notebook
        sys.stdout.write(content.decode())
        return
    sys.stdout.flush()
    binary.write(content)
    binary.flush()


def _plain(table: pa.Table) -> pa.Table:
    """Return a table of text, numbers and days, a pandas frame's index in front."""
    facts = json.loads((table.schema.metadata or {}).get(b"pandas", b"{}"))
    index = [name for name in facts.get("index_columns", []) if isinstance(name, str)]
    names = index + [name for name in table.column_names if name not in index]
    return pa.table({name: _plain_column(table.column(name)) for name in names})


def _plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        return _plain_times(column)
    if pa.types.is_floating(column.type):
        # pandas makes floats of counts with gaps; and no number is no zero and no "nan"
        column = pc.if_else(pc.is_finite(column), column, None)
        with contextlib.suppress(pa.ArrowInvalid):  # it has true fractions
            return column.cast(pa.int64())
    return column


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _harmless(table: pa.Table) -> pa.Table:
    """Return a plain table whose texts neither act unseen nor become formulas in a spreadsheet.

    A text that would be one gets an apostrophe in front, which spreadsheets take as "this is text".
    """
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        if not _is_text(column.type):
            continue
        column = pc.replace_substring_regex(column, HIDDEN, "\N{REPLACEMENT CHARACTER}")
        column = pc.replace_substring_regex(column, r"\r\n?", "\n")  # alone it overwrites a line
        mark, nothing = (pa.scalar(text, column.type) for text in ("'", ""))
        as_text = pc.binary_join_element_wise(mark, column, nothing)
        column = pc.if_else(pc.match_substring_regex(column, _FORMULA), as_text, column)
        table = table.set_column(place, name, column)
    return table


def _plain_times(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return times as ISO text; as days where they have no zone and are all at midnight."""
    zone = column.type.tz
    if zone is None:
        days = column.cast(pa.date32())
        if pc.all(pc.equal(days.cast(column.type), column)).as_py() is not False:
            return days
    else:
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
    with contextlib.suppress(pa.ArrowInvalid):  # it has fractions of seconds: keep them
        column = column.cast(pa.timestamp("s", column.type.tz))
    return pc.strftime(column, format="%Y-%m-%dT%H:%M:%S" + ("Z" if zone else ""))


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """Return the rows of a plain table as Python values, days as ISO text."""
    columns = [
        column.cast(pa.string()) if pa.types.is_date(column.type) else column
        for column in table.columns
    ]
    return zip(*(column.to_pylist() for column in columns), strict=True)


def _write_csv(pieces: Iterable[pa.Table], file: IO[bytes], delimiter: str = ",") -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    for number, piece in enumerate(pieces):
        table = _harmless(_plain(piece))
        if number == 0:
            writer.writerow(table.column_names)
        writer.writerows(_rows(table))
    text.flush()
    text.detach()


def csv_text(data: Any) -> str:
    """Return a table as the CSV that `export` writes."""
    buffer = io.BytesIO()
    _write_csv(pieces_of(data), buffer)
    return buffer.getvalue().decode()


def _write_tsv(pieces: Iterable[pa.Table], file: IO[bytes]) -> None:
    _write_csv(pieces, file, "\t")


def _json_records(pieces: Iterable[pa.Table]) -> Iterator[bytes]:
    for piece in pieces:
        table = _plain(piece)
        for row in _rows(table):
            record = dict(zip(table.column_names, row, strict=True))
            yield escaped_in_json(json.dumps(record, ensure_ascii=False)).encode()


def _write_json(pieces: Iterable[pa.Table], file: IO[bytes]) -> None:
    opening = b"[\n"
    for record in _json_records(pieces):
        file.write(opening + record)
        opening = b",\n"
    file.write(b"[]\n" if opening == b"[\n" else b"\n]\n")


def _write_ndjson(pieces: Iterable[pa.Table], file: IO[bytes]) -> None:
    file.writelines(record + b"\n" for record in _json_records(pieces))


def _write_parquet(pieces: Iterable[pa.Table], file: IO[bytes]) -> None:
    pieces = iter(pieces)
    first = next(pieces)
    with pq.ParquetWriter(file, first.schema, compression="zstd") as writer:
        for piece in chain([first], pieces):
            if piece.num_rows or piece is first:
                writer.write_table(piece.cast(first.schema))


def _write_xlsx(pieces: Iterable[pa.Table], file: IO[bytes], told: list[tuple[str, str]]) -> None:
    try:
        import xlsxwriter  # an extra
    except ImportError as error:
        raise MissingExtraError(
            "Excel files need XlsxWriter, which is not installed: pip install 'warlosses[xlsx]'"
        ) from error
    table = pa.concat_tables(pieces)
    if table.num_rows > _ROWS_IN_EXCEL:
        raise ArgumentError(
            f"Excel has room for {_ROWS_IN_EXCEL:,} rows; found {table.num_rows:,}. "
            "Filter them, or write CSV or Parquet."
        )
    table = _plain(table)
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(table.column_names):
        sheet.set_column(place, place, max(len(name), 10) + 1)
        sheet.write_string(0, place, name, bold)
    columns = [column.to_pylist() for column in table.columns]
    for number, row in enumerate(zip(*columns, strict=True), start=1):
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):  # never sheet.write(): it makes formulas and links of text
                sheet.write_string(number, place, value)
            elif isinstance(value, int | float):
                sheet.write_number(number, place, value)
            else:
                sheet.write_datetime(number, place, value, day)
    if told:
        _write_told(book.add_worksheet("info"), told, bold)
    book.close()


def _write_told(sheet: Any, told: list[tuple[str, str]], bold: Any) -> None:
    sheet.set_column(0, 0, 14)
    for number, (label, text) in enumerate(told):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, text)


_WRITERS: dict[str, Callable[[Iterable[pa.Table], IO[bytes]], None]] = {
    "csv": _write_csv,
    "tsv": _write_tsv,
    "json": _write_json,
    "ndjson": _write_ndjson,
    "parquet": _write_parquet,
    "xlsx": partial(_write_xlsx, told=[]),
}

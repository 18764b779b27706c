"""The fast way through a large CSV file: for plain files, and only for those."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from warlosses.validation.readers.cells import longest, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warlosses.validation.readers.limits import ReadLimits

_BLOCK = 4 << 20
_STEP = 1 << 20
# Columns with few distinct texts: as dictionaries they are read and checked faster.
_OF_CODES = frozenset(
    (
        *("as_of", "claimant", "belligerent", "category"),
        *("outcome", "measure", "qualifier", "period_start"),
    )
)


def read_fast(
    data: bytes,
    start: int,
    delimiter: str,
    widths: tuple[int, int],
    index: Mapping[str, int],
    limits: ReadLimits,
) -> pa.Table | None:
    """Read the rows from a byte on; None if anything there is odd and needs the exact reader.

    Parameters
    ----------
    data : bytes
        The whole text, valid UTF-8.
    start : int
        Where the rows begin.
    delimiter : str
        What separates fields.
    widths : tuple of int
        Number of named and nameless fields in the header; nameless ones have to be empty.
    index : mapping
        Place in the header of each column that is asked for.
    limits : ReadLimits
        Cells over the limit are left to the exact reader, which can say where.
    """
    import pyarrow.csv as pacsv

    # pyarrow's reading threads outlive its errors, and may meet the end of the process: what would
    # make it fail is looked for before.
    has_quotes = data.find(b'"', start) >= 0
    plain = quotes_are_plain if has_quotes else rows_are_even
    # It would also pass over a byte order mark in the first cell.
    has_mark = data.startswith(codecs.BOM_UTF8, start)
    is_plain = not has_mark and plain(data, start, delimiter)
    if not is_plain or _has_long_line(data, start, limits.max_line):
        return None
    names = [str(i) for i in range(sum(widths))]
    of_codes = {i for column, i in index.items() if column in _OF_CODES}
    codes, text = pa.dictionary(pa.int32(), pa.string()), pa.string()
    try:
        table = pacsv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(start)),
            read_options=pacsv.ReadOptions(column_names=names, block_size=_BLOCK),
            parse_options=pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=has_quotes),
            convert_options=pacsv.ConvertOptions(
                column_types={n: codes if i in of_codes else text for i, n in enumerate(names)},
                null_values=[""],
                strings_can_be_null=True,
                check_utf8=False,  # has been checked
            ),
        )
    except pa.ArrowException:
        return None
    # Where each row is a line, no cell goes over one.
    has_long_rows = table.num_rows != data.count(b"\n", start) + (not data.endswith(b"\n"))
    if has_long_rows and any(_may_hold_rows(column, delimiter) for column in table.columns):
        return None
    columns = [tidy(column) for column in table.columns]
    if any(column.null_count < len(column) for column in columns[widths[0] :]):
        return None
    if any(longest(column) > limits.max_cell for column in columns) or _has_blank_row(columns):
        return None
    return pa.table({column: columns[i] for column, i in index.items()})


def _may_hold_rows(column: pa.ChunkedArray, delimiter: str) -> bool:
    """Whether a cell goes over a line break, with a delimiter behind it: rows may be lost in it."""
    texts = column
    if pa.types.is_dictionary(column.type):
        texts = pa.chunked_array([chunk.dictionary for chunk in column.chunks], pa.string())
    return bool(pc.any(pc.match_substring_regex(texts, rf"(?s)[\r\n].*\Q{delimiter}\E")).as_py())


def quotes_are_plain(data: bytes, start: int, delimiter: str) -> bool:
    r"""Whether every quote opens a field, closes one, or is doubled within one.

    >>> quotes_are_plain(b'a,"b ""c"", d"\r\n', 0, ","), quotes_are_plain(b'a,b"c"', 0, ",")
    (True, False)
    """
    import numpy as np

    edges = np.zeros(256, dtype=bool)
    edges[[ord(mark) for mark in (delimiter, "\n", "\r", '"')]] = True
    text = np.frombuffer(data, dtype=np.uint8)
    n_before = 0
    for step in range(start, len(data), _STEP):
        places = np.flatnonzero(text[step : step + _STEP] == ord('"')) + step
        opens = np.arange(n_before, n_before + len(places)) % 2 == 0
        before, behind = places[opens] - 1, places[~opens] + 1
        before, behind = before[before >= start], behind[behind < len(data)]
        if not (edges[text[before]].all() and edges[text[behind]].all()):
            return False
        n_before += len(places)
    return n_before % 2 == 0


def rows_are_even(data: bytes, start: int, delimiter: str) -> bool:
    r"""Whether a text without quotes has as many delimiters as rows of the same width have.

    >>> rows_are_even(b"a,b\nc,d\n", 0, ","), rows_are_even(b"a,b\nc\n", 0, ",")
    (True, False)
    """
    n_rows = data.count(b"\n", start) + (not data.endswith(b"\n"))
    end = data.find(b"\n", start)
    in_first = data.count(delimiter.encode(), start, len(data) if end < 0 else end)
    return data.count(delimiter.encode(), start) == in_first * n_rows


def _has_long_line(data: bytes, start: int, most: int) -> bool:
    while start + most < len(data):
        end = data.rfind(b"\n", start, start + most)
        if end < 0:
            return True
        start = end + 1
    return False


def _has_blank_row(columns: list[Any]) -> bool:
    if not columns or any(column.null_count == 0 for column in columns):
        return False
    is_blank = pc.is_null(columns[0])
    for column in columns[1:]:
        is_blank = pc.and_(is_blank, pc.is_null(column))
    return bool(pc.any(is_blank).as_py())

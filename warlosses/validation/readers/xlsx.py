"""XLSX: unpacked once to see that it is bounded, then read by openpyxl."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from array import array
from bisect import bisect_left, bisect_right
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NoReturn

from warlosses.errors import MissingExtraError
from warlosses.validation.readers.cells import SharedWriter, cell_text, check_cell
from warlosses.validation.readers.header import is_header, judge
from warlosses.validation.readers.notes import RefusedError, shown
from warlosses.validation.readers.places import RowPlaces
from warlosses.validation.readers.xlsx_bounds import MOST_ROWS, check_parts, with_plain_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from warlosses.validation.readers.notes import Notes
    from warlosses.validation.readers.sheet import Table

_TITLE_ROWS = 12
_CURE = "Open the workbook and save it again as XLSX, or as CSV (UTF-8)."

_Row = tuple[int, tuple[Any, ...]]


def read_xlsx(data: bytes, notes: Notes) -> Table:
    """Read the one sheet of a workbook that has rows; of formulas, the results stored with them."""
    from warlosses.validation.readers.sheet import Table

    try:
        seen = check_parts(data, notes)
        data = with_plain_names(data)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        _refuse(error, notes)
    if seen.strict:
        reason = "it is a workbook in Strict Open XML"
        cure = "Save it as Excel Workbook (.xlsx), not as Strict Open XML, or as CSV (UTF-8)."
        notes.refuse("WL001", {"format": "XLSX", "reason": reason}, suggestion=cure)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl cannot keep is nothing that we read
        rows = _read(_open(data, notes), notes, seen.merged)
    if seen.resultless:
        told = "a formula" if seen.resultless == 1 else f"{seen.resultless:,} formulas"
        cure = "Open the workbook in a spreadsheet program and save it again, or save it as CSV."
        reason = f"it has {told} without a stored result, which is an empty cell"
        notes.add("WL001", {"format": "XLSX", "reason": reason}, suggestion=cure)
    elif seen.formulas:
        notes.add("WL010", {"found": "formulas, of which the stored results count"})
    if seen.hidden:
        notes.add("WL010", {"found": "hidden rows or columns"})
    return Table(*rows)


def _read(workbook: Any, notes: Notes, merged: Sequence[str]) -> tuple[Any, int, RowPlaces]:
    rows = _only_sheet(workbook, notes)
    first, names = next(rows)
    rows = _refuse_title(first, names, rows, notes)
    texts = [cell_text(name) or "" for name in names]
    while texts and not texts[-1]:
        texts.pop()
    header = judge(texts, notes, lambda _: {"line": first})
    writer, lines = SharedWriter(list(header.columns)), array("I")
    wanted = list(header.columns.values())
    for number, row in rows:
        cells = _cells(number, row, texts, notes)
        if any(cells[len(texts) :]):
            width = max(n for n, cell in enumerate(cells, start=1) if cell)
            notes.add("WL007", {"expected": len(texts), "found": width}, line=number)
            continue
        if not any(cells):
            continue
        if len(lines) >= notes.limits.max_rows:
            notes.refuse_large("rows", f"{notes.limits.max_rows:,}", "more")
        cells += [None] * (len(texts) - len(cells))
        writer.add([cells[n] for n in wanted])
        lines.append(number)
    _note_merged(merged, header.columns, lines, notes)
    return writer.table(), len(lines), RowPlaces(lines, header.columns)


def _refuse_title(
    first: int, names: Iterable[Any], rows: Iterator[_Row], notes: Notes
) -> Iterator[_Row]:
    """Return the rows below the header, having looked whether the header stands below a title."""
    texts = [cell_text(name) for name in names]
    if is_header(texts):
        return rows
    ahead = list(islice(rows, _TITLE_ROWS))
    for number, row in ahead:
        if is_header(map(cell_text, row)):
            title = shown(next(filter(None, texts)))
            reason = (
                f"expected column names in the first row; found {title!r}: "
                f"the column names stand in row {number}"
            )
            cure = f"Remove what stands above row {number}."
            notes.refuse("WL009", {"found": reason}, line=first, suggestion=cure)
    return chain(ahead, rows)


def _note_merged(
    merged: Sequence[str], columns: Mapping[str, int], lines: Sequence[int], notes: Notes
) -> None:
    """Note the cells of known columns that a merger hides: they hold nothing."""
    by_place = {place: column for column, place in columns.items()}
    for area in merged:
        (left, top), (right, bottom) = map(_cell, area.split(":"))
        hidden = [n for n in range(left, right + 1) if n in by_place]
        below = lines[bisect_left(lines, top) : bisect_right(lines, bottom)]
        if hidden and below and (len(below) > 1 or len(hidden) > 1):
            what = f"cells {area} are merged: only the first of them holds what all show"
            cure = "Unmerge the cells and write into each what it is to hold."
            column = by_place[hidden[0]]
            fields = {"format": "XLSX", "reason": what}
            notes.add("WL001", fields, line=below[0], column=column, suggestion=cure)


def _cell(name: str) -> tuple[int, int]:
    """Return the column, from 0, and the row, from 1, of a cell.

    >>> _cell("A2"), _cell("AB10")
    ((0, 2), (27, 10))
    """
    letters, digits = name.rstrip("0123456789"), name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1, int(digits)


def _cells(number: int, row: Iterable[Any], names: Sequence[str], notes: Notes) -> list[str | None]:
    cells = [cell_text(cell) for cell in row]
    for n, cell in enumerate(cells):
        if cell is not None:
            name = names[n] if n < len(names) else None
            check_cell(cell, notes, line=number, column=name or None)
    return cells


def _open(data: bytes, notes: Notes) -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError(
            f"{notes.file}: reading XLSX needs openpyxl, which is not installed: "
            "pip install 'warlosses[xlsx]', or save the sheet as CSV (UTF-8)"
        ) from error
    try:
        return openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  openpyxl lets whatever went wrong inside it through
        _refuse(error, notes)


def _only_sheet(workbook: Any, notes: Notes) -> Iterator[_Row]:
    """Return the rows of the only sheet that has any."""
    filled = []
    for sheet in workbook.worksheets:
        rows = _rows(sheet, notes)
        first = next(rows, None)
        if first is not None:
            hidden = "" if sheet.sheet_state == "visible" else " (hidden)"
            filled.append((f"{sheet.title!r}{hidden}", first, rows))
    if not filled:
        notes.refuse("WL003", {"found": "an empty workbook"})
    titles = ", ".join(title for title, *_ in filled)
    if len(filled) > 1:
        reason = f"expected one sheet with rows; found {len(filled)}: {titles}"
        cure = "Keep one sheet in the workbook, or save that sheet as CSV (UTF-8)."
        notes.refuse("WL001", {"format": "XLSX", "reason": reason}, suggestion=cure)
    _, first, rows = filled[0]
    if len(workbook.worksheets) > 1 or "(hidden)" in titles:
        notes.add("WL010", {"found": f"several or hidden sheets, of which {titles} has rows"})
    return chain([first], rows)


def _rows(sheet: Any, notes: Notes) -> Iterator[_Row]:
    """Yield the rows that are not blank, with their numbers in the sheet."""
    limits = notes.limits
    try:
        sheet.reset_dimensions()  # what the file says of its size need not be true
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > MOST_ROWS:
                raise ValueError(f"a row's number is beyond {MOST_ROWS:,}")  # noqa: TRY301
            if len(row) > limits.max_columns:
                number_of_columns = f"{len(row):,}"
                notes.refuse_large(
                    "columns", f"{limits.max_columns}", number_of_columns, line=number
                )
            if any(cell is not None and cell_text(cell) for cell in row):
                yield number, row
    except (MemoryError, GeneratorExit, RefusedError):
        raise
    except Exception as error:  # noqa: BLE001  as above
        _refuse(error, notes)


def _refuse(error: Exception, notes: Notes) -> NoReturn:
    notes.refuse("WL001", {"format": "XLSX", "reason": _reason(error)}, suggestion=_CURE)


def _reason(error: Exception) -> str:
    """Return why openpyxl could not read a workbook, in words for those who never heard of it."""
    told = " ".join(str(error).split())
    failed = re.search(r"could not (read|assign) ([a-z ]+?) from", told)
    if failed is not None:
        return f"its {failed[2].replace('stylesheet', 'styles')} cannot be read"
    if "__init__()" in told or "must be one of" in told or "expected <class" in told:
        return f"something in its styles or properties cannot be read ({told[:100]})"
    return told[:200] or type(error).__name__

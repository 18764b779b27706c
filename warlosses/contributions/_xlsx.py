"""XLSX: unpacked once to see that it is bounded, then read by openpyxl."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from array import array
from typing import TYPE_CHECKING, Any

from warlosses.contributions._cells import CellWriter, cell_text, check_cell
from warlosses.contributions._columns import COLUMNS, judge
from warlosses.contributions._places import RowPlaces
from warlosses.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.contributions._notes import Notes
    from warlosses.contributions.reading import Table

_STEP = 1 << 18
_SMALL = 1 << 20
_MOST_PARTS = 1000
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_FORMULA = re.compile(rb"<(\w+:)?f[ >/]")
_CURE = "Save the workbook again as XLSX or as CSV (UTF-8)."


def read_xlsx(data: bytes, notes: Notes) -> Table:
    """Read the one sheet of a workbook that has rows; of formulas, the results stored with them."""
    from warlosses.contributions.reading import Table

    if _check_parts(data, notes):
        notes.add("WL010", {"found": "formulas, of which the stored results count"})
    title, rows = _only_sheet(_open(data, notes), notes)
    first, names = next(rows, (0, ()))
    if not names:
        notes.refuse("WL003", {"found": "an empty workbook"})
    texts = [cell_text(name) or "" for name in names]
    while texts and not texts[-1]:
        texts.pop()
    header = judge(texts, notes, lambda _: {"line": first})
    writer, lines = CellWriter(list(header.index)), array("I")
    wanted = list(header.index.values())
    for number, row in rows:
        cells = [cell_text(cell) for cell in row]
        for n, cell in enumerate(cells):
            if cell is not None:
                name = texts[n] if n < len(texts) else None
                check_cell(cell, notes, line=number, column=name or None)
        if any(cells[len(texts) :]):
            found = max(n for n, cell in enumerate(cells, start=1) if cell)
            notes.add("WL007", {"expected": len(texts), "found": found}, line=number)
            continue
        if writer.n_rows >= notes.limits.max_rows:
            notes.refuse_large("rows", f"{notes.limits.max_rows:,}", "more")
        cells += [None] * (len(texts) - len(cells))
        writer.add([cells[n] for n in wanted])
        lines.append(number)
    if title:
        notes.add("WL010", {"found": f"several sheets, of which only {title!r} has rows"})
    return Table(writer.table(), len(lines), RowPlaces(lines))


def _check_parts(data: bytes, notes: Notes) -> bool:
    """Unpack all parts without keeping them, within bounds; return whether there are formulas."""
    limits = notes.limits
    unpacked, has_formulas = 0, False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS:
                notes.refuse_large("parts of the workbook", f"{_MOST_PARTS:,}", f"{len(parts):,}")
            for part in parts:
                size = 0
                before = b""
                with archive.open(part) as file:
                    while piece := file.read(_STEP):
                        size += len(piece)
                        unpacked += len(piece)
                        if size > _SMALL and size > limits.max_ratio * part.compress_size:
                            most = f"{limits.max_ratio} times their packed size"
                            notes.refuse_large("size of unpacked parts", most, "more")
                        if unpacked > limits.max_unpacked:
                            most = f"{limits.max_unpacked:,} bytes"
                            notes.refuse_large("size of the unpacked workbook", most, "more")
                        seen = before + piece
                        _check_xml(seen, part.filename, notes)
                        if _SHEET.fullmatch(part.filename) and not has_formulas:
                            has_formulas = _FORMULA.search(seen) is not None
                        before = piece[-20:]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        _refuse(error, notes)
    return has_formulas


def _check_xml(text: bytes, name: str, notes: Notes) -> None:
    """Refuse what workbooks never have, and XML bombs do: entities, and odd encodings."""
    if not name.endswith((".xml", ".rels")):
        return
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        reason = f"{name} declares entities or is no UTF-8 text"
        notes.refuse("WL001", {"format": "XLSX", "reason": reason}, suggestion=_CURE)


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


def _only_sheet(workbook: Any, notes: Notes) -> tuple[str, Iterator[tuple[int, tuple[Any, ...]]]]:
    """Return the rows of the only sheet that has any; its title if there are other sheets."""
    found = []
    for sheet in workbook.worksheets:
        rows = _rows(sheet, notes)
        first = next(rows, None)
        if first is not None:
            found.append((sheet.title, first, rows))
    if len(found) > 1:
        titles = ", ".join(repr(title) for title, *_ in found)
        reason = f"expected one sheet with rows; found {len(found)}: {titles}"
        cure = "Keep one sheet in the workbook, or save that sheet as CSV (UTF-8)."
        notes.refuse("WL001", {"format": "XLSX", "reason": reason}, suggestion=cure)
    if not found:
        notes.refuse("WL003", {"found": "an empty workbook"})
    title, first, rows = found[0]
    return title if len(workbook.worksheets) > 1 else "", _chained(first, rows)


def _chained(first: Any, rows: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rows


def _rows(sheet: Any, notes: Notes) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows that are not blank, with their numbers in the sheet."""
    limits = notes.limits
    try:
        sheet.reset_dimensions()  # what the file says of its size need not be true
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if len(row) > limits.max_columns:
                notes.refuse_large("columns", f"{limits.max_columns}", f"{len(row):,}", line=number)
            if any(cell is not None and cell != "" for cell in row):
                yield number, row
    except (MemoryError, GeneratorExit):
        raise
    except Exception as error:
        from warlosses.contributions._notes import RefusedError

        if isinstance(error, RefusedError):
            raise
        _refuse(error, notes)


def _refuse(error: Exception, notes: Notes) -> Any:
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    notes.refuse("WL001", {"format": "XLSX", "reason": reason}, suggestion=_CURE)

"""XLSX: unpacked once to see that it is bounded, then read by openpyxl."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from array import array
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from warlosses.errors import MissingExtraError
from warlosses.validation.readers.cells import SharedWriter, cell_text, check_cell
from warlosses.validation.readers.header import is_header, judge
from warlosses.validation.readers.notes import RefusedError, shown
from warlosses.validation.readers.places import RowPlaces
from warlosses.validation.readers.xlsx_parts import Package, is_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from warlosses.validation.readers.notes import Notes
    from warlosses.validation.readers.sheet import Table

_STEP = 1 << 18
_SMALL = 1 << 20
_MOST_PARTS = 1000
# A sheet has no more rows. openpyxl keeps a little of each row and each shared text.
_MOST_ROWS = 1 << 20
# What lies between two of them is in memory as a whole, and each tag takes a lot more there.
_LONGEST_STRETCH = 16 << 20
_MOST_TAGS = 150_000
_STRICT_WITHIN = 5000
_OVERLAP = 200
_MOST_MERGED = 1000
_TITLE_ROWS = 12
_ROW = re.compile(rb"<(?:\w+:)?(?:row|si)(?=[\s>/])(?:\s+r=[\"'](\d{1,20})[\"'])?")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_RESULTLESS = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?: [^<>]*)?/>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell [^<>]*?ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']"
)
_SHEET = re.compile(rb"<(?:\w+:)?worksheet[\s>]")
_STRICT = b"http://purl.oclc.org/ooxml/"
_HIDDEN = re.compile(rb"<(?:\w+:)?(?:row|col) [^<>]*hidden=[\"'](?:1|true)")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!(?i:utf-?8|us-ascii)[\"'])")
_SMALLER = "Save the sheet as CSV (UTF-8), which may be larger."
_CURE = "Open the workbook and save it again as XLSX, or as CSV (UTF-8)."

_Row = tuple[int, tuple[Any, ...]]


class Seen(NamedTuple):
    """What the parts of a workbook hold that is worth a word."""

    formulas: bool = False
    hidden: bool = False
    resultless: int = 0
    merged: tuple[str, ...] = ()
    strict: bool = False


def read_xlsx(data: bytes, notes: Notes) -> Table:
    """Read the one sheet of a workbook that has rows; of formulas, the results stored with them."""
    from warlosses.validation.readers.sheet import Table

    try:
        seen = _check_parts(data, notes)
        data = _with_plain_names(data)
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
        below = [line for line in lines if top <= line <= bottom]
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


def _check_parts(data: bytes, notes: Notes) -> Seen:
    """Unpack all parts without keeping them, within bounds; return what was seen in them."""
    bounds = _Bounds(notes, len(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS:
            notes.refuse_large("parts of the workbook", f"{_MOST_PARTS:,}", f"{len(parts):,}")
        if not any(part.filename.replace("\\", "/").startswith("xl/") for part in parts):
            inside = ", ".join(shown(part.filename, 40) for part in parts[:3])
            raise zipfile.BadZipFile(f"it is a ZIP file, but no workbook; it holds {inside}")
        # What tells which parts are read comes first: the others are only measured.
        parts.sort(key=lambda part: not is_package(part.filename))
        package = Package()
        for part in parts:
            name = part.filename.replace("\\", "/")
            bounds.start(part, is_read=package.is_read(name))
            pieces = []
            with archive.open(part) as file:
                while piece := file.read(_STEP):
                    bounds.take(piece)
                    pieces += [piece] if is_package(name) else []
            if pieces:
                package.take(name, b"".join(pieces))
    return Seen(
        bounds.formulas, bounds.hidden, bounds.resultless, tuple(bounds.merged), bounds.strict
    )


def _with_plain_names(data: bytes) -> bytes:
    """Return a workbook whose parts are named with slashes, as openpyxl looks for them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not any("\\" in name for name in archive.namelist()):
            return data
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as renamed:
            for part in archive.infolist():
                renamed.writestr(part.filename.replace("\\", "/"), archive.read(part))
    return file.getvalue()


class _Bounds:
    """Counts what the parts of a workbook unpack to, and refuses it once it is too much."""

    def __init__(self, notes: Notes, packed: int) -> None:
        self.formulas = self.hidden = self.strict = False
        self.resultless = 0
        self.merged: list[str] = []
        self._notes = notes
        self._most = min(notes.limits.max_workbook, _SMALL + notes.limits.max_ratio * packed)
        self._unpacked = self._rows = 0

    def start(self, part: zipfile.ZipInfo, *, is_read: bool) -> None:
        """Begin with a part; one that nobody reads is only measured."""
        self._part, self._is_read, self._is_sheet = part, is_read, False
        self._before = b""
        self._size = self._stretch = self._tags = self._row = self._counted = 0
        self._is_xml = True

    def take(self, piece: bytes) -> None:
        """Take the next piece of a part."""
        limits = self._notes.limits
        if not self._size:
            # Other parts, such as pictures, are never read as XML, whatever they are called.
            self._is_xml = piece.lstrip()[:1] == b"<" or piece[:1] in b"\xef\xff\xfe\0"
        self._size += len(piece)
        self._unpacked += len(piece)
        if self._size > _SMALL and self._size > limits.max_ratio * self._part.compress_size:
            most = f"{limits.max_ratio} times their packed size"
            self._notes.refuse_large("size of unpacked parts", most, "more")
        if self._unpacked > self._most:
            most = f"{self._most:,} bytes"
            what = "size of the unpacked workbook"
            self._notes.refuse_large(what, most, "more", suggestion=_SMALLER)
        if self._is_xml and self._is_read:
            self._look_at(self._before + piece)

    def _look_at(self, text: bytes) -> None:
        """Refuse what workbooks never have, and XML bombs do: entities, and odd encodings."""
        if (
            b"<!DOCTYPE" in text
            or b"<!ENTITY" in text
            or b"\0" in text[:4]
            or _ENCODING.search(text)
        ):
            raise ValueError(f"{self._part.filename} declares entities, or is no UTF-8 text")
        self._looked_at = len(self._before)
        last = self._count_rows(text)
        if last:
            self._stretch = self._tags = 0
        self._stretch += len(text) - last
        self._tags += text.count(b"<", last)
        if self._rows > _MOST_ROWS:
            self._notes.refuse_large("rows and shared texts", f"{_MOST_ROWS:,}", "more")
        if self._stretch > _LONGEST_STRETCH or self._tags > _MOST_TAGS:
            most = f"{_LONGEST_STRETCH:,} bytes and {_MOST_TAGS:,} tags"
            self._notes.refuse_large(f"a part of {self._part.filename} without rows", most, "more")
        self._is_sheet = self._is_sheet or _SHEET.search(text) is not None
        self.strict = self.strict or _STRICT in text[:_STRICT_WITHIN]
        if not self._is_sheet:
            return  # a chart has formulas too, which are nothing to us
        self.formulas = self.formulas or _FORMULA.search(text) is not None
        self.hidden = self.hidden or _HIDDEN.search(text) is not None
        # A match that ends within what was looked at before has been counted.
        before = self._looked_at
        self.resultless += sum(m.end() > before for m in _RESULTLESS.finditer(text))
        areas = [m[1].decode() for m in _MERGED.finditer(text) if m.end() > before]
        self.merged += areas[: max(0, _MOST_MERGED - len(self.merged))]

    def _count_rows(self, text: bytes) -> int:
        """Count rows and shared texts; return where the last one begins, 0 if there is none."""
        last = 0
        for match in _ROW.finditer(text, self._counted):
            last, self._counted = match.start(), match.end()
            number = int(match[1] or self._row + 1)
            if number <= self._row:
                # openpyxl leaves such rows out without a word.
                raise ValueError(f"row {number} stands below row {self._row}")
            self._rows, self._row = self._rows + 1, number
        # A tag may be cut in two by the end of a piece; what has been counted is not counted again.
        self._before = text[-_OVERLAP:]
        self._counted = max(0, self._counted - len(text) + len(self._before))
        return last


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
            if number > _MOST_ROWS:
                raise ValueError(f"a row's number is beyond {_MOST_ROWS:,}")  # noqa: TRY301
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

"""A workbook, unpacked once without being kept: is it bounded, and what is in it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from warlosses.validation.readers.notes import shown
from warlosses.validation.readers.xlsx_parts import Package, is_package

if TYPE_CHECKING:
    from warlosses.validation.readers.notes import Notes

_STEP = 1 << 18
_SMALL = 1 << 20
_MOST_PARTS = 1000
# A sheet has no more rows. openpyxl keeps a little of each row and each shared text.
MOST_ROWS = 1 << 20
# What lies between two of them is in memory as a whole, and each tag takes a lot more there.
_LONGEST_STRETCH = 16 << 20
_MOST_TAGS = 150_000
_STRICT_WITHIN = 5000
_OVERLAP = 200
_MOST_MERGED = 1000

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
_ENCODING = re.compile(rb"<\?xml[^<>]*encoding\s*=\s*[\"'](?!(?i:utf-?8|us-ascii)[\"'])")
# Of the others, zipfile unpacks each piece that it reads whole, whatever that comes to.
_METHODS = {zipfile.ZIP_STORED: "stored", zipfile.ZIP_DEFLATED: "deflate"}
_SMALLER = "Save the sheet as CSV (UTF-8), which may be larger."


class Seen(NamedTuple):
    """What the parts of a workbook hold that is worth a word."""

    formulas: bool = False
    hidden: bool = False
    resultless: int = 0
    merged: tuple[str, ...] = ()
    strict: bool = False


def check_parts(data: bytes, notes: Notes) -> Seen:
    """Unpack all parts without keeping them, within bounds; return what was seen in them."""
    bounds = _Bounds(notes, len(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS:
            notes.refuse_large("parts of the workbook", f"{_MOST_PARTS:,}", f"{len(parts):,}")
        if not any(part.filename.replace("\\", "/").startswith("xl/") for part in parts):
            inside = ", ".join(shown(part.filename, 40) for part in parts[:3])
            raise zipfile.BadZipFile(f"it is a ZIP file, but no workbook; it holds {inside}")
        for part in parts:
            _check_method(part)
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


def _check_method(part: zipfile.ZipInfo) -> None:
    if part.compress_type not in _METHODS:
        raise zipfile.BadZipFile(
            f"{shown(part.filename, 40)} is packed by another method than workbooks are: expected "
            f"{' or '.join(_METHODS.values())}; found method {part.compress_type}"
        )


def with_plain_names(data: bytes) -> bytes:
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
        if self._rows > MOST_ROWS:
            self._notes.refuse_large("rows and shared texts", f"{MOST_ROWS:,}", "more")
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

"""What is certain, mended in the file's own bytes; what is not stays, and is told by the report.

A cell is written anew only where its text can be read in one way: the same code, day or figure in
the form that is asked for. All other bytes stay as they are, and no figure becomes another one.
"""

from __future__ import annotations

import codecs
import difflib
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from warlosses import letters
from warlosses.codes import resolve
from warlosses.columns import CODES, CONTRIBUTION, FIGURES
from warlosses.validation import suggestions
from warlosses.validation.readers.csv_head import find_head
from warlosses.validation.readers.csv_places import CsvPlaces, field_spans
from warlosses.validation.readers.json_rows import JsonPlaces
from warlosses.validation.readers.json_scan import scan_object
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.readers.notes import Notes, RefusedError
from warlosses.validation.readers.places import TextPlaces
from warlosses.validation.readers.read import read_contribution
from warlosses.validation.rules.attribution import is_link
from warlosses.validation.typed.contribution import read_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from warlosses.validation.readers.sheet import Sheet

# A column that is known by its name only once that is mended has its cells mended after it.
_ROUNDS = 3
MENDED = ("csv", "tsv", "json", "ndjson")
_SPACES = "WL010"


class Change(NamedTuple):
    """One cell, or name of a column, that was written anew, and where it stood."""

    rule: str
    line: int
    position: int
    column: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return the change in words."""
        return f"{self.column} {self.before!r} -> {self.after!r} ({self.rule})"


class Fixed(NamedTuple):
    """A file's bytes as they were and as they are to be, and what the difference is."""

    name: str
    kind: str
    before: bytes
    after: bytes
    changes: list[Change]

    def diff(self) -> str:
        """Return the difference as a patch has it; of equal ones, nothing."""
        one, other = (
            text.decode("utf-8", "replace").splitlines(keepends=True)
            for text in (self.before, self.after)
        )
        told = difflib.unified_diff(one, other, self.name, f"{self.name} (mended)")
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in told)


class _Edit(NamedTuple):
    start: int
    end: int
    written: bytes
    change: Change


def fix(
    data: bytes,
    name: str = "-",
    *,
    format: str | None = None,  # noqa: A002
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> Fixed:
    r"""Return a contribution's bytes with all that is certain mended.

    Parameters
    ----------
    data : bytes
        The file; CSV, TSV, JSON and NDJSON are mended, anything else stays.
    name : str
        What it is called.
    format : str, optional
        What it is; by default told from its name and first bytes.
    select, ignore : iterable of str
        Mend only these rules' findings, or all but these: codes or beginnings of codes.

    Examples
    --------
    >>> fixed = fix(b"as_of,category,value,note\n18.04.2023,\xd1\x82anks,\"3,661\",~ \n", "may.csv")
    >>> print(fixed.after.decode())
    as_of,category,value,note
    2023-04-18,tanks,"3661",~
    <BLANKLINE>
    >>> [str(change) for change in fixed.changes][:1]
    ["as_of '18.04.2023' -> '2023-04-18' (WL104)"]
    """
    chosen, left_out = tuple(select), tuple(ignore)
    now, changes = data, list[Change]()
    sheet = read_contribution(data, name=name, format=format)
    kind = sheet.format
    for _ in range(_ROUNDS):
        edits = [
            edit
            for edit in _edits(now, sheet)
            if (not chosen or edit.change.rule.startswith(chosen))
            and not edit.change.rule.startswith(left_out)
        ]
        if not edits:
            break
        now = _applied(now, edits)
        sheet = read_contribution(now, name=name, format=format)
        changes += [edit.change for edit in edits]
    return Fixed(name, kind, data, now, changes)


def _applied(data: bytes, edits: Iterable[_Edit]) -> bytes:
    pieces, at = [], 0
    for edit in sorted(edits):
        pieces += [data[at : edit.start], edit.written]
        at = edit.end
    return b"".join([*pieces, data[at:]])


def _edits(data: bytes, sheet: Sheet) -> list[_Edit]:
    """Return what is to be written anew, and where."""
    if sheet.format not in MENDED:
        return []
    mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    text = data[mark:]
    places = sheet.places
    if not isinstance(places, TextPlaces):
        # Refused as a whole, such as in another encoding: not even its mark is ours to take.
        return []
    if places.data != text:
        return []
    edits = [] if sheet.format in ("json", "ndjson") else _of_header(text, sheet.file)
    if isinstance(places, CsvPlaces):
        edits += _of_cells(sheet, places, _csv_cells(places, sheet.n_rows))
    elif isinstance(places, JsonPlaces):
        edits += _of_cells(sheet, places, _json_cells(places, sheet.n_rows))
    if mark:
        change = Change(_SPACES, 1, 1, "file", "byte order mark", "")
        edits = [edit._replace(start=edit.start + mark, end=edit.end + mark) for edit in edits]
        edits.append(_Edit(0, mark, b"", change))
    return edits


class _Cell(NamedTuple):
    """A cell as it stands in the file: its row, its column, its bytes and what they mean."""

    row: int
    column: str
    start: int
    end: int
    text: str


def _of_cells(sheet: Sheet, places: TextPlaces, cells: Iterator[_Cell]) -> list[_Edit]:
    refused = _refused_texts(sheet)
    claimants = sheet.cells["claimant"] if "claimant" in sheet.cells.column_names else None
    edits = []
    for cell in cells:
        text = cell.text.strip()
        rule, written = refused.get((cell.column, text), ""), None
        if rule == "WL402":
            bare = letters.unquoted(text)
            written = bare if is_link(bare) else None
        elif rule:
            said = claimants[cell.row - 1].as_py() if claimants is not None else None
            claimant = resolve("claimant", said) if said else None
            written = suggestions.certain(rule, cell.column, text, claimant)
        if written is None:
            rule, written = _SPACES, text
        if written != cell.text:
            change = Change(
                rule,
                places.line_at(cell.start),
                places.position_at(cell.start),
                cell.column,
                cell.text,
                written,
            )
            raw = places.data[cell.start : cell.end]
            edits.append(_Edit(cell.start, cell.end, _written(raw, written, places), change))
    return edits


def _refused_texts(sheet: Sheet) -> dict[tuple[str, str], str]:
    """Return by column and text the rule that refuses it."""
    if not sheet.n_rows:
        return {}
    refused = {}
    for name, column in read_types(sheet).columns.items():
        if name not in (*CODES, *FIGURES, "as_of", "period_start", "source_url"):
            continue
        for place, text in enumerate(column.texts.to_pylist()):
            if rule := int(column.faults[place]):
                refused[name, text] = f"WL{rule:03}"
            elif name == "source_url" and not is_link(text):
                refused[name, text] = "WL402"
    return refused


def _written(raw: bytes, text: str, places: TextPlaces) -> bytes:
    """Return a cell's bytes with another text, in quotes where it stood in quotes or needs them."""
    if isinstance(places, JsonPlaces):
        return json.dumps(text, ensure_ascii=False).encode()
    delimiter = places.delimiter if isinstance(places, CsvPlaces) else ","
    if raw.startswith(b'"') or any(mark in text for mark in (delimiter, '"', "\n", "\r")):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'.encode()
    return text.encode()


def _csv_cells(places: CsvPlaces, n_rows: int) -> Iterator[_Cell]:
    data = places.data
    for row in range(1, n_rows + 1):
        spans = places.spans(row)
        for column, (start, end) in spans.items():
            yield _Cell(row, column, start, end, _unquoted_cell(data[start:end]))


def _unquoted_cell(raw: bytes) -> str:
    text = raw.decode()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return text


def _json_cells(places: JsonPlaces, n_rows: int) -> Iterator[_Cell]:
    for row in range(1, n_rows + 1):
        members, _ = scan_object(places.data, places.starts[row - 1], len(places.data), LIMITS)
        for member in members:
            value = json.loads(places.data[member.start : member.end])
            column = json.loads(member.key)
            if column in CONTRIBUTION and isinstance(value, str):
                yield _Cell(row, column, member.start, member.end, value)


def _of_header(text: bytes, name: str) -> list[_Edit]:
    """Return the names of columns that are known ones but for their form."""
    try:
        head = find_head(text, Notes(name, LIMITS))
    except RefusedError:
        return []
    places = TextPlaces(text)
    start = places.line_starts[head.record.line - 1]
    spans = field_spans(text, start, head.delimiter, len(head.names))
    taken = {given.strip() for given in head.names}
    edits = []
    for given, (first, end) in zip(head.names, spans, strict=False):
        meant = re.sub(r"[\s-]+", "_", letters.by_shape(letters.unquoted(given)))
        raw = _unquoted_cell(text[first:end])
        if meant in CONTRIBUTION and raw != meant and (meant not in taken or given == meant):
            line, position = places.line_at(first), places.position_at(first)
            change = Change("WL005", line, position, "column name", raw, meant)
            taken.add(meant)
            edits.append(_Edit(first, end, meant.encode(), change))
    return edits


def describe(changes: Iterable[Change], file: str) -> list[str]:
    """Return the changes in lines, each with its place.

    >>> describe([Change("WL107", 2, 32, "category", "танки", "tanks")], "may.csv")
    ["may.csv:2:32: category 'танки' -> 'tanks' (WL107)"]
    """
    return [f"{file}:{change.line}:{change.position}: {change}" for change in changes]

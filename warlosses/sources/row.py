"""One row of a source's file: where it stands, its cells, and what they mean in our codes."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from warlosses.claims.reading import Reading, Rejected
from warlosses.letters import printable
from warlosses.sources import crosswalk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from warlosses.errors import SourceError
    from warlosses.sources.copy import Copy
    from warlosses.sources.crosswalk import Meaning

# No army has so many people: beyond it a figure is two run together, or a joke.
_LARGEST = 100_000_000
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_SHOWN = 60


@dataclass(frozen=True)
class Row:
    """A row with its place; what it can't be is refused with file, place, expected and found."""

    copy: Copy
    name: str
    place: str
    cells: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]

    def at(self, more: str) -> Row:
        """Return the row with more said of the place."""
        return replace(self, place=f"{self.place}{more}")

    def fail(self, expected: str, instead: object, cure: str | None = None) -> SourceError:
        """Return the error: file, place, what was expected, what was found, and the cure."""
        return self.copy.fail(self.name, self.place, expected, instead, cure)

    def day(self, column: str = "date", form: str = "YYYY-MM-DD") -> date:
        """Return the day in a cell."""
        text = str(self.cells.get(column, "")).strip()
        try:
            if form == "DD/MM/YYYY":
                return datetime.strptime(text, "%d/%m/%Y").date()
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.fail(f"a date, {form}", repr(self.cells.get(column))[:_SHOWN]) from error

    def number(self, column: str) -> int:
        """Return the whole number in a cell."""
        return self.whole_number(self.cells[column], column)

    def number_or_none(self, column: str) -> int | None:
        """Return the whole number in a cell; None where it is empty."""
        return self.number(column) if self.cells[column] else None

    def whole_number(self, value: object, column: str) -> int:
        """Return a whole number given as one, as text, or as text with thousands commas."""
        text = str(value).strip().replace(",", "")
        number = int(text) if _WHOLE.fullmatch(text) else None
        if number is None or isinstance(value, bool) or abs(number) > _LARGEST:
            expected = f"a whole number up to {_LARGEST:,}"
            raise self.at(f", {column}").fail(expected, printable(repr(value))[:_SHOWN])
        return number

    def meaning(self, label: str, day: date, belligerent: str = "") -> Meaning:
        """Return what a label means on a day, or stop the build with the label's name."""
        source_id = self.copy.source.source_id
        meaning = crosswalk.meaning(source_id, label, day, belligerent)
        if meaning is None:
            raise self.fail(
                f"a label that schemas/crosswalk.csv knows for {source_id} on {day}",
                f"{label!r}",
                "If the label is right, add a row for it to schemas/crosswalk.csv "
                "(and, if need be, its category to schemas/categories.csv).",
            )
        return meaning

    def qualifier(self, word: str) -> str:
        """Return the qualifier's code for the word a source uses; empty means exact."""
        code = crosswalk.qualifier(word)
        if code is None:
            raise self.fail(
                "a hedge that schemas/qualifiers.csv knows",
                repr(word),
                "Add the word to schemas/qualifiers.csv.",
            )
        return code

    def claimant(self, raw_name: str) -> str:
        """Return the claimant's code for the name a source uses."""
        code = crosswalk.claimant(self.copy.source.source_id, raw_name)
        if code is None:
            raise self.fail(
                "a claimant that schemas/claimant_names.csv knows",
                repr(raw_name),
                "Add the name to schemas/claimant_names.csv.",
            )
        return code

    def belligerent(self, raw_name: str) -> str:
        """Return RU or UA for a country's name."""
        code = crosswalk.belligerent(raw_name)
        if code is None:
            raise self.fail("Russia or Ukraine", repr(raw_name))
        return code

    def link(self, day: date, url: str) -> tuple[str, str]:
        """Return the row's link and a note, by ``schemas/link_fixes.csv``."""
        return crosswalk.link(self.copy.source.source_id, day, url)

    def reading(self, meaning: Meaning, **facts: Any) -> Reading:
        """Return a reading of what a label means; a cumulative one, unless told otherwise."""
        usual = {
            "source_id": self.copy.source.source_id,
            "belligerent": meaning.belligerent,
            "category": meaning.category,
            "outcome": meaning.outcome,
            "measure": "cumulative",
        }
        return Reading(**{**usual, **facts})

    def set_aside(self, label: str, day: date) -> str:
        """Return why a row is known to be wrong, by ``schemas/set_aside.csv``, or nothing."""
        return crosswalk.set_aside(self.copy.source.source_id, label, day)

    def rejected(
        self, label: str, day: date | None, reason: str, place: str | None = None
    ) -> Rejected:
        """Return the row as one that gives no reading, and why."""
        where = f"{self.name}, {self.place}" if place is None else place
        source_id = self.copy.source.source_id
        return Rejected(source_id, where, label, day.isoformat() if day else "", reason)


def records(copy: Copy, name: str) -> Iterator[Row]:
    """Yield the rows of a JSON file that must be a non-empty list of objects."""
    try:
        data = json.loads(copy.text(name))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise copy.fail(name, place, "whole JSON", f"{error.msg} (cut off?)") from error
    except RecursionError as error:
        raise copy.fail(name, "", "a list of objects", "lists in lists without end") from error
    except ValueError as error:  # Python reads no number of thousands of digits
        raise copy.fail(name, "", "numbers that can be read", str(error)[:_SHOWN]) from error
    if not isinstance(data, list) or not data or not all(isinstance(r, dict) for r in data):
        instead = f"{type(data).__name__}: {str(data)[:40]}"
        raise copy.fail(name, "", "a list of objects", instead)
    for number, cells in enumerate(data, start=1):
        yield Row(copy, name, f"record {number}", cells)


def table(
    copy: Copy,
    name: str,
    columns: Sequence[str],
    delimiter: str = ",",
    *,
    ends_with_newline: bool = True,
) -> Iterator[Row]:
    """Yield the rows of a delimited file whose header must hold these columns.

    Parameters
    ----------
    copy : Copy
        The source's files.
    name : str
        File name.
    columns : sequence of str
        Columns that must be there, in any order.
    delimiter : str
        Field separator.
    ends_with_newline : bool
        Whether the origin's file ends with one; if it should and doesn't, it was cut off.
    """
    text = copy.text(name)
    if ends_with_newline and not text.endswith("\n"):
        place = f"line {text.count(chr(10)) + 1}"
        raise copy.fail(name, place, "a line break at the end", "none (cut off?)")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader)
        missing = [c for c in columns if c not in header]
        if missing:
            expected = f"columns {', '.join(columns)}"
            raise copy.fail(name, "line 1", expected, f"no {', '.join(missing)}")
        count = 0
        for fields in reader:
            if not fields:
                continue
            place = f"line {reader.line_num}"
            if len(fields) != len(header):
                raise copy.fail(name, place, f"{len(header)} fields", f"{len(fields)} (cut off?)")
            count += 1
            yield Row(copy, name, place, dict(zip(header, fields, strict=True)))
    except csv.Error as error:
        place = f"line {reader.line_num}"
        raise copy.fail(name, place, "delimited text", str(error)) from error
    if not count:
        raise copy.fail(name, "line 2", "rows below the header", "none")

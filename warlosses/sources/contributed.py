"""Contributions: rows in this project's own format, each with its link.

They lie in ``datasets/contributions``. A file's name tells its source: ``<source_id>.csv`` for the
sources that have no public file to fetch again and entered once; every other file belongs to the
source ``contributions``.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.claim_id import default_period_start, parse_claim_id
from warlosses.errors import SourceError
from warlosses.sources._copy import Copy
from warlosses.sources._reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

COLUMNS = (
    "as_of",
    "claimant",
    "belligerent",
    "category",
    "outcome",
    "measure",
    "value",
    "value_low",
    "value_high",
    "qualifier",
    "period_start",
    "source_url",
    "note",
)
_DEFAULTS = {"outcome": "lost", "measure": "cumulative", "qualifier": "exact"}
_CURE = "Correct the row; the codes are in schemas/*.csv (wl.load('categories') and the like)."


def source_of(path: Path) -> codes.Source:
    """Return the source that a contribution file belongs to."""
    return codes.sources().get(path.stem, codes.sources()["contributions"])


def contribution_files(folder: Path) -> list[Path]:
    """Return the contribution files of a folder and those below it, in a fixed order."""
    if not folder.is_dir():
        raise SourceError(
            f"{folder}: expected a folder of contribution files; found none. "
            "Check the path; an empty folder will do."
        )
    return sorted(folder.rglob("*.csv"), key=lambda p: p.relative_to(folder).as_posix())


def read(path: Path) -> Iterator[Reading]:
    """Yield the rows of one contribution file in their order: of one claim, the last row counts.

    Raises
    ------
    SourceError
        A row's code, day, number or link is not what it should be; file, line and column are named.
    """
    source = source_of(path)
    copy = Copy(source, path.parent, None, None, None, {})
    known = {
        "claimant": codes.claimants(),
        "belligerent": codes.terms("belligerent"),
        "category": codes.categories(),
        "outcome": codes.terms("outcome"),
        "measure": codes.terms("measure"),
        "qualifier": codes.terms("qualifier"),
    }
    required = ("as_of", "claimant", "belligerent", "category", "source_url")
    for line, row in copy.table(path.name, required):
        cells = {c: row.get(c, "").strip() or _DEFAULTS.get(c, "") for c in COLUMNS}
        for column, allowed in known.items():
            if cells[column] not in allowed:
                expected = f"a {column} code"
                place = f"line {line}, column {column}"
                raise copy.fail(path.name, place, expected, repr(cells[column]), _CURE)
        if not cells["source_url"].startswith(("https://", "http://")):
            place = f"line {line}, column source_url"
            raise copy.fail(path.name, place, "a web link", repr(cells["source_url"]), _CURE)
        numbers = {
            c: copy.whole_number(path.name, f"line {line}, column {c}", cells[c])
            if cells[c]
            else None
            for c in ("value", "value_low", "value_high")
        }
        if all(n is None for n in numbers.values()):
            place = f"line {line}, column value"
            raise copy.fail(path.name, place, "a value or a bound", "neither", _CURE)
        as_of = _day(copy, path.name, line, "as_of", cells["as_of"])
        start = cells["period_start"]
        yield Reading(
            source_id=source.source_id,
            claimant=cells["claimant"],
            belligerent=cells["belligerent"],
            category=cells["category"],
            outcome=cells["outcome"],
            measure=cells["measure"],
            as_of=as_of,
            value=numbers["value"],
            value_low=numbers["value_low"],
            value_high=numbers["value_high"],
            qualifier=cells["qualifier"],
            period_start=_day(copy, path.name, line, "period_start", start) if start else None,
            source_url=cells["source_url"],
            raw_label=cells["category"],
            note=cells["note"],
        )


def write(readings: Iterable[Reading], path: Path) -> int:
    """Write readings as a contribution file; return how many rows it has."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for reading in readings:
        row = {c: getattr(reading, c) for c in COLUMNS}
        start = parse_claim_id(reading.claim_id).period_start
        usual = start == default_period_start(reading.measure, reading.as_of)
        row["period_start"] = "" if usual else start
        writer.writerow({c: "" if v is None else v for c, v in row.items()})
        count += 1
    path.write_text(text.getvalue(), encoding="utf-8")
    return count


def _day(copy: Copy, name: str, line: int, column: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        place = f"line {line}, column {column}"
        raise copy.fail(name, place, "a date, YYYY-MM-DD", repr(text), _CURE) from error

"""Contributions: rows in this project's own format, each with its link.

They lie in ``datasets/contributions``. A file's name tells its source: ``<source_id>.csv`` for the
sources that have no public file to fetch again and entered once; every other file belongs to the
source ``contributions``. A file is read as `warlosses.validate` reads it, and what that finds wrong
with the file, or with a row in itself, stops the build; an unlikely figure is for the reviewers.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from warlosses.claims.claim_id import default_period_start, parse_claim_id
from warlosses.claims.reading import Reading
from warlosses.codes import source_of
from warlosses.columns import CONTRIBUTION, FIGURES
from warlosses.errors import SourceError
from warlosses.files import write_whole
from warlosses.validation.baseline import empty
from warlosses.validation.readers.read import files_below, read_contribution
from warlosses.validation.typed.contribution import read_types
from warlosses.validation.validate import check_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from warlosses.validation.finding import Finding

# The file, types and codes, one row's logic, the link: what is no matter of other rows.
_IN_ITSELF = ("WL0", "WL1", "WL20", "WL4")


def contribution_files(folder: Path) -> list[Path]:
    """Return the contribution files of a folder and those below it, in a fixed order.

    Raises
    ------
    SourceError
        There is no such folder, or it has a contribution in another format than CSV.
    """
    if not folder.is_dir():
        raise SourceError(
            f"{folder}: expected a folder of contribution files; found none. "
            "Check the path; an empty folder will do."
        )
    files = list(files_below(folder))
    for path in files:
        if path.suffix != ".csv":
            raise SourceError(
                f"{path}: expected a .csv file, whose lines can be reviewed; found "
                f"{path.suffix}. Save it as CSV (UTF-8), check that with `warlosses validate`, "
                "and remove this one."
            )
    return files


def read_contributed(path: Path) -> Iterator[Reading]:
    """Yield the rows of one contribution file in their order: of one claim, the last row counts.

    Raises
    ------
    SourceError
        The file, or a row's code, day, number or link, is not what it should be; file, line and
        column are named.
    """
    sheet = read_contribution(path)
    for finding in check_sheet(sheet, empty()):
        if finding.severity == "error" and finding.rule.startswith(_IN_ITSELF):
            raise _refusal(finding)
    source_id = source_of(path).source_id
    frame = read_types(sheet).frame
    for name in FIGURES:
        frame[name] = frame[name].astype("object").where(frame[name].notna(), None)
    for row in frame.itertuples(index=False):
        yield _reading(row, source_id)


def _refusal(finding: Finding) -> SourceError:
    place = {"line": finding.line, "column": finding.column}
    where = ", ".join(f"{name} {at}" for name, at in place.items() if at is not None)
    hint = f"; perhaps {finding.suggestion}" if finding.suggestion else ""
    return SourceError(
        f"{finding.file}{f', {where}' if where else ''}: {finding.message}{hint} ({finding.rule}). "
        f"`warlosses validate {finding.file}` lists all that is wrong with it."
    )


def _reading(row: Any, source_id: str) -> Reading:
    return Reading(
        source_id=source_id,
        claimant=row.claimant,
        belligerent=row.belligerent,
        category=row.category,
        outcome=row.outcome,
        measure=row.measure,
        as_of=row.as_of.date(),
        value=row.value,
        value_low=row.value_low,
        value_high=row.value_high,
        qualifier=row.qualifier,
        period_start=row.period_start.date(),
        source_url=row.source_url,
        raw_label=row.category,
        note=row.note,
    )


def write_contributed(readings: Iterable[Reading], path: Path) -> int:
    """Write readings as a contribution file; return how many rows it has."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, CONTRIBUTION, lineterminator="\n")
    writer.writeheader()
    count = 0
    for reading in readings:
        row = {c: getattr(reading, c) for c in CONTRIBUTION}
        start = parse_claim_id(reading.claim_id).period_start
        usual = start == default_period_start(reading.measure, reading.as_of)
        row["period_start"] = "" if usual else start
        writer.writerow({c: "" if v is None else v for c, v in row.items()})
        count += 1
    write_whole(path, text.getvalue().encode())
    return count

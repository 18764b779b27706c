"""The rules on single rows: counted by a query, told by the rules themselves, row by row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from warlosses.columns import FIGURES
from warlosses.validation.hits import hits_in_rows
from warlosses.validation.large.row_checks import NOT_TOLD, has_key, row_checks
from warlosses.validation.large.sql import any_of
from warlosses.validation.large.told import renumbered
from warlosses.validation.readers.frames import read_columns
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.readers.notes import Notes, RefusedError
from warlosses.validation.readers.sheet import Sheet
from warlosses.validation.typed.contribution import read_types

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from warlosses.validation.large.parts import Part
    from warlosses.validation.large.session import Session
    from warlosses.validation.rule import Hit


class RowHits(NamedTuple):
    """What is wrong in single rows: the first hits of each rule and column, and all by number."""

    hits: list[Hit]
    counts: Counter[str]


def hits_of_rows(part: Part, session: Session) -> RowHits:
    """Return what is wrong in the single rows of a part."""
    typed = part.typed()
    checks = row_checks(typed, asks_for_figures=_asks_for_figures(part))
    # Few rows are wrong: what each of them breaks is kept, and all else asked of these rows.
    flags = ", ".join(f"({check.broken}) as c{n}" for n, check in enumerate(checks))
    broken = any_of(check.broken for check in checks)
    errors = any_of(f"c{n}" for n, check in enumerate(checks) if check.is_error)
    name = broken_rows(part)
    session.rows(
        f"create or replace temp table {name} as select *, ({errors}) is true as is_error from "
        f"(select row, {flags} from ({typed.query}) as typed where {broken})"
    )
    told = ", ".join(
        f"count_if(c{n}), min(row, {LIMITS.max_findings}) filter (where c{n})"
        for n in range(len(checks))
    )
    (answer,) = session.rows(f"select {told} from {name}")
    counts: Counter[str] = Counter()
    wanted: dict[tuple[str, str | None], set[int]] = {}
    for check, number, rows in zip(checks, answer[::2], answer[1::2], strict=True):
        if number and check.code != NOT_TOLD:
            counts[check.code] += int(number)
            wanted.setdefault((check.code, check.column), set()).update(rows)
    rows = sorted(set().union(*wanted.values()))
    hits = [
        hit
        for hit in _told(part, rows, session)
        if hit.row in wanted.get((hit.code, hit.column), ())
    ]
    return RowHits(hits, counts)


def broken_rows(part: Part) -> str:
    """Return the name of the table of a part's rows that break a rule."""
    return f"broken{part.before}"


def usable_rows(part: Part, columns: str) -> str:
    """Return the query of some columns of the typed rows that break none, once these are known."""
    typed = part.typed()
    if not has_key(typed):
        return f"select {columns} from ({typed.query}) as typed where false"
    return (
        f"select {columns} from ({typed.query}) as typed "
        f"anti join (select row from {broken_rows(part)} where is_error) as broken using (row)"
    )


def _told(part: Part, rows: list[int], session: Session) -> Iterable[Hit]:
    """Yield what the rules say of some rows."""
    if not rows:
        return
    sheet = sheet_of(part, rows, session)
    hits, _ = hits_in_rows(read_types(sheet))
    for hit in hits.kept:
        yield renumbered(hit, rows)


def sheet_of(part: Part, rows: Collection[int], session: Session) -> Sheet:
    """Return some rows of a part, in their order, as a sheet of text cells."""
    session.named("asked", pa.table({"row": pa.array(rows, pa.int64())}))
    columns = ", ".join(f'"{name}"' for name in part.names.values())
    table = session.table(
        f"select {columns} from {part.source} as part semi join asked using (row) order by row"
    )
    notes = Notes(part.file, LIMITS)
    try:
        read = read_columns(list(part.names), table.columns, table.num_rows, notes)
    except RefusedError:
        # What no rule can look at has been counted, and is told by the reader's own finding.
        part.findings.extend(notes.findings())
        return Sheet(part.file, "frame", pa.table({}), 0)
    kind = "csv" if part.text else "parquet"
    return Sheet(part.file, kind, read.cells, table.num_rows, part.findings)


def _asks_for_figures(part: Part) -> bool:
    """Whether a row without a figure is told: not where no column can hold one."""
    misnamed = "value" not in part.names and any(
        finding.rule in ("WL004", "WL005") and finding.suggestion in FIGURES
        for finding in part.findings
    )
    return not misnamed and any(name in part.names for name in FIGURES)

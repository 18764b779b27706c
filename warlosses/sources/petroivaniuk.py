"""petroivaniuk: the General Staff's bulletin by day, earlier readings from the git history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from warlosses.claims.figure import figure
from warlosses.claims.reading import Reading, Rejected
from warlosses.sources.row import Row, records, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.sources.copy import Copy

FILES = (
    "russia_losses_personnel.json",
    "russia_losses_equipment.json",
    "russia_losses_equipment_correction.json",
)
HISTORY = "history.csv.gz"
_PERSONNEL, _EQUIPMENT, CORRECTION = FILES
_NOT_FIGURES = {"date", "day", "personnel*"}
_HEDGE_FIELDS = ("personnel*", "*personnel")  # the field's name was mistyped at times
_NO_NUMBER = {"", "nan"}
_TOLERATED_LOSS = 0.01


class _Event(NamedTuple):
    """A cell of one file at one commit: what it was from then on ('' once it was removed)."""

    at: datetime
    commit: str
    file: str
    day: str
    field: str
    new: str


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield every reading that the source ever showed, oldest first within a cell.

    With ``history.csv.gz`` in the mirror each superseded reading comes too, with its time and a
    permalink to the commit; without it, only what the source shows now.
    """
    if copy.has(HISTORY):
        yield from _from_history(copy)
    else:
        yield from _from_current(copy, {})
    yield from _from_corrections(copy)


def _from_corrections(copy: Copy) -> Iterator[Rejected]:
    """Yield what the claimant restated, as the source reckons it: it explains falls, is no claim.

    The correction file lists the part of a day's change that the bulletin's printed increments
    do not explain.
    """
    cells: dict[tuple[date, str], Row] = {}
    for row in records(copy, CORRECTION):
        day = row.day()
        for field in row.cells:
            if field not in _NOT_FIGURES:
                meaning = row.meaning(field, day)
                if row.number(field):
                    cells[day, meaning.category] = row
    for (day, category), row in cells.items():
        reason = "the source's own reckoning of a restatement: explains falls, is no claim"
        yield row.rejected(category, day, reason, place=CORRECTION)


def _from_history(copy: Copy) -> Iterator[Reading | Rejected]:
    """Replay the cells' events; a personnel figure and its hedge are two cells of one reading."""
    cells: dict[tuple[str, str, str], list[_Event]] = {}
    hedges: dict[str, list[_Event]] = {}
    last: dict[tuple[str, str, str], str] = {}
    columns = ("committed_at", "commit", "file", "date", "field", "old", "new")
    for row in table(copy, HISTORY, columns):
        if row["file"] not in (_PERSONNEL, _EQUIPMENT):
            raise row.fail(f"{_PERSONNEL} or {_EQUIPMENT}", row["file"])
        at = datetime.fromisoformat(row["committed_at"]).astimezone(UTC)
        event = _Event(at, row["commit"], row["file"], row["date"], row["field"], row["new"])
        if row["field"] in _HEDGE_FIELDS:
            hedges.setdefault(row["date"], []).append(event)
        else:
            cells.setdefault((row["file"], row["date"], row["field"]), []).append(event)
            last[row["file"], row["date"], row["field"]] = row["new"]
    for (name, day_text, field), events in cells.items():
        day = date.fromisoformat(day_text)
        extra = hedges.get(day_text, []) if field == "personnel" else []
        yield from _replay(copy, name, day, field, events, extra)
    _refuse_less_than_history(copy, last)
    yield from _from_current(copy, last)


def _refuse_less_than_history(copy: Copy, last: dict[tuple[str, str, str], str]) -> None:
    """Stop where the current files lack many cells that the history ends with: they were cut."""
    current = {
        (name, str(row.cells.get("date")), field)
        for name in (_PERSONNEL, _EQUIPMENT)
        for row in records(copy, name)
        for field in row.cells
    }
    for name in (_PERSONNEL, _EQUIPMENT):
        ends = [cell for cell, value in last.items() if cell[0] == name and value not in _NO_NUMBER]
        lost = sum(cell not in current for cell in ends)
        if lost > len(ends) * _TOLERATED_LOSS:
            expected = f"the {len(ends):,} cells that {HISTORY} ends with"
            raise copy.fail(name, "", expected, f"{lost:,} of them gone (cut off?)")


def _replay(
    copy: Copy, name: str, day: date, field: str, events: list[_Event], hedges: list[_Event]
) -> Iterator[Reading | Rejected]:
    """Yield one reading for each state in which the cell stood between two commits."""
    value = hedge = ""
    states: list[tuple[_Event, str, str]] = []
    for event in sorted(events + hedges, key=lambda e: (e.at, e.field in _HEDGE_FIELDS)):
        if event.field in _HEDGE_FIELDS:
            if event.new or (hedge and event.field == "personnel*"):
                hedge = event.new
        else:
            value = event.new
        if states and states[-1][0].at == event.at:
            states.pop()
        if not states or states[-1][1:] != (value, hedge):
            states.append((event, value, hedge))
    for (event, value, hedge), following in zip(states, [*states[1:], None], strict=True):
        if value in _NO_NUMBER:
            continue
        url = copy.permalink(name, event.commit)
        row = Row(copy, HISTORY, f"{day} {field} at {event.commit[:9]}", {field: value})
        read_then = _reading(row, day, field, hedge, url)
        if isinstance(read_then, Reading):
            read_then = read_then._replace(
                recorded_at=event.at, superseded_at=following[0].at if following else None
            )
        yield read_then


def _from_current(
    copy: Copy, last: dict[tuple[str, str, str], str]
) -> Iterator[Reading | Rejected]:
    """Yield what the current files show and the history does not end with (a newer copy)."""
    for name in (_PERSONNEL, _EQUIPMENT):
        url = copy.permalink(name)
        for row in records(copy, name):
            day = row.day()
            for field, value in row.cells.items():
                if field in _NOT_FIGURES or last.get((name, row["date"], field)) == str(value):
                    continue
                hedge = row.cells.get("personnel*", "") if field == "personnel" else ""
                yield _reading(row, day, field, hedge, url)


def _reading(row: Row, day: date, field: str, hedge: str, url: str) -> Reading | Rejected:
    meaning = row.meaning(field, day)
    if not meaning.category:
        return row.rejected(field, day, meaning.reason, place=row.name)
    return row.reading(
        meaning,
        claimant="ua_general_staff",
        as_of=day,
        source_url=url,
        raw_label=field,
        **figure(row.number(field), None, None, row.qualifier(hedge))._asdict(),
    )

"""Which day a bulletin speaks of: as the caller says, else as the text does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from warlosses.codes import RUSSIAN_MINISTRY, WAR_START
from warlosses.data.days import parse_day
from warlosses.data.load import load
from warlosses.errors import BulletinDayError, BulletinError
from warlosses.texts.language.statement import NamedDay

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warlosses.texts.language.statement import ReadText, Statement
    from warlosses.texts.language.tokens import Day

_HEADER = 60  # characters between the day of the invasion and that of the bulletin
_ENOUGH = 5  # figures that tell a day which nothing in the text hints at
_FITTING = 0.5  # share of the figures that must be those of the day
_NEARLY = 0.8  # share of the figures that show a dateline is a day late
_DATELINE = 40  # characters within which a day that opens a text is its dateline
_LAST_YEAR = 2040
_ONE = timedelta(days=1)


def tell_day(
    text: ReadText,
    statements: list[Statement],
    claimant: str,
    as_of: str | date | None,
) -> tuple[date, list[str]]:
    """Return the day, and remarks on how it was told."""
    ends = _distinct(_headers(text))
    if as_of is not None:
        day = parse_day("as_of", as_of)
        assert day is not None
        if ends and not any(_fits(day, end) for end in ends):
            return day, [f"the text's header says {_show(ends[0])}, as_of {day}"]
        return day, []
    if len(_distinct(d for d in ends if d.year)) > 1:
        raise BulletinError(
            "expected one bulletin; found headers of several days: "
            f"{', '.join(_show(day) for day in ends)}. Give one bulletin at a time, "
            "or say the day with as_of=."
        )
    named = [NamedDay(day, 0, past=False) for day in ends] or _own_days(text)
    if named and named[0].day.year and (ends or len(_distinct(n.day for n in named)) == 1):
        return _by_name(named[0], statements, claimant, is_header=bool(ends))
    return _by_figures(named, statements, claimant)


def _by_name(
    named: NamedDay, statements: list[Statement], claimant: str, *, is_header: bool
) -> tuple[date, list[str]]:
    """Return the one day that a text names; a dateline's may be a day late."""
    day = _date(named)
    if claimant == RUSSIAN_MINISTRY and not is_header and named.start <= _DATELINE:
        earlier = _day_before_dateline(day, statements, claimant)
        if earlier is not None:
            remark = f"the figures are those claimed on {earlier}, the day before the dateline's"
            return earlier, [remark]
    return day, []


def _by_figures(
    named: list[NamedDay], statements: list[Statement], claimant: str
) -> tuple[date, list[str]]:
    """Return the day that the figures tell, where the text names none, several, or no year."""
    with_year = bool(named and named[0].day.year)
    best = _by_claims(_candidates(named), statements, claimant)
    if best is None and not with_year:
        best = _by_claims([], statements, claimant)
    if best is not None:
        return best, [f"the day was told by the figures: they are those claimed on {best}"]
    if with_year:
        return _date(named[0]), [f"several days are named; took the first, {_date(named[0])}"]
    if not named:
        raise BulletinDayError(
            "expected a text that names the day of its figures; found none. "
            "Say the day with as_of=YYYY-MM-DD."
        )
    new = _day_after_last(_candidates(named), statements, claimant)
    if new is None:
        raise BulletinDayError(
            f"expected a day with its year; found {_show(named[0].day)} without one. "
            "Say the day with as_of=YYYY-MM-DD."
        )
    remark = (
        f"the day was told by the figures: the last totals, of {new - _ONE}, and the printed "
        "increments give them"
    )
    return new, [remark]


def _headers(text: ReadText) -> list[Day]:
    """Return the days that end a stretch from the day of the invasion: "24.02.22 по 18.04.23"."""
    ends = []
    for (first, start, _), (second, stop, _) in zip(text.days, text.days[1:], strict=False):
        opens = first.month == WAR_START.month and first.day == WAR_START.day
        opens = opens and first.year in (None, WAR_START.year)
        if opens and second.day and stop - start <= _HEADER and not _is_start(second):
            ends.append(second)
    return ends


def _own_days(text: ReadText) -> list[NamedDay]:
    """Return the days that the text may speak of, in its order."""
    return [named for named in text.days if named.day.day and not _is_start(named.day)]


def _is_start(day: Day) -> bool:
    return (day.month, day.day) == (WAR_START.month, WAR_START.day) and day.year in (
        None,
        WAR_START.year,
    )


def _distinct(days: Iterable[Day]) -> list[Day]:
    return list(dict.fromkeys(days))


def _fits(day: date, named: Day) -> bool:
    return (named.month, named.day) == (day.month, day.day) and named.year in (None, day.year)


def _show(day: Day) -> str:
    parts = [f"{part:02}" for part in (day.year, day.month, day.day) if part is not None]
    return "-".join(parts)


def _date(named: NamedDay) -> date:
    try:
        day = date(named.day.year or 0, named.day.month or 0, named.day.day or 0)
    except ValueError as error:
        raise BulletinDayError(
            f"expected a day of the calendar; found {_show(named.day)}. "
            "Say the day with as_of=YYYY-MM-DD."
        ) from error
    return day + timedelta(days=named.past)


def _candidates(named: list[NamedDay]) -> list[date]:
    """Return the days that may be meant: of each year if none is said, and the next morning."""
    days: list[date] = []
    for one in named:
        years = [one.day.year] if one.day.year else range(WAR_START.year, _LAST_YEAR)
        for year in years:
            try:
                day = date(year, one.day.month or 0, one.day.day or 0)
            except ValueError:
                continue
            days += [day, day + timedelta(days=1)]
    return [day for day in dict.fromkeys(days) if day > WAR_START]


def _by_claims(candidates: list[date], statements: list[Statement], claimant: str) -> date | None:
    """Return the day on which at least half of the figures were claimed, and no other as many.

    Without candidates any day may be it, if enough figures say so.
    """
    said = _said(statements)
    if not said:
        return None
    fitting = _hits(said, candidates, claimant)
    ranked = sorted(fitting.items(), key=lambda pair: -pair[1])
    if not ranked:
        return None
    best, hits = ranked[0]
    tie = len(ranked) > 1 and ranked[1][1] == hits
    needed = max(_FITTING * len(said), 1 if candidates else _ENOUGH)
    return best if hits >= needed and not tie else None


def _day_before_dateline(dateline: date, statements: list[Statement], claimant: str) -> date | None:
    """Return the day before a dateline's, if nearly all figures are that day's."""
    said = _said(statements)
    fitting = _hits(said, [dateline, dateline - _ONE], claimant) if said else {}
    before, own = fitting.get(dateline - _ONE, 0), fitting.get(dateline, 0)
    return dateline - _ONE if before >= max(_NEARLY * len(said), 2 * own, 2) else None


def _day_after_last(
    candidates: list[date], statements: list[Statement], claimant: str
) -> date | None:
    """Return the day behind the last claimed, if that day's totals and the increments give these.

    One total must come out exactly, and none may be below the last.
    """
    last = _last_totals(claimant)
    day = max((claimed for claimed, _ in last.values()), default=None)
    if day is None or day + _ONE not in candidates:
        return None
    totals = {s.category: s for s in statements if s.measure == "cumulative" and s.high is None}
    increments = {s.category: s.value for s in statements if s.measure == "increment"}
    known = [c for c in totals if c in last and last[c][0] == day]
    if any(totals[c].value < last[c][1] and totals[c].step == 1 for c in known):
        return None
    exact = [c for c in known if last[c][1] + increments.get(c, -1) == totals[c].value]
    return day + _ONE if exact else None


def _last_totals(claimant: str) -> dict[str, tuple[date, int]]:
    import pyarrow as pa

    table = load(claimants=claimant, outcomes="lost", measures="cumulative", backend="arrow")
    table = table.set_column(
        table.column_names.index("as_of"), "as_of", table["as_of"].cast(pa.date32())
    )
    last: dict[str, tuple[date, int]] = {}
    for row in table.select(["category", "as_of", "value"]).to_pylist():
        if row["value"] is not None and row["as_of"] > last.get(row["category"], (date.min, 0))[0]:
            last[row["category"]] = row["as_of"], row["value"]
    return last


def told_by_figures(statements: list[Statement], claimant: str, as_of: date | None) -> bool:
    """Whether enough figures are those that a claimant claimed on one day.

    A day may be given; else any may be it, if no other has as many.
    """
    said = _said(statements)
    if len(said) < _ENOUGH:
        return False
    fitting = _hits(said, [] if as_of is None else [as_of], claimant)
    return max(fitting.values(), default=0) >= max(_FITTING * len(said), _ENOUGH)


def _said(statements: list[Statement]) -> set[tuple[str, str, int]]:
    """Return what is told of totals and days, to be looked for among the claims."""
    return {
        (s.category, s.measure, s.value)
        for s in statements
        if s.high is None and s.outcome == "lost" and s.period in ("total", "day", "")
    }


def _hits(
    said: set[tuple[str, str, int]], candidates: list[date], claimant: str
) -> dict[date, int]:
    """Return for each day how many of the figures were claimed on it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = load(claimants=claimant, outcomes="lost", backend="arrow")
    days = table["as_of"].cast(pa.date32())
    chosen = pc.is_in(table["value"], value_set=pa.array([value for *_, value in said], pa.int64()))
    if candidates:
        chosen = pc.and_(chosen, pc.is_in(days, value_set=pa.array(candidates, pa.date32())))
    table = table.set_column(table.column_names.index("as_of"), "as_of", days).filter(chosen)
    agreeing: dict[date, int] = {}
    for row in table.select(["as_of", "category", "measure", "value"]).to_pylist():
        if (row["category"], row["measure"], row["value"]) in said:
            agreeing[row["as_of"]] = agreeing.get(row["as_of"], 0) + 1
    return agreeing

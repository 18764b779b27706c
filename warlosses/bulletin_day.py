"""Which day a bulletin speaks of: as the caller says, else as the text does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from warlosses.codes import WAR_START

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warlosses.texts.statements import Reading, Statement
    from warlosses.texts.tokens import Day

_HEADER = 60  # characters between the day of the invasion and that of the bulletin
_FITTING = 0.5  # share of the figures that must be those of the day
_LAST_YEAR = 2040


def tell_day(
    reading: Reading,
    statements: list[Statement],
    claimant: str,
    as_of: str | date | None,
    error: type[Exception],
) -> tuple[date, list[str]]:
    """Return the day, and remarks on how it was told."""
    ends = _headers(reading)
    named = _distinct(ends) or _distinct(_days(reading))
    if as_of is not None:
        from warlosses.loader import parse_day

        day = parse_day("as_of", as_of)
        assert day is not None
        if ends and not any(_fits(day, end) for end in ends):
            return day, [f"the text's header says {_show(ends[0])}, as_of {day}"]
        return day, []
    complete = _distinct([d for d in ends if d.year]) or _distinct(
        [d for d in _days(reading) if d.year]
    )
    if len(_distinct(ends)) > 1 and len([d for d in _distinct(ends) if d.year]) > 1:
        days = ", ".join(_show(day) for day in _distinct(ends))
        raise error(f"expected one bulletin; found headers of several days: {days}. "
                    "Give one bulletin at a time, or say the day with as_of=.")
    if len(complete) == 1 and (ends or not _half(named)):
        return _date(complete[0]), []
    candidates = _candidates(complete or [d for d in named if d.month and d.day])
    if len(complete) == 1 and _date(complete[0]) in candidates:
        return _date(complete[0]), []
    best = _by_claims(candidates, statements, claimant)
    if best is not None:
        return best, [f"the day was told by the figures: they are those claimed on {best}"]
    if complete:
        return _date(complete[0]), [f"several days are named; took the first, {_show(complete[0])}"]
    halves = [d for d in named if d.month and d.day]
    if halves:
        raise error(
            f"expected a day with its year; found {_show(halves[0])} without one. "
            "Say the day with as_of=YYYY-MM-DD."
        )
    raise error(
        "expected a text that names the day of its figures; found none. "
        "Say the day with as_of=YYYY-MM-DD."
    )


def _headers(reading: Reading) -> list[Day]:
    """Return the days that end a stretch from the day of the invasion: "24.02.22 по 18.04.23"."""
    ends = []
    for (first, start), (second, stop) in zip(reading.days, reading.days[1:], strict=False):
        opens = first.month == WAR_START.month and first.day == WAR_START.day
        opens = opens and first.year in (None, WAR_START.year)
        if opens and second.day and stop - start <= _HEADER and not _is_start(second):
            ends.append(second)
    return ends


def _days(reading: Reading) -> list[Day]:
    return [day for day, _ in reading.days if day.day and not _is_start(day)]


def _is_start(day: Day) -> bool:
    return (day.month, day.day) == (WAR_START.month, WAR_START.day) and day.year in (
        None,
        WAR_START.year,
    )


def _distinct(days: Iterable[Day]) -> list[Day]:
    return list(dict.fromkeys(days))


def _half(days: list[Day]) -> list[Day]:
    return [day for day in days if day.year is None]


def _fits(day: date, named: Day) -> bool:
    return (named.month, named.day) == (day.month, day.day) and named.year in (None, day.year)


def _show(day: Day) -> str:
    parts = [f"{part:02}" for part in (day.year, day.month, day.day) if part is not None]
    return "-".join(parts)


def _date(day: Day) -> date:
    try:
        return date(day.year or 0, day.month or 0, day.day or 0)
    except ValueError:
        return WAR_START


def _candidates(days: list[Day]) -> list[date]:
    """Return the days that may be meant: of each year if none is named, and the next morning."""
    found: list[date] = []
    for day in days:
        years = [day.year] if day.year else range(WAR_START.year, _LAST_YEAR)
        for year in years:
            try:
                one = date(year, day.month or 0, day.day or 0)
            except ValueError:
                continue
            found += [one, one + timedelta(days=1)]
    return [day for day in dict.fromkeys(found) if day > WAR_START]


def _by_claims(
    candidates: list[date], statements: list[Statement], claimant: str
) -> date | None:
    """Return the one candidate on which at least half of the figures were claimed."""
    totals = {
        (s.category, s.value)
        for s in statements
        if s.measure == "cumulative" and s.high is None and s.outcome == "lost"
    }
    if not candidates or len(totals) < 1:
        return None
    import pyarrow.compute as pc

    from warlosses.loader import load

    table = load(
        claimants=claimant, measures="cumulative", outcomes="lost", backend="arrow",
        since=min(candidates), until=max(candidates),
    )  # fmt: skip
    table = table.filter(pc.is_in(table["as_of"], value_set=_array(candidates, table)))
    fitting: dict[date, int] = dict.fromkeys(candidates, 0)
    for row in table.select(["as_of", "category", "value"]).to_pylist():
        day = row["as_of"].date() if hasattr(row["as_of"], "date") else row["as_of"]
        fitting[day] += (row["category"], row["value"]) in totals
    ranked = sorted(fitting.items(), key=lambda pair: -pair[1])
    best, hits = ranked[0]
    tie = len(ranked) > 1 and ranked[1][1] == hits
    needed = max(1, _FITTING * len({category for category, _ in totals}))
    return best if hits >= needed and not tie else None


def _array(days: list[date], table: object) -> object:
    import pyarrow as pa

    return pa.array(days, pa.date32()).cast(table["as_of"].type)  # type: ignore[index]

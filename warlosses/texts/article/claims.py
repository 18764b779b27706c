"""What was claimed about a statement's figure: the claims that it may speak of, best first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warlosses.codes import WAR_START
from warlosses.data.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_OUTCOMES = ("lost", "killed_or_wounded", "killed", "prisoner", "wounded")
_A_YEAR = 400  # days back that a period may start


class Claimed(NamedTuple):
    """A figure claimed, or worked out from the totals claimed on two days."""

    value: int
    low: int
    high: int
    as_of: date
    period_start: date
    status: str
    source_url: str
    how: str


class Subject(NamedTuple):
    """Whose claim, on whose losses, of what."""

    claimant: str
    belligerent: str
    category: str
    outcome: str


class Claims:
    """The claims of some claimants up to a day, by what they are about."""

    def __init__(
        self,
        claimants: Iterable[str],
        categories: Iterable[str],
        until: date,
        version: str | Path | None = None,
    ) -> None:
        table = load(
            version=version,
            claimants=sorted(claimants),
            categories=sorted(categories),
            since=until - timedelta(days=_A_YEAR),
            until=until,
            backend="arrow",
        )
        self._held: dict[tuple[Subject, str, date, date], dict[str, object]] = {}
        columns = (
            *("claimant", "belligerent", "category", "outcome", "measure", "as_of"),
            *("period_start", "value", "value_low", "value_high", "status", "source_url", "note"),
        )
        for row in table.select(columns).to_pylist():
            subject = Subject(*(row[name] for name in columns[:4]))
            key = (subject, row["measure"], _day(row["as_of"]), _day(row["period_start"]))
            self._held[key] = row

    def about(self, subject: Subject, period: str, day: date) -> Iterator[Claimed]:
        """Yield what was claimed of a subject for the period that ends on a day."""
        for outcome in dict.fromkeys((subject.outcome, *_OUTCOMES)):
            one = subject._replace(outcome=outcome)
            found = list(self._about(one, period, day))
            yield from found
            if found:
                return

    def _about(self, subject: Subject, period: str, day: date) -> Iterator[Claimed]:
        if period == "total":
            if (found := self._total(subject, day)) is not None:
                yield found
            return
        row = self._held.get((subject, "increment", day, day)) if period == "day" else None
        if row is not None and "nothing printed" not in str(row.get("note", "")):
            yield _claimed(row, day, day, "the increment of that day")
        for start in _starts(period, day):
            before = WAR_START if start <= WAR_START else start - timedelta(days=1)
            first, last = self._total(subject, before), self._total(subject, day)
            if first is not None and last is not None:
                yield Claimed(
                    last.value - first.value,
                    last.low - first.high,
                    last.high - first.low,
                    day,
                    start,
                    last.status,
                    last.source_url,
                    f"the total of {day} less that of {before}",
                )

    def _total(self, subject: Subject, day: date) -> Claimed | None:
        row = self._held.get((subject, "cumulative", day, WAR_START))
        return None if row is None else _claimed(row, day, WAR_START, "the total of that day")


def _claimed(row: dict[str, object], day: date, start: date, how: str) -> Claimed:
    value, low, high = (row[name] for name in ("value", "value_low", "value_high"))
    point = next(n for n in (value, low, high) if isinstance(n, int))
    spread = value is None
    return Claimed(
        point,
        low if spread and isinstance(low, int) else point,
        high if spread and isinstance(high, int) else point,
        day,
        start,
        str(row["status"]),
        str(row["source_url"]),
        how,
    )


def _starts(period: str, day: date) -> list[date]:
    """Return the first days that a period ending on a day may have.

    >>> _starts("week", date(2023, 4, 18)), _starts("year", date(2023, 4, 18))
    ([datetime.date(2023, 4, 12)], [datetime.date(2023, 1, 1)])
    """
    if period == "day":
        return [day]
    if period == "week":
        return [day - timedelta(days=6)]
    if period == "month":
        return [day - timedelta(days=29), day - timedelta(days=30)]
    if period == "calendar month":
        return [day.replace(day=1)]
    if period == "year":
        return [day.replace(month=1, day=1)]
    return []


def _day(moment: object) -> date:
    if hasattr(moment, "date"):
        return moment.date()  # type: ignore[no-any-return]
    assert isinstance(moment, date)
    return moment

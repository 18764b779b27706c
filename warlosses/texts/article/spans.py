"""A period -> the days of the totals that bound it, by every convention in use.

The ministry counts a month from the bulletin of its 1st to that of the next 1st; others from its
first day's losses to its last's. A bulletin of a morning tells the losses of the day before, so
what an article calls a day is that day's bulletin, the next one, or the one before.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warlosses.codes import WAR_START

if TYPE_CHECKING:
    from warlosses.texts.article.facets import Window

_ONE = timedelta(days=1)
# The lengths in days of a period that ends with the article.
_ROLLING = {"week": (7,), "month": (30, 31, 28, 29), "year": (365, 366)}


class Span(NamedTuple):
    """The total that a figure is, or the two whose difference it is; ``start`` its first day."""

    end: date
    base: date | None = None

    @property
    def start(self) -> date:
        """The first day counted."""
        return WAR_START if self.base is None else self.base + _ONE


def spans(window: Window, on: date, named: Window | None = None) -> list[Span]:
    """Return the spans that a window may mean, the likeliest first; none if it tells no days.

    >>> from warlosses.texts.article.facets import Window
    >>> [str(one.end) for one in spans(Window("total"), date(2024, 10, 27))]
    ['2024-10-27', '2024-10-26', '2024-10-28']
    >>> [str(one) for one in spans(Window("calendar month", 2024, 9), date(2024, 10, 5))[0]]
    ['2024-10-01', '2024-09-01']
    """
    said = _dated(named, on) if named is not None else None
    day = said or on
    around = [day, day + _ONE, day - _ONE] if said else [day, day - _ONE, day + _ONE]
    kind, _, count = window.kind.partition(" ")
    if window.kind == "total":
        return [Span(end) for end in around]
    if window.kind in ("day", "day_before", "weekday"):
        return [Span(end, end - _ONE) for end in _mornings(window, on, said, around)]
    if kind == "days":
        return [Span(end, end - int(count) * _ONE) for end in around]
    if window.kind in _ROLLING:
        return _rolling(window.kind, day, around)
    return _of_calendar(window, on, day, around)


def _mornings(window: Window, on: date, said: date | None, around: list[date]) -> list[date]:
    """Return the bulletins that may tell a day's losses."""
    own = said
    if window.kind == "weekday":
        own = on - (on.weekday() - (window.day or 0)) % 7 * _ONE
    elif window.kind == "day":
        own = _dated(window, on) or said
    elif said is None:  # the day before
        return [on - _ONE, on - 2 * _ONE, on]
    return around if own is None else [own + _ONE, own]


def _rolling(kind: str, day: date, around: list[date]) -> list[Span]:
    """Return the spans of "the past week": up to the day, or the one of the calendar before."""
    lengths = _ROLLING[kind]
    past = [Span(end, end - days * _ONE) for days in lengths for end in around]
    if kind == "week":
        monday = day - day.weekday() * _ONE
        ends = (monday, monday - _ONE, monday + _ONE)
        return [*past, *(Span(end, end - 7 * _ONE) for end in ends if end not in around)]
    return [*past, *(_months(_before(day)) if kind == "month" else _years(day.year - 1))]


def _of_calendar(window: Window, on: date, day: date, around: list[date]) -> list[Span]:
    kind, _, parts = window.kind.partition(" ")
    if kind == "months":
        begin, last = (int(month) for month in parts.split(" "))
        return _between(begin, last, window.year, on)
    match window.kind:
        case "last month":
            made = _months(_before(day))
        case "this month":
            made = _months(day.replace(day=1), until=day)
        case "calendar month":
            made = _months(_month(window, on), until=on)
        case "last year":
            made = _years(day.year - 1)
        case "this year":
            made = _years(day.year, until=day)
        case "calendar year":
            made = _years(window.year or day.year, until=on)
        case "since":
            first = _dated(window._replace(day=window.day or 1), on)
            bases = () if first is None else (first - _ONE, first)
            made = [Span(end, base) for end in around for base in bases if base < end]
        case _:
            made = []
    return made


def _dated(window: Window, on: date) -> date | None:
    """Return the day that a window names; without a year the last before the article."""
    if window.month is None or window.day is None:
        return None
    years = [window.year] if window.year else [on.year, on.year - 1]
    for year in years:
        try:
            day = date(year, window.month, window.day)
        except ValueError:
            continue
        if window.year or day <= on + _ONE:
            return day
    return None


def _month(window: Window, on: date) -> date:
    """Return the first day of a named month; without a year the last that had begun."""
    month = window.month or 1
    year = window.year or (on.year - 1 if month > on.month else on.year)
    return date(year, month, 1)


def _before(day: date) -> date:
    return (day.replace(day=1) - _ONE).replace(day=1)


def _following(first: date) -> date:
    return (first + 32 * _ONE).replace(day=1)


def _months(first: date, until: date | None = None) -> list[Span]:
    return _whole(first, _following(first), until)


def _whole(first: date, after: date, until: date | None) -> list[Span]:
    """Return the spans from a first day to that after the last, by both conventions."""
    if until is not None and after > until + _ONE:
        ends = [until, until - _ONE, until + _ONE]
        return [Span(end, base) for end in ends for base in (first, first - _ONE) if base < end]
    return [
        Span(after, first), Span(after - _ONE, first - _ONE), Span(after, first - _ONE),
        Span(after - _ONE, first),
    ]  # fmt: skip


def _between(first: int, last: int, year: int | None, on: date) -> list[Span]:
    """Return the spans of some months of a year; without a year the last that had begun."""
    if year is None:
        year = on.year - 1 if first > on.month else on.year
    return _whole(date(year, first, 1), _following(date(year, last, 1)), on)


def _years(year: int, until: date | None = None) -> list[Span]:
    return _whole(date(year, 1, 1), date(year + 1, 1, 1), until)

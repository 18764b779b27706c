"""A period -> the days of the totals that bound it, by every convention in use.

The ministry counts a month from the bulletin of its 1st to that of the next 1st; others from its
first day's losses to its last's. A bulletin of a morning tells the losses of the day before, so
what an article calls a day is that day's bulletin, the next one, or the one before.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from warlosses.codes import WAR_START
from warlosses.texts.article.facets import Window

_ONE = timedelta(days=1)


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

    >>> [str(one.end) for one in spans(Window("total"), date(2024, 10, 27))]
    ['2024-10-27', '2024-10-26', '2024-10-28']
    >>> [str(one) for one in spans(Window("calendar month", 2024, 9), date(2024, 10, 5))[0]]
    ['2024-10-01', '2024-09-01']
    """
    said = _dated(named, on) if named is not None else None
    day = said or on
    around = [day, day + _ONE, day - _ONE] if said else [day, day - _ONE, day + _ONE]
    kind, _, count = window.kind.partition(" ")
    match window.kind:
        case "total":
            return [Span(end) for end in around]
        case "day":
            own = _dated(window, on) or said
            ends = [own + _ONE, own] if own else around
            return [Span(end, end - _ONE) for end in ends]
        case "day_before":
            ends = [day, day - _ONE, day - 2 * _ONE]
            return [Span(end, end - _ONE) for end in ends]
        case "weekday":
            back = (on.weekday() - (window.day or 0)) % 7
            own = on - back * _ONE
            return [Span(end, end - _ONE) for end in (own + _ONE, own)]
        case "week":
            monday = day - day.weekday() * _ONE
            ends = [*around, monday, monday - _ONE, monday + _ONE]
            return [Span(end, end - 7 * _ONE) for end in dict.fromkeys(ends)]
        case "month":
            lengths = (30, 31, 28, 29)
            past = [Span(end, end - days * _ONE) for days in lengths for end in around]
            return [*past, *_months(_before(day))]
        case "last month":
            return _months(_before(day))
        case "this month":
            first = day.replace(day=1)
            return [Span(end, base) for end in around for base in (first - _ONE, first)]
        case "calendar month":
            return _months(_month(window, on), until=on)
        case "year":
            past = [Span(end, end - days * _ONE) for days in (365, 366) for end in around]
            return [*past, *_years(day.year - 1)]
        case "last year":
            return _years(day.year - 1)
        case "this year":
            return _years(day.year, until=day)
        case "calendar year":
            return _years(window.year or day.year, until=on)
        case "since":
            first = _since(window, on)
            ends = around if first is not None else []
            return [
                Span(end, base)
                for end in ends
                for base in (first - _ONE, first)
                if base < end
            ] if first is not None else []  # fmt: skip
    if kind == "days":
        return [Span(end, end - int(count) * _ONE) for end in around]
    return []


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


def _since(window: Window, on: date) -> date | None:
    return _dated(window._replace(day=window.day or 1), on)


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
    after = _following(first)
    if until is not None and after > until + _ONE:
        ends = [until, until - _ONE, until + _ONE]
        return [Span(end, base) for end in ends for base in (first, first - _ONE) if base < end]
    return [
        Span(after, first), Span(after - _ONE, first - _ONE), Span(after, first - _ONE),
        Span(after - _ONE, first),
    ]  # fmt: skip


def _years(year: int, until: date | None = None) -> list[Span]:
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    if until is not None and after > until + _ONE:
        ends = [until, until - _ONE, until + _ONE]
        return [Span(end, base) for end in ends for base in (first - _ONE, first) if base < end]
    return [
        Span(after, first), Span(after - _ONE, first - _ONE), Span(after, first - _ONE),
        Span(after - _ONE, first),
    ]  # fmt: skip

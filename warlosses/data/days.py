"""Days that users give: dates of any kind, ISO text, or words such as ``latest``."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from warlosses.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = ("latest", "today", "yesterday")
_YEAR_FIRST = re.compile(r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})(?:[T ].*)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-./ ])(\d{1,2})\2(\d{4})", re.ASCII)


def parse_day(
    name: str,
    day: str | date | None,
    latest: Callable[[], date] | None = None,
) -> date | None:
    """Return a day given as a date, as ISO text or as a word.

    Parameters
    ----------
    name : str
        What errors call it.
    day : str or datetime.date, optional
        The day; dates of pandas and numpy will do, and ``today`` and ``yesterday`` by the clock of
        this machine.
    latest : callable, optional
        Tells what ``latest`` stands for: the day that the data runs through.

    Examples
    --------
    >>> parse_day("since", "2023-04-18")
    datetime.date(2023, 4, 18)
    >>> parse_day("since", "latest", lambda: date(2026, 8, 15))
    datetime.date(2026, 8, 15)
    >>> parse_day("since", "18.4.2023")
    Traceback (most recent call last):
    ...
    warlosses.errors.ArgumentError: since: expected a date as YYYY-MM-DD; found '18.4.2023'; did you
    mean 2023-04-18?
    """
    if day is None:
        return None
    if isinstance(day, str):
        return _from_text(name, day, latest)
    plain = day_of(day)
    if plain is None:
        raise ArgumentError(f"{name}: expected a date as YYYY-MM-DD; found {day!r}")
    return plain


def end_of(name: str, day: str | date | None, latest: Callable[[], date] | None) -> datetime | None:
    """Return the moment at which a day is over."""
    given = parse_day(name, day, latest)
    if given is None:
        return None
    return datetime(given.year, given.month, given.day) + timedelta(days=1)


def _from_text(name: str, text: str, latest: Callable[[], date] | None) -> date:
    word = text.strip().lower()
    if word == "latest" and latest is not None:
        return latest()
    if word in ("today", "yesterday"):
        return datetime.now().astimezone().date() - timedelta(days=word == "yesterday")
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        near = probable_days(text)
        hint = f"; did you mean {' or '.join(map(str, near))}?" if near else ""
        raise ArgumentError(
            f"{name}: expected a date as YYYY-MM-DD; found {text!r}{hint}"
        ) from error


def day_of(day: Any) -> date | None:
    """Return the day of a date or time of Python, pandas or numpy; None where it is none."""
    if hasattr(day, "astype") and hasattr(day, "item"):  # numpy's, which comes in many units
        try:
            day = day.astype("datetime64[D]").item()
        except (TypeError, ValueError):
            return None
    if day != day:  # noqa: PLR0124  pandas' NaT alone differs from itself
        return None
    if isinstance(day, datetime):
        return day.date()
    return day if isinstance(day, date) else None


def probable_days(text: str) -> list[date]:
    """Return the days that a text which is no ISO date may stand for.

    >>> probable_days("18.04.2023"), probable_days("2023-4-8"), probable_days("soon")
    ([datetime.date(2023, 4, 18)], [datetime.date(2023, 4, 8)], [])
    >>> [str(day) for day in probable_days("03/04/2023")]  # the day first, or the month
    ['2023-04-03', '2023-03-04']
    """
    orders: list[tuple[str, str, str]] = []
    if parts := _YEAR_FIRST.fullmatch(text.strip()):
        orders = [(parts[1], parts[2], parts[3])]
    elif parts := _YEAR_LAST.fullmatch(text.strip()):
        orders = [(parts[4], parts[3], parts[1])]
        if parts[2] != ".":  # with dots the day comes first everywhere
            orders.append((parts[4], parts[1], parts[3]))
    days: dict[date, None] = {}
    for year, month, day in orders:
        try:
            days[date(int(year), int(month), int(day))] = None
        except ValueError:
            continue
    return list(days)

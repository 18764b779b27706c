"""Days that users give: dates, or ISO text."""

from __future__ import annotations

from datetime import date, datetime

from warlosses.errors import ArgumentError


def parse_day(name: str, day: str | date | None) -> date | None:
    """Return a day given as a date or as ISO text.

    >>> parse_day("since", "2023-04-18")
    datetime.date(2023, 4, 18)
    """
    if day is None:
        return None
    if isinstance(day, datetime):
        return day.date()
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(str(day))
    except ValueError as error:
        raise ArgumentError(f"{name}: expected a date as YYYY-MM-DD; found {day!r}") from error

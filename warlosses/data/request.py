"""What a caller asks for, checked: codes, days and versions, the same for every call that reads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.data.days import end_of, parse_day
from warlosses.data.selection import Selection
from warlosses.errors import ArgumentError, unknown
from warlosses.releases.find import find_release

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime
    from pathlib import Path

    from warlosses.releases.release import Release

CODED = ("claimant", "belligerent", "category", "outcome", "measure")


def known_codes() -> dict[str, Collection[str]]:
    """Return the codes of each column that can be asked for by code."""
    return {
        "claimant": codes.claimants(),
        "category": codes.categories(),
        **{name: codes.terms(name) for name in ("belligerent", "outcome", "measure")},
    }


def checked_codes(given: dict[str, str | Collection[str] | None]) -> dict[str, list[str]]:
    """Return the codes that were given, by column; raise for one that is not known.

    >>> checked_codes({"category": "tanks", "claimant": None})
    {'category': ['tanks']}
    """
    known = known_codes()
    checked = {name: codes.check_codes(name, of, known[name]) for name, of in given.items()}
    return {name: listed for name, listed in checked.items() if listed is not None}


def checked_code(kind: str, given: object) -> str:
    """Return a single code; raise for none, several, or one that is not known.

    >>> checked_code("category", ["tanks", "uavs"])
    Traceback (most recent call last):
    ...
    warlosses.errors.ArgumentError: category: expected one code; found ['tanks', 'uavs']. Call once
    for each
    """
    if not isinstance(given, str):
        hint = ". Call once for each" if isinstance(given, list | tuple | set | frozenset) else ""
        raise ArgumentError(f"{kind}: expected one code; found {given!r}{hint}")
    return checked_codes({kind: given})[kind][0]


def checked_choice(name: str, given: object, known: Collection[str]) -> None:
    """Raise unless a word is one of those that are known."""
    if given not in known:
        raise unknown(name, given, known)


def data_through(version: str | Path | None, offline: bool | None = None) -> Callable[[], date]:
    """Return what tells the day that a release runs through, when it is asked."""
    return lambda: through(find_release(version, offline=offline))


def through(release: Release) -> date:
    """Return the day that a release's daily bulletins run through."""
    return date.fromisoformat(release.manifest.data_through)


def checked_span(
    since: str | date | None, until: str | date | None, latest: Callable[[], date]
) -> tuple[date | None, date | None]:
    """Return the first and the last day; raise where they are the wrong way round.

    >>> checked_span("2024-02-01", "2024-01-01", latest=date.today)
    Traceback (most recent call last):
    ...
    warlosses.errors.ArgumentError: since 2024-02-01 is after until 2024-01-01; swap them
    """
    first, last = parse_day("since", since, latest), parse_day("until", until, latest)
    if first is not None and last is not None and first > last:
        raise ArgumentError(f"since {first} is after until {last}; swap them")
    return first, last


def last_days(number: object, moment: datetime | None, ends: date) -> tuple[date, date]:
    """Return the first and last of the last days: up to the data's last, or what was known then.

    >>> [str(day) for day in last_days(3, None, date(2026, 8, 15))]
    ['2026-08-13', '2026-08-15']
    """
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise ArgumentError(f"latest: expected a number of days, 1 or more; found {number!r}")
    last = ends if moment is None else min(ends, moment.date() - timedelta(days=1))
    return last - timedelta(days=number - 1), last


def selected(
    given: dict[str, str | Collection[str] | None],
    *,
    since: str | date | None = None,
    until: str | date | None = None,
    latest: int | None = None,
    known_on: str | date | None = None,
    version: str | Path | None = None,
    offline: bool | None = None,
) -> tuple[Selection, datetime | None]:
    """Return the rows asked for, and the moment whose knowledge was asked for."""
    wanted = checked_codes(given)
    ends = data_through(version, offline)
    moment = end_of("known_on", known_on, ends)
    if latest is None:
        return Selection(wanted, *checked_span(since, until, ends)), moment
    if since is not None or until is not None:
        raise ArgumentError("latest: give the number of days alone, or since and until")
    last_days(latest, None, date.max)  # a wrong number is told before a release is looked for
    return Selection(wanted, *last_days(latest, moment, ends())), moment

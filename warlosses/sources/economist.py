"""economist: dated statements on personnel by governments and others, and the UK MoD by month."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from warlosses.claims.figure import Figure, figure
from warlosses.claims.reading import Reading
from warlosses.codes import WAR_START
from warlosses.sources.row import Row, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Rejected
    from warlosses.sources.copy import Copy

FILES = ("estimates.csv", "uk_mod_month_by_month.csv")
_ESTIMATES, _MONTHS = FILES
_LINK = re.compile(r"https?://[^\s)]+")
_LINK_DAY = re.compile(r"/(20\d{2})/(\d{2})/(\d{2})/")
_BULLETIN = re.compile(r"https?://(www\.)?mil\.gov\.ua/")
# The monthly file's totals are The Economist's sums of a daily average that the ministry prints.
_UK_NOTE = (
    "The Economist's reckoning from the UK MoD's average daily losses of the month ({average})"
)
_DAY_FORM = "DD/MM/YYYY"
_UK_SUM_NOTE = "summed from 2022-03-01"


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the statements, then the UK ministry's months (each month, and the sum to its end)."""
    yield from _estimates(copy)
    yield from _months(copy)


def _estimates(copy: Copy) -> Iterator[Reading | Rejected]:
    columns = ("date", "estimate_low", "estimate_high", "estimate", "type", "source", "source_url")
    for row in table(copy, _ESTIMATES, (*columns, "country"), ends_with_newline=False):
        day = row.day(form=_DAY_FORM)
        meaning = row.meaning(row["type"], day)
        link = _LINK.search(row["source_url"])
        label = f"{row['source']}, {row['type']}"
        reason = _contradicted(day, link[0]) if link else ""
        if reason:
            yield row.rejected(label, day, reason)
            continue
        yield row.reading(
            meaning,
            claimant=row.claimant(row["source"]),
            belligerent=row.belligerent(row["country"]),
            as_of=day,
            source_url=link[0] if link else copy.permalink(_ESTIMATES),
            raw_label=label,
            note=_remark(row["source_url"]),
            **_figure(row)._asdict(),
        )


def _months(copy: Copy) -> Iterator[Reading]:
    average, in_month, total = (
        "casualties (average daily losses)",
        "casualties in month",
        "cumulative casualties",
    )
    next_month = "date (at beginning of next month)"
    columns = ("month", "year", average, in_month, total, "source", "source_url")
    for row in table(copy, _MONTHS, columns, ends_with_newline=False):
        first = _first_of_month(row)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        url, mended = row.link(last, row["source_url"])
        notes = (_UK_NOTE.format(average=row[average]), row.cells.get("note", ""), mended)
        note = "; ".join(filter(None, notes))
        month = Reading(
            source_id=copy.source.source_id,
            claimant=row.claimant(row["source"]),
            belligerent="RU",
            category="personnel",
            outcome="killed_or_wounded",
            measure="increment",
            as_of=last,
            period_start=first,
            value=row.number(in_month),
            source_url=url,
            raw_label=in_month,
            qualifier="about",
            note=note,
        )
        yield month
        yield month._replace(
            measure="cumulative",
            as_of=row.day(next_month, _DAY_FORM),
            period_start=WAR_START,
            value=row.number(total),
            raw_label=total,
            note=f"{note}; {_UK_SUM_NOTE}",
        )


def _first_of_month(row: Row) -> date:
    try:
        return datetime.strptime(f"{row['month']} {row['year']}", "%B %Y").date()
    except ValueError as error:
        instead = f"{row['month']!r} {row['year']!r}"
        raise row.fail("an English month and a year", instead) from error


def _figure(row: Row) -> Figure:
    point, low, high = map(row.number_or_none, ("estimate", "estimate_low", "estimate_high"))
    if point is None and low is None and high is None:
        raise row.fail("an estimate or a bound", "neither")
    return figure(point, low, high)


def _contradicted(day: date, link: str) -> str:
    """Return why a row's date can't be right by its own link, or nothing."""
    in_link = _LINK_DAY.search(link)
    if not in_link:
        return ""
    published = date(*map(int, in_link.groups()))
    if (day - published).days > 1:
        return f"the date {day} is after the day of its own link ({published})"
    if _BULLETIN.match(link) and abs((day - published).days) > 1:
        return f"the date {day} is not that of the bulletin it links to ({published})"
    return ""


def _remark(source_url: str) -> str:
    return _LINK.sub("", source_url).strip().strip("()").strip()

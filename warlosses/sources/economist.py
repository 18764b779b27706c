"""economist: dated statements on personnel by governments and others, and the UK MoD by month."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from warlosses.claims.figure import Figure, figure
from warlosses.claims.reading import Reading, Rejected
from warlosses.codes import WAR_START
from warlosses.sources import crosswalk

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_UK_SUM_NOTE = "summed from 2022-03-01"


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the statements, then the UK ministry's months (each month, and the sum to its end)."""
    yield from _estimates(copy)
    yield from _months(copy)


def _estimates(copy: Copy) -> Iterator[Reading | Rejected]:
    columns = ("date", "estimate_low", "estimate_high", "estimate", "type", "source", "source_url")
    rows = copy.table(_ESTIMATES, (*columns, "country"), ends_with_newline=False)
    for line, row in rows:
        place = f"line {line}"
        day = _day(copy, _ESTIMATES, place, row["date"])
        meaning = crosswalk.meaning(copy, _ESTIMATES, place, row["type"], day)
        found = _LINK.search(row["source_url"])
        reason = _contradicted(day, found[0]) if found else ""
        if reason:
            label = f"{row['source']}, {row['type']}"
            yield Rejected(
                copy.source.source_id, f"{_ESTIMATES}, {place}", label, day.isoformat(), reason
            )
            continue
        yield Reading(
            source_id=copy.source.source_id,
            claimant=crosswalk.claimant(copy, _ESTIMATES, place, row["source"]),
            belligerent=crosswalk.belligerent(copy, _ESTIMATES, place, row["country"]),
            category=meaning.category,
            outcome=meaning.outcome,
            measure="cumulative",
            as_of=day,
            source_url=found[0] if found else copy.permalink(_ESTIMATES),
            raw_label=f"{row['source']}, {row['type']}",
            note=_remark(row["source_url"]),
            **_figure(copy, place, row)._asdict(),
        )


def _months(copy: Copy) -> Iterator[Reading]:
    average, total = "casualties (average daily losses)", "cumulative casualties"
    columns = ("month", "year", average, "casualties in month", total, "source", "source_url")
    for line, row in copy.table(_MONTHS, columns, ends_with_newline=False):
        place = f"line {line}"
        try:
            first = datetime.strptime(f"{row['month']} {row['year']}", "%B %Y").date()
        except ValueError as error:
            found = f"{row['month']!r} {row['year']!r}"
            raise copy.fail(_MONTHS, place, "an English month and a year", found) from error
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        url, mended = crosswalk.link(copy, last, row["source_url"])
        notes = (_UK_NOTE.format(average=row[average]), row.get("note", ""), mended)
        note = "; ".join(filter(None, notes))
        month = Reading(
            source_id=copy.source.source_id,
            claimant=crosswalk.claimant(copy, _MONTHS, place, row["source"]),
            belligerent="RU",
            category="personnel",
            outcome="killed_or_wounded",
            measure="increment",
            as_of=last,
            period_start=first,
            value=copy.whole_number(_MONTHS, place, row["casualties in month"]),
            source_url=url,
            raw_label="casualties in month",
            qualifier="about",
            note=note,
        )
        yield month
        as_of = _day(copy, _MONTHS, place, row["date (at beginning of next month)"])
        yield month._replace(
            measure="cumulative",
            as_of=as_of,
            period_start=WAR_START,
            value=copy.whole_number(_MONTHS, place, row[total]),
            raw_label=total,
            note=f"{note}; {_UK_SUM_NOTE}",
        )


def _figure(copy: Copy, place: str, row: dict[str, str]) -> Figure:
    point, low, high = (
        copy.whole_number(_ESTIMATES, f"{place}, {name}", row[name]) if row[name] else None
        for name in ("estimate", "estimate_low", "estimate_high")
    )
    if point is None and low is None and high is None:
        raise copy.fail(_ESTIMATES, place, "an estimate or a bound", "neither")
    return figure(point, low, high)


def _contradicted(day: date, link: str) -> str:
    """Return why a row's date can't be right by its own link, or nothing."""
    found = _LINK_DAY.search(link)
    if not found:
        return ""
    published = date(*map(int, found.groups()))
    if (day - published).days > 1:
        return f"the date {day} is after the day of its own link ({published})"
    if _BULLETIN.match(link) and abs((day - published).days) > 1:
        return f"the date {day} is not that of the bulletin it links to ({published})"
    return ""


def _remark(source_url: str) -> str:
    return _LINK.sub("", source_url).strip().strip("()").strip()


def _day(copy: Copy, name: str, place: str, text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError as error:
        raise copy.fail(name, place, "a date, DD/MM/YYYY", repr(text)) from error

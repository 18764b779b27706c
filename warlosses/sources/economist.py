"""economist: dated statements on personnel by governments and others, as The Economist has them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from warlosses.claims.figure import Figure, figure
from warlosses.sources import crosswalk
from warlosses.sources.row import Row, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy
    from warlosses.sources.crosswalk import StatementFix

_IN_MONTH, _TOTAL = "casualties in month", "cumulative casualties"
_NEXT_MONTH = "date (at beginning of next month)"
FILES = ("estimates.csv", "uk_mod_month_by_month.csv")
_ESTIMATES, _MONTHS = FILES
_LINK = re.compile(r"https?://[^\s)]+")
_LINK_DAY = re.compile(r"/(20\d{2})/(\d{2})/(\d{2})/")
_BULLETIN = re.compile(r"https?://(www\.)?mil\.gov\.ua/")
_RELAYED = (
    "relays the daily figures of Ukraine's General Staff, which are here as its own claims: the "
    "UK MoD charts their average by month, and the month's and the total figure are The "
    "Economist's reckoning from it"
)
_NOT_RECORDED = "not_recorded"  # the source has no words for hedges
_DAY_FORM = "DD/MM/YYYY"


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the statements; the UK ministry's months only as rows that are no claims of it."""
    months = list(_months(copy))
    sums = {(row.claimant(row["source"]), day, row.number(_TOTAL)) for row, day in months}
    yield from _estimates(copy, sums)
    for row, day in months:
        yield row.rejected(f"{row['source']}, {_IN_MONTH} and {_TOTAL}", day, _RELAYED)


def _estimates(copy: Copy, sums: set[tuple[str, date, int]]) -> Iterator[Reading | Rejected]:
    columns = ("date", "estimate_low", "estimate_high", "estimate", "type", "source", "source_url")
    for row in table(copy, _ESTIMATES, (*columns, "country"), ends_with_newline=False):
        day = row.day(form=_DAY_FORM)
        meaning = row.meaning(row["type"], day)
        link = _LINK.search(row["source_url"])
        label = f"{row['source']}, {row['type']}"
        side, claimant = row.belligerent(row["country"]), row.claimant(row["source"])
        fix = crosswalk.statement_fix(
            copy.source.source_id, day, row["source"], side, meaning.outcome
        )
        reason = _contradicted(day, link[0]) if link else ""
        if (claimant, day, row.number_or_none("estimate")) in sums:
            reason = _RELAYED
        if reason or fix.drops:
            yield row.rejected(label, day, reason or fix.reason)
            continue
        for outcome, numbers in _figures(row, fix, meaning.outcome):
            yield row.reading(
                meaning,
                claimant=fix.claimant or claimant,
                belligerent=side,
                outcome=outcome,
                as_of=fix.day or day,
                source_url=fix.source_url or (link[0] if link else copy.permalink(_ESTIMATES)),
                raw_label=label,
                note="; ".join(filter(None, (_remark(row["source_url"]), fix.reason))),
                **numbers._asdict(),
            )


def _months(copy: Copy) -> Iterator[tuple[Row, date]]:
    """Yield the rows of the monthly file, each with the day that its total is dated."""
    columns = ("month", "year", _IN_MONTH, _TOTAL, _NEXT_MONTH, "source", "source_url")
    for row in table(copy, _MONTHS, columns, ends_with_newline=False):
        yield row, row.day(_NEXT_MONTH, _DAY_FORM)


def _figures(row: Row, fix: StatementFix, outcome: str) -> Iterator[tuple[str, Figure]]:
    """Yield a row's figures, each with its outcome: two where the source has two in one range."""
    point, low, high = map(row.number_or_none, ("estimate", "estimate_low", "estimate_high"))
    if point is None and low is None and high is None:
        raise row.fail("an estimate or a bound", "neither")
    if fix.apart:
        if low is None or high is None or high < low:
            raise row.fail(f"two ends, the higher one with the {fix.apart} too", "not these")
        yield outcome, figure(low, None, None, _NOT_RECORDED)
        yield fix.apart, figure(high - low, None, None, _NOT_RECORDED)
        return
    point = fix.value if fix.value is not None else point
    yield outcome, figure(point, low, high, fix.qualifier or _NOT_RECORDED)


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

"""statements: official statements on personnel by both sides, the US and NATO."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from warlosses.claims.figure import figure
from warlosses.codes import WAR_START
from warlosses.sources.row import Row, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy

FILES = ("personnel.tsv",)
(_NAME,) = FILES


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the dated statements; those without a date are rejected until it is found."""
    columns = ("date", "claimant", "losses_of", "kind", "low", "high", "qualifier", "period", "url")
    for row in table(copy, _NAME, columns, "\t"):
        if not row["date"]:
            label = f"{row['claimant']}, {row['kind']}"
            yield row.rejected(label, None, f"no date: {row['period']}")
            continue
        yield _reading(row)


def _reading(row: Row) -> Reading:
    said_on = row.day()
    meaning = row.meaning(row["kind"], said_on)
    hedge = row.qualifier(row["qualifier"])
    low, high = row.number_or_none("low"), row.number_or_none("high")
    measure, start, end = _period(row, row["period"])
    as_of = min(said_on, end)
    notes = (
        f"said on {said_on}" if as_of != said_on else "",
        f"worded: {row['kind']}" if row["kind"] not in (meaning.outcome, "personnel") else "",
        f"hedge: {row['qualifier']}" if row["qualifier"] else "",
        "the day is that of publication" if "publication date" in row["period"] else "",
    )
    return row.reading(
        meaning,
        claimant=row.claimant(row["claimant"]),
        belligerent=row.belligerent(row["losses_of"]),
        measure=measure,
        as_of=as_of,
        period_start=start,
        source_url=row["url"],
        raw_label=f"{row['claimant']}, {row['kind']}",
        note="; ".join(filter(None, notes)),
        **figure(None, low, high, hedge)._asdict(),
    )


def _period(row: Row, text: str) -> tuple[str, date, date]:
    """Return measure, first and last day of a period as worded ("since ..." has no last day)."""
    words = re.sub(r"\s*\(.*\)$", "", text.strip())
    if since := words.removeprefix("since ") if words.startswith("since ") else "":
        for pattern in ("%Y-%m-%d", "%b %Y"):
            try:
                start = datetime.strptime(since, pattern).date()
            except ValueError:
                continue
            return "cumulative", max(start, WAR_START), date.max
    if years := re.fullmatch(r"(\d{4})(?:-(\d{4}))?", words):
        first, last = int(years[1]), int(years[2] or years[1])
        return "increment", date(first, 1, 1), date(last, 12, 31)
    try:
        first_day = datetime.strptime(words, "%b %Y").date()
    except ValueError as error:
        expected = "a period: since YYYY-MM-DD, since Mon YYYY, Mon YYYY, YYYY or YYYY-YYYY"
        raise row.at(", period").fail(expected, repr(text)) from error
    last_day = calendar.monthrange(first_day.year, first_day.month)[1]
    return "increment", first_day, first_day.replace(day=last_day)

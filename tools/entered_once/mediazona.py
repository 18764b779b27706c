"""mediazona: the count of confirmed names of the dead by Mediazona and the BBC Russian service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.claims.figure import figure
from warlosses.sources.row import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy

FILES = ("confirmed_names.tsv", "points.tsv")
_NAME, _POINTS = FILES


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the dated counts; those without a date are rejected until it is found."""
    yield from _counts(copy)
    yield from _points(copy)


def _points(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the counts read in further pages: not what another derived, nor another's count."""
    columns = ("date", "date_basis", "names_confirmed", "whose", "qualifier", "url")
    for row in table(copy, _POINTS, columns, "\t"):
        count = row["names_confirmed"]
        reasons = (
            ("the day is not in the text seen", row["date"].endswith("?")),
            ("derived from two figures, not stated", row["qualifier"] == "derived"),
            ("no link", not row["url"]),
            ("not the count of both", row["whose"] != "Mediazona and BBC"),
        )
        if reason := next((reason for reason, holds in reasons if holds), ""):
            yield row.rejected(count, None, reason)
            continue
        hedge = row["qualifier"].replace("_", " ").replace("exact", "")
        yield row.reading(
            row.meaning("confirmed_names", row.day()),
            claimant="mediazona_bbc",
            as_of=row.day(),
            source_url=row["url"],
            raw_label="confirmed_names",
            note=f"day: {row['date_basis']}",
            **figure(int(count), None, None, row.qualifier(hedge))._asdict(),
        )


def _counts(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the counts of the list, in its order."""
    columns = ("date", "confirmed_names", "qualifier", "url", "date_basis")
    for row in table(copy, _NAME, columns, "\t"):
        if not row["date"]:
            yield row.rejected(row["confirmed_names"], None, f"no date: {row['date_basis']}")
            continue
        day = row.day()
        meaning = row.meaning("confirmed_names", day)
        hedge = row.qualifier(row["qualifier"])
        url, mended = row.link(day, row["url"])
        yield row.reading(
            meaning,
            claimant="mediazona_bbc",
            as_of=day,
            source_url=url,
            raw_label="confirmed_names",
            note="; ".join(filter(None, (f"day: {row['date_basis']}", mended))),
            **figure(row.number("confirmed_names"), None, None, hedge)._asdict(),
        )

"""mediazona: the count of confirmed names of the dead by Mediazona and the BBC Russian service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.claims.figure import figure
from warlosses.sources.row import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy

FILES = ("confirmed_names.tsv",)
(_NAME,) = FILES


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the dated counts; those without a date are rejected until it is found."""
    columns = ("date", "confirmed_names", "qualifier", "url", "date_basis")
    for row in table(copy, _NAME, columns, "\t"):
        if not row["date"]:
            yield row.rejected(row["confirmed_names"], None, f"no date: {row['date_basis']}")
            continue
        day = row.day()
        meaning = row.meaning("confirmed_names", day)
        hedge = row.qualifier(row["qualifier"])
        yield row.reading(
            meaning,
            claimant="mediazona_bbc",
            as_of=day,
            source_url=row["url"],
            raw_label="confirmed_names",
            note=f"day: {row['date_basis']}",
            **figure(row.number("confirmed_names"), None, None, hedge)._asdict(),
        )

"""mediazona: the count of confirmed names of the dead by Mediazona and the BBC Russian service."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from warlosses.claims.figure import figure
from warlosses.claims.reading import Reading, Rejected
from warlosses.sources import crosswalk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.sources.copy import Copy

FILES = ("confirmed_names.tsv",)
(_NAME,) = FILES


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the dated counts; those without a date are rejected until it is found."""
    columns = ("date", "confirmed_names", "qualifier", "url", "date_basis")
    for line, row in copy.table(_NAME, columns, "\t"):
        place = f"line {line}"
        if not row["date"]:
            reason = f"no date: {row['date_basis']}"
            yield Rejected(
                copy.source.source_id, f"{_NAME}, {place}", row["confirmed_names"], "", reason
            )
            continue
        try:
            day = date.fromisoformat(row["date"])
        except ValueError as error:
            raise copy.fail(_NAME, place, "a date, YYYY-MM-DD", repr(row["date"])) from error
        meaning = crosswalk.meaning(copy, _NAME, place, "confirmed_names", day)
        hedge = crosswalk.qualifier(copy, _NAME, place, row["qualifier"])
        yield Reading(
            source_id=copy.source.source_id,
            claimant="mediazona_bbc",
            belligerent=meaning.belligerent,
            category=meaning.category,
            outcome=meaning.outcome,
            measure="cumulative",
            as_of=day,
            source_url=row["url"],
            raw_label="confirmed_names",
            note=f"day: {row['date_basis']}",
            **figure(
                copy.whole_number(_NAME, place, row["confirmed_names"]), None, None, hedge
            )._asdict(),
        )

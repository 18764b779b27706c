"""orc-losses: the General Staff's bulletin by day, each with the ministry page it was read from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from warlosses.claims.reading import Reading, Rejected
from warlosses.sources import crosswalk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.sources.copy import Copy

FILES = ("russian-losses.json",)
(_NAME,) = FILES
_NOT_FIGURES = {"date", "sourceUri"}


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield one reading for each category of each day; null: the page had no such line."""
    for number, row in enumerate(copy.records(_NAME), start=1):
        place = f"record {number}"
        try:
            day, url = date.fromisoformat(row["date"]), str(row["sourceUri"])
        except (KeyError, TypeError, ValueError) as error:
            expected = "date (YYYY-MM-DD) and sourceUri"
            raise copy.fail(_NAME, place, expected, str(row)[:60]) from error
        if not url.startswith(("https://", "http://")):
            raise copy.fail(_NAME, f"{place} ({day})", "a web link in sourceUri", repr(url))
        url, note = crosswalk.link(copy, day, url)
        for field, value in row.items():
            if field in _NOT_FIGURES or value is None:
                continue
            meaning = crosswalk.meaning(copy, _NAME, f"{place} ({day})", field, day)
            yield Reading(
                source_id=copy.source.source_id,
                claimant="ua_general_staff",
                belligerent=meaning.belligerent,
                category=meaning.category,
                outcome=meaning.outcome,
                measure="cumulative",
                as_of=day,
                value=copy.whole_number(_NAME, f"{place} ({day}), {field}", value),
                source_url=url,
                raw_label=field,
                qualifier=meaning.qualifier,
                note=note,
            )

"""minfin-csv: the General Staff's bulletin by day, for comparison only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from warlosses.claims.reading import Reading, Rejected
from warlosses.sources import crosswalk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.sources.copy import Copy

FILES = ("russia_losses.csv",)
(_NAME,) = FILES
_NOT_FIGURES = {"date", "day"}


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield one reading for each filled cell; an empty cell means a category not in use yet."""
    for line, row in copy.table(_NAME, ("date", "day", "personnel", "tanks")):
        place = f"line {line}"
        try:
            day = date.fromisoformat(row["date"])
        except ValueError as error:
            raise copy.fail(_NAME, place, "a date, YYYY-MM-DD", repr(row["date"])) from error
        for field, value in row.items():
            if field in _NOT_FIGURES or not value:
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
                value=copy.whole_number(_NAME, f"{place}, {field}", value),
                source_url=copy.permalink(_NAME),
                raw_label=field,
                qualifier=meaning.qualifier,
            )

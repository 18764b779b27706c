"""minfin-csv: the General Staff's bulletin by day, for comparison only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.sources.row import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading
    from warlosses.sources.copy import Copy

FILES = ("russia_losses.csv",)
(_NAME,) = FILES
_NOT_FIGURES = {"date", "day"}


def read(copy: Copy) -> Iterator[Reading]:
    """Yield one reading for each filled cell; an empty cell means a category not in use yet."""
    for row in table(copy, _NAME, ("date", "day", "personnel", "tanks")):
        day = row.day()
        dated = row.at(f" ({day})")
        for field, value in row.cells.items():
            if field in _NOT_FIGURES or not value:
                continue
            meaning = dated.meaning(field, day)
            yield row.reading(
                meaning,
                claimant="ua_general_staff",
                as_of=day,
                value=row.number(field),
                source_url=copy.permalink(_NAME),
                raw_label=field,
                qualifier=meaning.qualifier,
            )

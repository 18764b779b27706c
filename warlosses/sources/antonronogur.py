"""antonronogur: a dashboard's own reading of the ministry's pages, ground robots among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.sources.row import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading
    from warlosses.sources.copy import Copy

FILES = ("antonronogur.csv",)
(_NAME,) = FILES
_PAGE = "index.html"


def read(copy: Copy) -> Iterator[Reading]:
    """Yield one reading for each filled cell, linking to the dashboard's page at its commit."""
    for row in table(copy, _NAME, ("date", "personnel", "tanks")):
        day = row.day()
        dated = row.at(f" ({day})")
        for field, value in row.cells.items():
            if field == "date" or not value:
                continue
            meaning = dated.meaning(field, day)
            yield row.reading(
                meaning,
                claimant="ua_general_staff",
                as_of=day,
                value=dated.number(field),
                source_url=copy.permalink(_PAGE),
                raw_label=field,
                qualifier=meaning.qualifier,
            )

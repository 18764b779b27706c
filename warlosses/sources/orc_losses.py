"""orc-losses: the General Staff's bulletin by day, each with the ministry page it was read from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from warlosses.sources.row import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading
    from warlosses.sources.copy import Copy

FILES = ("russian-losses.json",)
(_NAME,) = FILES
_NOT_FIGURES = {"date", "sourceUri"}


def read(copy: Copy) -> Iterator[Reading]:
    """Yield one reading for each category of each day; null: the page had no such line."""
    for row in records(copy, _NAME):
        try:
            day, url = date.fromisoformat(row["date"]), str(row["sourceUri"])
        except (KeyError, TypeError, ValueError) as error:
            raise row.fail("date (YYYY-MM-DD) and sourceUri", str(row.cells)[:60]) from error
        dated = row.at(f" ({day})")
        if not url.startswith(("https://", "http://")):
            raise dated.fail("a web link in sourceUri", repr(url))
        url, note = row.link(day, url)
        for field, value in row.cells.items():
            if field in _NOT_FIGURES or value is None:
                continue
            meaning = dated.meaning(field, day)
            yield row.reading(
                meaning,
                claimant="ua_general_staff",
                as_of=day,
                value=dated.number(field),
                source_url=url,
                raw_label=field,
                qualifier=meaning.qualifier,
                note=note,
            )

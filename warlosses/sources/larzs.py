"""larzs: the increment printed in each General Staff bulletin, with the post's link and time."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.sources.row import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy

FILES = ("list.json",)
(_NAME,) = FILES
# On these days the claimant restated its totals, and the tracker, which from 2025 on keeps such
# adjustments apart, has them mixed into its figures: they are not what the bulletin printed.
_MIXED = "an adjustment day without amounts: the tracker's figure mixes increment and restatement"
# Of the bulletin's pictures those from this day on print increments; before, neither they nor the
# bulletins quoted whole do: the tracker's figures are its own differences.
_FIRST_DAY_OF_INCREMENTS = date(2022, 5, 2)
_CLOCK = re.compile(r"as of (\d{1,2}(?::\d{2})?):? ?(AM|PM)")
_ZERO_NOTE = "zero, or nothing printed"


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the printed increment of every category that was in use on the day.

    The tracker fills every category with a zero, also those that did not exist yet: those are
    rejected. A zero of a category in use may mean that the bulletin printed no increment, which
    comes to the same; its note says so. Without a post's link the row links to the tracker's file.
    """
    for row in records(copy, _NAME):
        try:
            day, losses = date.fromisoformat(row["date"]), dict(row["losses"])
            link, clock = str(row["link"]), _CLOCK.search(row["reported_by"])
        except (KeyError, TypeError, ValueError) as error:
            expected = "date, link, reported_by and losses"
            raise row.fail(expected, str(row.cells)[:60]) from error
        dated = row.at(f" ({day})")
        amounts = row.cells.get("adjustments", {}).values()
        mixed = _MIXED if row.cells.get("adjustment_day") and not any(amounts) else ""
        url = link if link.startswith(("https://", "http://")) else copy.permalink(_NAME)
        for field, value in losses.items():
            meaning = dated.meaning(field, day)
            number = dated.whole_number(value, field)
            aside = dated.set_aside(field, day)
            reason = aside or _unusable(meaning.category, day, number) or mixed
            if reason:
                yield row.rejected(field, day, reason, place=_NAME)
                continue
            time = f"as of {clock[1]} {clock[2]}" if clock else ""
            zero = _ZERO_NOTE if number == 0 else ""
            yield row.reading(
                meaning,
                claimant="ua_general_staff",
                measure="increment",
                as_of=day,
                value=number,
                source_url=url,
                raw_label=field,
                note="; ".join(filter(None, (time, zero))),
            )


def _unusable(category: str, day: date, value: int) -> str:
    if day < _FIRST_DAY_OF_INCREMENTS:
        return "the bulletin printed no increments yet: the tracker's own difference of two totals"
    if not codes.categories()[category].in_use_on(day):
        if value == 0:
            return "a filled-in zero: the category was not in use on that day"
        return f"the category was not in use on that day, yet the tracker has {value}"
    return ""

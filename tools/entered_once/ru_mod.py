"""ru-mod: the Russian ministry's totals on Ukraine, from its briefings and outlets quoting it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from warlosses.claims.figure import figure
from warlosses.sources.row import Row, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy

BRIEFINGS_FILES = ("briefings.tsv",)
PRESS_FILES = ("press.tsv", "points.tsv")
(_BRIEFINGS,) = BRIEFINGS_FILES
_PRESS, _POINTS = PRESS_FILES
_NEW = "not in dataset"  # the other points repeat what is there, or have no day
# On these days the ministry counted aircraft on the ground and in the air apart, and the
# briefings' list has the former alone: outlets of 2022-03-02 and 2022-03-03 quote both.
_GROUND_ONLY = (date(2022, 3, 2), date(2022, 3, 6))
_GROUND_NOTE = "aircraft on the ground only"


def read_briefings(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield each briefing's figures in the order given: of several a day, the last is the claim."""
    for row in table(copy, _BRIEFINGS, ("date", "url", "category", "cumulative"), "\t"):
        reading = _reading(row, "cumulative")
        first, last = _GROUND_ONLY
        if reading.category == "aircraft" and first <= reading.as_of <= last:
            reading = reading._replace(note=_GROUND_NOTE)
        yield reading


def read_press(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the figures that outlets quote.

    Of several outlets on one claim those that hedge come first, so that an exact figure is the
    source's latest reading.
    """
    columns = ("url", "date", "category", "cumulative_value", "qualifier_as_worded", "losses_of")
    rows = table(copy, _PRESS, (*columns, "date_basis", "note"), "\t")
    for row in sorted(rows, key=lambda r: (r["date"], not r["qualifier_as_worded"])):
        if not row["date"]:
            reason = f"no date ({row['date_basis'] or 'none stated'})"
            yield row.rejected(row["category"], None, reason)
            continue
        url, note = row.link(row.day(), row["url"])
        yield (
            _reading(row, "cumulative_value")
            if url
            else row.rejected(row["category"], row.day(), note)
        )
    yield from _points(copy)


def _points(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the figures of days that no other page has."""
    columns = ("date", "date_basis", "category", "cumulative", "state", "url")
    for row in table(copy, _POINTS, columns, "\t"):
        if row["state"] != _NEW:
            yield row.rejected(row["category"], None, f"no new day: {row['state']}")
        elif not row["url"].startswith("http"):
            yield row.rejected(row["category"], row.day(), "no link")
        else:
            yield _reading(row, "cumulative")


def _reading(row: Row, column: str) -> Reading:
    day = row.day()
    meaning = row.meaning(row["category"], day)
    hedge = row.qualifier(row.cells.get("qualifier_as_worded", ""))
    basis = row.cells.get("date_basis", "")
    note = row.cells.get("note", "")
    if note.startswith("aircraft =") and meaning.category != "aircraft":
        note = ""  # the retyper's remark on another figure of the page
    url, mended = row.link(day, row["url"])
    notes = (note, "day inferred" if basis == "inferred" else "", mended)
    return row.reading(
        meaning,
        claimant="ru_mod",
        as_of=day,
        source_url=url,
        raw_label=row["category"],
        note="; ".join(filter(None, notes)),
        **figure(row.number(column), None, None, hedge)._asdict(),
    )

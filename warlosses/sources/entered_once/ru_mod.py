"""ru-mod: the Russian ministry's totals on Ukraine, from its briefings and outlets quoting it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from warlosses.claims.figure import figure
from warlosses.claims.reading import Reading, Rejected
from warlosses.sources import crosswalk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.sources.copy import Copy

BRIEFINGS_FILES = ("briefings.tsv",)
PRESS_FILES = ("press.tsv",)
(_BRIEFINGS,) = BRIEFINGS_FILES
(_PRESS,) = PRESS_FILES
# On these days the ministry counted aircraft on the ground and in the air apart, and the
# briefings' list has the former alone: outlets of 2022-03-02 and 2022-03-03 quote both.
_GROUND_ONLY = (date(2022, 3, 2), date(2022, 3, 6))
_GROUND_NOTE = "aircraft on the ground only"


def read_briefings(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield each briefing's figures in the order given: of several a day, the last is the claim."""
    for line, row in copy.table(_BRIEFINGS, ("date", "url", "category", "cumulative"), "\t"):
        reading = _reading(copy, _BRIEFINGS, f"line {line}", row, row["cumulative"])
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
    rows = list(copy.table(_PRESS, (*columns, "date_basis", "note"), "\t"))
    for line, row in sorted(rows, key=lambda r: (r[1]["date"], not r[1]["qualifier_as_worded"])):
        place = f"line {line}"
        if not row["date"]:
            reason = f"no date ({row['date_basis'] or 'none stated'})"
            yield Rejected(copy.source.source_id, f"{_PRESS}, {place}", row["category"], "", reason)
            continue
        yield _reading(copy, _PRESS, place, row, row["cumulative_value"])


def _reading(copy: Copy, name: str, place: str, row: dict[str, str], value: str) -> Reading:
    try:
        day = date.fromisoformat(row["date"])
    except ValueError as error:
        raise copy.fail(name, place, "a date, YYYY-MM-DD", repr(row["date"])) from error
    meaning = crosswalk.meaning(copy, name, place, row["category"], day)
    hedge = crosswalk.qualifier(copy, name, place, row.get("qualifier_as_worded", ""))
    basis = row.get("date_basis", "")
    note = row.get("note", "")
    if note.startswith("aircraft =") and meaning.category != "aircraft":
        note = ""  # the retyper's remark on another figure of the page
    notes = (note, "day inferred" if basis == "inferred" else "")
    return Reading(
        source_id=copy.source.source_id,
        claimant="ru_mod",
        belligerent=meaning.belligerent,
        category=meaning.category,
        outcome=meaning.outcome,
        measure="cumulative",
        as_of=day,
        source_url=row["url"],
        raw_label=row["category"],
        note="; ".join(filter(None, notes)),
        **figure(copy.whole_number(name, place, value), None, None, hedge)._asdict(),
    )

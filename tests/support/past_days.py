"""The real history of one source, cut by day: the copy that a daily build would have had."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from warlosses import codes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = ("russia_losses_personnel.json", "russia_losses_equipment.json")
SOURCE = "petroivaniuk"
_HEDGES = ("personnel*", "*personnel")
_NO_NUMBER = ("", "nan")  # the second is what a table without the cell was written as

Cells = dict[tuple[str, str, str], str]  # (file, day, field) -> what it shows


class Day(NamedTuple):
    """What the source showed at the end of a day (UTC), and its last commit."""

    day: date
    at: datetime
    commit: str
    cells: Cells


def past_days(history: Path) -> Iterator[Day]:
    """Yield every day with a commit, in order."""
    with gzip.open(history, "rt", encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    by_day: dict[date, list[dict[str, str]]] = defaultdict(list)
    for event in events:
        at = datetime.fromisoformat(event["committed_at"]).astimezone(UTC)
        by_day[at.date()].append({**event, "committed_at": at.isoformat()})
    cells: Cells = {}
    for day in sorted(by_day):
        events = sorted(by_day[day], key=lambda event: event["committed_at"])
        for event in events:
            cells[event["file"], event["date"], event["field"]] = event["new"]
        cells = {place: value for place, value in cells.items() if value not in _NO_NUMBER}
        at = datetime.fromisoformat(events[-1]["committed_at"])
        yield Day(day, at, events[-1]["commit"], dict(cells))


def write_copy(day: Day, folder: Path) -> Path:
    """Write the mirror of a day: the source's files as they were then."""
    home = folder / SOURCE
    home.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        rows: dict[str, dict[str, object]] = defaultdict(dict)
        for (file, as_of, field), value in day.cells.items():
            if file == name:
                label = "personnel*" if field in _HEDGES else field
                rows[as_of][label] = int(value) if value.isdigit() else value
        listed = [{"date": as_of, **row} for as_of, row in sorted(rows.items())]
        (home / name).write_text(json.dumps(listed) + "\n", encoding="utf-8")
    nothing = [{"date": f"{day.day}", "day": 1, "tank": 0}]
    (home / "russia_losses_equipment_correction.json").write_text(json.dumps(nothing) + "\n")
    (folder / "SOURCES.toml").write_text(
        f'[{SOURCE}]\ncommit = "{day.commit}"\ncommitted_at = "{day.at.isoformat()}"\n'
    )
    return folder


def figures(day: Day) -> dict[tuple[str, str, str], tuple[int, str]]:
    """Return (as_of, category, outcome) -> (figure, hedge), read off by the code lists alone."""
    meanings = {r["raw_label"]: r for r in codes.rows("crosswalk") if r["source_id"] == SOURCE}
    hedged = {row["word"]: row["qualifier"] for row in codes.rows("qualifiers")}
    hedges = {as_of: v for (_f, as_of, field), v in day.cells.items() if field in _HEDGES}
    values = {}
    for (_file, as_of, field), value in day.cells.items():
        meaning = meanings.get(field, {})
        if meaning.get("category"):
            words = hedges.get(as_of, "") if field == "personnel" else ""
            hedge = hedged.get(words.strip().lower(), words)
            values[as_of, meaning["category"], meaning["outcome"]] = (int(value), hedge)
    return values

"""Who read each claim, what, and when."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from warlosses import codes
from warlosses.charts.series import day_number, each, number

Reading = tuple[str, int, int, int | None]
"""A source, its figure, the day it was recorded, the day another one took its place."""


class Readings:
    """A release's observations: those of each claim, and when each source is usually read."""

    def __init__(self, observations: pd.DataFrame, claims: pd.DataFrame) -> None:
        table = observations[["claim_id", "source_id", "value", "recorded_at", "superseded_at"]]
        table = table[table["value"].notna()]
        table = table.merge(claims[["claim_id", "as_of"]], on="claim_id")
        table = table.sort_values("recorded_at", kind="stable")
        sources = table["source_id"].astype(str).tolist()
        recorded, superseded, days = (
            _days(table[name]) for name in ("recorded_at", "superseded_at", "as_of")
        )
        self._of: dict[str, list[Reading]] = defaultdict(list)
        counted: dict[tuple[str, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        ids, values = table["claim_id"].tolist(), table["value"].tolist()
        for claim, source, value, at, until, day in zip(
            ids, sources, values, recorded, superseded, days, strict=True
        ):
            self._of[claim].append((source, int(value), at, until))
            counted[source, day][at] += 1
        self.usual: dict[str, dict[int, int]] = defaultdict(dict)
        for (source, day), times in counted.items():
            self.usual[source][day] = min(times, key=lambda at: (-times[at], at))

    def of(self, claim_id: str) -> list[Reading]:
        """Return a claim's readings, the first recorded first."""
        return self._of.get(claim_id, [])

    def recorded(self) -> dict[str, list[list[int]]]:
        """Return when each source was read, as steps of [day, recorded]."""
        return {source: _steps(self.usual[source]) for source in sorted(self.usual)}


def _steps(days: dict[int, int]) -> list[list[int]]:
    """Return when a source was read, each told from the one before.

    >>> _steps({5: 9, 4: 9})
    [[4, 9], [1, 0]]
    """
    steps, last_day, last_recorded = [], 0, 0
    for day, recorded in sorted(days.items()):
        steps.append([day - last_day, recorded - last_recorded])
        last_day, last_recorded = day, recorded
    return steps


def corrections(table: pd.DataFrame) -> list[list[Any]]:
    """Return this project's decisions: claim, from, to, kind, reason, evidence, day."""
    return [
        [
            row.claim_id,
            number(row.from_value),
            number(row.to_value),
            str(row.kind),
            str(row.reason),
            str(row.evidence_url),
            day_number(row.decided_on),
        ]
        for row in each(table)
    ]


def _days(times: pd.Series) -> list[Any]:
    naive = pd.to_datetime(times, utc=True).dt.tz_localize(None).dt.normalize()
    days = (naive - pd.Timestamp(codes.WAR_START)).dt.days
    return [None if pd.isna(day) else int(day) for day in days.tolist()]

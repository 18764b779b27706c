"""Who read each claim how: the usual in a few words, the unusual one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses.charts.series import day_number, each, number, runs

if TYPE_CHECKING:
    from collections.abc import Callable


def reader(
    observations: pd.DataFrame, claims: pd.DataFrame
) -> tuple[Callable[[pd.DataFrame], dict[str, Any]], dict[str, dict[int, int]]]:
    """Return a function that tells the readings of a series, and when each source is usually read.

    A reading is plain where it has the claim's value, was recorded when its source usually was
    for that day, and still stands. All others are told one by one.
    """
    table = observations[["claim_id", "source_id", "value", "recorded_at", "superseded_at"]].merge(
        claims[["claim_id", "as_of", "value"]], on="claim_id", suffixes=("", "_claimed")
    )
    table["source_id"] = table["source_id"].astype(str)
    table["recorded"] = _days(table["recorded_at"])
    table["superseded"] = _days(table["superseded_at"])
    table["day"] = _days(table["as_of"])
    usual = table.groupby(["source_id", "day"])["recorded"].agg(lambda d: d.mode().iloc[0])
    times = usual.rename("usual").reset_index()
    table = table.merge(times, on=["source_id", "day"])
    same = (table["value"] == table["value_claimed"]).fillna(False)
    table["plain"] = same & (table["recorded"] == table["usual"]) & table["superseded"].isna()
    plain, odd = table[table["plain"]], table[~table["plain"]]
    read_by = plain.groupby("claim_id")["source_id"].agg(lambda ids: ",".join(sorted(ids)))
    unusual = {key: rows.sort_values("recorded_at") for key, rows in odd.groupby("claim_id")}

    def of_series(rows: pd.DataFrame) -> dict[str, Any]:
        ids = list(rows["claim_id"])
        told = [
            [
                at,
                row.source_id,
                number(row.value),
                number(row.recorded),
                number(row.superseded),
            ]
            for at, claim_id in enumerate(ids)
            if claim_id in unusual
            for row in each(unusual[claim_id])
            if not pd.isna(row.value)
        ]
        return {"read_by": runs(read_by.get(claim_id, "") for claim_id in ids), "odd": told}

    days: dict[str, dict[int, int]] = {}
    for source, rows in times.groupby("source_id"):
        days[str(source)] = dict(zip(rows["day"], rows["usual"], strict=True))
    return of_series, days


def recorded_runs(days: dict[int, int]) -> list[list[int]]:
    """Return when a source was read, as [first day, recorded, days since the one before, ...]."""
    steps, last_day, last_recorded = [], 0, 0
    for day, recorded in sorted(days.items()):
        steps.append([int(day) - last_day, int(recorded) - last_recorded])
        last_day, last_recorded = int(day), int(recorded)
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


def _days(times: pd.Series) -> pd.Series:
    naive = pd.to_datetime(times, utc=True).dt.tz_localize(None).dt.normalize()
    return (naive - pd.Timestamp("2022-02-24")).dt.days.astype("Int64")

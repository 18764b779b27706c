"""The build report: how far the readings agree, what was decided, what could not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses import codes
from warlosses.claims.settle import contested, current_readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from warlosses.claims.reading import Rejected

_LISTED_SINGLY = 20
_SERIES = ["claimant", "belligerent", "category", "outcome", "period_start"]


def make_report(
    claims: pd.DataFrame,
    observations: pd.DataFrame,
    corrections: pd.DataFrame,
    comparisons: pd.DataFrame,
    rejected: Iterable[Rejected],
) -> dict[str, Any]:
    """Return the report of a build, ready for JSON.

    Readings of sources for comparison only are counted, but not listed.
    """
    readings = current_readings(observations, comparisons)
    differing = contested(readings)
    return {
        "claims": len(claims),
        "observations": len(observations),
        "by_claimant_and_status": _counts(claims),
        "bulletin_cells_by_agreement": _agreement(claims),
        "odd_one_out": _odd_one_out(differing),
        "three_way_splits": int(differing.groupby("claim_id")["_figure"].nunique().ge(3).sum()),
        "disputed": _cells(claims[claims["status"] == "disputed"], readings),
        "corrected": _cells(claims[claims["status"] == "corrected"], readings),
        "falls": _falls(claims, corrections),
        "increments_that_do_not_add_up": increments_off(claims),
        "rejected": group_rejected(rejected),
    }


def group_rejected(rejected: Iterable[Rejected]) -> list[dict[str, Any]]:
    """Return rejected rows, those of one source and reason in one entry; few are listed singly."""
    groups: dict[tuple[str, str], list[Rejected]] = {}
    for row in rejected:
        groups.setdefault((row.source_id, row.reason), []).append(row)
    return [
        {
            "source_id": source_id,
            "reason": reason,
            "rows": len(rows),
            "labels": sorted({row.label for row in rows}),
            "first_day": min(row.day for row in rows),
            "last_day": max(row.day for row in rows),
            "places": [row.place for row in rows] if len(rows) <= _LISTED_SINGLY else [],
        }
        for (source_id, reason), rows in groups.items()
    ]


def increments_off(claims: pd.DataFrame) -> list[dict[str, Any]]:
    """Return days on which a printed increment is not the difference of the two totals."""
    daily = claims[claims["claimant"] == "ua_general_staff"]
    key = ["category", "outcome", "as_of"]
    totals = daily[daily["measure"] == "cumulative"]
    columns = {
        "total": totals,
        "before": totals.assign(as_of=totals["as_of"] + pd.Timedelta(days=1)),
        "printed": daily[daily["measure"] == "increment"],
    }
    days = pd.concat({c: rows.set_index(key)["value"] for c, rows in columns.items()}, axis=1)
    days = days.dropna().assign(difference=lambda f: f["total"] - f["before"])
    off = days[days["difference"] != days["printed"]].sort_index(level="as_of").reset_index()
    return [
        {
            "category": row.category,
            "as_of": row.as_of.date().isoformat(),
            "printed": int(row.printed),
            "difference": int(row.difference),
        }
        for row in _rows(off)
    ]


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield a frame's rows with the columns as attributes, of types that only we know."""
    yield from frame.itertuples(index=False)


def _counts(claims: pd.DataFrame) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for row in _rows(_sizes(claims, ["claimant", "status"])):
        counts.setdefault(row.claimant, {})[row.status] = row.cells
    return counts


def _agreement(claims: pd.DataFrame) -> list[dict[str, int]]:
    """Return the bulletin's cumulative cells by number of sources and of agreeing ones."""
    cells = claims[(claims["claimant"] == "ua_general_staff") & (claims["measure"] == "cumulative")]
    return [
        {"n_sources": int(row.n_sources), "n_agreeing": int(row.n_agreeing), "cells": row.cells}
        for row in _rows(_sizes(cells, ["n_sources", "n_agreeing"]))
    ]


def _sizes(claims: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return claims.groupby(by).size().rename("cells").reset_index()


def _odd_one_out(differing: pd.DataFrame) -> dict[str, int]:
    """Return how often each source stood alone against two or more that agree."""
    givers = differing.groupby(["claim_id", "_figure"])["source_id"].agg(["nunique", "first"])
    per_claim = givers.groupby("claim_id")["nunique"].transform("max")
    odd = givers[(per_claim > 1) & (givers["nunique"] == 1)]
    return {str(k): int(v) for k, v in odd["first"].value_counts().sort_index().items()}


def _cells(claims: pd.DataFrame, readings: pd.DataFrame) -> list[dict[str, Any]]:
    ours = readings[readings["claim_id"].isin(claims["claim_id"]) & readings["publishable"]]
    ours = ours.sort_values("rank", kind="stable")
    by_claim = {str(claim_id): rows for claim_id, rows in ours.groupby("claim_id")}
    return [
        {
            "claim_id": row.claim_id,
            "value": None if pd.isna(row.value) else int(row.value),
            "source_url": row.source_url,
            "note": row.note,
            "readings": [_reading(r, str(row.value)) for r in _rows(by_claim[row.claim_id])],
        }
        for row in _rows(claims)
        if row.claim_id in by_claim
    ]


def _reading(reading: Any, value: str) -> dict[str, Any]:
    return {
        "source_id": reading.source_id,
        "value": None if pd.isna(reading.value) else int(reading.value),
        "source_url": reading.source_url,
        "agrees": str(reading.value) == value,
    }


def _falls(claims: pd.DataFrame, corrections: pd.DataFrame) -> list[dict[str, Any]]:
    """Return every fall of a cumulative series, those of one series and explanation together."""
    totals = claims[(claims["measure"] == "cumulative") & claims["value"].notna()]
    totals = totals.sort_values([*_SERIES, "as_of"])
    series = totals.groupby(_SERIES, sort=False)
    before = series[["value", "qualifier", "n_sources", "n_agreeing"]].shift()
    totals = totals.assign(
        before=before["value"],
        hedge_before=before["qualifier"],
        contested_before=before["n_agreeing"] < before["n_sources"],
        # The highest of the next two: back at the old total, the fall was undone.
        after=pd.concat([series["value"].shift(-n) for n in (1, 2)], axis=1).max(axis=1),
    )
    falls = totals[(totals["value"] < totals["before"]).fillna(False)]
    decided = dict(zip(corrections["claim_id"], corrections["reason"], strict=True))
    whole = set(falls.loc[falls["outcome"] == "lost", "claim_id"])
    groups: dict[tuple[str, str], list[list[Any]]] = {}
    for row in _rows(falls):
        name = f"{row.claimant}.{row.belligerent}.{row.category}.{row.outcome}"
        fall = [row.as_of.date().isoformat(), int(row.before), int(row.value)]
        groups.setdefault((name, _explain(row, decided, whole)), []).append(fall)
    return [
        {"series": series, "explanation": explanation, "day_before_after": listed}
        for (series, explanation), listed in groups.items()
    ]


def _explain(row: Any, decided: dict[str, str], whole: set[str]) -> str:
    if row.claim_id in decided:
        return decided[row.claim_id]
    if row.claimant == "oryx":
        return _explain_oryx(row, whole)
    estimates = codes.claimants()[row.claimant].kind in ("research", "media", "leak", "osint")
    hedged = row.qualifier != "exact" or row.hedge_before != "exact"
    reasons = (
        (row.status == "disputed", "the sources differ on this claim"),
        (row.contested_before, "the sources differ on the claim before it"),
        (hedged, "one of the two figures is rounded or hedged"),
        (estimates, "a new estimate, not a running count"),
        (True, f"unexplained; {row.note}" if row.note else "unexplained"),
    )
    return next(reason for holds, reason in reasons if holds)


def _explain_oryx(row: Any, whole: set[str]) -> str:
    if not pd.isna(row.after) and row.after >= row.before:
        return "made up for within two snapshots: a slip of the list, or a revision taken back"
    total = row.claim_id.replace(f".{row.outcome}.", ".lost.")
    if row.outcome != "lost" and total not in whole:
        return "entries moved to another outcome: the type's total did not fall"
    return "entries removed or moved to another type: the claimant revises its list"

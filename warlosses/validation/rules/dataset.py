"""Against the dataset: what it already holds of the same claims."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from warlosses.claims.figure import figure_text
from warlosses.validation.baseline import ledger_entries, sources_that_hold
from warlosses.validation.examples import TANKS, lines
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.rule import Example, Hit, Rule
from warlosses.validation.rules.pairs import superseded_rows
from warlosses.validation.typed.claim_keys import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.arrays import Flags, Floats, Integers
    from warlosses.validation.typed.contribution import Contribution

_SETTLED = ("2023-04-18,ua_general_staff,RU,tanks,lost,cumulative,3661,corroborated,orc-losses",)
_FIGURES = ("value", "value_low", "value_high")
_SHOWN_SOURCES = 4

RULES = (
    Rule(
        code="WL501",
        name="differs-from-the-dataset",
        severity="error",
        title="The dataset holds another figure for this claim",
        message="the dataset has {settled} ({status}: {sources}); found {found}",
        what="Compares the figure with the settled claim of the same key, and names the sources "
        "that hold it. It only warns where a single source holds the claim, where the sources "
        "differ, and where this file's figure is in the dataset too, but another one was accepted.",
        why="Either this file or the dataset is wrong; both can be.",
        cure="Look at your source and at theirs. If the dataset is wrong, say so in the pull "
        "request and propose a row for `datasets/corrections.csv`, with its evidence.",
        failing=Example(lines(TANKS.replace("3661", "3616")), baseline=_SETTLED),
        passing=Example(lines(TANKS), baseline=_SETTLED),
    ),
    Rule(
        code="WL502",
        name="agrees-with-the-dataset",
        severity="info",
        title="The dataset already holds these figures",
        message="{agreeing} of {rows} rows say what the dataset already holds",
        what="Counts the rows whose figure is the settled claim's.",
        why="A second source for a claim is welcome; a file that was handed in before is not "
        "needed.",
        cure="Nothing needs to be done.",
        failing=Example(lines(TANKS), baseline=_SETTLED),
        passing=Example(lines(TANKS)),
    ),
)


class Comparison(NamedTuple):
    """For each row of a contribution: the place of its claim in the baseline, and its agreement."""

    places: Integers
    agrees: Flags


def compare(contribution: Contribution, baseline: pd.DataFrame) -> Comparison:
    """Return where in the baseline each row's claim is (-1: nowhere), and whether it agrees."""
    n_rows = len(contribution.frame)
    if not len(baseline):
        return Comparison(np.full(n_rows, -1), np.zeros(n_rows, dtype=bool))
    keys = contribution.keys
    places = find(keys, baseline["key"].to_numpy())
    # Of a day's several statements the last one is the claim.
    places = np.where((keys < 0) | superseded_rows(contribution), -1, places)
    ours, theirs = (
        {n: f[n].to_numpy(dtype="float64", na_value=np.nan) for n in _FIGURES}
        for f in (contribution.frame, baseline)
    )
    # Two points are compared; where one side gave none, the bounds are.
    compared, differs = _compared(ours["value"], theirs["value"][places])
    for name in ("value_low", "value_high"):
        both, unlike = _compared(ours[name], theirs[name][places])
        pointless = np.isnan(ours["value"]) | np.isnan(theirs["value"][places])
        compared, differs = compared | (both & pointless), differs | (unlike & pointless)
    comparable = (places >= 0) & compared
    return Comparison(np.where(comparable, places, -1), comparable & ~differs)


def _compared(ours: Floats, theirs: Floats) -> tuple[Flags, Flags]:
    both = np.isfinite(ours) & np.isfinite(theirs)
    return both, both & (ours != theirs)


def find_differences(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Hit]:
    """Yield the rows that differ from the settled claims, and how many agree."""
    places, agrees = compare(contribution, baseline)
    different = np.flatnonzero((places >= 0) & ~agrees)
    # Nobody reads beyond these; further ones are only counted.
    told, rest = different[: LIMITS.max_findings], different[LIMITS.max_findings :]
    holders = sources_that_hold(baseline, np.unique(places[told]))
    doubtful = ~baseline["status"].iloc[places[told]].isin(["corroborated", "corrected"]).to_numpy()
    entered = _entered_before(contribution, baseline, places[told[~doubtful]])
    rows = _records(contribution.frame.iloc[told])
    claims = _records(baseline.iloc[places[told]])
    for place, is_doubtful, row, claim in zip(told, doubtful, rows, claims, strict=True):
        column = "value" if pd.notna(row["value"]) and pd.notna(claim["value"]) else "value_low"
        fields = {
            "settled": figure_text(claim),
            "status": claim["status"],
            "sources": _listed(holders[int(places[place])]),
            "found": figure_text(row),
        }
        near = str(claim[column]) if pd.notna(claim[column]) else None
        known = (int(places[place]), row[column]) in entered
        severity = "warning" if is_doubtful or known else None
        yield Hit("WL501", int(place) + 1, column, fields, near, severity)
    if len(rest):
        yield Hit("WL501", None, "value", {}, times=len(rest))
    if agrees.any():
        counts: dict[str, object] = {"agreeing": int(agrees.sum()), "rows": len(agrees)}
        yield Hit("WL502", None, None, counts)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _entered_before(
    contribution: Contribution, baseline: pd.DataFrame, places: Integers
) -> set[tuple[int, int]]:
    """Return which figures of claims at some places the dataset has from this very source."""
    if not len(places) or contribution.sheet.format == "frame":
        return set()
    from warlosses.codes import source_of

    source = source_of(Path(contribution.sheet.file)).source_id
    entries = ledger_entries(baseline, [int(place) for place in np.unique(places)])
    return {(e.place, e.value) for e in entries if e.is_current and e.source_id == source}


def _listed(names: list[str]) -> str:
    """Return names in a row.

    >>> _listed(["a", "b", "c", "d", "e", "f"])
    'a, b, c, d and 2 more'
    """
    if len(names) <= _SHOWN_SOURCES:
        return ", ".join(names)
    shown = ", ".join(names[:_SHOWN_SOURCES])
    return f"{shown} and {len(names) - _SHOWN_SOURCES} more"

"""Ties between readings: what the arithmetic of a bulletin says, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from warlosses import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY = [*columns.SERIES, "measure", "as_of"]
_Accepted = dict[tuple[object, ...], str]
_DAY = pd.Timedelta(days=1)


def break_ties(
    options: pd.DataFrame, settled: pd.DataFrame, readings: pd.DataFrame
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield (claim, (figure, why)) for the claims that the bulletin's own arithmetic decides.

    A total is decided where the day before's total plus the printed increment gives one of the
    options, or, where that increment is not clear, the day after's total less its own; an increment
    where the difference of the two totals does, else by the claimant's own document. Days go in
    order, totals first, so that a tie settled today can settle tomorrow's.

    Parameters
    ----------
    options : pandas.DataFrame
        The figures to choose from: ``claim_id``, ``_figure``, ``named`` and ``own``.
    settled : pandas.DataFrame
        The claims that are clear, with their figures.
    readings : pandas.DataFrame
        The current readings, for the parts of the ids.
    """
    keys = readings.drop_duplicates("claim_id").set_index("claim_id")[_KEY]
    todo = options.join(keys, on="claim_id").sort_values("as_of", kind="stable")
    known = settled.join(keys, on="claim_id")
    known = known[known["category"].isin(todo["category"])]
    accepted: _Accepted = {
        (*row[:-1],): row[-1] for row in known[[*_KEY, "_figure"]].itertuples(index=False)
    }
    for measure in ("cumulative", "increment"):
        of_measure = todo[todo["measure"] == measure]
        for claim_id, of_claim in of_measure.groupby("claim_id", sort=False):
            first = of_claim.iloc[0]
            series = tuple(first[c] for c in columns.SERIES)
            expected, why = _expected(accepted, series, measure, first["as_of"])
            fits = of_claim[(of_claim["_figure"] == expected) & of_claim["named"]]
            if measure == "increment" and fits.empty:
                fits = of_claim[of_claim["own"] & of_claim["named"]]
                why = "the claimant's own document decides"
            if len(fits) == 1:
                figure = str(fits["_figure"].iloc[0])
                accepted[*series, measure, first["as_of"]] = figure
                yield str(claim_id), (figure, why)


def _expected(
    accepted: _Accepted, series: tuple[object, ...], measure: str, day: pd.Timestamp
) -> tuple[str, str]:
    """Return the figure that the other two of a day's three lead to, and how; or nothing."""
    before = accepted.get((*series, "cumulative", day - _DAY), "")
    if measure == "cumulative":
        step = accepted.get((*series, "increment", day), "")
        if before.isdigit() and step.isdigit():
            total = int(before) + int(step)
            return str(total), f"the printed increment settles it: {before} + {step} = {total}"
        after = accepted.get((*series, "cumulative", day + _DAY), "")
        step = accepted.get((*series, "increment", day + _DAY), "")
        if after.isdigit() and step.isdigit():
            total = int(after) - int(step)
            return str(total), f"the next printed increment settles it: {after} - {step} = {total}"
        return "", ""
    total_text = accepted.get((*series, "cumulative", day), "")
    if not (before.isdigit() and total_text.isdigit()):
        return "", ""
    difference = int(total_text) - int(before)
    return str(difference), f"the totals settle it: {total_text} - {before} = {difference}"

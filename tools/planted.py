"""Gross errors planted in right days, one at a time: what `warlosses.validate` says of them.

A right day of the General Staff's bulletin is taken as it was settled, one of its figures is made
grossly wrong, and the day is checked against the claims before it. Days and categories are drawn by
a seed, so the figures come out the same each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from warlosses.validation.validate import validate

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_DAY: Final = "2023-06-01"
KINDS: Final = {
    "0": "0 for the total",
    "half": "half the total",
    "increment as total": "the day's increment typed as the total",
    "last year": "the total of a year before",
    "99999999": "99,999,999",
    "leap of 4": "a leap of 4 times the record gain",
    "leap of 20": "a leap of 20 times the record gain",
    "total as increment": "the total typed as the day's increment",
    "other belligerent": "the losses under the other belligerent",
}
# A leap of so few records is no error: at least a warning is asked for.
WARNED_AT_LEAST: Final = ("leap of 4",)


def plant(claims: pd.DataFrame, days: int, seed: int = 1) -> pd.DataFrame:
    """Check planted errors, one a contribution, on some days drawn by a seed.

    Parameters
    ----------
    claims : pandas.DataFrame
        The claimant's claims, as `load` gives them.
    days : int
        How many days to draw; on each, one category, and all kinds of errors that it can have.
    seed : int
        What the days are drawn by.

    Returns
    -------
    pandas.DataFrame
        One row an error: ``kind``, ``as_of``, ``category``, ``settled``, ``planted``, whether it
        was an ``error``, and whether it was ``told``: by a finding in its row that is no remark.
    """
    claims = claims.sort_values("as_of", ignore_index=True)
    totals = _by_day(claims, "cumulative")
    printed = _by_day(claims, "increment").reindex_like(totals)
    gains = printed.fillna(totals.diff())
    records = totals.diff().cummax().shift()
    chosen = np.random.default_rng(seed)
    later = totals.index[totals.index >= FIRST_DAY]
    rows = []
    for number in chosen.integers(len(later), size=days):
        day = later[number]
        known = totals.columns[totals.loc[day].notna() & totals.shift().loc[day].notna()]
        category = known[chosen.integers(len(known))]
        baseline = claims.iloc[: claims["as_of"].searchsorted(day)]
        wrong = _wrong_figures(totals[category], gains[category], records[category], day)
        for kind, planted, changes in wrong:
            contribution = _statement(totals.loc[day], day, category, changes | {"value": planted})
            place = int(np.flatnonzero(contribution["category"] == category)[0]) + 1
            findings = validate(contribution, baseline, ignore=["WL4"]).findings
            severities = {f.severity for f in findings if f.row == place}
            facts = (kind, day, category, int(totals.loc[day, category]), planted)
            rows.append((*facts, "error" in severities, bool(severities - {"info"})))
    columns = ["kind", "as_of", "category", "settled", "planted", "error", "told"]
    return pd.DataFrame(rows, columns=columns)


def _by_day(claims: pd.DataFrame, measure: str) -> pd.DataFrame:
    chosen = claims[claims["measure"] == measure].astype({"category": "str", "value": "float64"})
    return chosen.pivot_table(index="as_of", columns="category", values="value")


def _wrong_figures(
    totals: pd.Series[float], gains: pd.Series[float], records: pd.Series[float], day: pd.Timestamp
) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Yield kind, wrong figure and changed codes; what comes out right is left out."""
    settled, last = totals[day], totals.shift()[day]
    figures = {
        "0": 0,
        "half": settled // 2,
        "increment as total": gains[day],
        "last year": totals.get(day - pd.DateOffset(years=1)),
        "99999999": 99_999_999,
        "leap of 4": last + 4 * records[day],
        "leap of 20": last + 20 * records[day],
    }
    for kind, figure in figures.items():
        if figure is not None and figure >= 0 and figure != settled:
            yield kind, int(figure), {}
    yield "total as increment", int(settled), {"measure": "increment"}
    yield "other belligerent", int(settled), {"belligerent": "UA"}


def _statement(
    totals: pd.Series[float], day: pd.Timestamp, category: str, changes: dict[str, object]
) -> pd.DataFrame:
    """Return a day's totals as a contribution, one row changed."""
    known = totals.dropna()
    rows = pd.DataFrame(
        {
            "as_of": day.date().isoformat(),
            "claimant": "ua_general_staff",
            "belligerent": "RU",
            "category": known.index,
            "measure": "cumulative",
            "value": known.to_numpy().astype("int64"),
            "source_url": "https://example.org/bulletin",
        }
    )
    wrong = rows["category"] == category
    return rows.assign(**{name: rows[name].mask(wrong, value) for name, value in changes.items()})


def planted_text(planted: pd.DataFrame) -> str:
    """Return what became of planted errors as text: by kind, and all together."""
    table = planted.groupby("kind").agg(
        planted=("error", "size"), errors=("error", "sum"), told=("told", "sum")
    )
    table = table.loc[[kind for kind in KINDS if kind in table.index]].rename(index=KINDS)
    counted = planted[~planted["kind"].isin(WARNED_AT_LEAST)]
    share = 100 * counted["error"].mean()
    result = (
        f"gross errors that are errors: {counted['error'].sum()} of {len(counted)} "
        f"({share:.1f} %), leaps of 4 records left out"
    )
    return f"{table.rename(columns={'told': 'errors or warnings'}).to_string()}\n\n{result}"

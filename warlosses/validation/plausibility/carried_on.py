"""Figures that were read for the day before and set aside: mistakes that are carried on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from warlosses.validation.baseline import ledger_entries
from warlosses.validation.typed.claim_keys import find

if TYPE_CHECKING:
    import pandas as pd

    from warlosses.validation.arrays import Flags, Integers
    from warlosses.validation.typed.contribution import Contribution

_DECIDED = ("corrected", "disputed")


def set_aside_before(
    contribution: Contribution, baseline: pd.DataFrame, used: Flags
) -> dict[int, list[str]]:
    """Return the rows, from 1, whose figure was set aside for the day before, with who read it.

    A total that is mistyped once often stays so: the next day's is added to it, or it is left as it
    is. Only a claim that the sources disagree on, or that this project decided, can tell; and of a
    series that has more days in the contribution, only the first one.

    Parameters
    ----------
    contribution : Contribution
        What was handed in.
    baseline : pandas.DataFrame
        What the dataset holds.
    used : numpy.ndarray of bool
        Which rows of the contribution are totals to look at.
    """
    contested = np.flatnonzero(
        (baseline["n_agreeing"] < baseline["n_sources"]).to_numpy(dtype=bool)
        | baseline["status"].isin(_DECIDED).to_numpy()
    )
    keys = contribution.keys
    contested_keys = baseline["key"].to_numpy()[contested]
    day_before = np.where(used, find(keys, contested_keys + 1), -1)
    rows = _first_of_series(contribution, np.flatnonzero(day_before >= 0), used)
    places = contested[day_before[rows]]
    value = contribution.frame["value"].to_numpy(dtype="int64", na_value=-1)
    rows_at: dict[int, list[int]] = {}
    for row, place in zip(rows.tolist(), places.tolist(), strict=True):
        rows_at.setdefault(place, []).append(row)
    settled = baseline["value"].to_numpy(dtype="int64", na_value=-1)
    decided = baseline["status"].isin(_DECIDED).to_numpy()
    carried: dict[int, list[str]] = {}
    entries = ledger_entries(baseline, list(rows_at))
    # Where nobody read the settled figure, the ledger is not that of this baseline.
    told = {e.place for e in entries if decided[e.place] or e.value == settled[e.place]}
    for entry in entries:
        for row in rows_at[entry.place] if entry.place in told else ():
            if entry.value == value[row] != settled[entry.place]:
                names = carried.setdefault(row + 1, [])
                if entry.source_id not in names:
                    names.append(entry.source_id)
    return carried


def _first_of_series(contribution: Contribution, rows: Integers, used: Flags) -> Integers:
    """Return those of some rows before which the contribution has no other day of their series."""
    day = contribution.frame["as_of"].to_numpy().astype("datetime64[D]").astype("int64")
    series = contribution.keys - day
    wanted = np.unique(series[rows])
    among = np.where(used, find(series, wanted), -1)
    first = np.full(len(wanted) + 1, np.iinfo("int64").max)
    np.minimum.at(first, among, np.where(among >= 0, day, first[-1]))
    return np.asarray(rows[day[rows] == first[among[rows]]])

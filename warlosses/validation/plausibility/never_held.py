"""Series that the dataset never held, and the series that their figures would fit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from warlosses import codes
from warlosses.validation.plausibility.past import ages
from warlosses.validation.plausibility.running import largest_so_far
from warlosses.validation.typed.claim_keys import DAY_BITS, series_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.arrays import Flags, Integers
    from warlosses.validation.typed.contribution import Contribution

_BULLETIN: Final = "ua_general_staff"
_PARTS: Final = ("claimant", "belligerent", "category", "outcome", "measure")
# A figure fits a series that it would bring no further than so many of its records.
_RECORDS: Final = 2.0
# So many claims tell whom a claimant speaks of; a belligerent of less than this share is not one.
_ENOUGH: Final = 20
_HARDLY: Final = 0.05
_MOST_EXPLAINED: Final = 50


class NewSeries(NamedTuple):
    """A series that the dataset never held.

    Attributes
    ----------
    row : int
        Its first row, from 1; or the one that a better code is proposed for.
    claimant, belligerent, category, outcome, measure : str
        The series.
    column, code : str or None
        The code that the figure would fit better, and its column.
    fitting : str
        The total that it fits, and its day; empty without one.
    is_swapped : bool
        Whether the claimant as good as never spoke of this belligerent, and the figure fits the
        other one's series.
    """

    row: int
    claimant: str
    belligerent: str
    category: str
    outcome: str
    measure: str
    column: str | None = None
    code: str | None = None
    fitting: str = ""
    is_swapped: bool = False


def new_series(
    contribution: Contribution, baseline: pd.DataFrame, *, is_whole: bool
) -> Iterator[NewSeries]:
    """Yield the rows that begin a series which the dataset never held.

    What the General Staff's bulletin has by the list of categories is no surprise.

    Parameters
    ----------
    contribution : Contribution
        What was handed in.
    baseline : pandas.DataFrame
        What the dataset holds.
    is_whole : bool
        Whether that is all that it holds of the claimants. If not, nothing is told of a claimant,
        or a measure, that the baseline has nothing of.
    """
    if not len(baseline):
        return
    rows = np.flatnonzero(contribution.keys >= 0)
    series = series_of(contribution.keys[rows])
    is_new = ~np.isin(series, np.unique(series_of(baseline["key"].to_numpy())))
    rows, series = rows[is_new], series[is_new]
    _, first = np.unique(series, return_index=True)
    counted = baseline.groupby(["claimant", "measure", "belligerent"], observed=True).size()
    spoken = counted.to_dict()
    ends = _Ends.of(baseline) if len(first) else None
    first = np.sort(first)
    parts = contribution.frame.iloc[rows[first]][list(_PARTS)].astype("str")
    begun = zip(first.tolist(), parts.itertuples(index=False, name=None), strict=True)
    begun_by: Counter[tuple[str, str]] = Counter()
    for place, values in begun:
        claimant, belligerent, category, outcome, measure = values
        number = begun_by[claimant, belligerent]
        begun_by[claimant, belligerent] += 1
        n_own = sum(spoken.get((claimant, measure, side), 0) for side in codes.terms("belligerent"))
        if not (is_whole or n_own) or _is_listed(values):
            continue
        fresh = NewSeries(int(rows[place]) + 1, claimant, belligerent, category, outcome, measure)
        # So many new series of a pair are no slips, but another list of things.
        if ends is None or number >= _MOST_EXPLAINED:
            yield fresh
            continue
        n_of_side = spoken.get((claimant, measure, belligerent), 0)
        may_be_swapped = n_own >= _ENOUGH and n_of_side < _HARDLY * n_own
        same = rows[series == series[place]]
        yield from _explained(contribution, fresh, same, ends, may_be_swapped=may_be_swapped)


def _explained(
    contribution: Contribution,
    fresh: NewSeries,
    rows: Integers,
    ends: _Ends,
    *,
    may_be_swapped: bool,
) -> Iterator[NewSeries]:
    """Yield a new series with the code that its first figure fits, and all its swapped rows."""
    told = False
    for row in rows[: _MOST_EXPLAINED if may_be_swapped else 1]:
        fit = ends.fitting(contribution, int(row), fresh)
        own = fresh._replace(row=int(row) + 1)
        if fit is not None:
            swapped = may_be_swapped and fit[0] == "belligerent"
            own = own._replace(column=fit[0], code=fit[1], fitting=fit[2], is_swapped=swapped)
        if own.is_swapped or not told:
            yield own
        told = True


def _is_listed(series: tuple[str, ...]) -> bool:
    """Whether the list of categories says that the General Staff's bulletin has this one."""
    claimant, belligerent, category, outcome, _ = series
    listed = codes.categories()[category].valid_from is not None
    return (claimant, belligerent, outcome, listed) == (_BULLETIN, "RU", "lost", True)


class _Ends(NamedTuple):
    """The totals of a baseline, series by series, with what each series gained at most."""

    frame: pd.DataFrame

    @classmethod
    def of(cls, baseline: pd.DataFrame) -> _Ends:
        totals = baseline[
            (baseline["measure"] == "cumulative").to_numpy() & baseline["value"].notna().to_numpy()
        ].sort_values("key")
        name = totals["key"].to_numpy() >> DAY_BITS
        age = ages(name)
        value = totals["value"].to_numpy(dtype="int64")
        gain = np.where(age > 0, np.maximum(np.diff(value, prepend=0), 0), 0).astype("float64")
        frame = totals[["as_of", *_PARTS]].astype(dict.fromkeys(_PARTS, "str"))
        return cls(frame.assign(value=value, record=largest_so_far(gain, age)))

    def fitting(
        self, contribution: Contribution, row: int, new: NewSeries
    ) -> tuple[str, str, str] | None:
        """Return column, code and total of the series that a row's figure would fit."""
        own = contribution.frame.iloc[row]
        if pd.isna(own["value"]):
            return None
        frame = self.frame
        near = frame[(frame["claimant"] == new.claimant) & (frame["outcome"] == new.outcome)]
        near = near[near["as_of"] <= own["as_of"]]
        same_category = (near["category"] == new.category) & (
            near["belligerent"] != new.belligerent
        )
        same_side = (near["category"] != new.category) & (near["belligerent"] == new.belligerent)
        for column, chosen in (("belligerent", same_category), ("category", same_side)):
            last = near[chosen].drop_duplicates(column, keep="last")
            fits = last[_fits(last, own, new.measure)]
            if len(fits):
                best = fits.iloc[int(np.argmin(np.abs(fits["value"] - int(own["value"]))))]
                day = f"{best['as_of']:%Y-%m-%d}"
                return column, str(best[column]), f"{best['value']} of {day}"
        return None


def _fits(last: pd.DataFrame, own: pd.Series, measure: str) -> Flags:
    """For the last total of each series, whether a figure may follow it, or is one of its gains."""
    figure = int(own["value"])
    value, record = last["value"].to_numpy(), np.maximum(last["record"].to_numpy(), 1.0)
    if measure == "increment":
        return np.asarray((figure >= 0) & (figure <= _RECORDS * record))
    days = np.maximum((own["as_of"] - last["as_of"]).dt.days.to_numpy(), 1)
    gain = figure - value
    return np.asarray((gain >= -record) & (gain <= _RECORDS * record * days))

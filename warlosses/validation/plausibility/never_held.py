"""Series that the dataset never held, and the series that their figures would fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from warlosses import codes
from warlosses.validation.plausibility.past import ages
from warlosses.validation.plausibility.running import largest_so_far
from warlosses.validation.typed.claim_keys import DAY_BITS, series_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.arrays import Flags
    from warlosses.validation.typed.contribution import Contribution

_BULLETIN: Final = "ua_general_staff"
_PARTS: Final = ("claimant", "belligerent", "category", "outcome", "measure")
# A figure fits a series that it would bring no further than so many of its records.
_RECORDS: Final = 2.0
# So many claims tell whom a claimant speaks of; a belligerent of less than this share is not one.
_ENOUGH: Final = 20
_HARDLY: Final = 0.05


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
    rows = np.flatnonzero(contribution.keys >= 0)
    keys = contribution.keys[rows]
    held_series = np.unique(series_of(baseline["key"].to_numpy()))
    rows = rows[~np.isin(series_of(keys), held_series)]
    if not len(rows) or not len(baseline):
        return
    parts = contribution.frame.iloc[rows][list(_PARTS)].astype("str")
    known = baseline[list(_PARTS)].astype("str")
    spoken = set(map(tuple, known[["claimant", "measure"]].drop_duplicates().to_numpy()))
    ends = _Ends.of(baseline)
    told: set[int] = set()
    for row, values in zip(rows.tolist(), parts.itertuples(index=False, name=None), strict=True):
        claimant, belligerent, _, _, measure = values
        is_known = is_whole or (claimant, measure) in spoken
        if not is_known or _is_listed(values):
            continue
        series = int(series_of(contribution.keys[row]))
        fresh = NewSeries(row + 1, *values)
        fit = ends.fitting(contribution, row, values)
        if fit is not None:
            own = known[(known["claimant"] == claimant) & (known["measure"] == measure)]
            hardly = (own["belligerent"] == belligerent).mean() < _HARDLY
            swapped = fit[0] == "belligerent" and len(own) >= _ENOUGH and bool(hardly)
            fresh = fresh._replace(column=fit[0], code=fit[1], fitting=fit[2], is_swapped=swapped)
        if series not in told or fresh.is_swapped:
            yield fresh
        told.add(series)


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
        self, contribution: Contribution, row: int, values: tuple[str, ...]
    ) -> tuple[str, str, str] | None:
        """Return column, code and total of the series that a row's figure would fit."""
        claimant, belligerent, category, outcome, measure = values
        own = contribution.frame.iloc[row]
        if pd.isna(own["value"]):
            return None
        frame = self.frame
        near = frame[(frame["claimant"] == claimant) & (frame["outcome"] == outcome)]
        near = near[near["as_of"] <= own["as_of"]]
        same_category = (near["category"] == category) & (near["belligerent"] != belligerent)
        same_side = (near["category"] != category) & (near["belligerent"] == belligerent)
        for column, chosen in (("belligerent", same_category), ("category", same_side)):
            last = near[chosen].drop_duplicates(column, keep="last")
            fits = last[_fits(last, own, measure)]
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

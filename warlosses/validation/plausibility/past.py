"""A contribution's totals behind those that the dataset already holds, series by series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from warlosses.codes import WAR_START
from warlosses.validation.baseline import LONGEST_PAST
from warlosses.validation.plausibility.doubt import OLDEST, SELDOM, Doubts, Figures, weigh
from warlosses.validation.plausibility.forecast import (
    COPIES,
    FALLS,
    Forecast,
    Series,
    is_unusual,
    learn,
    with_tempo,
)
from warlosses.validation.plausibility.record import Sizes, judge_sizes, measure, usual_sizes
from warlosses.validation.plausibility.running import share_before
from warlosses.validation.typed.claim_keys import claim_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pandas as pd

    from warlosses.validation.arrays import Flags, Floats, Integers
    from warlosses.validation.typed.contribution import Contribution

# A statement's number is its speaker's, followed by the day in so many bits.
DAY_BITS = 20
# A fault makes the figures after it look odd; so many in one series are told from their echoes.
_ROUNDS = 40
# Where more than this share is doubtful, nothing is told from anything.
_TOO_MANY = 0.2
_FEW = 50
# Rows that are judged again in all, so that a large file takes no longer than its reading.
_MOST_ROWS = 500_000


class Past(NamedTuple):
    """Totals of the dataset and of a contribution, by series and day.

    Attributes
    ----------
    series : Series
        The totals, with their days.
    name : numpy.ndarray of int64
        A number that stands for each row's series.
    row : numpy.ndarray of int64
        The contribution's row, from 1; 0 for what the dataset holds.
    printed : numpy.ndarray of float64
        The day's increment that the contribution gives beside the total; NaN where it gives none.
    carried : numpy.ndarray of bool
        Whether a source read the contribution's figure for the day before too, wrongly.
    """

    series: Series
    name: Integers
    row: Integers
    printed: Floats
    carried: Flags

    def without(self, dropped: Flags) -> Past:
        """Return the past without some rows."""
        kept = ~dropped
        value, day, name = self.series.value[kept], self.series.day[kept], self.name[kept]
        series = Series(value, day, ages(name))
        return Past(series, name, self.row[kept], self.printed[kept], self.carried[kept])


class Judged(NamedTuple):
    """The contribution's totals with what was expected of them, and how doubtful they are.

    Attributes
    ----------
    row, day, name : numpy.ndarray of int64
        Row of the contribution, from 1; its day and its series, as numbers.
    copies : numpy.ndarray of float64
        How often statements as a whole repeated the one before them: not every one brings news.
    figures, usual, doubts : Figures, Forecast, Doubts
        The figures, what their own past lets expect, and what to think of them.
    own, days : numpy.ndarray of int64
        Each row's place among all totals; their days.
    sizes, beyond : Sizes, numpy.ndarray of bool
        How large each step is by the series' records, and which are far beyond them.
    """

    row: Integers
    day: Integers
    name: Integers
    copies: Floats
    figures: Figures
    usual: Forecast
    doubts: Doubts
    own: Integers
    days: Integers
    sizes: Sizes
    beyond: Flags

    def day_before(self, places: Any, n: int = 1) -> Any:
        """Return the day of the total that is so many before each of some rows."""
        return self.days[self.own[places] - n]


def past_of(
    contribution: Contribution, baseline: pd.DataFrame, used: Flags, carried: Collection[int]
) -> Past:
    """Return the chosen totals of a contribution behind those of the dataset.

    Of the dataset, only days before the contribution's first one of the same series count.

    Parameters
    ----------
    contribution : Contribution
        What was handed in.
    baseline : pandas.DataFrame
        What the dataset holds.
    used : numpy.ndarray of bool
        Which rows of the contribution are totals to look at.
    carried : collection of int
        Rows, from 1, whose figure a source read for the day before too, wrongly.
    """
    rows = np.flatnonzero(used)
    name, day = _split(contribution.keys[rows], contribution.frame["as_of"].to_numpy()[rows])
    value = contribution.frame["value"].to_numpy(dtype="int64", na_value=0)[rows]
    names, places = np.unique(name, return_inverse=True)
    first = np.full(len(names), np.iinfo("int64").max)
    np.minimum.at(first, places, day)
    old_name, old_day, old_value = _held(baseline, names, first)
    name = np.concatenate([old_name, name])
    day = np.concatenate([old_day, day])
    value = np.concatenate([old_value, value])
    row = np.concatenate([np.zeros(len(old_name), "int64"), rows + 1])
    order = np.lexsort((day, name))
    name = name[order]
    printed = np.concatenate([[np.nan], _printed(contribution)])[row[order]]
    series = Series(value[order], day[order], ages(name))
    return Past(series, name, row[order], printed, np.isin(row[order], list(carried)))


def _printed(contribution: Contribution) -> Floats:
    """Return for each row of a total the increment of the same day that the contribution gives."""
    frame = contribution.frame
    beside = np.full(len(frame), np.nan)
    daily = (
        (frame["measure"] == "increment").to_numpy()
        & (frame["as_of"] == frame["period_start"]).to_numpy()
        & frame["value"].notna().to_numpy()
        & (contribution.keys >= 0)
    )
    places = np.flatnonzero(daily)
    if len(places):
        columns = ["claimant", "belligerent", "category", "outcome", "as_of"]
        totals = frame.iloc[places][columns].assign(
            measure="cumulative", period_start=np.datetime64(WAR_START)
        )
        keys = claim_keys(totals)
        given = frame["value"].to_numpy(dtype="float64", na_value=np.nan)[places]
        order = np.argsort(keys)
        near = order[np.minimum(np.searchsorted(keys[order], contribution.keys), len(keys) - 1)]
        beside = np.where(keys[near] == contribution.keys, given[near], np.nan)
    return beside


def _held(
    baseline: pd.DataFrame, names: Integers, first: Integers
) -> tuple[Integers, Integers, Integers]:
    usable = baseline["value"].notna().to_numpy() & (baseline["measure"] == "cumulative").to_numpy()
    claims = baseline[usable]
    name, day = _split(claims["key"].to_numpy(), claims["as_of"].to_numpy())
    place = np.minimum(np.searchsorted(names, name), max(len(names) - 1, 0))
    if not len(names):
        return name[:0], day[:0], day[:0]
    before = (
        (names[place] == name) & (day < first[place]) & (day >= first[place] - LONGEST_PAST.days)
    )
    value = claims["value"].to_numpy(dtype="int64")
    return name[before], day[before], value[before]


def _split(keys: Integers, days: Any) -> tuple[Integers, Integers]:
    """Part claims' keys, whose lowest bits are the day, into series and day."""
    day = days.astype("datetime64[D]").astype("int64")
    return keys - day, day


def ages(name: Integers) -> Integers:
    """Return how many rows of its series are before each row."""
    places = np.arange(len(name))
    is_first = np.ones(len(name), dtype=bool)
    is_first[1:] = name[1:] != name[:-1]
    return places - np.maximum.accumulate(np.where(is_first, places, 0))


def statement_numbers(frame: pd.DataFrame) -> Integers:
    """Return, by row from 1, a number for what one claimant said of one belligerent's day."""
    number = np.zeros(len(frame), dtype="int64")
    for name in ("claimant", "belligerent"):
        coded = frame[name].cat
        number = number * (len(coded.categories) + 1) + coded.codes.to_numpy()
    day = frame["as_of"].to_numpy().astype("datetime64[D]").astype("int64")
    return np.concatenate([[0], (number << DAY_BITS) + np.where(day > 0, day, 0)])


def judged(
    past: Past, statements: Integers, n_in_all: int = 0
) -> Iterator[tuple[Judged, set[int]]]:
    """Yield the contribution's totals as judged, each time with the rows that this settles.

    A doubtful figure makes those after it look odd. So the first one of each series is left out for
    a trial: if fewer of the later ones are doubtful then, it is a fault that they are not to be
    judged by. If not, it is a new level, such as a restatement, and they are.

    Parameters
    ----------
    past : Past
        The totals.
    statements : numpy.ndarray of int64
        By row of the contribution, from 1, the number of its statement.
    n_in_all : int
        Totals of all the contribution, where these are a part of it: a part of a large one is
        judged again no more often than the whole would be.
    """
    seen = _judge(past, statements)
    decided: set[int] = set()
    for _ in range(min(_ROUNDS, _MOST_ROWS // max(len(past.row), n_in_all, 1))):
        tried = _first_followed(seen, decided)
        if not tried or seen.doubts.doubtful.sum() > max(_TOO_MANY * len(seen.row), _FEW):
            break
        decided |= tried
        trial = _judge(past.without(np.isin(past.row, list(tried))), statements)
        faults = {row for row in tried if _doubtful_after(trial, seen, row)}
        if faults:
            yield seen, faults
            past = past.without(np.isin(past.row, list(faults)))
            seen = trial if faults == tried else _judge(past, statements)
    yield seen, set(seen.row.tolist())


def _judge(past: Past, statements: Integers) -> Judged:
    series = past.series
    own = np.flatnonzero((past.row > 0) & (series.age > 0))
    _, statement = np.unique(statements[past.row[own]], return_inverse=True)
    gain = (series.value[own] - series.value[own - 1]).astype("float64")
    speaker = _speakers(past, statements)
    copies, falling = _shares(past, speaker)
    learned = learn(series)
    usual = learned.at(own)
    moved = with_tempo(usual, gain, statement)
    carried = past.carried[own]
    figures = Figures(
        value=series.value[own],
        last=series.value[own - 1],
        older=_older(series, own, is_unusual(moved, gain) | carried),
        statement=statement,
        printed=np.where(series.span[own] == 1, past.printed[own], np.nan),
        carried=carried,
    )
    sizes = measure(series, past.name, learned.mean * learned.step)
    typical = usual_sizes(sizes, series, past.name, speaker)
    verdict = judge_sizes(sizes, typical, series, learned.is_known, falling < SELDOM)
    confirmed = figures.is_confirmed
    beyond = verdict.beyond[own] & ~confirmed
    doubts = weigh(figures, moved, falling[own])
    doubtful = doubts.doubtful | (verdict.notable[own] & ~confirmed)
    return Judged(
        row=past.row[own],
        name=past.name[own],
        day=series.day[own],
        copies=copies[own],
        figures=figures,
        usual=usual,
        doubts=doubts._replace(doubtful=doubtful, noted=doubts.noted & ~doubtful),
        own=own,
        days=series.day,
        sizes=sizes.at(own),
        beyond=beyond,
    )


def _older(series: Series, own: Integers, wanted: Flags) -> Integers:
    """Return the totals before the last one of the wanted rows, latest first; -1 for none."""
    older = np.full((len(own), OLDEST), -1, dtype="int32")  # no total is larger, see LARGEST
    rows = np.flatnonzero(wanted)
    back = np.arange(2, OLDEST + 2)
    places = own[rows, None] - back
    known = back <= series.age[own[rows], None]
    older[rows] = np.where(known, series.value[np.where(known, places, 0)], -1)
    return older


def _speakers(past: Past, statements: Integers) -> Integers:
    """Return for each total a number for whose it is, and of whom it speaks."""
    own = past.row > 0
    names, first = np.unique(past.name[own], return_index=True)
    speakers: Integers = statements[past.row[own]][first] >> DAY_BITS
    return speakers[np.searchsorted(names, past.name)]


def _shares(past: Past, speaker: Integers) -> tuple[Floats, Floats]:
    """Return what share of a claimant's earlier statements had no news, and what share a fall."""
    numbers, statement = np.unique((speaker << DAY_BITS) + past.series.day, return_inverse=True)
    gain, counted = past.series.gain, past.series.age > 0
    n_rows = np.bincount(statement, counted)
    n_same = np.bincount(statement, counted & (gain == 0))
    falls = np.bincount(statement, counted & (gain < 0)) > 0
    age = ages(numbers >> DAY_BITS)
    copies = share_before((n_rows > 1) & (n_same == n_rows), age, COPIES)
    return copies[statement], share_before(falls, age, FALLS)[statement]


def _first_followed(seen: Judged, decided: set[int]) -> set[int]:
    """Return the first doubtful row of each series that has others after it."""
    followed = np.zeros(len(seen.row), dtype=bool)
    followed[:-1] = seen.name[:-1] == seen.name[1:]
    places = np.flatnonzero(seen.doubts.doubtful & followed)
    places = places[~np.isin(seen.row[places], list(decided))]
    _, first = np.unique(seen.name[places], return_index=True)
    return set(seen.row[places[first]].tolist())


def _doubtful_after(trial: Judged, seen: Judged, row: int) -> bool:
    """Whether fewer of the rows after one are doubtful without it."""
    place = int(np.flatnonzero(seen.row == row)[0])
    name, day = seen.name[place], seen.day[place]

    def count(one: Judged) -> int:
        return int((one.doubts.doubtful & (one.name == name) & (one.day > day)).sum())

    return count(trial) < count(seen)

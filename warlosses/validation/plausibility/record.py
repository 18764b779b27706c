"""What a series and its claimant ever did: records, and by how much a total goes beyond them.

The model of `forecast` says how likely a figure is after the days before it. Its tails are wide,
because bursts and restatements happen; but they have a size:

records
    A gain is measured by the largest gain that the series ever made, in a day or from one total to
    the next. A total that only comes back to where the series had been has not leapt.
restatements
    A fall is measured by the total that it falls from, and by the series' record gain. One that
    only takes the last gain back is no restatement.
what the claimant does
    How far claimants go beyond their records, and how much a restatement takes away, is learned
    from what the claimant's totals did so far: the size that one figure in `ONE_IN` has. For a
    claimant without any, a leap of one record and a restatement of `USUAL_FALL` are taken as that.

A total is beyond doubt when it goes beyond that by a wide margin: then it was mistyped, put in the
wrong row, or is no total at all, until the contributor has looked and says that it is printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from warlosses.validation.plausibility.forecast import LEAST_PAST, Series
from warlosses.validation.plausibility.running import before, largest_so_far

if TYPE_CHECKING:
    from warlosses.validation.arrays import Flags, Floats, Integers

ONE_IN: Final = 1000
# A young series breaks its record often; so many totals make one that says something of others.
GROWN: Final = 100
# Of the total: what a restatement of the General Staff took away at most, one time excepted.
USUAL_FALL: Final = 0.005
# By how many times what is usual for the claimant.
WIDE_LEAP, WIDE_FALL, WIDE_FALL_IN_RECORDS = 8.0, 10.0, 8.0
NOTABLE_LEAP: Final = 2.5
# Where too little of the series is known: so many times its total, and of its record.
MANY_TIMES, MANY_RECORDS = 20.0, 100.0
MOST_OF_IT: Final = 0.45
# Fits the total of a year ago to the day: the year is mistyped, or a table's line.
YEAR: Final = (364, 367)
NOTABLE_FALL: Final = 0.02


class Sizes(NamedTuple):
    """How large each total's step is.

    Attributes
    ----------
    record : numpy.ndarray
        The most that the series could gain by its records.
    leap : numpy.ndarray
        The gain beyond all earlier totals, in records; 0 where there is none.
    fall, fall_in_records : numpy.ndarray
        What the total falls by, as a share of the last one, and in records; 0 for none.
    year_ago : numpy.ndarray of bool
        Whether a total that falls is that of a year before.
    """

    record: Floats
    leap: Floats
    fall: Floats
    fall_in_records: Floats
    year_ago: Flags

    def at(self, places: Integers) -> Sizes:
        """Return the sizes of some rows."""
        return Sizes(*(column[places] for column in self))


def measure(series: Series, name: Integers, expected: Floats) -> Sizes:
    """Return how large the step to each total is, measured by what was before it.

    Parameters
    ----------
    series : Series
        Totals by series and day.
    name : numpy.ndarray of int64
        Each row's series.
    expected : numpy.ndarray
        What gain is usual, over the days since the last total.

    Examples
    --------
    >>> days = np.arange(5)
    >>> totals = np.array([100, 110, 115, 155, 20])
    >>> sizes = measure(Series(totals, days, days), np.zeros(5, "int64"), np.full(5, 8.0))
    >>> sizes.leap.tolist()
    [0.0, 10.0, 0.5, 4.0, 0.0]
    >>> sizes.fall.round(2).tolist()[-1]
    0.87
    """
    age, span = series.age, series.span
    counts = age > 0
    gain = np.where(counts, series.gain, 0.0)
    up = np.maximum(gain, 0.0)
    record = before(largest_so_far(up, age), age)
    of_a_day = before(largest_so_far(up / span, age), age)
    record = np.maximum(record, of_a_day + np.where(span > 1, expected, 0.0))
    record = np.maximum(record, 1.0)
    value = series.value.astype("float64")
    last, highest = before(value, age), before(largest_so_far(value, age), age)
    one_before = np.where(age > 1, before(last, age), np.inf)
    drop = np.where((gain < 0) & ~(value >= one_before), -gain, 0.0)
    leap = np.where(counts, np.clip(value - highest, 0.0, up), 0.0)
    return Sizes(
        record=record,
        leap=leap / record,
        fall=drop / np.maximum(last, 1.0),
        fall_in_records=drop / record,
        year_ago=_as_a_year_ago(series, name, drop > 0),
    )


def _as_a_year_ago(series: Series, name: Integers, wanted: Flags) -> Flags:
    """Whether each of the wanted totals is also that of the same day a year before."""
    same = np.zeros(len(name), dtype=bool)
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return same
    # Series' numbers leave room for the day, so that both together are in order.
    keys = name + series.day
    for days in range(YEAR[0], YEAR[1] + 1):
        sought = keys[rows] - days
        places = np.minimum(np.searchsorted(keys, sought), len(keys) - 1)
        same[rows] |= (keys[places] == sought) & (series.value[places] == series.value[rows])
    return same


class Usual(NamedTuple):
    """What one figure in `ONE_IN` of a claimant does, by row."""

    leap: Floats
    fall: Floats
    fall_in_records: Floats
    is_learned: Flags


def usual_sizes(sizes: Sizes, series: Series, name: Integers, speaker: Integers) -> Usual:
    """Return for each total how far its claimant goes, of a thousand figures once.

    A fall that the next total takes back is a mistake, no restatement. Fewer figures than a
    thousand cannot tell.
    """
    stays = np.zeros(len(name), dtype=bool)
    stays[:-1] = (name[1:] == name[:-1]) & (series.value[1:] < series.value[:-1] - series.gain[:-1])
    usual = Usual(
        leap=np.ones(len(name)),
        fall=np.full(len(name), USUAL_FALL),
        fall_in_records=np.ones(len(name)),
        is_learned=np.zeros(len(name), dtype=bool),
    )
    # Series are in the order of their numbers, so those of one speaker stand together.
    ends = np.flatnonzero(np.diff(speaker, append=speaker[-1:] + 1)) + 1
    for begin, end in zip([0, *ends], ends, strict=False):
        own = slice(begin, end)
        age = series.age[own]
        if (age > LEAST_PAST).sum() < ONE_IN:
            continue
        usual.is_learned[own] = True
        for column, values in (
            (usual.leap, sizes.leap[own][age > GROWN]),
            (usual.fall, (stays[own] * sizes.fall[own])[age > LEAST_PAST]),
            (usual.fall_in_records, (stays[own] * sizes.fall_in_records[own])[age > LEAST_PAST]),
        ):
            if len(values):
                rare = np.quantile(values, 1 - 1 / ONE_IN, method="lower")
                column[own] = np.maximum(column[own], rare)
    return usual


class Verdict(NamedTuple):
    """Whether totals go beyond what their series ever did.

    Attributes
    ----------
    notable : numpy.ndarray of bool
        By far enough for a second look.
    beyond : numpy.ndarray of bool
        By so wide a margin that it takes the contributor's word that it is printed so.
    """

    notable: Flags
    beyond: Flags


def judge_sizes(
    sizes: Sizes, usual: Usual, series: Series, known: Flags, seldom_falls: Flags
) -> Verdict:
    """Return which totals go beyond what their series ever did, where enough of it is known.

    Of a young series, a claimant whose ways are learned tells what is no fall; and no total is many
    times the last one at once.
    """
    year_ago = sizes.year_ago & seldom_falls
    year_ago &= (sizes.fall_in_records > 1) | (sizes.fall > NOTABLE_FALL)
    falls = (sizes.fall > WIDE_FALL * usual.fall) & seldom_falls
    falls |= sizes.fall_in_records > WIDE_FALL_IN_RECORDS * usual.fall_in_records
    beyond = known & (falls | year_ago | (sizes.leap > WIDE_LEAP * usual.leap))
    last = before(series.value, series.age)
    beyond |= usual.is_learned & seldom_falls & (sizes.fall > MOST_OF_IT)
    beyond |= (sizes.leap > MANY_RECORDS) & (series.value > MANY_TIMES * np.maximum(last, 1))
    return Verdict(beyond | (known & (sizes.leap > NOTABLE_LEAP * usual.leap)), beyond)

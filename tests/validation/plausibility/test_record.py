"""Totals measured by their series' record, and by what their claimant ever took back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warlosses.validation.plausibility.forecast import Series
from warlosses.validation.plausibility.record import (
    ONE_IN,
    USUAL_FALL,
    judge_sizes,
    measure,
    usual_sizes,
)

GAINS = (6, 9, 4, 11, 7)  # the record is 11


def sizes_of(values, spans=None):
    values = np.array(values)
    age = np.arange(len(values))
    day = age if spans is None else np.cumsum(spans)
    series = Series(values, day, age)
    return series, measure(series, np.zeros(len(values), "int64"), np.full(len(values), 8.0))


def past(days=60, start=3000):
    return [*(start + np.cumsum(np.resize(GAINS, days)))]


def verdict(value, before=None, *, known=True, seldom=True):
    values = [*(before or past()), value]
    series, sizes = sizes_of(values)
    nothing = np.zeros(len(values), "int64")
    usual = usual_sizes(sizes, series, nothing, nothing)
    flags = np.full(len(values), True)
    judged = judge_sizes(sizes, usual, series, flags & known, flags & seldom)
    return bool(judged.notable[-1]), bool(judged.beyond[-1])


@pytest.mark.parametrize("records", [20, 100, 1e4])
def test_a_leap_of_many_records_is_beyond_doubt(records):
    assert verdict(past()[-1] + 11 * records) == (True, True)


def test_a_leap_of_a_few_records_is_told_and_no_error():
    assert verdict(past()[-1] + 44) == (True, False)


@pytest.mark.parametrize("gain", [0, 11, 20, 27])
def test_a_right_figure_may_leap(gain):
    assert verdict(past()[-1] + gain) == (False, False)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.9])
def test_no_restatement_takes_so_much(share):
    assert verdict(int(past()[-1] * share)) == (True, True)


def test_a_restatement_may_take_a_little():
    assert verdict(past()[-1] - 20) == (False, False)


def test_where_totals_often_fall_only_records_count():
    assert verdict(past()[-1] - 80, seldom=False) == (False, False)
    assert verdict(0, seldom=False) == (True, True)


def test_a_total_that_comes_back_has_not_leapt():
    values = past()
    dip = [*values, values[-1] - 900]
    assert verdict(values[-1] + 5, dip) == (False, False)


def test_taking_the_last_gain_back_is_no_restatement():
    values = past()
    spike = [*values, values[-1] + 5000]
    assert verdict(values[-1] + 9, spike) == (False, False)


def test_a_short_past_is_not_judged():
    assert verdict(past()[-1] + 2000, known=False) == (False, False)


def test_no_total_is_many_times_the_last_one():
    assert verdict(99_999_999, [5, 9, 12], known=False) == (True, True)
    assert verdict(60, [5, 9, 12], known=False) == (False, False)


def test_a_hole_allows_for_its_days():
    values = [*past(), past()[-1] + 240]
    _, sizes = sizes_of(values, [1] * 60 + [30])
    _, at_once = sizes_of(values)
    assert sizes.leap[-1] < at_once.leap[-1]


def test_the_total_of_a_year_before_is_known():
    values = past(400)
    year_ago = values[len(values) - 365]
    _, sizes = sizes_of([*values, year_ago])
    assert sizes.year_ago[-1]
    _, sizes = sizes_of([*values, year_ago + 1])
    assert not sizes.year_ago[-1]


def test_what_is_usual_is_learned_from_a_thousand_figures():
    values = list(past(ONE_IN + 500))
    for place in (300, 600, 900):  # restatements of two in a hundred
        values[place:] = [value - values[place] // 50 for value in values[place:]]
    series, sizes = sizes_of(values)
    nothing = np.zeros(len(values), "int64")
    assert usual_sizes(sizes, series, nothing, nothing).fall[-1] > 3 * USUAL_FALL
    short = Series(*(column[:500] for column in series))
    few = measure(short, nothing[:500], np.full(500, 8.0))
    assert usual_sizes(few, short, nothing[:500], nothing[:500]).fall[-1] == USUAL_FALL


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=40), st.integers(1, 50))
def test_the_unit_of_the_totals_does_not_matter(values, unit):
    """Counted in tens or in dozens, a leap is as large: sizes are shares and records."""
    _, one = sizes_of([value * 1000 for value in values])
    _, other = sizes_of([value * 1000 * unit for value in values])
    # A record is at least one.
    seen = one.record > 1
    assert np.allclose(one.leap[seen], other.leap[seen])
    assert np.allclose(one.fall, other.fall)

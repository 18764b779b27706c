"""Totals against printed increments, over one day and over several."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warlosses import validate

DAY = pd.Timestamp("2023-04-18")
FACTS = {
    "claimant": "ua_general_staff",
    "belligerent": "RU",
    "category": "tanks",
    "source_url": "https://www.mil.gov.ua/news/losses",
}


def rows(totals, increments, first=DAY):
    """Totals and increments of days in a row, as a contribution or a baseline."""
    made = []
    for measure, figures in (("cumulative", totals), ("increment", increments)):
        for n, value in enumerate(figures):
            day = first + pd.Timedelta(days=n)
            made.append(FACTS | {"as_of": day, "measure": measure, "value": value})
    return pd.DataFrame(made)


def found(today, held):
    report = validate(today, held, select=["WL212", "WL3"])
    return [(f.row, f.suggestion) for f in report.findings]


def held(totals, increments):
    return rows(totals, increments, DAY - pd.Timedelta(days=len(totals)))


def test_a_total_that_adds_up_is_passed_over():
    assert found(rows([3661], [1]), held([3650, 3660], [5, 10])) == []


def test_a_total_that_does_not_add_up_is_found_with_what_was_meant():
    assert found(rows([3671], [1]), held([3650, 3660], [5, 10])) == [(1, "3661")]


def test_a_figure_that_came_a_day_late_is_found_once():
    """Printed +12 and shown as +10, then printed +1 and shown as +3."""
    assert found(rows([3660], [12]), held([3640, 3650], [5, 10])) == [(1, "3662")]
    assert found(rows([3663], [1]), held([3650, 3660], [5, 12])) == []


def test_a_fall_is_never_late():
    assert found(rows([3655], [0]), held([3650, 3660], [5, 5])) == [(1, "3660")]


def test_a_hole_in_the_increments_confirms_nothing():
    past = held([3650, 3660], [5, 12])
    without = past[~((past["measure"] == "increment") & (past["value"] == 12))]
    assert found(rows([3663], [1]), without) == [(1, "3661")]


@settings(max_examples=30)
@given(
    st.lists(st.integers(0, 500), min_size=2, max_size=8),
    st.lists(st.integers(0, 500), min_size=2, max_size=8),
)
def test_sums_of_increments_always_add_up(before, after):
    """Totals made by adding increments up have nothing against them, in one file or two."""
    increments = [*before, *after]
    totals = [1000 + sum(increments[: n + 1]) for n in range(len(increments))]
    first = DAY - pd.Timedelta(days=len(before))
    everything = rows(totals, increments, first)
    is_before = everything["as_of"] < DAY
    assert found(everything[~is_before], everything[is_before]) == []
    assert found(everything, everything.iloc[:0]) == []


@pytest.mark.parametrize("qualifier", ["more_than", "at_least"])
def test_a_bound_is_not_added_up(qualifier):
    today = rows([3700], [1])
    hedged = today.assign(
        qualifier=[qualifier, "exact"], value_low=pd.array([3700, pd.NA], dtype="Int64")
    )
    assert found(hedged, held([3650, 3660], [5, 10])) == []

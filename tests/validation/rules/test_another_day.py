"""Whole statements that are dated wrongly."""

from __future__ import annotations

import pandas as pd
import pytest

import warlosses as wl
from warlosses import validate
from warlosses.columns import CONTRIBUTION

DAY = pd.Timestamp("2026-06-18")


@pytest.fixture(scope="module")
def held():
    return wl.load(
        claimants="ua_general_staff", measures="cumulative", outcomes="lost", until="2026-07-20"
    )


def told(held, of_day, dated, until=DAY, select=("WL504",)):
    """What is said of a day's figures under another date, where the dataset ends before a day."""
    figures = held[held["as_of"] == pd.Timestamp(of_day)][list(CONTRIBUTION)]
    dated_so = figures.assign(as_of=pd.Timestamp(dated), source_url="https://mod.gov.ua/news")
    report = validate(dated_so, held[held["as_of"] < until], select=select)
    return [(f.rule, f.column, f.suggestion) for f in report.findings]


@pytest.mark.parametrize("dated", ["2026-06-17", "2026-06-16", "2026-07-18", "2025-06-18"])
def test_a_new_day_that_is_dated_otherwise_is_told_with_its_day(held, dated):
    assert told(held, DAY, dated) == [("WL504", "as_of", "2026-06-18")]


@pytest.mark.parametrize(
    ("of_day", "dated"), [("2025-06-18", "2026-06-18"), ("2026-06-10", "2026-06-12")]
)
def test_the_figures_of_a_day_that_is_held_are_told_with_that_day(held, of_day, dated):
    assert told(held, of_day, dated) == [("WL504", "as_of", of_day)]


@pytest.mark.parametrize("of_day", ["2026-06-18", "2026-06-19", "2026-06-25", "2026-07-18"])
def test_a_right_day_is_passed_over_behind_a_hole_too(held, of_day):
    assert told(held, of_day, of_day) == []


def test_a_copied_bulletin_is_told_as_that(held):
    assert told(held, "2026-06-17", DAY, select=("WL304", "WL504")) == [("WL304", "value", None)]


def test_few_figures_tell_no_day(held):
    few = held[held["category"].isin(["tanks", "artillery", "uavs"])]
    assert told(few, DAY, "2026-06-17") == []


def test_the_message_says_to_check_the_date(held):
    figures = held[held["as_of"] == DAY][list(CONTRIBUTION)]
    wrong = figures.assign(as_of=pd.Timestamp("2026-06-17"), source_url="https://mod.gov.ua/news")
    (finding,) = validate(wrong, held[held["as_of"] < DAY], select=["WL504"]).findings
    assert finding.message.startswith("check the date: 10 of 10 totals that move daily")

"""Series that the dataset never held, against a baseline and against the bundled release."""

from __future__ import annotations

import pandas as pd
import pytest

import warlosses as wl
from warlosses import validate

LINK = "https://mod.gov.ua/news/2026-08-16"


def told(claimant, belligerent, category, value, baseline=None, **changes):
    row = {"as_of": "2026-08-16", "claimant": claimant, "belligerent": belligerent}
    row |= {"category": category, "value": value, "source_url": LINK} | changes
    report = validate(pd.DataFrame([row]), baseline, select=["WL503"])
    return [(f.severity, f.column, f.suggestion) for f in report.findings]


@pytest.mark.parametrize(
    ("claimant", "belligerent", "category", "value", "meant"),
    [
        ("ua_general_staff", "UA", "tanks", 12274, "RU"),
        ("ua_general_staff", "UA", "personnel", 1466710, "RU"),
        ("ru_mod", "RU", "tanks_armored_vehicles", 27100, "UA"),
    ],
)
def test_the_other_belligerent_is_an_error_where_the_figure_fits(
    claimant, belligerent, category, value, meant
):
    assert told(claimant, belligerent, category, value) == [("error", "belligerent", meant)]


def test_an_increment_of_the_other_belligerent_too():
    assert told("ua_general_staff", "UA", "tanks", 4, measure="increment") == [
        ("error", "belligerent", "RU")
    ]


def test_a_figure_that_fits_another_category_names_it():
    assert told("ua_general_staff", "RU", "afvs", 25148) == [
        ("warning", "category", "armored_vehicles")
    ]


def test_a_figure_that_fits_nothing_is_told_without_a_proposal():
    assert told("ua_general_staff", "UA", "tanks", 31) == [("warning", "category", None)]
    assert told("memory_book", "RU", "personnel", 30) == [("warning", "category", None)]


def test_a_measure_that_the_claimant_never_used_is_told():
    assert told("oryx", "RU", "tanks", 3, measure="increment")[0][0] == "warning"


@pytest.mark.parametrize("category", ["tanks", "ground_robots", "submarines"])
def test_what_is_held_is_passed_over(category):
    assert told("ua_general_staff", "RU", category, 5) == []


def test_a_note_that_says_so_makes_a_warning_of_it():
    noted = told("ua_general_staff", "UA", "tanks", 12274, note="as printed, see the second line")
    assert noted == [("warning", "belligerent", "RU")]


def test_of_a_claimant_that_the_baseline_lacks_nothing_is_told():
    oryx = wl.load(claimants="oryx", categories="tanks", until="2022-06-01")
    assert told("ua_general_staff", "UA", "tanks", 12274, oryx) == []
    assert told("ua_general_staff", "UA", "tanks", 12274, oryx.iloc[:0]) == []


def test_a_category_that_the_list_has_begins_without_a_word():
    before = wl.load(claimants="ua_general_staff", until="2023-09-13")
    assert told("ua_general_staff", "RU", "submarines", 1, before, as_of="2023-09-14") == []
    assert told("ua_general_staff", "RU", "submarines", 1, before, outcome="damaged") != []

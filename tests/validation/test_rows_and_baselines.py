"""Rows given as dicts, and a baseline by its version."""

from __future__ import annotations

import pickle
from datetime import date

import pandas as pd
import pytest

import warlosses as wl

ROW = {
    "as_of": date(2023, 4, 18), "claimant": "ua_general_staff", "belligerent": "RU",
    "category": "tanks", "value": 3616,
    "source_url": "https://www.mil.gov.ua/news/2023/04/18/losses",
}  # fmt: skip


def told(report):
    return [(f.rule, f.row, f.column, f.value, f.suggestion) for f in report.findings]


@pytest.mark.parametrize(
    "rows",
    [
        [ROW],
        [ROW, {**ROW, "category": "uav", "value": 2353}],
        [ROW, {**ROW, "value": None, "value_low": 3000, "qualifier": "at_least"}],
        [{**ROW, "note": "x"}, ROW],
    ],
)  # fmt: skip
def test_dicts_are_read_as_the_frame_of_them(rows):
    expected = told(wl.validate(pd.DataFrame(rows)))
    assert told(wl.validate(rows)) == expected
    assert told(wl.validate(tuple(rows))) == expected
    assert expected


def test_one_row_is_a_dict():
    assert told(wl.validate(ROW)) == told(wl.validate([ROW]))


def test_whole_numbers_stay_whole_beside_a_gap():
    rows = [ROW, {k: v for k, v in ROW.items() if k != "value"}]
    assert told(wl.validate(rows))[0][3] == "3616"


@pytest.mark.parametrize("baseline", ["2026.9.6", "latest"])
def test_a_baseline_by_its_version(baseline):
    assert told(wl.validate(ROW, baseline=baseline)) == told(wl.validate(ROW, baseline=wl.load()))


@pytest.mark.parametrize(
    ("baseline", "error", "text"),
    [
        ("1999.1.1", wl.ReleaseError, "no release '1999.1.1' here"),
        (2026.8, wl.ArgumentError, "expected a version as text"),
        (pd.DataFrame({"a": [1]}), wl.ArgumentError, "expected a frame of claims"),
    ],
)
def test_a_baseline_that_is_none(baseline, error, text):
    with pytest.raises(error, match=text):
        wl.validate(ROW, baseline=baseline)


def test_the_error_of_a_report_can_be_sent_to_another_process():
    with pytest.raises(wl.InvalidContributionError) as caught:
        wl.validate({**ROW, "category": "tank"}).raise_for_errors()
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.report == caught.value.report


@pytest.mark.parametrize(
    "error", [getattr(wl, name) for name in wl.__all__ if name.endswith("Error")]
)
def test_every_error_can_be_pickled(error):
    made = error(wl.validate(ROW)) if error is wl.InvalidContributionError else error("text")
    again = pickle.loads(pickle.dumps(made))
    assert (type(again), str(again)) == (type(made), str(made))

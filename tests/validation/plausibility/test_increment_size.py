"""Increments by themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from warlosses import validate

DAY = pd.Timestamp("2023-04-18")
FACTS = {
    "claimant": "ua_general_staff",
    "belligerent": "RU",
    "category": "tanks",
    "source_url": "https://www.mil.gov.ua/news/losses",
}


def held(gains=(6, 9, 4, 11, 7), days=60, last=3660):
    back = np.concatenate([[0], np.cumsum(np.resize(gains, days - 1))])
    as_of = DAY - pd.to_timedelta(np.arange(1, days + 1), unit="D")
    return pd.DataFrame(
        {"as_of": as_of, "measure": "cumulative", "value": last - back, "outcome": "lost", **FACTS}
    )


def told(increment, baseline=None, total=None):
    rows = [FACTS | {"as_of": DAY, "measure": "increment", "value": increment}]
    if total is not None:
        rows.append(FACTS | {"as_of": DAY, "measure": "cumulative", "value": total})
    report = validate(pd.DataFrame(rows), held() if baseline is None else baseline)
    return [(f.rule, f.severity) for f in report.findings if f.rule in ("WL308", "WL212")]


@pytest.mark.parametrize("increment", [3660, 3669, 3650, 500, 99_999_999])
def test_a_total_typed_as_an_increment_is_an_error(increment):
    assert told(increment) == [("WL308", "error")]


@pytest.mark.parametrize("increment", [0, 4, 11, 25])
def test_an_increment_of_the_usual_size_is_passed_over(increment):
    assert told(increment) == []


def test_a_few_times_the_record_is_told():
    assert told(50) == [("WL308", "warning")]


def test_a_total_that_grew_as_much_confirms_it():
    assert told(50, total=3710) == []


def test_the_sum_is_not_told_beside_it():
    assert told(3660, total=3669) == [("WL308", "error")]


def test_small_series_are_weighed_too():
    assert told(2, held(gains=(0,) * 30 + (1,), last=2)) == [("WL308", "error")]
    assert told(1, held(gains=(0,) * 30 + (1,), last=2)) == []


def test_nothing_is_said_without_a_past():
    assert told(3660, held().iloc[:0]) == []
    assert told(3660, held(days=5)) == []

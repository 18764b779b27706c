from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warlosses as wl
from warlosses.data.daily import daily_from_totals


def totals(rows, **changes):
    """A claims frame of (category, day of May 2022, value)."""
    facts = {"claimant": "ua_general_staff", "belligerent": "RU", "outcome": "lost"} | changes
    frame = pd.DataFrame(rows, columns=["category", "day", "value"])
    as_of = pd.to_datetime([date(2022, 5, 1) + timedelta(d - 1) for d in frame.pop("day")])
    frame = frame.assign(as_of=as_of, period_start=pd.Timestamp("2022-02-24"), **facts)
    return frame.astype({"value": "Int64"})


def cells(frame, column):
    return [None if pd.isna(v) else v for v in frame[column]]


def test_every_kind_of_day():
    rows = daily_from_totals(
        totals([("tanks", d, v) for d, v in ((2, 10), (3, 12), (6, 18), (7, 17))])
    )
    assert rows["status"].tolist() == ["series_start", "observed", "gap", "restated"]
    assert cells(rows, "value") == [None, 2, None, -1]
    assert cells(rows, "span_value") == [10, None, 6, None]
    assert cells(rows, "days") == [None, 1, 3, 1]


def test_a_fall_across_a_gap_is_named_too():
    rows = daily_from_totals(totals([("tanks", 2, 10), ("tanks", 5, 7)]))
    assert rows["status"].tolist() == ["series_start", "restated"]
    assert cells(rows, "value") == [None, None]
    assert cells(rows, "span_value") == [10, -3]


def test_a_merger_subtracts_the_sum_of_its_parts():
    rows = daily_from_totals(
        totals(
            [
                ("military_vehicles", 0, 1701),
                ("fuel_tanks", 0, 76),
                ("vehicles_fuel_tanks", 1, 1796),
            ]
        ),
        ["vehicles_fuel_tanks"],
    )
    assert (cells(rows, "value"), rows["status"].tolist()) == ([19], ["merged"])


@pytest.mark.parametrize("part", ["military_vehicles", "fuel_tanks"])
def test_a_merger_without_all_its_parts_is_a_start(part):
    rows = daily_from_totals(
        totals([(part, 0, 76), ("vehicles_fuel_tanks", 1, 1796)]), ["vehicles_fuel_tanks"]
    )
    assert rows["status"].tolist() == ["series_start"]


def test_two_series_at_once_are_refused_by_name():
    both = pd.concat([totals([("tanks", 1, 1)]), totals([("tanks", 1, 2)], belligerent="UA")])
    with pytest.raises(wl.ArgumentError, match="single belligerent; found RU, UA"):
        daily_from_totals(both)


series = st.dictionaries(st.integers(0, 20), st.integers(0, 1000), min_size=1, max_size=12)


@settings(max_examples=30)
@given(
    st.fixed_dictionaries(
        dict.fromkeys(("vehicles_fuel_tanks", "military_vehicles", "fuel_tanks"), series)
    )
)
def test_adding_up_again_gives_the_totals(by_category):
    claims = totals([(c, d, v) for c, days in by_category.items() for d, v in days.items()])
    rows = daily_from_totals(claims)
    for category, part in rows.groupby("category"):
        again = (part["value"].fillna(0) + part["span_value"].fillna(0)).cumsum()
        held = claims[claims["category"] == category].sort_values("as_of")
        assert again.tolist() == held["value"].tolist()
        fell = held["value"].diff().lt(0).fillna(False).to_numpy()
        assert (part["status"].to_numpy()[fell] == "restated").all()


def test_the_general_staffs_series():
    rows = wl.daily(claimant="ua_general_staff").set_index(["category", "as_of"])
    merged = rows.loc[("vehicles_fuel_tanks", "2022-05-01")]
    assert (merged["value"], merged["status"]) == (19, "merged")
    start = rows.loc[("ground_robots", "2026-05-03")]
    assert pd.isna(start["value"])
    assert start["status"] == "series_start"
    assert set(rows["status"]) == {"observed", "series_start", "merged", "restated"}
    assert (rows.loc[rows["value"] < 0, "status"] == "restated").all()


def test_real_series_add_up_again():
    claims = wl.load(claimants="oryx", belligerents="UA", outcomes="lost", measures="cumulative")
    rows = daily_from_totals(claims)
    last = (rows["value"].fillna(0) + rows["span_value"].fillna(0)).groupby(rows["category"]).sum()
    totals_by_day = claims.sort_values("as_of").astype({"category": "str"})
    stated = totals_by_day.groupby("category")["value"].last()
    pd.testing.assert_series_equal(last, stated, check_names=False, check_dtype=False)

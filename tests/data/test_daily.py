from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warlosses as wl
from warlosses.claims.scope import scope_changes
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


def increments(rows, **changes):
    """Claims on the losses of single days of May 2022."""
    frame = totals(rows, **changes)
    return frame.assign(period_start=frame["as_of"])


def test_a_total_that_rises_by_another_figure_than_was_printed_is_restated():
    rows = daily_from_totals(
        totals([("tanks", d, v) for d, v in ((1, 10), (2, 12), (3, 20), (4, 21), (6, 22))]),
        increments=increments([("tanks", d, v) for d, v in ((1, 3), (2, 2), (3, 5), (6, 9))]),
    )
    assert rows["status"].tolist() == ["series_start", "observed", "restated", "observed", "gap"]
    assert cells(rows, "value") == [None, 2, 8, 1, None]
    assert cells(rows, "printed") == [3, 2, 5, None, 9]


def test_a_total_that_the_claimant_changed_the_same_day_is_restated():
    rows = totals([("tanks", 2, 10), ("tanks", 3, 12), ("tanks", 4, 15)])
    decided = rows.assign(kind=["transcription_error", "restated_by_claimant", "reclassified"])
    marked = daily_from_totals(rows, corrections=decided)
    assert marked["status"].tolist() == ["series_start", "restated", "observed"]


def test_increments_of_others_and_of_longer_spans_mark_nothing():
    rows = totals([("tanks", 1, 10), ("tanks", 2, 12)])
    week = increments([("tanks", 2, 7)])
    week["period_start"] -= pd.Timedelta(days=6)
    for other in (week, increments([("tanks", 2, 7)], claimant="oryx")):
        daily = daily_from_totals(rows, increments=other)
        assert daily["status"].tolist() == ["series_start", "observed"]
        assert cells(daily, "printed") == [None, None]


@pytest.mark.parametrize("change", scope_changes(), ids=lambda c: f"{c.claimant}-{c.category}")
def test_nothing_is_subtracted_across_a_change_of_what_is_counted(change):
    days = [change.old_until - timedelta(1), change.old_until, change.new_from]
    facts = {"claimant": change.claimant, "category": change.category}
    frame = pd.DataFrame({"as_of": pd.to_datetime(days), "value": [5, 6, 9]}).assign(
        **facts, belligerent="RU", outcome="lost", period_start=pd.Timestamp("2022-02-24")
    )
    rows = daily_from_totals(frame.astype({"value": "Int64"}))
    assert rows["status"].tolist() == ["series_start", "observed", "series_start"]
    assert cells(rows, "value") == [None, 1, None]
    assert cells(rows, "span_value") == [5, None, 9]
    other = daily_from_totals(frame.assign(claimant="ua_mod").astype({"value": "Int64"}))
    assert other["status"].tolist()[2] != "series_start"


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


@pytest.mark.parametrize(
    ("claimant", "belligerent"), [("ua_general_staff", "RU"), ("oryx", "RU"), ("oryx", "UA")]
)
def test_real_series_add_up_again(claimant, belligerent):
    """Every total of every day, from each start on."""
    claims = wl.load(
        claimants=claimant, belligerents=belligerent, outcomes="lost", measures="cumulative"
    )
    rows = wl.daily(claimant=claimant, belligerent=belligerent)
    steps = rows["value"].fillna(0) + rows["span_value"].fillna(0)
    start = rows["status"].eq("series_start").cumsum()
    again = steps.groupby([rows["category"], start]).cumsum()
    stated = claims.astype({"category": "str"}).set_index(["category", "as_of"])["value"]
    keys = pd.MultiIndex.from_frame(rows[["category", "as_of"]])
    assert len(stated) == len(rows)
    assert (stated[keys].to_numpy() == again.to_numpy()).all()


def test_every_printed_increment_agrees_or_the_day_is_marked():
    printed = wl.load(claimants="ua_general_staff", measures="increment", outcomes="lost")
    rows = wl.daily(claimant="ua_general_staff")
    stated = rows.dropna(subset="printed").set_index(["category", "as_of"])["printed"]
    keys = pd.MultiIndex.from_frame(printed.astype({"category": "str"})[["category", "as_of"]])
    totals_by_day = pd.MultiIndex.from_frame(rows[["category", "as_of"]])
    beside_a_total = keys.isin(totals_by_day)
    assert beside_a_total.mean() > 0.99
    assert (stated[keys[beside_a_total]].to_numpy() == printed["value"][beside_a_total]).all()
    differs = rows["printed"].notna() & (rows["printed"] != rows["value"])
    assert differs.any()
    assert set(rows.loc[differs, "status"]) <= {"restated", "merged", "series_start"}
    plain = rows["status"].eq("observed") & rows["printed"].notna()
    assert (rows.loc[plain, "printed"] == rows.loc[plain, "value"]).all()

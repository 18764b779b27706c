from __future__ import annotations

import pandas as pd

import warlosses as wl

SLIP = "ua_general_staff.RU.personnel.lost.cumulative.2024-01-02"
BY = {"claimants": "ua_general_staff", "categories": "personnel", "measures": "cumulative"}


def value_of(frame, claim_id=SLIP):
    return frame.set_index("claim_id").loc[claim_id, "value"]


def test_a_slip_is_shown_for_the_days_on_which_it_stood():
    assert value_of(wl.load(known_on="2025-01-01", **BY)) == 360820
    assert value_of(wl.load(known_on="2025-01-03", **BY)) == 792170
    assert value_of(wl.load(known_on="2025-01-04", **BY)) == 360820
    assert value_of(wl.load(**BY)) == 360820


def test_nothing_is_known_before_it_was_recorded():
    frame = wl.load(known_on="2023-04-18", claimants=["ua_general_staff", "oryx"])
    assert frame["first_recorded_at"].max() < pd.Timestamp("2023-04-19", tz="UTC")
    assert frame["as_of"].max() <= pd.Timestamp("2023-04-18")
    assert "corrected" not in set(frame["status"])


def test_the_answer_of_today_is_the_release_itself():
    pd.testing.assert_frame_equal(wl.load(known_on="2030-01-01", **BY), wl.load(**BY))


def test_filters_do_not_change_what_was_known():
    whole = wl.load(known_on="2024-06-01", claimants="ua_general_staff")
    part = wl.load(
        known_on="2024-06-01", claimants="ua_general_staff", categories="tanks", since="2024-01-01"
    )
    kept = whole[(whole["category"] == "tanks") & (whole["as_of"] >= "2024-01-01")]
    assert part["claim_id"].tolist() == kept["claim_id"].tolist()
    assert part["value"].tolist() == kept["value"].tolist()


def test_observations_and_corrections_have_a_past_too():
    assert len(wl.load("corrections", known_on="2026-11-22")) == 0
    then = wl.load(
        "observations", known_on="2025-01-03", claimants="ua_general_staff", categories="personnel"
    )
    open_rows = then[then["superseded_at"].isna()].set_index("claim_id")
    assert open_rows.loc[SLIP, "value"] == 792170


def test_every_backend_takes_it():
    arrow = wl.load(known_on="2025-01-03", backend="arrow", **BY)
    polars = wl.load(known_on="2025-01-03", backend="polars", **BY)
    wide = wl.load(known_on="2025-01-03", layout="wide", claimants="ua_general_staff")
    assert arrow.num_rows == polars.height
    assert wide.loc["2024-01-02", "personnel"] == 792170


def test_before_anything_was_recorded_there_is_nothing():
    for filters in ({}, {"claimants": "ru_mod"}, {"claimants": "oryx", "backend": "polars"}):
        assert len(wl.load(known_on="2022-03-01", **filters)) == 0
    empty = wl.load(known_on="2022-03-01")
    assert empty.dtypes.to_dict().keys() == wl.load(categories="ships").dtypes.to_dict().keys()
    assert (
        len(wl.load(known_on="2022-03-01", layout="wide", claimants="oryx", belligerents="UA")) == 0
    )

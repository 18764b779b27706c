"""Every day of the General Staff's bulletin: totals, daily losses and printed increments fit."""

from __future__ import annotations

import pandas as pd
import pytest

import warlosses as wl
from warlosses import codes

STAFF = {"claimants": codes.GENERAL_STAFF, "outcomes": "lost"}


@pytest.fixture(scope="module")
def daily():
    return wl.daily(claimant=codes.GENERAL_STAFF)


@pytest.fixture(scope="module")
def totals():
    return wl.load(measures="cumulative", **STAFF)


def test_every_category_is_there(daily, totals):
    assert set(daily["category"]) == set(totals["category"].astype(str))
    assert len(daily) == len(totals)


def test_what_was_lost_day_by_day_adds_up_to_the_totals_again(daily, totals):
    steps = daily["value"].fillna(0) + daily["span_value"].fillna(0)
    runs = (daily["status"] == "series_start").groupby(daily["category"]).cumsum()
    sums = steps.groupby([daily["category"], runs]).cumsum()
    again = daily.assign(total=sums).merge(
        totals.astype({"category": "str"})[["category", "as_of", "value"]],
        on=["category", "as_of"],
        suffixes=("", "_claimed"),
    )
    assert len(again) == len(daily)
    assert (again["total"] == again["value_claimed"].astype("float64")).all()


def test_every_printed_increment_is_shown_and_agrees_or_is_marked(daily):
    printed = wl.load(measures="increment", **STAFF).astype({"category": "str"})
    beside = printed.merge(daily, on=["category", "as_of"], how="left", suffixes=("_claim", ""))
    assert (beside["printed"] == beside["value_claim"].astype("float64")).all()
    other = beside[beside["value"].notna() & (beside["value"] != beside["printed"])]
    assert len(other) > 50  # the claimant's restatements, and slips
    assert set(other["status"]) == {"restated"}


def test_a_fall_is_never_an_observed_day(daily):
    fallen = daily[(daily["value"] < 0).fillna(False)]
    assert len(fallen) > 10
    assert set(fallen["status"]) == {"restated"}


def test_days_withdrawn_and_corrected_the_same_day_are_marked(daily):
    decisions = wl.load("corrections", columns=["claim_id", "category", "as_of", "kind"])
    own = decisions[decisions["kind"].astype(str) == "restated_by_claimant"]
    own = own[own["claim_id"].str.startswith(f"{codes.GENERAL_STAFF}.")]
    days = own.astype({"category": "str"}).merge(daily, on=["category", "as_of"])
    assert len(days) == len(own) >= 18
    assert set(days["status"]) == {"restated"}
    assert days["as_of"].isin(pd.to_datetime(["2022-10-12", "2023-05-27"])).sum() == 18

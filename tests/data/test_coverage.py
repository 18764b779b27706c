"""What `coverage` tells is what the claims hold."""

from __future__ import annotations

import pandas as pd
import pytest

import warlosses as wl
from warlosses.data.coverage import COLUMNS
from warlosses.data.request import CODED


def test_every_series_is_told_as_the_claims_have_it():
    claims = wl.load(columns=[*CODED, "as_of"])
    days = claims.groupby(list(CODED), observed=True)["as_of"]
    expected = days.agg(first_day="min", last_day="max", days="nunique")
    told = wl.coverage().set_index(list(CODED))
    assert len(told) == len(expected) > 400
    for column in expected:
        assert (told[column] == expected[column].reindex(told.index)).all()
    length = (told["last_day"] - told["first_day"]).dt.days + 1
    assert (told["missing_days"] == length - told["days"]).all()
    gaps = days.apply(lambda d: d.drop_duplicates().sort_values().diff().dt.days.max() - 1)
    assert (told["longest_gap"] == gaps.fillna(0).reindex(told.index)).all()


def test_fewer_columns_put_series_together():
    told = wl.coverage(by=["claimant", "measure"])
    assert not told.duplicated(["claimant", "measure"]).any()
    assert told.columns.tolist() == [c for c in COLUMNS if c not in CODED or c in told]
    claims = wl.load(claimants="ru_mod", measures="cumulative", columns="as_of")
    row = told[(told["claimant"] == "ru_mod") & (told["measure"] == "cumulative")].iloc[0]
    assert row["days"] == claims["as_of"].nunique()


@pytest.mark.parametrize(
    ("filters", "state", "note"),
    [
        ({"measures": "cumulative", "categories": "tanks"}, "running", ""),
        ({"measures": "cumulative", "categories": "ground_robots"}, "running", ""),
        (
            {"measures": "cumulative", "categories": "fuel_tanks"},
            "replaced",
            "not in use after 2022-04-30, since then in vehicles_fuel_tanks",
        ),
    ],
)
def test_states(filters, state, note):
    told = wl.coverage(claimants="ua_general_staff", **filters)
    assert told["state"].tolist() == [state]
    assert note in told["note"].iloc[0]


def test_a_series_that_stopped_before_the_data_does_has_ended():
    told = wl.coverage(claimants="oryx", belligerents="RU", categories="uavs", outcomes="lost")
    silent = (pd.Timestamp(told.attrs["data_through"]) - told.loc[0, "last_day"]).days
    assert told.loc[0, "state"] == "ended"
    assert told.loc[0, "note"].startswith(f"ended early: {silent:,} days before the data does")


def test_a_few_statements_promise_no_next_one():
    assert set(wl.coverage(claimants="us_cia")["state"]) == {"occasional"}


def test_what_is_later_than_the_bulletins_is_told():
    told = wl.coverage(claimants="oryx", categories="tanks", by=["claimant"])
    assert told.loc[0, "last_day"] > pd.Timestamp(told.attrs["data_through"])
    assert "days later than the daily bulletins" in told.loc[0, "note"]


def test_nothing_is_an_empty_frame():
    told = wl.coverage(categories="tanks", outcomes="wounded")
    assert told.empty
    assert told.columns.tolist() == list(COLUMNS)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"by": ["clamant"]}, "did you mean 'claimant'"),
        ({"by": []}, "expected columns; found none"),
        ({"categories": "drones"}, "did you mean 'uavs'"),
    ],
)
def test_wrong_arguments(arguments, text):
    with pytest.raises(wl.ArgumentError, match=text):
        wl.coverage(**arguments)

"""What the dataset holds passes without an error, day by day, after the days before it."""

from __future__ import annotations

import pandas as pd
import pytest

import warlosses as wl
from warlosses import validate
from warlosses.columns import CONTRIBUTION

# Claims that the dataset holds from a single source and that go beyond all that their series did.
# Each is an error of its source, or of its claimant, that nothing in the dataset can settle:
# against the whole dataset, which holds the figure, it is a warning.
KNOWN = {
    # The ministry's count of field guns and mortars grew by 914 in a day, 14 times its record.
    ("ru_mod", "2022-06-24"): {("UA", "field_artillery_mortars")},
    # A snapshot with 1,663 reconnaissance drones more, taken back three days later.
    ("oryx", "2024-04-14"): {("UA", "recon_uavs")},
}
# One day in so many: all of them take an hour. `KNOWN` and the latest day are always there.
ONE_IN = {"oryx": 40, "ua_general_staff": 40, "ru_mod": 10}


@pytest.fixture(scope="module")
def claims():
    return wl.load().sort_values("as_of", ignore_index=True)


def days_of(own, claimant):
    days = own["as_of"].drop_duplicates()
    known = pd.to_datetime([day for who, day in KNOWN if who == claimant])
    return sorted({*days.iloc[:: ONE_IN.get(claimant, 2)], days.iloc[-1], *known})


@pytest.mark.parametrize(
    "claimant", ["ua_general_staff", "oryx", "ru_mod", "uk_mod", "us_officials", "mediazona_bbc"]
)
def test_a_right_day_has_no_error(claims, claimant):
    own = claims[claims["claimant"] == claimant]
    for day in days_of(own, claimant):
        today = own[own["as_of"] == day][list(CONTRIBUTION)]
        findings = validate(today, own[own["as_of"] < day]).findings
        wrong = {
            tuple(today[["belligerent", "category"]].iloc[f.row - 1])
            for f in findings
            if f.severity == "error"
        }
        assert wrong == KNOWN.get((claimant, f"{day:%Y-%m-%d}"), set()), (day, findings)


@pytest.mark.parametrize(("claimant", "day"), KNOWN)
def test_what_the_dataset_holds_is_no_error_beside_it(claims, claimant, day):
    own = claims[claims["claimant"] == claimant]
    assert validate(own[own["as_of"] == day][list(CONTRIBUTION)], own).ok

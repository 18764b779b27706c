"""Days as people give them: of any library, in words, or written in another order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

import warlosses as wl
from warlosses.data.days import parse_day

DAY = date(2023, 4, 18)


@pytest.mark.parametrize(
    "given",
    [
        DAY,
        datetime(2023, 4, 18, 12, tzinfo=UTC),
        pd.Timestamp(2023, 4, 18),
        np.datetime64("2023-04-18"),
        np.datetime64("2023-04-18T00:00:00.000000000"),
        pd.Series(pd.to_datetime(["2023-04-18"])).to_numpy()[0],
        "2023-04-18",
        " 2023-04-18 ",
    ],
    ids=lambda given: f"{type(given).__name__} {given}",
)
def test_every_library_s_days_are_days(given):
    assert parse_day("since", given) == DAY


@pytest.mark.parametrize("given", [pd.NaT, np.datetime64("NaT"), 20230418, 2023.4, ["2023-04-18"]])
def test_what_is_no_day_is_refused(given):
    with pytest.raises(wl.ArgumentError, match="since: expected a date as YYYY-MM-DD; found"):
        parse_day("since", given)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("18.04.2023", "2023-04-18"),
        ("18.4.2023", "2023-04-18"),
        ("2023/04/18", "2023-04-18"),
        ("2023-4-18", "2023-04-18"),
        ("18/04/2023", "2023-04-18"),
        ("04/18/2023", "2023-04-18"),
        ("2023-04-18T10:00", "2023-04-18"),
        ("03/04/2023", "2023-04-03 or 2023-03-04"),
    ],
)
def test_another_order_gets_a_proposal(written, meant):
    with pytest.raises(wl.ArgumentError, match=rf"did you mean {meant}\?$"):
        parse_day("since", written)


@pytest.mark.parametrize("written", ["31.02.2023", "soon", "2023-13-40", ""])
def test_nothing_is_proposed_for_what_is_no_day(written):
    with pytest.raises(wl.ArgumentError) as caught:
        parse_day("since", written)
    assert "did you mean" not in str(caught.value)


def test_words_are_days():
    today = datetime.now().astimezone().date()
    assert parse_day("since", "Today") in (today, today + timedelta(1))
    assert parse_day("since", "today") - parse_day("since", "yesterday") == timedelta(1)
    assert parse_day("since", "latest", lambda: DAY) == DAY
    with pytest.raises(wl.ArgumentError):
        parse_day("as_of", "latest")  # where no release is asked


def test_latest_is_the_day_that_the_data_runs_through():
    through = wl.info().data_through
    frame = wl.load(categories="tanks", since="latest", until="latest")
    assert set(frame["as_of"].dt.date) == {through}
    assert set(wl.daily("tanks", claimant="ua_general_staff", since="latest")["as_of"].dt.date) == {
        through
    }

"""`describe` knows every column that the package's calls return, and what not to add up."""

from __future__ import annotations

import pytest

import warlosses as wl
from warlosses.releases.manifest import TABLE_NAMES

CLAIM = "ua_general_staff.RU.personnel.lost.cumulative.2024-01-02"
FRAMES = {
    **{name: lambda name=name: wl.load(name) for name in TABLE_NAMES},
    "daily": lambda: wl.daily("tanks", claimant="ua_general_staff"),
    "compare": lambda: wl.compare("personnel", belligerent="RU"),
    "wide": lambda: wl.load(layout="wide", claimants="ua_general_staff"),
    "history": lambda: wl.history(CLAIM),
    "coverage": wl.coverage,
    "search": lambda: wl.search("tank"),
}


@pytest.mark.parametrize("name", FRAMES)
def test_every_column_has_a_meaning(name):
    told = wl.describe(FRAMES[name]())
    assert len(told) > 1
    assert told.index[told["meaning"] == ""].tolist() == []


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow", "duckdb"])
def test_every_backend_is_told_alike(backend):
    expected = wl.describe(wl.load(latest=2, backend="arrow"))
    told = wl.describe(wl.load(latest=2, backend=backend))
    assert told.index.tolist() == expected.index.tolist()
    assert told["meaning"].tolist() == expected["meaning"].tolist()
    assert told["missing"].tolist() == expected["missing"].tolist()
    assert told["beware"].tolist() == expected["beware"].tolist()


@pytest.mark.parametrize(
    ("filters", "column", "text"),
    [
        ({"claimants": "oryx"}, "outcome", "lost contains the other outcomes"),
        ({"claimants": "ua_general_staff"}, "measure", "totals and increments"),
        ({}, "claimant", "count the same losses"),
        ({"categories": ["tanks", "all_equipment"]}, "category", "all_equipment contains tanks"),
        ({"measures": "cumulative"}, "value", "see `daily`"),
    ],
)
def test_what_must_not_be_added_up(filters, column, text):
    days = {"since": "2026-06-01", "until": "2026-06-25"}
    told = wl.describe(wl.load(**filters, **days))
    assert text in told.loc[column, "beware"]


def test_one_of_each_needs_no_warning():
    frame = wl.load(
        claimants="oryx", belligerents="RU", outcomes="lost", categories=["tanks", "mlrs"],
        since="2023-04-18", until="2023-04-18",
    )  # fmt: skip
    assert len(frame) == 2
    assert set(wl.describe(frame)["beware"]) == {""}


@pytest.mark.parametrize("given", [None, "claims.csv", 5])
def test_what_is_no_frame_is_refused(given):
    with pytest.raises(wl.ArgumentError, match="expected a table"):
        wl.describe(given)

"""Fewer columns, names instead of codes, the last days; on every backend alike."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import warlosses as wl
from warlosses import columns
from warlosses.data.labels import LABELLED, LANGUAGES, names_of
from warlosses.releases.manifest import TABLE_NAMES

BACKENDS = ["pandas", "polars", "arrow", "duckdb"]
STAFF = {"claimants": "ua_general_staff", "categories": ["tanks", "personnel"], "latest": 2}


def rows_of(data):
    """Return a frame of any backend as a list of dicts, days as ISO text."""
    if hasattr(data, "to_arrow_table"):
        data = data.to_arrow_table()
    elif hasattr(data, "fetch_arrow_table"):
        data = data.fetch_arrow_table()
    if hasattr(data, "to_dicts"):
        rows = data.to_dicts()
    elif hasattr(data, "to_pylist"):
        rows = data.to_pylist()
    else:
        rows = data.to_dict("records")
    return [{k: str(v)[:10] if k == "as_of" else v for k, v in row.items()} for row in rows]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("more", [{}, {"labels": "uk"}, {"known_on": "2026-10-20"}])
def test_columns_come_as_asked(backend, more):
    names = ["value", "as_of", "category"]
    rows = rows_of(wl.load(**STAFF, **more, columns=names, backend=backend))
    assert [list(row) for row in rows] == [names] * len(rows)
    assert rows == rows_of(wl.load(**STAFF, **more, backend="arrow").select(names))
    assert rows


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_column_of_everything(backend):
    data = wl.load(columns="value", backend=backend)
    assert list(data.columns if backend != "arrow" else data.column_names) == ["value"]
    assert len(data) == wl.info().rows["claims"]


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_columns_of_every_table(table):
    names = wl.load(table).columns.tolist()[:2]
    frame = wl.load(table, columns=names)
    pd.testing.assert_frame_equal(frame, wl.load(table)[names])


def test_observations_can_be_asked_for_the_parts_of_their_ids():
    frame = wl.load("observations", columns=["as_of", "category", "claim_id"], latest=3)
    assert len(frame) > 30
    made = frame["category"].astype(str) + frame["as_of"].dt.strftime(".%Y-%m-%d")
    parts = frame["claim_id"].str.split(".")
    assert (made == parts.str[2] + "." + parts.str[5].str[:10]).all()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"columns": "vallue"}, "unknown column of claims 'vallue'; did you mean 'value'"),
        ({"columns": []}, "columns: expected names of columns; found none"),
        ({"columns": 5}, "columns: expected names of columns; found 5"),
        ({"table": "sources", "columns": ["value"]}, "unknown column of sources 'value'"),
        ({"labels": "de"}, "unknown language of labels 'de'; .*known: en, uk, ru"),
        ({"latest": 0}, "latest: expected a number of days, 1 or more; found 0"),
        ({"latest": "30"}, "latest: expected a number of days, 1 or more; found '30'"),
        ({"latest": True}, "latest: expected a number of days"),
        ({"latest": 3, "since": "2024-01-01"}, "latest: give the number of days alone"),
        ({"layout": "wide", "columns": "value"}, "name them by categories"),
        ({"version": 2026.8}, "version: expected a version as text, or a release's folder"),
        ({"version": pd.Timestamp(2026, 9, 6)}, r"did you mean '2026\.9\.6'"),
    ],
)
def test_a_wrong_argument_says_what_would_be_right(backend, arguments, text):
    with pytest.raises(wl.ArgumentError, match=text):
        wl.load(**arguments, backend=backend)


@pytest.mark.parametrize("written", ["2026-09-06", "2026.09.06", "v2026.9.6"])
def test_a_version_written_as_a_day_gets_a_proposal(written):
    with pytest.raises(wl.ReleaseError, match=r"did you mean '2026\.9\.6'\?"):
        wl.load(version=written)


@pytest.mark.parametrize("number", [1, 7, 30])
def test_the_last_days_end_with_the_day_that_the_data_runs_through(number):
    through = wl.info().data_through
    days = wl.load(claimants="ua_general_staff", categories="tanks", latest=number)["as_of"]
    expected = [through - timedelta(days=n) for n in reversed(range(number))]
    assert days.dt.date.tolist() == expected


def test_the_last_days_of_what_was_known_end_there():
    frame = wl.load(
        claimants="ua_general_staff", categories="tanks", latest=2, known_on="2024-01-02"
    )
    assert frame["as_of"].max() == pd.Timestamp(2024, 1, 2)


def test_names_stand_for_one_code_each():
    for kind in LABELLED:
        for language in LANGUAGES:
            names = names_of(kind, language)
            assert names
            assert all(names.values())
            repeated = {n for n in names.values() if list(names.values()).count(n) > 1}
            if kind in ("category", "claimant"):  # a wide frame has columns of these names
                assert not repeated, (kind, language)


def test_labels_stand_in_every_coded_column():
    coded = wl.load(latest=1)
    named = wl.load(latest=1, labels="ru")
    assert coded.columns.tolist() == named.columns.tolist()
    for column in coded.columns:
        expected = coded[column]
        if column in LABELLED:
            expected = expected.astype(str).map(names_of(column, "ru"))
        assert named[column].astype(object).fillna("").tolist() == (
            expected.astype(object).fillna("").tolist()
        )
    assert set(LABELLED) <= set(columns.CLAIMS)


def test_wide_columns_have_names_too():
    day = {"since": "2026-08-15", "until": "2026-08-15", "claimants": "ua_general_staff"}
    wide = wl.load(layout="wide", labels="uk", **day)
    assert int(wide["танки"].iloc[0]) == 12269


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_wide_frame_has_its_columns_on_no_day_too(backend):
    wide = wl.load(layout="wide", claimants="ua_general_staff", since="2030-01-01", backend=backend)
    names = list(wide.column_names if backend == "arrow" else wide.columns)
    assert {"tanks", "personnel", "ground_robots"} <= set(names)
    wide = wl.load(
        layout="wide",
        claimants="ua_general_staff",
        categories=["ground_robots", "tanks"],
        until="2022-03-01",
    )
    assert wide.columns.tolist() == ["tanks", "ground_robots"]
    assert wide["ground_robots"].isna().all()
    assert len(wide) == 5


@pytest.mark.parametrize("unit", ["D", "s", "ns"])
def test_a_day_of_numpy_is_loaded_and_told_in_the_query(unit):
    day = np.datetime64("2023-04-18", unit)
    frame = wl.load(categories="tanks", since=day, until=day)
    assert frame["as_of"].dt.date.unique().tolist() == [date(2023, 4, 18)]
    assert frame.attrs["query"]["since"] == frame.attrs["query"]["until"] == "2023-04-18"


@pytest.mark.parametrize("call", [wl.load, wl.daily, wl.compare], ids=lambda call: call.__name__)
def test_a_letter_that_only_looks_right_is_named(call):
    arguments = {} if call is wl.load else {"belligerent": "RU"}
    name = "category" if call is wl.compare else "categories"
    with pytest.raises(wl.ArgumentError, match=r"2nd letter is Cyrillic а \(U\+0430\)"):
        call(**{name: "tаnks"}, **arguments)

from __future__ import annotations

import inspect
import sys
from datetime import date

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import warlosses as wl
from warlosses.data.load import LoadArguments, load
from warlosses.data.selection import Selection, row_groups
from warlosses.releases.find import find_release
from warlosses.releases.manifest import TABLE_NAMES

FILTERS = {
    "claimants": "ua_general_staff",
    "categories": ["tanks", "uavs"],
    "since": "2024-01-01",
    "until": date(2024, 1, 31),
    "measures": "cumulative",
}


@pytest.mark.parametrize("table", TABLE_NAMES)
@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow", "duckdb"])
def test_every_table_loads_in_every_backend(table, backend):
    data = wl.load(table, backend=backend)
    kinds = {
        "pandas": pd.DataFrame,
        "polars": pl.DataFrame,
        "arrow": pa.Table,
        "duckdb": duckdb.DuckDBPyRelation,
    }
    assert isinstance(data, kinds[backend])
    rows = len(data.fetchall()) if backend == "duckdb" else len(data)
    assert rows == find_release().manifest.rows[table]


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_every_table_loads_as_a_lazy_frame(table):
    lazy = wl.load(table, backend="polars-lazy")
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect().equals(wl.load(table, backend="polars"))


def test_a_lazy_frame_s_filters_are_asked_of_the_file():
    lazy = wl.load(**FILTERS, columns=["as_of", "value"], backend="polars-lazy")
    plan = lazy.filter(pl.col("value") > 3).explain()
    scan, condition = plan.partition("SELECTION:")[::2]
    assert "Parquet SCAN" in scan
    for name in ("claimant", "category", "measure", "value"):
        assert f'col("{name}")' in condition
    assert "FILTER" not in plan
    assert lazy.collect().equals(wl.load(**FILTERS, columns=["as_of", "value"], backend="polars"))


@pytest.mark.parametrize("backend", ["polars", "arrow", "duckdb"])
@pytest.mark.parametrize("filters", [FILTERS, {"outcomes": "captured", "until": "2022-04-02"}])
def test_backends_agree_on_filtered_rows(backend, filters):
    ids = sorted(wl.load(**filters)["claim_id"])
    other = wl.load(**filters, backend=backend)
    found = (
        other.df()["claim_id"]
        if backend == "duckdb"
        else other["claim_id"].to_pylist()
        if backend == "arrow"
        else other["claim_id"]
    )
    assert sorted(found) == ids
    assert ids


def test_filters_keep_just_what_was_asked_for():
    frame = wl.load(**FILTERS)
    assert set(frame["category"]) == {"tanks", "uavs"}
    assert set(frame["claimant"]) == {"ua_general_staff"}
    assert (frame["as_of"].min(), frame["as_of"].max()) == (
        pd.Timestamp(2024, 1, 1),
        pd.Timestamp(2024, 1, 31),
    )
    assert len(frame) == 62


def test_a_filtered_frame_equals_the_whole_one_filtered():
    whole = wl.load()
    part = wl.load(categories="tanks")
    expected = whole[whole["category"] == "tanks"].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, expected, check_categorical=False)


def test_observations_are_filtered_by_the_parts_of_the_claim_id():
    frame = wl.load("observations", claimants="oryx", belligerents="UA", until="2022-03-28")
    assert len(frame) > 100
    assert frame["claim_id"].str.startswith("oryx.UA.").all()
    assert frame.columns.tolist() == wl.load("observations").columns.tolist()


def test_types_and_attributes():
    frame = wl.load(categories="ships")
    assert frame["as_of"].dtype == "datetime64[ms]"
    assert frame["value"].dtype == "Int64"
    assert str(frame["first_recorded_at"].dtype) == "datetime64[ms, UTC]"
    assert frame.attrs["version"] == wl.versions()[0]
    assert frame.attrs["licence"] == "CC-BY-4.0"
    assert frame.attrs["data_through"] == "2026-09-06"
    assert b"2026-09-06" in wl.load(backend="arrow").schema.metadata[b"warlosses"]
    assert wl.load(backend="arrow").schema.field("value").metadata[b"description"]


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow"])
def test_wide_has_one_row_a_day_and_one_column_a_category(backend):
    wide = wl.load(layout="wide", claimants="ua_general_staff", backend=backend)
    if backend == "pandas":
        wide = wide.reset_index()
    rows = (
        wide.to_pylist()
        if backend == "arrow"
        else wide.to_dict("records")
        if backend == "pandas"
        else wide.to_dicts()
    )
    day = next(r for r in rows if str(r["as_of"]).startswith("2023-04-18"))
    assert (day["tanks"], day["uavs"], day["personnel"]) == (3661, 2353, 183130)
    assert pd.isna(day["submarines"])
    days = len(pd.date_range("2022-02-25", wl.info().data_through))
    assert len(rows) == len({str(r["as_of"]) for r in rows}) == days


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"table": "claim"}, "unknown table 'claim'; did you mean 'claims'"),
        ({"claimants": "ua_generalstaff"}, "did you mean 'ua_general_staff'"),
        ({"categories": ["tanks", "uav"]}, "unknown category 'uav'; did you mean 'uavs'"),
        ({"outcomes": "destroied"}, "did you mean 'destroyed'"),
        ({"measures": "total"}, "known: cumulative, increment"),
        ({"belligerents": "ru"}, "unknown belligerent 'ru'"),
        ({"backend": "panda"}, "did you mean 'pandas'"),
        ({"layout": "broad"}, "unknown layout 'broad'"),
        ({"since": "18.04.2023"}, "since: expected a date as YYYY-MM-DD; found '18.04.2023'"),
        ({"categories": 5}, "category: expected a code or several; found 5"),
        ({"since": "2024-02-01", "until": "2024-01-01"}, "is after until 2024-01-01; swap them"),
        ({"layout": "wide"}, "needs a single claimant; found oryx, ru_mod, ua_general_staff"),
        ({"table": "sources", "since": "2024-01-01"}, "takes no filters"),
        ({"table": "observations", "layout": "wide"}, "layout 'wide' is for table 'claims'"),
    ],
)
def test_a_wrong_argument_says_what_would_be_right(arguments, text):
    with pytest.raises(wl.ArgumentError, match=text.replace("(", r"\(")):
        wl.load(**arguments)


def test_an_unknown_version_lists_those_there_are():
    with pytest.raises(wl.ReleaseError, match=r"no release '1999\.1\.1' here; found .*2026\.9\.6"):
        wl.load(version="1999.1.1")


@pytest.mark.parametrize("backend", ["polars", "duckdb"])
def test_a_missing_extra_says_what_to_install(backend, monkeypatch):
    monkeypatch.setitem(sys.modules, backend, None)  # makes the import fail
    with pytest.raises(wl.MissingExtraError, match=rf"pip install 'warlosses\[{backend}\]'"):
        wl.load(backend=backend)


def test_a_filtered_load_reads_few_row_groups():
    metadata = pq.read_metadata(find_release().path("claims"))
    one = Selection({"category": ["tanks"]})
    assert len(row_groups(metadata, one)) == 1 < metadata.num_row_groups


def test_the_typed_arguments_of_a_load_are_its_arguments():
    parameters = inspect.signature(load).parameters
    assert parameters.keys() == LoadArguments.__annotations__.keys() | {"table", "backend"}


def test_nothing_asked_for_gives_an_empty_frame_with_types():
    frame = wl.load(claimants="oryx", categories="personnel")
    assert len(frame) == 0
    assert frame["value"].dtype == "Int64"

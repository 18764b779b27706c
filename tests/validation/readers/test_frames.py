"""Data frames of any library and any column types -> the same cells; nothing raises."""

from __future__ import annotations

import datetime as dt
import decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import pandas as hpd

from warlosses import validate
from warlosses.columns import CONTRIBUTION
from warlosses.errors import ArgumentError
from warlosses.validation.readers.limits import ReadLimits
from warlosses.validation.readers.read import read_contribution

ROWS = [
    {"as_of": "2023-04-18", "category": "tanks", "value": 3661, "note": None},
    {"as_of": "2023-04-18", "category": "uavs", "value": None, "note": " a note "},
]
CELLS = [
    {"as_of": "2023-04-18", "category": "tanks", "value": "3661", "note": None},
    {"as_of": "2023-04-18", "category": "uavs", "value": None, "note": "a note"},
]
NOTHING = pd.DataFrame(
    {name: [] for name in ("as_of", "claimant", "belligerent", "category", "measure", "value")}
)


def read(frame, **limits):
    return read_contribution(frame, limits=ReadLimits(**limits))


def as_duckdb():
    duckdb = pytest.importorskip("duckdb")
    return duckdb.from_arrow(pa.Table.from_pylist(ROWS))


@pytest.mark.parametrize(
    "make",
    [
        lambda: pd.DataFrame(ROWS),
        lambda: pd.DataFrame(ROWS).convert_dtypes(),
        lambda: pd.DataFrame(ROWS).convert_dtypes(dtype_backend="pyarrow"),
        lambda: pd.DataFrame(ROWS).astype("object"),
        lambda: pd.DataFrame(ROWS).astype({"category": "category", "as_of": "datetime64[ns]"}),
        lambda: pd.DataFrame(ROWS).set_index(pd.Index([7, 7])),
        lambda: pl.DataFrame(ROWS),
        lambda: pl.DataFrame(ROWS).lazy(),
        lambda: pl.DataFrame(ROWS).with_columns(pl.col("as_of").str.to_date()),
        lambda: pl.DataFrame(ROWS).cast({"category": pl.Categorical}),
        lambda: pa.Table.from_pylist(ROWS),
        lambda: pa.RecordBatch.from_pylist(ROWS),
        as_duckdb,
    ],
)
def test_libraries(make):
    sheet = read(make())

    assert sheet.cells.select(list(ROWS[0])).to_pylist() == CELLS
    assert (sheet.file, sheet.format, sheet.n_rows) == ("<frame>", "frame", 2)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([3661.0, np.nan, 0.5], ["3661", None, "0.5"]),
        ([1e15, -2.0, np.inf], ["1000000000000000", "-2", "inf"]),
        (pd.array([1, None], "Int64"), ["1", None]),
        (pd.array([True, None], "boolean"), ["true", None]),
        ([pd.Timestamp("2023-04-18"), pd.NaT], ["2023-04-18", None]),
        ([pd.Timestamp("2023-04-18 06:30", tz="Europe/Kyiv")], ["2023-04-18T06:30:00"]),
        (pd.period_range("2023-04-18", periods=1), ["2023-04-18"]),
        (pd.timedelta_range("1D", periods=1), ["1 days 00:00:00"]),
        (pd.Categorical([3, 3, None]), ["3", "3", None]),
        (pd.arrays.SparseArray([1, 1]), ["1", "1"]),
        ([1 + 2j], ["(1+2j)"]),
        (pd.Series(["3661", 3661, 3661.0, None], dtype=object), ["3661", "3661", "3661", None]),
        (pd.Series([dt.date(2023, 4, 18), pd.NA, ""], dtype=object), ["2023-04-18", None, None]),
        (pd.Series([decimal.Decimal("3661.00"), "NaN"], dtype=object), ["3661", "NaN"]),
        (pd.Series([decimal.Decimal("sNaN"), float("nan")], dtype=object), [None, None]),
        (pd.Series([np.int64(3), np.datetime64("2023-04-18")], dtype=object), ["3", "2023-04-18"]),
        (pd.Series([[1], {"a": 1}], dtype=object), ["[1]", "{'a': 1}"]),
        (pd.Series(["a\ud800", b"b\xff"], dtype=object), ["a\\ud800", "b\\xff"]),
        (pd.Series([10**5000, True], dtype=object), None),
    ],
)
def test_pandas_columns(values, texts):
    found = read(pd.DataFrame({"value": values})).cells["value"].to_pylist()

    assert len(found) == len(values)
    if texts is not None:
        assert found == texts


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (pa.array([[1]]), "WL001"),
        (pa.array([{"a": 1}]), "WL001"),
        (pa.array([b"ab"], pa.binary(2)), "WL001"),
        (pa.array([dt.timedelta(1)]), "WL001"),
        (pa.array([b"\xff"], pa.binary()), "WL002"),
        (pa.array([b"\xff"], pa.binary()).view(pa.string()), "WL002"),
        (pa.array([0], pa.timestamp("s", "Nowhere/Land")), "WL001"),
    ],
)
def test_arrow_columns_that_are_refused(column, code):
    (finding,) = [f for f in read(pa.table({"note": column})).findings if f.rule != "WL004"]

    assert (finding.rule, finding.column) == (code, "note")


@pytest.mark.parametrize("code", ["WL002", "WL008"])
@pytest.mark.parametrize("shared", [True, False])
def test_cells_that_are_refused_are_told_by_row(code, shared):
    texts = pa.chunked_array([["a", "b"], ["c", "\0" if code == "WL002" else "x" * 60]])
    column = texts.dictionary_encode() if shared else texts

    *_, finding = read(pa.table({"note": column}), max_cell=50).findings
    assert (finding.rule, finding.row, finding.column) == (code, 4, "note")


def test_columns_are_judged_by_name():
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=["value", "value", "As of", 5])

    found = [(f.rule, f.column, f.suggestion) for f in read(frame).findings]
    assert found[:3] == [
        ("WL006", "value", None),
        ("WL005", "As of", "as_of"),
        ("WL005", "5", None),
    ]


@pytest.mark.parametrize(
    "frame", [pd.DataFrame(), pd.DataFrame(columns=CONTRIBUTION), pl.DataFrame()]
)
def test_no_rows(frame):
    sheet = read(frame)

    assert {f.rule for f in sheet.findings} in ({"WL003"}, {"WL004"})
    assert sheet.n_rows == 0


@pytest.mark.parametrize("limits", [{"max_rows": 1}, {"max_columns": 2}])
def test_limits(limits):
    assert [f.rule for f in read(pd.DataFrame(ROWS), **limits).findings] == ["WL008"]


@pytest.mark.parametrize("thing", [3, {"as_of": 1}, pd.Series([1]), object(), None, pa.array([1])])
def test_what_is_no_frame(thing):
    with pytest.raises(ArgumentError, match=r"expected a path, bytes, or a .* found"):
        read(thing)


OBJECTS = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.decimals(),
    st.binary(max_size=3),
    st.lists(st.integers(), max_size=2),
)
FRAMES = hpd.data_frames(
    [
        hpd.column("as_of", dtype="datetime64[ns]"),
        hpd.column("value", elements=st.floats(width=32)),
        hpd.column("value_low", dtype="int32"),
        hpd.column("note", elements=OBJECTS, dtype=object),
        hpd.column("category", elements=st.sampled_from(["tanks", "tank", ""]), dtype=object),
        hpd.column("source_url", elements=OBJECTS, dtype=object),
        hpd.column("claimant", elements=OBJECTS, dtype=object),
        hpd.column("period_start", elements=OBJECTS, dtype=object),
    ],
    index=hpd.range_indexes(max_size=4),
)


@settings(max_examples=40)
@given(FRAMES, st.sets(st.sampled_from(CONTRIBUTION)), st.booleans())
def test_any_frame_is_answered(frame, dropped, as_arrow):
    frame = frame.assign(belligerent="RU").drop(columns=list(dropped), errors="ignore")
    if as_arrow:
        frame = frame.drop(
            columns=["note", "source_url", "claimant", "period_start"], errors="ignore"
        )
        frame = pa.Table.from_pandas(frame)

    report = validate(frame, NOTHING)
    assert not report.ok
    assert all(f.row is None or 1 <= f.row <= len(frame) for f in report.findings)


def test_rows_as_dictionaries():
    sheet = read([{"as_of": dt.date(2023, 4, 18), "value": 3661}, {"category": "tanks"}])
    assert sheet.cells.to_pylist() == [
        {"as_of": "2023-04-18", "category": None, "value": "3661"},
        {"as_of": None, "category": "tanks", "value": None},
    ]
    with pytest.raises(ArgumentError, match="found int"):
        read([{"as_of": "x"}, 3])


def test_an_index_that_holds_a_column_is_not_left_out_in_silence():
    frame = pd.DataFrame({"as_of": ["2023-04-18"], "value": [1], "category": ["tanks"]})
    (finding,) = read(frame.set_index("as_of")).findings
    assert (finding.rule, finding.column) == ("WL001", "as_of")
    assert finding.suggestion == "Call reset_index() first."
    both = read(frame.set_index(["as_of", "category"])).findings
    assert "as_of and category" in both[0].message
    assert "WL001" not in [f.rule for f in read(frame.set_index("as_of", drop=False)).findings]


def test_an_index_written_as_a_column_is_told_how_to_leave_it_out():
    sheet = read_contribution(
        pd.DataFrame({"as_of": ["2023-04-18"]}).to_csv().encode(), format="csv"
    )
    told = [f.suggestion for f in sheet.findings if f.rule == "WL005"]
    assert len(told) == 1
    assert "index=False" in told[0]


def test_names_below_a_title():
    rows = [["as_of", "claimant", "category"], ["2023-04-18", "oryx", "tanks"]]
    frame = pd.DataFrame(rows, columns=["Losses", "Unnamed: 1", "Unnamed: 2"])
    (finding,) = read(frame).findings
    assert (finding.rule, finding.row) == ("WL009", 1)


def test_a_type_that_arrow_lacks_is_a_finding():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"value": polars.Series([1], dtype=polars.Int128)})
    (finding,) = read(frame).findings
    assert finding.rule == "WL001"
    assert "Cast the column" in finding.suggestion


def test_views_of_text_are_text():
    table = pa.table({"as_of": pa.array(["2023-04-18"], pa.string_view())})

    class Frame:
        columns = ("as_of",)

        def __arrow_c_stream__(self, requested_schema=None):
            return table.__arrow_c_stream__(requested_schema)

    assert read(Frame()).cells.to_pylist() == [{"as_of": "2023-04-18"}]

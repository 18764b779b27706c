"""Parquet: typed columns as text, and what unpacks to far more than it is refused."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warlosses.validation.readers.limits import ReadLimits
from warlosses.validation.readers.parquet_pages import DamagedError, pages, read_footer
from warlosses.validation.readers.read import read_contribution

ROW = {
    "as_of": "2023-04-18",
    "claimant": "ua_general_staff",
    "belligerent": "RU",
    "category": "tanks",
    "value": "3661",
    "source_url": "https://www.mil.gov.ua/losses",
}
DAY = dt.date(2023, 4, 18)


def parquet(table, **options):
    file = pa.BufferOutputStream()
    pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), file, **options)
    return bytes(file.getvalue())


def read(data, **limits):
    return read_contribution(data, name="day.parquet", limits=ReadLimits(**limits))


def table_of(**changes):
    n_rows = len(next(iter(changes.values()))) if changes else 1
    columns = {name: pa.array([text] * n_rows) for name, text in ROW.items()}
    return pa.table(columns | changes)


@pytest.mark.parametrize(
    ("name", "values", "texts"),
    [
        ("value", pa.array([3661, None], pa.int64()), ["3661", None]),
        ("value", pa.array([-1, 200], pa.int16()), ["-1", "200"]),
        ("value", pa.array([2**64 - 1], pa.uint64()), [str(2**64 - 1)]),
        ("value", pa.array([3661.0, 0.5, None, float("nan")]), ["3661", "0.5", None, None]),
        ("value", pa.array([1.5], pa.float32()), ["1.5"]),
        ("value", pa.array([np.float16(2)], pa.float16()), ["2"]),
        ("value", pa.array([True]), ["true"]),
        ("as_of", pa.array([DAY, None]), ["2023-04-18", None]),
        ("as_of", pa.array([DAY]).cast(pa.date64()), ["2023-04-18"]),
        ("as_of", pa.array([DAY]).cast(pa.timestamp("ns")), ["2023-04-18"]),
        ("as_of", pa.array([DAY]).cast(pa.timestamp("ms", "Europe/Kyiv")), ["2023-04-18T03:00:00"]),
        ("as_of", pa.array([dt.datetime(2023, 4, 18, 6, 30)]), ["2023-04-18T06:30:00"]),
        ("category", pa.array(["tanks", " uavs ", "uavs"]), ["tanks", "uavs", "uavs"]),
        ("category", pa.array(["tanks", "", " "]).dictionary_encode(), ["tanks", None, None]),
        ("category", pa.array(["tanks"], pa.large_string()), ["tanks"]),
        ("note", pa.array(["танки".encode(), None], pa.binary()), ["танки", None]),
        ("note", pa.nulls(2), [None, None]),
    ],
)
@pytest.mark.parametrize("store_schema", [True, False])
def test_typed_columns(name, values, texts, store_schema):
    if not store_schema and pa.types.is_timestamp(values.type) and values.type.tz:
        pytest.skip("without the schema, the zone is lost")
    sheet = read(parquet(table_of(**{name: values}), store_schema=store_schema))

    assert sheet.findings == []
    assert sheet.cells[name].to_pylist() == texts


def test_decimals():
    values = pa.array([3661, 1]).cast(pa.decimal128(24, 2))

    assert read(parquet(table_of(value=values))).cells["value"].to_pylist() == ["3661", "1"]


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "zstd"},
        {"compression": "snappy", "use_dictionary": False},
        {"row_group_size": 1},
        {"data_page_version": "2.0", "data_page_size": 1},
        {"use_dictionary": False, "column_encoding": {"value": "DELTA_BINARY_PACKED"}},
        {"use_dictionary": False, "column_encoding": {"note": "DELTA_LENGTH_BYTE_ARRAY"}},
        {"write_page_index": True},
        {"write_page_checksum": True},
    ],
)
def test_ways_to_write_it(options):
    values = pa.array(range(40))
    notes = pa.array([f"note {n}" for n in range(40)])
    data = parquet(table_of(value=values, note=notes), **options)

    sheet = read(data)
    assert sheet.findings == []
    assert sheet.cells["value"].to_pylist() == [str(n) for n in range(40)]
    assert sheet.cells["note"].to_pylist() == notes.to_pylist()


def test_index_of_pandas_is_no_column(tmp_path):
    path = tmp_path / "day.parquet"
    pd.DataFrame([ROW] * 3).loc[[2, 0, 1]].to_parquet(path)

    sheet = read_contribution(path)
    assert sheet.cells.to_pylist() == [ROW] * 3
    assert [f.rule for f in sheet.findings] == ["WL010"]


def test_unknown_and_missing_columns():
    sheet = read(parquet({"as_of": ["2023-04-18"], "valeu": [1], "weather": [["nested"]][:1]}))

    assert [f.rule for f in sheet.findings] == ["WL001"]  # nested columns are refused as a whole
    sheet = read(parquet({"as_of": ["2023-04-18"], "valeu": [1]}))
    assert [(f.rule, f.column) for f in sheet.findings] == [
        ("WL005", "valeu"),
        ("WL004", "claimant"),
        ("WL004", "belligerent"),
        ("WL004", "category"),
        ("WL004", "source_url"),
    ]


@pytest.mark.parametrize(
    ("columns", "code", "message"),
    [
        ({"value": [[1]]}, "WL001", "its columns nest others"),
        ({"value": [{"a": 1}]}, "WL001", "its columns nest others"),
        ({"value": pa.array([b"ab"], pa.binary(2))}, "WL001", "found fixed_size_binary"),
        ({"value": pa.array([1], pa.time32("s"))}, "WL001", "found time32"),
        ({"note": pa.array([b"\xff"], pa.binary())}, "WL002", "other bytes in column note"),
        ({"note": ["a\0b"]}, "WL002", "a NUL character in a cell"),
        ({"note": ["x" * 20_000]}, "WL008", "length of a cell"),
    ],
)
def test_refused(columns, code, message):
    sheet = read(parquet(table_of(**columns)))

    (finding,) = sheet.findings
    assert finding.rule == code
    assert message in finding.message
    assert sheet.n_rows == 0


def test_text_that_is_no_utf8_is_refused():
    texts = pa.array([b"\xff"], pa.binary()).view(pa.string())

    assert [f.rule for f in read(parquet(table_of(note=texts))).findings] == ["WL002"]


# --- Damaged and hostile -----------------------------------------------------------------------

LONG = pa.array(["x" * 5000] * 4000)


@pytest.mark.parametrize(
    ("data", "limits", "what"),
    [
        (parquet({"value": np.zeros(300_000, int)}), {}, "rows"),
        (parquet({"value": [1, 2, 3]}), {"max_rows": 2}, "rows"),
        (parquet({f"c{n}": [1] for n in range(5)}), {"max_columns": 4}, "columns"),
        (
            parquet({"note": LONG}, use_dictionary=False, compression="zstd"),
            {},
            "size of the unpacked file",
        ),
        (parquet({"value": range(10_000)}), {"max_unpacked": 50_000}, "size of the unpacked file"),
    ],
)
def test_limits(data, limits, what):
    (finding,) = read(data, **limits).findings

    assert finding.rule == "WL008"
    assert finding.message.startswith(what)


def test_encoding_that_unpacks_to_any_size():
    data = parquet({"note": LONG}, use_dictionary=False, column_encoding="DELTA_BYTE_ARRAY")

    (finding,) = read(data).findings
    assert (finding.rule, "DELTA_BYTE_ARRAY" in finding.message) == ("WL001", True)


def test_repeated_long_text_stays_small():
    indices = pa.array(np.zeros(50_000, "int32"))
    notes = pa.DictionaryArray.from_arrays(indices, pa.array(["x" * 9000 + " "]))

    sheet = read(parquet({"note": notes}))
    assert sheet.n_rows == 50_000
    assert sheet.cells.nbytes < 1_000_000


def test_pages_are_those_that_pyarrow_wrote():
    table = table_of(value=pa.array(range(1000)))
    data = parquet(table, row_group_size=400, data_page_size=100, compression="zstd")
    metadata = pq.ParquetFile(pa.BufferReader(data)).metadata

    footer = read_footer(data)
    assert (footer.n_rows, footer.n_columns) == (1000, len(ROW))
    for group, chunks in enumerate(footer.chunks):
        for n, chunk in enumerate(chunks):
            column = metadata.row_group(group).column(n)
            sizes = [page.unpacked for page in pages(data, *chunk)]
            # The footer's sum counts the headers too.
            headers = column.total_uncompressed_size - sum(sizes)
            assert 0 < headers < 100 * len(sizes)


@pytest.mark.parametrize(
    "data", [b"PAR1", b"PAR1PAR1", b"PAR1" + b"\xff" * 20 + b"PAR1", b"PAR1" + b"\0" * 8 + b"PAR1"]
)
def test_no_footer(data):
    with pytest.raises(DamagedError):
        read_footer(data)
    assert [f.rule for f in read(data).findings] == ["WL001"]


def test_damaged_footers_never_raise():
    # Asked for a column's metadata, pyarrow would end the process over some of these.
    data = parquet({"value": [1, 2], "note": ["a", "b"]}, store_schema=False)
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    for at in range(start, len(data)):
        for bit in range(8):
            read(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :])


def test_damaged_bytes_never_raise():
    data = parquet(table_of(value=pa.array(range(9))), compression="none")
    chosen = random.Random(7)
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(chosen.randint(1, 4)):
            damaged[chosen.randrange(len(data))] = chosen.randrange(256)
        read(bytes(damaged))
        read(data[: chosen.randrange(len(data))])


def test_a_nested_column_that_nobody_needs_is_named():
    sheet = read(parquet({"as_of": ["2023-04-18"], "weather": [{"wind": [1]}], "value": [1]}))
    (finding,) = sheet.findings
    assert "'weather'" in finding.message
    assert "Leave out 'weather'" in finding.suggestion
    assert "wind" not in finding.message


def test_names_in_capitals():
    sheet = read(parquet({"As_Of": ["2023-04-18"], "VALUE": [1]}))
    assert sheet.cells.to_pylist() == [{"as_of": "2023-04-18", "value": "1"}]

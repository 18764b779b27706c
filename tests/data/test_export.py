"""Export, read back: nothing is lost, rounded or turned into something else."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime

import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import warlosses as wl
from warlosses.data import export, given_table

DAY = {"since": "2023-04-18", "until": "2023-04-18"}


@pytest.fixture(scope="module")
def claims():
    return wl.load(claimants="ua_general_staff", **DAY)


READERS = {
    "csv": lambda path: pd.read_csv(path, keep_default_na=False),
    "tsv": lambda path: pd.read_csv(path, sep="\t", keep_default_na=False),
    "json": lambda path: pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))),
    "ndjson": lambda path: pd.DataFrame(map(json.loads, path.read_text("utf-8").splitlines())),
    "parquet": pd.read_parquet,
    "xlsx": lambda path: pd.read_excel(path, keep_default_na=False),
}


@pytest.mark.parametrize("extension", READERS)
def test_comes_back_as_it_was(claims, tmp_path, extension):
    path = tmp_path / f"claims.{extension}"
    wl.export(claims, path)
    back = READERS[extension](path)
    assert list(back.columns) == list(claims.columns)
    assert back["value"].tolist() == claims["value"].tolist()
    assert pd.to_datetime(back["as_of"]).tolist() == claims["as_of"].tolist()
    times = pd.to_datetime(back["first_recorded_at"], utc=True)
    assert times.tolist() == claims["first_recorded_at"].tolist()
    for column in ("claim_id", "status", "source_url", "note"):
        assert back[column].astype(str).tolist() == claims[column].astype(str).tolist()


def test_parquet_keeps_types_and_attrs(claims, tmp_path):
    path = tmp_path / "claims.parquet"
    wl.export(claims, path)
    back = pd.read_parquet(path)
    pd.testing.assert_frame_equal(back, claims)
    assert back.attrs == claims.attrs
    facts = json.loads(pq.read_metadata(path).metadata[b"warlosses"])
    assert facts["licence"] == "CC-BY-4.0"


def test_csv_starts_with_the_header_and_has_iso_days_and_empty_nulls(claims, tmp_path):
    path = tmp_path / "claims.csv"
    personnel = claims[claims["claim_id"].str.contains("personnel.lost.cumulative", regex=False)]
    columns = ["as_of", "value", "value_low", "qualifier", "last_changed_at"]
    wl.export(personnel[columns], path)
    assert path.read_bytes() == (
        b"as_of,value,value_low,qualifier,last_changed_at\n"
        b"2023-04-18,183130,,about,2023-04-19T22:36:35Z\n"
    )


@pytest.mark.parametrize("backend", ["arrow", "polars", "duckdb"])
def test_every_backend_gives_the_same_text(claims, tmp_path, backend):
    data = wl.load(claimants="ua_general_staff", backend=backend, **DAY)
    wl.export(data, tmp_path / "other.csv")
    wl.export(claims, tmp_path / "pandas.csv")
    rows = [
        sorted((tmp_path / name).read_text().split("\n")) for name in ("other.csv", "pandas.csv")
    ]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("backend", ["polars-lazy", "duckdb"])
@pytest.mark.parametrize("extension", ["csv", "tsv", "json", "ndjson"])
def test_what_is_lazy_is_written_in_pieces(tmp_path, monkeypatch, backend, extension):
    monkeypatch.setattr(given_table, "_ROWS_AT_ONCE", 7)
    for asked in (DAY, {**DAY, "claimants": "oryx", "categories": "personnel"}):  # rows, and none
        wl.export(wl.load(backend=backend, **asked), tmp_path / f"pieces.{extension}")
        wl.export(wl.load(backend="arrow", **asked), tmp_path / f"whole.{extension}")
        pieces, whole = (tmp_path / f"{name}.{extension}" for name in ("pieces", "whole"))
        assert pieces.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("backend", ["polars-lazy", "duckdb"])
def test_parquet_of_what_is_lazy_has_a_group_for_each_piece(tmp_path, monkeypatch, backend):
    monkeypatch.setattr(given_table, "_ROWS_AT_ONCE", 2048)  # as many as DuckDB gives at least
    claims = {"claimants": "ua_general_staff", "measures": "cumulative"}
    lazy = wl.load(backend=backend, **claims)
    if backend == "polars-lazy" and not hasattr(lazy, "collect_batches"):
        pytest.skip("this version of polars collects a lazy frame at once")
    wl.export(lazy, tmp_path / "claims.parquet")
    written = pq.ParquetFile(tmp_path / "claims.parquet").metadata
    assert written.num_rows == len(wl.load(**claims))
    assert written.num_row_groups > 1


def test_fractions_and_times_are_judged_by_all_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(given_table, "_ROWS_AT_ONCE", 1)
    noon = datetime(2023, 4, 18, 12)
    columns = {"value": [1.0, 2.5], "at": [datetime(2023, 4, 18), noon]}
    wl.export(pl.DataFrame(columns).lazy(), tmp_path / "pieces.csv")
    wl.export(pl.DataFrame(columns), tmp_path / "whole.csv")
    assert (tmp_path / "pieces.csv").read_text() == (tmp_path / "whole.csv").read_text()


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([12.0, None], ["12", ""]),
        ([0.5, 2.0], ["0.5", "2.0"]),
        ([float("inf"), 1.0], ["", "1"]),
        (pd.array([3, None], dtype="Int64"), ["3", ""]),
        (["=1+1", "a,b"], ["'=1+1", '"a,b"']),
        (pd.to_datetime(["2023-04-18", None]), ["2023-04-18", ""]),
        (pd.to_datetime(["2023-04-18 07:33", None]), ["2023-04-18T07:33:00", ""]),
        (pd.to_datetime(["2023-04-18T07:33+03:00", None]), ["2023-04-18T04:33:00Z", ""]),
        (
            pd.to_datetime(["2023-04-18T07:33:00.5Z", None]).astype("datetime64[ms, UTC]"),
            ["2023-04-18T07:33:00.500Z", ""],
        ),
    ],
)
def test_values_as_text(tmp_path, values, written):
    path = tmp_path / "values.csv"
    wl.export(pd.DataFrame({"name": ["x", "y"], "value": values}), path)
    assert [line.split(",", 1)[1] for line in path.read_text().splitlines()[1:]] == written


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow"])
@pytest.mark.parametrize("extension", READERS)
@pytest.mark.parametrize("table", ["observations", "corrections", "sources", "claimants"])
def test_every_table_of_every_backend(tmp_path, table, extension, backend):
    filters = DAY if table in ("observations", "corrections") else {}
    frame = wl.load(table, backend=backend, **filters)
    wl.export(frame, tmp_path / f"rows.{extension}")
    assert len(READERS[extension](tmp_path / f"rows.{extension}")) == len(frame)


def test_what_was_known_of_every_backend(tmp_path):
    asked = {"claimants": "ua_general_staff", "known_on": "2026-09-01", **DAY}
    texts = set()
    for backend in ("pandas", "polars", "arrow"):
        wl.export(wl.load(backend=backend, **asked), tmp_path / "known.csv")
        texts.add((tmp_path / "known.csv").read_text(encoding="utf-8"))
    assert len(texts) == 1


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "@SUM(1)", "+1*cmd", "-2+3|x", "\tleading"])
def test_text_is_no_formula_in_csv(tmp_path, text):
    wl.export(pd.DataFrame({"note": [text, "plain"]}), tmp_path / "notes.csv")
    assert list(READERS["csv"](tmp_path / "notes.csv")["note"]) == [f"'{text}", "plain"]


@pytest.mark.parametrize("text", ["+470", "-1,200.5", "a=b", "text - with a dash", "e-mail@host"])
def test_text_that_is_no_formula_stays_as_it_is(tmp_path, text):
    wl.export(pd.DataFrame({"note": [text, "x"]}), tmp_path / "notes.csv")
    assert (tmp_path / "notes.csv").read_text("utf-8").count("'") == 0


UNSEEN = "\x1b[8m 1\x9b2\u202e3\u200b4\x07"


@pytest.mark.parametrize("extension", ["csv", "tsv", "json", "ndjson"])
def test_what_acts_unseen_is_seen_in_text(tmp_path, extension):
    path = tmp_path / f"notes.{extension}"
    wl.export(pd.DataFrame({"note": [UNSEEN]}), path)
    text = path.read_text(encoding="utf-8")
    assert all(c.isprintable() or c in "\n\t" for c in text)
    if "json" in extension:  # nothing is lost: JSON has numbers for them
        assert READERS[extension](path)["note"].tolist() == [UNSEEN]


def test_wide_layout_has_its_days_in_front(tmp_path):
    wide = wl.load(claimants="ua_general_staff", layout="wide", **DAY)
    wl.export(wide, tmp_path / "wide.json")
    (record,) = json.loads((tmp_path / "wide.json").read_text())
    assert list(record)[:3] == ["as_of", "personnel", "tanks"]
    assert (record["as_of"], record["tanks"]) == ("2023-04-18", 3661)
    wl.export(wide, tmp_path / "wide.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "wide.parquet"), wide)


def test_an_index_of_row_numbers_is_no_column(claims, tmp_path):
    path = tmp_path / "some.csv"
    wl.export(claims[claims["category"] == "uavs"], path)
    assert path.read_text().startswith("claim_id,")
    assert len(path.read_text().splitlines()) == 3


@pytest.mark.parametrize("extension", ["csv", "json", "ndjson", "parquet", "xlsx"])
def test_no_rows_still_make_a_file(claims, tmp_path, extension):
    path = tmp_path / f"none.{extension}"
    wl.export(claims.head(0), path)
    assert len(READERS[extension](path)) == 0


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.org"])
def test_text_is_no_formula_and_no_link_in_excel(tmp_path, text):
    path = tmp_path / "text.xlsx"
    wl.export(pd.DataFrame({"note": [text], "value": [7]}), path)
    note, value = openpyxl.load_workbook(path).active[2]
    assert (note.value, note.data_type, note.hyperlink) == (text, "s", None)
    assert (value.value, value.data_type) == (7, "n")


def test_days_are_dates_in_excel(claims, tmp_path):
    path = tmp_path / "claims.xlsx"
    wl.export(claims[["as_of", "first_recorded_at"]], path)
    day, time = openpyxl.load_workbook(path).active[2]
    assert day.is_date
    assert time.value == "2023-04-19T22:36:35Z"


def info_of(path):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Sheet1", "info"]
    assert book.active.title == "Sheet1"
    return [(row[0].value or "", row[1].value or "") for row in book["info"].iter_rows()]


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow", "duckdb"])
def test_a_workbook_says_what_is_in_it(tmp_path, backend):
    data = wl.load(claimants="ua_general_staff", backend=backend, **DAY)
    wl.export(data, tmp_path / "claims.xlsx")
    told = info_of(tmp_path / "claims.xlsx")
    facts = dict(told)
    assert facts["version"] == "2026.9.6"
    assert facts["data through"] == "2026-09-06"
    assert facts["licence"] == "CC-BY-4.0, https://creativecommons.org/licenses/by/4.0/"
    start = [label for label, _ in told].index("citation")
    assert [line for _, line in told[start:]] == wl.cite(data).splitlines()


def test_a_workbook_of_ones_own_figures_is_not_cited_as_ours(claims, tmp_path):
    wl.export(claims.assign(value=7), tmp_path / "claims.xlsx")
    facts = dict(info_of(tmp_path / "claims.xlsx"))
    assert facts["version"] == "2026.9.6"
    assert facts["citation"].startswith("none: 26 of 26 figures are not those of release")


def test_a_workbook_of_anything_else_has_no_second_sheet(tmp_path):
    wl.export(pd.DataFrame({"value": [7]}), tmp_path / "seven.xlsx")
    assert openpyxl.load_workbook(tmp_path / "seven.xlsx").sheetnames == ["Sheet1"]


def test_excel_has_no_room(claims, tmp_path, monkeypatch):
    path = tmp_path / "claims.xlsx"
    path.write_text("what was there")
    monkeypatch.setattr(export, "_ROWS_IN_EXCEL", 5)
    with pytest.raises(wl.ArgumentError, match="Excel has room for 5 rows; found 26"):
        wl.export(claims, path)
    assert path.read_text() == "what was there"
    assert [p.name for p in tmp_path.iterdir()] == ["claims.xlsx"]


def test_missing_extra_says_what_to_install(claims, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(wl.MissingExtraError, match=r"pip install 'warlosses\[xlsx\]'"):
        wl.export(claims, tmp_path / "claims.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("claims.cvs", None, r"unknown format 'cvs'; did you mean 'csv'\? known: csv, tsv, json, "),
        ("claims", None, "no extension tells the format; add one of csv, tsv"),
        ("claims.csv", "yaml", "unknown format 'yaml'; known: csv"),
        ("nowhere/claims.csv", None, "cannot be written: No such file or directory"),
        (".", "csv", "cannot be written"),
    ],
)
def test_what_cannot_be_written(claims, tmp_path, name, given, message):
    with pytest.raises(wl.ArgumentError, match=message):
        wl.export(claims, tmp_path / name, format=given)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_table(tmp_path):
    with pytest.raises(wl.ArgumentError, match="expected a table; found int"):
        wl.export(7, tmp_path / "seven.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_written_to_not_replaced(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    wl.export(pd.DataFrame({"value": [7]}), path, format="csv")
    assert os.read(reader, 100) == b"value\n7\n"
    os.close(reader)
    assert path.is_fifo()


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    wl.export(pd.DataFrame({"value": [7]}), tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "value\n7\n"


def test_standard_output(claims, capfdbinary):
    wl.export(claims[["category", "value"]].head(2), "-")
    assert capfdbinary.readouterr().out.startswith(b"category,value\n")
    wl.export(claims, "-", format="parquet")
    assert capfdbinary.readouterr().out.startswith(b"PAR1")

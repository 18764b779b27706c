"""Reading as a whole: formats told apart, the same rows the same in each, nothing raised."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import random
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warlosses import validate
from warlosses.errors import ArgumentError
from warlosses.validation.readers.limits import ReadLimits
from warlosses.validation.readers.read import FORMATS, files_below, read_contribution

NOTHING = pd.DataFrame(
    {name: [] for name in ("as_of", "claimant", "belligerent", "category", "measure", "value")}
)
GZIPPED = gzip.compress(b"as_of\n", mtime=0)  # without the time, for it names the tests
NAMES = ["as_of", "claimant", "belligerent", "category", "value", "source_url", "note"]
ROW = ["2023-04-18", "ua_general_staff", "RU", "tanks", "3661", "https://www.mil.gov.ua/", "танки"]


def written(kind, rows, names=NAMES):
    """Return rows of texts as a file of a format; an empty text is an empty cell."""
    records = [{name: text for name, text in zip(names, row, strict=True) if text} for row in rows]
    if kind in ("csv", "tsv"):
        text = io.StringIO()
        writer = csv.writer(text, delimiter="," if kind == "csv" else "\t", quoting=csv.QUOTE_ALL)
        writer.writerows([names, *rows])
        return text.getvalue().encode()
    if kind == "json":
        return json.dumps(records).encode()
    if kind == "ndjson":
        return "".join(json.dumps(record) + "\n" for record in records).encode()
    if kind == "parquet":
        table = pa.table({n: [row[i] or None for row in rows] for i, n in enumerate(names)})
        file = pa.BufferOutputStream()
        pq.write_table(table, file)
        return bytes(file.getvalue())
    workbook = openpyxl.Workbook()
    for row in [names, *rows]:
        workbook.active.append([text or None for text in row])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def read(data, name="-", **limits):
    return read_contribution(data, name=name, limits=ReadLimits(**limits))


# --- The same in every format ------------------------------------------------------------------

# No control characters: XLSX and XML have no word for them. No leading "=": it makes a formula.
LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="=\ufffe\uffff"
)
CELLS = st.text(LETTERS, max_size=6)


@settings(max_examples=25)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3).filter(any), min_size=1, max_size=4))
def test_same_cells_from_every_format(rows):
    names = ["as_of", "category", "note"]
    expected = [
        {name: text.strip() or None for name, text in zip(names, row, strict=True)} for row in rows
    ]
    blank = {"as_of": None, "category": None, "note": None}
    for kind in FORMATS:
        sheet = read(written(kind, rows, names), f"day.{kind}")
        cells = [blank | row for row in sheet.cells.to_pylist()]
        # A row of blanks alone is no row in a sheet, and one in the other formats.
        assert [c for c in cells if c != blank] == [c for c in expected if c != blank], kind


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("as_file", [True, False])
def test_format_is_told_by_name_or_content(kind, as_file, tmp_path):
    data = written(kind, [ROW, ROW])
    if as_file:
        path = tmp_path / f"day.{kind.upper()}"
        path.write_bytes(data)
        sheet = read_contribution(path)
        assert sheet.file == path.as_posix()
    else:
        sheet = read(data)

    assert sheet.n_rows == 2
    assert sheet.cells.to_pylist()[0] == dict(zip(NAMES, ROW, strict=True))
    if as_file or kind != "tsv":
        assert (sheet.format, sheet.findings) == (kind, [])


@pytest.mark.parametrize("kind", FORMATS)
def test_format_may_be_given(kind):
    sheet = read_contribution(io.BytesIO(written(kind, [ROW])), format=kind)

    assert (sheet.file, sheet.n_rows, sheet.findings) == ("-", 1, [])


def test_unknown_format():
    with pytest.raises(ArgumentError, match="unknown contribution format 'xml'"):
        read_contribution(b"", format="xml")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("day.csv", GZIPPED, "as CSV: its first bytes are those of gzip"),
        ("day.csv.gz", GZIPPED, "as a contribution: its first bytes"),
        ("day.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the old Excel format, XLS"),
        ("day.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "or a locked workbook"),
        ("day.csv", written("xlsx", [ROW]), "those of a ZIP file, as XLSX is"),
        ("day.csv", written("parquet", [ROW]), "its first bytes are those of Parquet"),
        ("day.json", written("parquet", [ROW]), "as JSON: its first bytes"),
        ("day.parquet", written("xlsx", [ROW]), "as Parquet: its first bytes"),
        ("day.xlsx", written("csv", [ROW]), "File is not a zip file"),
        ("day.parquet", written("csv", [ROW]), "its end is missing"),
        ("day.pdf", b"%PDF-1.7", "those of PDF"),
        ("day.csv", b"<!DOCTYPE html><table>", "it begins with '<', as web pages"),
        ("day.csv", b"\xef\xbb\xbf\n <html>", "it begins with '<', as web pages"),
        ("day.xls", b"<?xml version='1.0'?>", "it begins with '<', as web pages"),
        ("day.json", b"<html>", "it begins with '<', as web pages"),
    ],
)
def test_other_files_are_refused_by_name(name, data, message):
    sheet = read(data, name)

    finding = sheet.findings[-1]
    assert finding.rule == "WL001"
    assert message in finding.message
    assert finding.suggestion
    assert sheet.n_rows == 0


@pytest.mark.parametrize("kind", FORMATS)
def test_empty_file(kind):
    assert [f.message for f in read(b"", f"day.{kind}").findings] == [
        "expected a header and at least one row; found an empty file"
    ]


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "ndjson"])
@pytest.mark.parametrize("text", ["\n \t\n", "\ufeff", "\r\r"])
def test_blank_file(kind, text):
    *_, finding = read(text.encode(), f"day.{kind}").findings

    assert finding.rule == "WL003"


@pytest.mark.parametrize("kind", FORMATS)
def test_header_alone(kind):
    findings = read(written(kind, []), f"day.{kind}").findings

    assert [f.rule for f in findings] == ["WL003"]


@pytest.mark.parametrize("kind", FORMATS)
def test_too_large_a_file_is_refused_unread(kind, tmp_path):
    path = tmp_path / f"day.{kind}"
    path.write_bytes(written(kind, [ROW] * 20))

    for source in (path, path.read_bytes(), io.BytesIO(path.read_bytes())):
        sheet = read_contribution(source, limits=ReadLimits(max_bytes=100))
        (finding,) = sheet.findings
        assert finding.rule == "WL008"
        assert "size of the file: at most 100 bytes allowed" in finding.message


# --- Sources -----------------------------------------------------------------------------------


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(written("csv", [ROW]))))

    for source in ("-", Path("-")):
        sheet = read_contribution(source)
        assert sheet.file == "-"
    assert sheet.n_rows == 0  # what has been read is gone


def test_open_file_is_called_by_its_name(tmp_path):
    path = tmp_path / "day.csv"
    path.write_bytes(written("csv", [ROW]))

    with path.open("rb") as file:
        assert read_contribution(file).file == str(path)


def test_text_file_is_refused():
    with pytest.raises(ArgumentError, match="open it with mode 'rb'"):
        read_contribution(io.StringIO("as_of\n"))


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_contribution(tmp_path / "day.csv")


def test_files_below_a_folder(tmp_path):
    names = [
        *("b.csv", "a/day.JSON", "a/b/c.xlsx", "old.xls", "packed.csv.gz", "z.parquet"),
        *(".hidden.csv", ".git/day.csv", "README.md", "notes.txt", "a/LICENSE", "a.csv"),
    ]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "folder.csv").mkdir()

    found = [path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path)]
    assert found == [
        *("a/b/c.xlsx", "a/day.JSON", "a.csv", "b.csv"),
        *("old.xls", "packed.csv.gz", "z.parquet"),
    ]


# --- Nothing raises ----------------------------------------------------------------------------


@settings(max_examples=200)
@given(st.binary(max_size=60), st.sampled_from(FORMATS))
def test_any_bytes_are_answered(data, kind):
    sheet = read(data, f"day.{kind}")

    assert sheet.findings
    assert sheet.cells.num_rows in (0, sheet.n_rows)


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "ndjson"])
def test_damaged_files_are_answered(kind):
    data = written(kind, [ROW, [*ROW[:6], '"a", b\n']])
    chosen = random.Random(7)
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(chosen.randint(1, 4)):
            at = chosen.randrange(len(damaged))
            damaged[at : at + chosen.randint(0, 3)] = chosen.choice(
                [b'"', b",", b"\n", b"{", b"\\", b"\0", b"\xff", b"[", b"\r", b"1e5"]
            )
        sheet = read(bytes(damaged), f"day.{kind}", max_findings=3, max_rows=3)
        for finding in sheet.findings:
            text = sheet.places.text_of_line(finding.line) if finding.line else None
            assert finding.position is None or text is None or finding.position <= len(text) + 2


@settings(max_examples=40)
@given(
    st.sampled_from(FORMATS),
    st.lists(st.tuples(st.integers(0, len(ROW) - 1), st.text(max_size=6)), max_size=3),
    st.lists(st.tuples(st.integers(4, 10**4), st.integers(0, 255)), max_size=2),
)
def test_damaged_rows_and_bytes_are_validated(kind, cells, damages):
    row = list(ROW)
    for place, text in cells:
        row[place] = "".join(letter for letter in text if letter.isprintable()).lstrip("=")
    data = bytearray(written(kind, [ROW, row]))
    for place, byte in damages:
        data[place % len(data)] = byte

    report = validate(bytes(data), NOTHING)
    assert all(f.line is None or f.line >= 1 for f in report.findings)
    assert report.to_json()


def test_typed_cells_are_the_same_from_frame_parquet_and_sheet(tmp_path):
    frame = pd.DataFrame(
        {
            "as_of": [dt.date(2023, 4, 18), dt.date(2023, 4, 19)],
            "value": [3661.0, None],
            "value_low": [1, 2],
            "note": [None, "танки"],
        }
    )
    frame.to_parquet(tmp_path / "day.parquet")
    frame.to_excel(tmp_path / "day.xlsx", index=False)

    sheets = [frame, tmp_path / "day.parquet", tmp_path / "day.xlsx"]
    first, *others = [read_contribution(source).cells.to_pylist() for source in sheets]
    assert first == [
        {"as_of": "2023-04-18", "value": "3661", "value_low": "1", "note": None},
        {"as_of": "2023-04-19", "value": None, "value_low": "2", "note": "танки"},
    ]
    assert all(cells == first for cells in others)


# --- What it costs -----------------------------------------------------------------------------

_LOADED = """
import sys
from warlosses.validation.readers.read import read_contribution
read_contribution(sys.stdin.buffer, format=sys.argv[1])
print(*(name for name in sys.argv[2:] if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("kind", "needed"), [("csv", ""), ("ndjson", ""), ("parquet", "pyarrow.parquet")]
)
def test_small_file_loads_no_more_than_it_needs(kind, needed):
    heavy = ["pandera", "openpyxl", "polars", "pyarrow.csv", "pyarrow.parquet"]
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, kind, *heavy],
        input=written(kind, [ROW]),
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode().split() == needed.split()


# Not resource.getrusage: its peak is the parent's, where that was larger.
_PEAK = """
import re, sys
from pathlib import Path
from warlosses.validation.readers.read import read_contribution
def peak(): return int(re.search("VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
read_contribution(b"as_of,note\\n1,2\\n")
before = peak()
sheet = read_contribution(Path(sys.argv[1]))
print(peak() - before, *{f.rule for f in sheet.findings})
"""
HEAD = ",".join(NAMES)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are told by Linux")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("quotes.csv", lambda: f"{HEAD}\n".encode() + b'"' * 5_000_000),
        ("commas.csv", lambda: b"," * 5_000_000),
        ("cell.csv", lambda: f"{HEAD}\n".encode() + b"x" * 10_000_000),
        ("ragged.csv", lambda: f"{HEAD}\n".encode() + b"a\n" * 2_500_000),
        ("deep.json", lambda: b"[" * 5_000_000),
        ("ones.json", lambda: b"[" + b"1," * 2_500_000 + b"1]"),
        ("cell.ndjson", lambda: b'{"note": "' + b"x" * 10_000_000 + b'"}'),
        ("keys.json", lambda: b"[{" + b",".join(b'"k%d":1' % n for n in range(400_000)) + b"}]"),
    ],
)
def test_hostile_files_are_refused_in_little_memory(name, data, tmp_path):
    path = tmp_path / name
    path.write_bytes(data())

    command = [sys.executable, "-c", _PEAK, str(path)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    kib, *rules = done.stdout.decode().split()
    assert set(rules) & {"WL001", "WL007", "WL008"}
    assert int(kib) * 1024 < 6 * path.stat().st_size + 30_000_000


def test_what_excel_keeps_beside_an_open_workbook_is_passed_over(tmp_path):
    for name in ("~$day.xlsx", "day.csv", ".hidden.csv"):
        (tmp_path / name).write_bytes(b"as_of\n")
    assert [path.name for path in files_below(tmp_path)] == ["day.csv"]


def test_one_of_several_that_cannot_be_opened_is_a_finding(tmp_path):
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nothing.csv")
    good = tmp_path / "good.csv"
    good.write_bytes(written("csv", [ROW]))
    report = validate([good, tmp_path / "dangling.csv", str(tmp_path / "nope.csv")], NOTHING)
    bad = [f.file.rpartition("/")[2] for f in report.findings if f.rule == "WL001"]
    assert bad == ["dangling.csv", "nope.csv"]
    assert not report.ok
    for error in (FileNotFoundError, ArgumentError):
        with pytest.raises(error, match="expected a file; found none"):
            validate(tmp_path / "nope.csv")


def test_one_of_several_that_needs_an_extra_is_a_finding(tmp_path, monkeypatch):
    (tmp_path / "day.xlsx").write_bytes(written("xlsx", [ROW]))
    (tmp_path / "day.csv").write_bytes(written("csv", [ROW]))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    report = validate([tmp_path / "day.xlsx", tmp_path / "day.csv"], NOTHING)
    assert "pip install" in next(f.message for f in report.findings if f.rule == "WL001")
    assert [*report.rows.values()] == [0, 1]


def test_a_text_in_place_of_a_path_is_told_what_to_do():
    with pytest.raises(ArgumentError, match="give it as bytes"):
        validate("as_of,claimant\n2023-04-18,oryx\n")

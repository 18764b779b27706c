"""XLSX: cells as they are seen, oddities said, and what unpacks to too much refused."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile

import openpyxl
import pytest
import xlsxwriter

from tests.support.growth import is_linear
from warlosses.validation.readers.limits import ReadLimits
from warlosses.validation.readers.read import read_contribution

NAMES = ["as_of", "claimant", "belligerent", "category", "value", "source_url"]
ROW = ["2023-04-18", "ua_general_staff", "RU", "tanks", 3661, "https://www.mil.gov.ua/losses"]
CELLS = dict(zip(NAMES, map(str, ROW), strict=True))
SHEET = "xl/worksheets/sheet1.xml"


def book(*sheets, change=None):
    """Return a workbook of some sheets of rows as bytes."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = workbook.create_sheet(f"Day {number}")
        for row in rows:
            sheet.append(row)
    if change:
        change(workbook)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def repacked(data, change, *, compression=zipfile.ZIP_DEFLATED):
    """Return a workbook with some parts changed: a function gets and returns them by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, part in change(parts).items():
            archive.writestr(name, part)
    return file.getvalue()


def with_rows(text):
    """Return a workbook whose sheet has the usual header and some rows, as XML."""

    def change(parts):
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", text.encode() + b"</sheetData>")
        return parts

    return repacked(book([NAMES]), change)


def read(data, **limits):
    return read_contribution(data, name="day.xlsx", limits=ReadLimits(**limits))


def found(sheet):
    return [(f.rule, f.line) for f in sheet.findings]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3661, "3661"),
        (3661.0, "3661"),
        (3661.5, "3661.5"),
        ("3661", "3661"),
        (" 3,661\u00a0", "3,661"),
        (True, "true"),
        ("#N/A", "#N/A"),
        (dt.datetime(2023, 4, 18), "2023-04-18"),
        (dt.date(2023, 4, 18), "2023-04-18"),
        (dt.datetime(2023, 4, 18, 6, 30), "2023-04-18T06:30:00"),
        (dt.time(6, 30), "06:30:00"),
        (None, None),
        ("", None),
    ],
)
def test_values(value, text):
    sheet = read(book([NAMES, [*ROW[:4], value, ROW[5]]]))

    assert sheet.findings == []
    assert sheet.cells.to_pylist() == [CELLS | {"value": text}]


def test_lines_are_the_sheets_own_row_numbers():
    sheet = read(book([[], NAMES, [], ROW, [None, " "], [], ROW, [None]]))

    assert sheet.cells.to_pylist() == [CELLS, CELLS]
    assert [sheet.places.line(row) for row in (0, 1, 2, 3)] == [None, 4, 7, None]
    assert sheet.findings == []


def test_merged_cells_have_their_text_in_the_first_row_only():
    sheet = read(book([NAMES, ROW, ROW], change=lambda b: b.active.merge_cells("A2:A3")))

    assert sheet.cells["as_of"].to_pylist() == ["2023-04-18", None]


def test_formulas_count_with_the_result_stored():
    data = with_rows('<row r="2"><c r="E2"><f>3660+1</f><v>3661</v></c></row>')
    sheet = read(data)

    assert found(sheet) == [("WL010", None)]
    assert sheet.cells["value"].to_pylist() == ["3661"]


def test_days_of_the_other_epoch():
    def change(workbook):
        workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    sheet = read(book([NAMES, [dt.datetime(2023, 4, 18), *ROW[1:]]], change=change))
    assert sheet.cells.to_pylist() == [CELLS]


def test_one_sheet_with_rows_is_read_among_others():
    sheet = read(book([], [NAMES, ROW], []))

    assert sheet.n_rows == 1
    assert [f.message for f in sheet.findings] == [
        "several or hidden sheets, of which 'Day 2' has rows; read anyway"
    ]


def test_several_sheets_with_rows_are_refused():
    def change(workbook):
        workbook["Day 2"].sheet_state = "hidden"

    sheet = read(book([NAMES, ROW], [["old"]], change=change))
    assert [f.rule for f in sheet.findings] == ["WL001"]
    assert "found 2: 'Day 1', 'Day 2' (hidden)" in sheet.findings[0].message


def test_hidden_rows_are_said():
    def change(workbook):
        workbook.active.row_dimensions[2].hidden = True

    sheet = read(book([NAMES, ROW], change=change))
    assert (found(sheet), sheet.n_rows) == ([("WL010", None)], 1)


def test_cells_beyond_the_header():
    sheet = read(book([[*NAMES, None], ROW, [*ROW, None, "x"], [*ROW, None]]))

    assert found(sheet) == [("WL007", 3)]
    assert sheet.n_rows == 2


def test_header_is_judged_in_its_row():
    sheet = read(book([[], ["date", *NAMES[1:]], ROW]))

    assert [(f.rule, f.line, f.column) for f in sheet.findings] == [("WL005", 2, "date")]


@pytest.mark.parametrize("sheets", [[[]], [[], []], [[["  "], [None]]]])
def test_empty_workbook(sheets):
    assert found(read(book(*sheets))) == [("WL003", None)]


def test_workbook_without_rows():
    assert found(read(book([NAMES]))) == [("WL003", None)]


# --- Damaged and hostile -----------------------------------------------------------------------


def without(name):
    return lambda parts: {n: part for n, part in parts.items() if n != name}


def replaced(name, old, new):
    return lambda parts: parts | {name: parts[name].replace(old, new)}


@pytest.mark.parametrize(
    "change",
    [
        without("xl/workbook.xml"),
        without("[Content_Types].xml"),
        replaced(SHEET, b"</worksheet>", b""),
        replaced(SHEET, b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet"),
        replaced(SHEET, b"<worksheet", b"<?xml version='1.0' encoding='cp037'?><worksheet"),
        replaced(SHEET, b't="n"', b't="s"'),
        replaced(SHEET, b'r="E2"', b'r="nowhere"'),
        replaced(SHEET, b'r="2"', b'r="two"'),
        replaced(SHEET, b'<row r="2"', b'<row r="99999999999"'),
        replaced(SHEET, b'<row r="2"', b'<row r="1"'),
        lambda parts: parts | {SHEET: parts[SHEET].decode().encode("utf-16")},
        lambda _: {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"},
    ],
)
def test_damaged_workbook(change):
    sheet = read(repacked(book([NAMES, ROW]), change))

    assert [f.rule for f in sheet.findings] == ["WL001"]
    assert sheet.n_rows == 0


def test_workbook_cut_off():
    data = book([NAMES, ROW])

    assert [f.rule for f in read(data[: len(data) // 2]).findings] == ["WL001"]


@pytest.mark.parametrize(
    ("data", "limits", "what"),
    [
        (with_rows("<row>" + " " * 3_000_000 + "</row>"), {}, "size of unpacked parts"),
        (with_rows("<row/>" * 2000), {"max_workbook": 10_000}, "size of the unpacked workbook"),
        (with_rows("<row>" + "<c/>" * 160_000 + "</row>"), {"max_ratio": 5000}, "without rows"),
        (with_rows('<row r="2"><c r="XFD2"><v>1</v></c></row>'), {}, "columns"),
        (with_rows('<row><c t="inlineStr"><is><t>abcdef</t></is></c></row>' * 3), {}, None),
        (book([NAMES, ROW, ROW, ROW]), {"max_rows": 2}, "rows"),
        (book([NAMES, [*ROW[:5], "x" * 200]]), {"max_cell": 100}, "length of a cell"),
        (
            repacked(book([NAMES]), lambda p: p | {f"x{n}": b"" for n in range(1001)}),
            {},
            "parts of the workbook",
        ),
    ],
)
def test_limits(data, limits, what):
    sheet = read(data, **limits)

    if what is None:
        assert sheet.n_rows == 3
    else:
        (finding,) = sheet.findings
        assert finding.rule == "WL008"
        assert what in finding.message


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_end_are_refused_unopened(method):
    data = repacked(book([NAMES, ROW]), lambda parts: parts, compression=method)
    (finding,) = read(data).findings

    assert finding.rule == "WL001"
    assert "expected stored or deflate; found" in finding.message


HOSTILE_PARTS = {
    "beginnings of declarations": ("xl/worksheets/sheet1.xml", b"<?xml encoding "),
    "a name without end": ("xl/workbook2.xml", b"a"),
    "names of attributes": ("xl/_rels/workbook.xml.rels", b"<Relationship a a"),
    "blanks": ("xl/worksheets/sheet1.xml", b"<row" + b" " * 90),
    "formulas": ("xl/worksheets/sheet1.xml", b"</f>" + b" " * 90),
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", HOSTILE_PARTS)
def test_time_grows_with_a_part(shape):
    name, unit = HOSTILE_PARTS[shape]

    def make(size):
        part = {name: b"<worksheet> " + unit * (size // len(unit))}
        return repacked(book([NAMES]), lambda p: p | part, compression=zipfile.ZIP_STORED)

    assert is_linear(read, make, 6_000)


@pytest.mark.slow
def test_time_grows_with_merged_cells_and_rows():
    def make(size):
        rows = '<row><c t="n"><v>1</v></c></row>' * size
        cells = "".join(f'<mergeCell ref="A{n}:B{n + size}"/>' for n in range(2, size // 5))
        merged = f"</sheetData><mergeCells>{cells}</mergeCells>".encode()
        change = replaced(SHEET, b"</sheetData>", merged)
        return repacked(with_rows(rows), change, compression=zipfile.ZIP_STORED)

    assert is_linear(read, make, 250)


def test_rows_far_below_are_reached_at_once():
    sheet = read(with_rows('<row r="1048576"><c r="E1048576"><v>1</v></c></row>'))

    assert sheet.n_rows == 1
    assert sheet.places.line(1) == 1_048_576


def test_text_that_many_cells_share_is_kept_once():
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file)
    sheet = workbook.add_worksheet()
    for row in range(500):
        sheet.write(row, 0, "x" * 5000 if row else "note")
    workbook.close()

    found = read(file.getvalue())
    assert found.n_rows == 499
    assert found.cells.nbytes < 10_000


def test_damaged_bytes_never_raise():
    data = book([NAMES, ROW])
    chosen = random.Random(7)
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(chosen.randint(1, 4)):
            damaged[chosen.randrange(4, len(data))] = chosen.randrange(256)
        read(bytes(damaged))


def test_damaged_parts_never_raise():
    data = book([NAMES, ROW])
    chosen = random.Random(7)
    words = [b"<c>", b"</c>", b'"', b"<", b"s", b"<f>", b"9" * 30, b"&amp;", b"\xff", b't="e"']

    def damage(parts):
        name = chosen.choice([n for n in parts if n.endswith((".xml", ".rels"))])
        at = chosen.randrange(len(parts[name]))
        end = at + chosen.randint(0, 5)
        return parts | {name: parts[name][:at] + chosen.choice(words) + parts[name][end:]}

    for _ in range(100):
        read(repacked(data, damage, compression=zipfile.ZIP_STORED))


# --- What Excel opens, and what it shows ----------------------------------------------------------


def test_a_title_above_the_names_is_one_finding():
    sheet = read(book([["Losses of the day"], [None], NAMES, ROW]))
    (finding,) = sheet.findings
    assert (finding.rule, finding.line) == ("WL009", 1)
    assert "the column names stand in row 3" in finding.message
    merged = read(book([["Losses"], NAMES, ROW], change=lambda b: b.active.merge_cells("A1:F1")))
    assert [f.rule for f in merged.findings] == ["WL009"]


def test_merged_cells_are_told_once():
    rows = [[f"2023-04-1{n}", *ROW[1:]] for n in range(1, 6)]
    sheet = read(book([NAMES, *rows], change=lambda b: b.active.merge_cells("A2:A6")))
    (finding,) = sheet.findings
    assert (finding.rule, finding.line, finding.column) == ("WL001", 2, "as_of")
    assert "cells A2:A6 are merged" in finding.message


def test_a_merger_beside_the_table_is_nothing():
    change = lambda b: b.active.merge_cells("H2:H6")  # noqa: E731
    assert read(book([NAMES, ROW, ROW], change=change)).findings == []


@pytest.mark.parametrize(
    "formula", ["<f>3660+1</f>", "<f>3660+1</f><v/>", "<f>1</f><v></v>", '<f t="shared" si="0"/>']
)
def test_formulas_without_results_are_told(formula):
    data = with_rows(f'<row r="2"><c r="A2" t="str"><v>x</v></c><c r="E2">{formula}</c></row>')
    (finding,) = read(data).findings
    assert finding.rule == "WL001"
    assert "a formula without a stored result" in finding.message


def test_a_cell_is_named_as_in_the_sheet():
    sheet = read(book([[], NAMES, ROW]))
    assert sheet.places.pointer(1, "value") == "E3"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xl/printerSettings/printerSettings1.bin", b"\0\0\0\0P\0r\0i\0n\0t"),
        ("customXml/item1.xml", "<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16")),
        ("xl/.DS_Store", b"\0\0\0\1Bud1"),
        ("__MACOSX/xl/._workbook.xml", b"\0\5\x16\7"),
        ("xl/media/image1.png", b"\0\0"),
        ("docProps/thumbnail.wmf", b"\0\0\0\0"),
    ],
)
def test_parts_that_nobody_reads_are_let_be(name, content):
    sheet = read(repacked(book([NAMES, ROW]), lambda parts: parts | {name: content}))
    assert sheet.findings == []
    assert sheet.cells.to_pylist() == [CELLS]


def test_a_sheet_in_an_unread_parts_clothes_is_read_as_a_sheet():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "b">]>'

    def change(parts):
        sheet = parts.pop(SHEET)
        parts["customXml/item1.xml"] = bomb + sheet
        rels = parts["xl/_rels/workbook.xml.rels"]
        rels = rels.replace(b"/xl/worksheets/sheet1.xml", b"/customXml/item1.xml")
        rels = rels.replace(b"relationships/worksheet", b"relationships/customXml")
        parts["xl/_rels/workbook.xml.rels"] = rels
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(b"/xl/worksheets/sheet1.xml", b"/other.xml")
        return parts

    (finding,) = read(repacked(book([NAMES, ROW]), change)).findings
    assert "declares entities" in finding.message


def test_names_with_backslashes_and_a_workbook_of_another_name():
    slashed = repacked(
        book([NAMES, ROW]), lambda parts: {n.replace("/", "\\"): p for n, p in parts.items()}
    )
    assert read(slashed).cells.to_pylist() == [CELLS]

    def rename(parts):
        return {
            name.replace("workbook.xml", "workbook2.xml"): part.replace(
                b"workbook.xml", b"workbook2.xml"
            )
            for name, part in parts.items()
        }

    assert read(repacked(book([NAMES, ROW]), rename)).cells.to_pylist() == [CELLS]


def test_a_strict_workbook_is_told_as_such():
    def change(parts):
        old = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        new = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        return {name: part.replace(old, new) for name, part in parts.items()}

    (finding,) = read(repacked(book([NAMES, ROW]), change)).findings
    assert "Strict Open XML" in finding.message


def test_a_charts_formulas_are_none_of_ours(tmp_path):
    path = tmp_path / "day.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, NAMES)
        sheet.write_row(1, 0, ROW)
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=Sheet1!$E$2:$E$2"})
        workbook.add_chartsheet().set_chart(chart)
    assert read_contribution(path).findings == []


def test_broken_styles_are_told_in_plain_words():
    def change(parts):
        styles = parts["xl/styles.xml"]
        parts["xl/styles.xml"] = styles.replace(b"<patternFill", b"<patternFill x='1'", 1)
        return parts

    (finding,) = read(repacked(book([NAMES, ROW]), change)).findings
    assert "styles" in finding.message
    assert "save it again" in finding.suggestion


def test_a_zip_that_is_no_workbook_says_what_it_holds():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("day.csv", "as_of\n")
    (finding,) = read(file.getvalue()).findings
    assert "no workbook; it holds day.csv" in finding.message
    (finding,) = read_contribution(file.getvalue(), name="day.csv.zip").findings
    assert finding.suggestion == "Unpack it, and check the file in it."

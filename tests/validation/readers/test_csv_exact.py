"""CSV and TSV: delimiters, quotes, odd rows, and where each cell stands."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warlosses.columns import CONTRIBUTION
from warlosses.validation.readers.csv_exact import read_csv
from warlosses.validation.readers.limits import ReadLimits
from warlosses.validation.readers.notes import Notes, RefusedError
from warlosses.validation.readers.read import read_contribution

HEADER = "as_of,claimant,belligerent,category,value,source_url"
ROW = "2023-04-18,ua_general_staff,RU,tanks,3661,https://www.mil.gov.ua/losses"
CELLS = dict(zip(HEADER.split(","), ROW.split(","), strict=True))


def read(text, name="day.csv", **limits):
    data = text if isinstance(text, bytes) else text.encode()
    return read_contribution(data, name=name, limits=ReadLimits(**limits))


def found(sheet):
    return [(f.rule, f.line) for f in sheet.findings]


@pytest.mark.parametrize(
    ("mark", "name", "rules"),
    [
        (",", "day.csv", []),
        (";", "day.csv", ["WL010"]),
        ("\t", "day.csv", ["WL010"]),
        ("|", "day.csv", ["WL010"]),
        ("\t", "day.tsv", []),
        (",", "day.tsv", ["WL010"]),
        ("\t", "day.tab", []),
        (",", "day.txt", []),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(mark, name, rules, ending):
    text = ending.join([HEADER, ROW, ROW, ""]).replace(",", mark)

    sheet = read(text, name)
    assert sheet.cells.to_pylist() == [CELLS, CELLS]
    assert [f.rule for f in sheet.findings] == rules
    assert sheet.places.line(2) == 3


@pytest.mark.parametrize(
    "header",
    [
        HEADER.replace("claimant,belligerent", "claimant;belligerent"),
        HEADER.replace(",value,", "\tvalue\t"),
        "as_of,claimant;belligerent,category;value,source_url",
    ],
)
def test_delimiters_mixed_in_the_header_are_refused(header):
    sheet = read(f"{header}\n{ROW}\n")

    assert found(sheet) == [("WL009", 1)]
    assert "both separate columns in the header" in sheet.findings[0].message
    assert sheet.n_rows == 0


def test_rows_with_another_delimiter_than_the_header_are_refused():
    sheet = read(f"\n{HEADER}\n{ROW.replace(',', ';')}\n")

    assert found(sheet) == [("WL009", 2)]
    assert "commas separate the columns in the header, semicolons" in sheet.findings[0].message


def test_first_line_of_excel_that_tells_the_delimiter():
    text = f"sep=;\n{HEADER}\n{ROW}\n".replace(",", ";")

    sheet = read(text)
    assert sheet.cells.to_pylist() == [CELLS]
    assert [f.rule for f in sheet.findings] == ["WL010", "WL010"]
    assert sheet.places.line(1, "value") == 3


def test_first_line_that_tells_another_delimiter_than_the_header_shows():
    sheet = read(f"sep=;\n{HEADER}\n{ROW}\n")

    assert [(f.rule, f.line) for f in sheet.findings if f.severity == "error"] == [("WL009", 2)]
    assert "the first line tells ';'" in sheet.findings[-1].message


@pytest.mark.parametrize("text", ["nothing,known\n1,2\n", "losses of the day\n", '"as_of\n'])
def test_no_known_column(text):
    assert found(read(text)) == [("WL009", 1)]


def test_header_of_one_column_needs_no_delimiter():
    sheet = read("note\na remark\n")

    assert sheet.cells.to_pylist() == [{"note": "a remark"}]


def test_misspelt_column_is_not_also_missing():
    sheet = read(f"{HEADER.replace('category', 'catagory')}\n{ROW}\n")

    (finding,) = sheet.findings
    assert (finding.rule, finding.column, finding.suggestion) == ("WL005", "catagory", "category")
    assert (finding.line, finding.position) == (1, HEADER.index("category") + 1)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW + ",", "expected 6 fields as in the header; found 7"),
        (ROW.replace(",RU", ""), "expected 6 fields as in the header; found 5"),
        (ROW.replace("3661", "3,661"), "expected 6 fields as in the header; found 7"),
        (ROW.replace("tanks", '"tanks" '), "a quote that is never closed, or text behind"),
        (ROW.replace("tanks", '"tanks'), "a quote that is never closed, or text behind"),
    ],
)
def test_ragged_rows(row, message):
    sheet = read(f"{HEADER}\n{ROW}\n{row}")

    assert found(sheet) == [("WL007", 3)]
    assert message in sheet.findings[0].message
    assert sheet.n_rows == 1


def test_nameless_columns_at_the_end_are_passed_over_where_they_are_empty():
    sheet = read(f"{HEADER},,\n{ROW},,\n{ROW},,x\n{ROW}\n")

    assert found(sheet) == [("WL010", 1), ("WL007", 3), ("WL007", 4)]
    assert "expected 6 fields as in the header; found 8" in sheet.findings[1].message
    assert sheet.cells.to_pylist() == [CELLS]


def test_nameless_column_within_is_an_error():
    sheet = read(f"{HEADER.replace('value', '')}\n{ROW}\n")

    assert ("WL005", 1) in found(sheet)


def test_blank_rows_are_passed_over():
    sheet = read(f"\n\n{HEADER}\n\n{ROW}\n,,,,,\n  \n{ROW}\n")

    assert found(sheet) == [("WL010", 6)]
    assert [sheet.places.line(row) for row in (1, 2)] == [5, 8]


def test_column_that_a_template_has_for_the_eye_is_not_read():
    sheet = read(f"{HEADER},previous\n{ROW},3655\n")

    assert found(sheet) == []
    assert sheet.cells.to_pylist() == [CELLS]


# --- Limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limits", "line"),
    [
        (f"{HEADER}\n{ROW}\n{ROW}x\n", {"max_cell": len(ROW.rpartition(",")[2])}, 3),
        (f"{HEADER}\n{ROW}\n{ROW}\n{ROW}\n", {"max_rows": 2}, None),
        (",".join(CONTRIBUTION) + "\n" + "," * 12 + "\n", {"max_columns": 12}, 1),
        (f"{HEADER}\n" + "x" * 3000 + "\n", {"max_cell": 100, "max_columns": 20}, 2),
        (f'{HEADER}\n{ROW},"' + "x\n" * 100_000, {}, 2),
    ],
)
def test_over_a_limit(text, limits, line):
    sheet = read(text, **limits)

    assert found(sheet) == [("WL008", line)]
    assert sheet.n_rows == 0


def test_very_many_faults_end_the_reading():
    sheet = read(f"{HEADER}\n" + "x\n" * 500, max_findings=10, max_noted=200)

    assert len(sheet.findings) == 11
    assert sheet.findings[-1].message == (
        "191 more places like the 10 listed; nothing was read behind them"
    )


# --- Both readers, and places ------------------------------------------------------------------

TEXTS = st.text(st.sampled_from('a1",;\t\n\r |é\u200b\u00a0😀'), max_size=8)
MARKS = st.sampled_from(",;\t|")


def cells_by(data, *, fast_from):
    notes = Notes("day.csv", ReadLimits(max_cell=50))
    try:
        table = read_csv(data, notes, fast_from=fast_from)
    except RefusedError:
        return None, notes.findings(), None
    lines = [table.places.line(row + 1) for row in range(table.cells.num_rows)]
    return table.cells.to_pylist(), notes.findings(), lines


@settings(max_examples=200)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=5), st.booleans(), MARKS)
def test_both_readers_give_the_same(rows, raw, mark):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark)
    writer.writerow(["as_of", "note", "value"])
    if raw:
        text.write("\n".join(mark.join(row) for row in rows))
    else:
        writer.writerows(rows)
    data = text.getvalue().encode()

    assert cells_by(data, fast_from=0) == cells_by(data, fast_from=len(data) + 1)


ROWS = st.lists(st.fixed_dictionaries({"as_of": TEXTS, "note": TEXTS, "value": TEXTS}), max_size=5)
# A line break that does not end lines is only quoted where everything is.
STYLES = st.sampled_from(
    [(csv.QUOTE_MINIMAL, "\r\n"), *((csv.QUOTE_ALL, end) for end in ("\n", "\r\n", "\r"))]
)


@settings(max_examples=150)
@given(ROWS, MARKS, STYLES, st.booleans())
def test_places_lead_to_the_cells(rows, mark, style, fast):
    quoting, ending = style
    text = io.StringIO()
    names = ["as_of", "note", "value"]
    writer = csv.DictWriter(text, names, delimiter=mark, quoting=quoting, lineterminator=ending)
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    table = read_csv(data, Notes("day.csv", ReadLimits()), fast_from=0 if fast else len(data) + 1)

    expected = [{k: v.strip() or None for k, v in row.items()} for row in rows]
    assert table.cells.to_pylist() == [row for row in expected if any(row.values())]
    for number, row in enumerate(table.cells.to_pylist(), start=1):
        for name, value in row.items():
            line = table.places.line(number, name)
            shown = table.places.text_of_line(line)[table.places.position(number, name) - 1 :]
            if value is None:
                continue
            first, *_ = value.replace('"', '""').splitlines()
            assert shown.startswith((first, value.splitlines()[0]))


# --- Quotes that swallow rows, and titles --------------------------------------------------------

LINES = [
    f"2023-04-18,ua_general_staff,RU,{category},{n},https://example.org/{n},"
    for n, category in enumerate(("tanks", "uavs", "mlrs", "ships", "aircraft"), start=1)
]
WITH_NOTE = "as_of,claimant,belligerent,category,value,source_url,note"


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    ("quoted", "opens", "closes"),
    [((0, 1), 2, 3), ((0, 2), 2, 4), ((1, 4), 3, 6), ((0, 4), 2, 6)],
)
def test_rows_between_two_stray_quotes_are_not_lost(quoted, opens, closes, fast):
    rows = [line + '"' * (n in quoted) for n, line in enumerate(LINES)]
    data = "\n".join([WITH_NOTE, *rows, ""]).encode()
    notes = Notes("day.csv", ReadLimits())
    read_csv(data, notes, fast_from=0 if fast else len(data) + 1)
    (finding,) = (f for f in notes.findings() if f.rule == "WL007")
    assert finding.line == opens
    assert f"closes in line {closes}, with rows between" in finding.message


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_lost_in_a_cell_of_the_middle(delimiter):
    rows = ['x,oryx,RU,tanks,1,"', '2023-04-18,oryx,RU,uavs,2,",', "2023-04-18,oryx,RU,mlrs,3,,"]
    text = "\n".join([WITH_NOTE, *rows]).replace(",", delimiter)
    sheet = read_contribution(text.encode(), format="csv")
    assert [(f.rule, f.line) for f in sheet.findings if f.severity == "error"] == [("WL007", 2)]


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    "note",
    ["killed, wounded\nand missing", "a\n\nb", "one, two, three,\nfour, five, six", "1,2\n3"],
)
def test_an_honest_note_of_several_lines_is_none(note, fast):
    data = f'{WITH_NOTE}\n{LINES[0]}"{note}"\n{LINES[1]}\n'.encode()
    notes = Notes("day.csv", ReadLimits())
    table = read_csv(data, notes, fast_from=0 if fast else len(data) + 1)
    assert notes.findings() == []
    assert table.cells["note"].to_pylist() == [note, None]


@pytest.mark.parametrize("fast", [False, True])
def test_a_mark_at_the_first_row_is_no_part_of_nothing(fast):
    data = f"{WITH_NOTE}\n\ufeff{LINES[0]}\n".encode()
    table = read_csv(data, Notes("day.csv", ReadLimits()), fast_from=0 if fast else len(data) + 1)
    assert table.cells["as_of"].to_pylist() == ["\ufeff2023-04-18"]


@pytest.mark.parametrize(
    "title",
    ["Losses of the day", "Losses,,,,,,", "Source,,,,,,", '"A title, with a comma"', "a\n\nb"],
)
def test_a_title_above_the_names_is_one_finding(title):
    lines = f"{title}\n{WITH_NOTE}\n{LINES[0]}\n"
    sheet = read_contribution(lines.encode(), format="csv")
    (finding,) = (f for f in sheet.findings if f.severity == "error")
    number = lines.splitlines().index(WITH_NOTE) + 1
    assert (finding.rule, finding.line) == ("WL009", 1)
    assert f"stand in line {number}" in finding.message
    assert finding.suggestion == f"Remove what stands above line {number}."


def test_no_line_of_names_says_so():
    sheet = read_contribution(f"{LINES[0]}\n{LINES[1]}\n".encode(), format="csv")
    (finding,) = sheet.findings
    assert finding.rule == "WL009"
    assert finding.message.startswith("expected column names in the first line; found '2023-04-18")
    assert "delimiter" not in finding.message


def test_names_in_capitals_are_taken_with_a_remark():
    text = f"As_Of, CLAIMANT ,Belligerent,Category,Value,Source_URL,note\n{LINES[0]}\n"
    sheet = read_contribution(text.encode(), format="csv")
    assert [f.rule for f in sheet.findings] == ["WL010"]
    assert "As_Of, CLAIMANT" in sheet.findings[0].message
    assert sheet.cells["as_of"].to_pylist() == ["2023-04-18"]


def test_a_name_that_stands_twice_in_other_letters_is_not_taken_for_the_first():
    sheet = read_contribution(b"as_of,value,Value\n2023-04-18,1,2\n", format="csv")
    assert ("WL005", "Value") in [(f.rule, f.column) for f in sheet.findings]
    assert sheet.cells["value"].to_pylist() == ["1"]


def test_names_that_deceive_are_named():
    text = "аs_of,“claimant”,belligerent,category,value,source_url\u200b\n"
    sheet = read_contribution(text.encode() + b"x,x,x,x,1,x\n", format="csv")
    told = {f.suggestion: f.message for f in sheet.findings if f.rule == "WL005"}
    assert "Cyrillic а (U+0430)" in told["as_of"]
    assert "typographic quotes" in told["claimant"]
    assert "U+200B" in told["source_url"]


def test_a_wide_table_is_told_what_is_wanted():
    sheet = read_contribution(b"as_of,personnel,tanks,uavs\n2023-04-18,1,2,3\n", format="csv")
    (wide,) = (f for f in sheet.findings if f.rule == "WL005")
    assert "a row for each figure" in wide.message
    assert "template" in wide.suggestion
    missing = [f.column for f in sheet.findings if f.rule == "WL004"]
    assert missing == ["claimant", "belligerent", "source_url"]


@pytest.mark.parametrize("line", ["sep=;", "sep=;;;;;;", '"sep=;"', "SEP=;;; "])
def test_the_line_that_excel_writes(line):
    text = f"{line}\n{WITH_NOTE}\n{LINES[0]}\n".replace(",", ";")
    sheet = read_contribution(text.encode(), format="csv")
    assert {f.rule for f in sheet.findings} == {"WL010"}
    assert sheet.n_rows == 1

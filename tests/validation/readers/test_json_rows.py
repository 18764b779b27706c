"""JSON and NDJSON: values as they stand, faults at their place, and pointers that lead to cells."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warlosses.validation.readers.limits import ReadLimits
from warlosses.validation.readers.read import read_contribution

ROW = {
    "as_of": "2023-04-18",
    "claimant": "ua_general_staff",
    "belligerent": "RU",
    "category": "tanks",
    "value": "3661",
    "source_url": "https://www.mil.gov.ua/losses",
}


def read(text, name="day.json", **limits):
    data = text if isinstance(text, bytes) else text.encode()
    return read_contribution(data, name=name, limits=ReadLimits(**limits))


def found(sheet):
    return [(f.rule, f.line, f.position) for f in sheet.findings]


def lines(*rows):
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("3661", "3661"),
        ("3661.0", "3661"),
        ("3.661e3", "3661"),
        ("3661.5", "3661.5"),
        ("1e99999", "1e99999"),
        ("9" * 40, "9" * 40),
        ('" 3661\\u00a0"', "3661"),
        ('"3,661"', "3,661"),
        ("true", "true"),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ("null", None),
        ('""', None),
        ("[3661]", "[3661]"),
        ('{"a": "}"}', '{"a": "}"}'),
    ],
)
def test_values_are_taken_as_they_stand(value, text):
    record = json.dumps(ROW | {"value": 0}).replace("0,", value + ",")

    for sheet in (read(f"[{record}]"), read(record, "day.ndjson")):
        assert sheet.findings == []
        assert sheet.cells.to_pylist() == [ROW | {"value": text}]


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ('[{"as_of": 1} {"as_of": 2}]', (1, 15), "a comma or ]; found an object"),
        ('[{"as_of": 1},\n]', (2, 1), "expected a value; found ]"),
        ('[{"as_of": 1},\n 3]', (2, 2), "an object with a row's cells; found '3]'"),
        ('[{"as_of": 1}, {}]', (1, 16), "found an empty object"),
        ('[{"as_of": 1},\n {"as_of": }]', (2, 12), "expected a value; found }"),
        ("[{'as_of': 1}]", (1, 3), "a column's name in double quotes"),
        ('[{"as_of" 1}]', (1, 11), "expected a colon"),
        ('[{"as_of": 01}]', (1, 13), "a comma or }"),
        ('[{"as_of": "a\nb"}]', (1, 12), "a text that is not closed, or holds a line break"),
        ('[{"as_of": "\\x"}]', (1, 12), "or a wrong escape"),
        ('[{"as_of": 1}] 2', (1, 16), "nothing behind the array"),
        ('[{"as_of": 1', (1, 13), "found the end of the file"),
        ('{"as_of": 1}', (1, 1), "expected an array of objects; found an object"),
        ('{"rows": [{"as_of": 1}]}', (1, 1), "expected an array of objects; found an object"),
        ("3", (1, 1), "expected an array of objects"),
    ],
)
def test_faults_of_json(text, position, message):
    sheet = read(text)

    fault = next(f for f in sheet.findings if f.rule == "WL001")
    assert (fault.line, fault.position) == position
    assert message in fault.message
    assert fault.suggestion


def test_faults_of_ndjson_are_found_in_each_line():
    sheet = read('{"as_of": 1}\n{"as_of": 2\n\n7\n{"as_of": 3} 4\n{"as_of": 5}\n', "day.ndjson")

    faults = [f for f in found(sheet) if f[0] == "WL001"]
    assert faults == [("WL001", 2, 12), ("WL001", 4, 1), ("WL001", 5, 14)]
    assert sheet.cells["as_of"].to_pylist() == ["1", "5"]
    assert [sheet.places.line(row) for row in (1, 2)] == [1, 6]


def test_object_over_several_lines_is_one_fault_in_ndjson():
    sheet = read(json.dumps(ROW, indent=1), "day.ndjson")

    assert found(sheet) == [("WL001", 1, 1)]
    assert "one that spreads over several" in sheet.findings[0].message


@pytest.mark.parametrize(
    ("text", "name"),
    [(lines(ROW, ROW), "day.json"), (json.dumps([ROW, ROW]), "day.jsonl")],
)
def test_the_other_kind_is_read_and_said(text, name):
    sheet = read(text, name)

    assert found(sheet) == [("WL010", 1, None)]
    assert sheet.n_rows == 2


def test_key_twice_is_found_where_it_stands_again():
    text = '[{"value": 1, "note": "a", "value": 2}]'
    sheet = read(text)

    (finding,) = [f for f in sheet.findings if f.rule == "WL006"]
    assert (finding.column, text[finding.position - 1 :][:5]) == ("value", "value")
    assert sheet.cells["value"].to_pylist() == ["1"]


def test_unknown_key_is_found_where_it_stands_first():
    sheet = read(lines(ROW, ROW | {"valeu_low": 1}), "day.ndjson")

    (finding,) = sheet.findings
    assert (finding.rule, finding.line, finding.suggestion) == ("WL005", 2, "value_low")
    assert lines(ROW | {"valeu_low": 1})[finding.position - 1 :].startswith("valeu_low")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"as_of": "\\u0000"}]', "WL002"),
        ('[{"as_of": "\\ud800"}]', "WL002"),
        ('[{"\\ud800": 1}]', "WL002"),
        ('[{"as_of": "' + "x" * 30 + '"}]', "WL008"),
        ('[{"' + "x" * 30 + '": 1}]', "WL008"),
        ('[{"as_of": [[[[1]]]]}]', "WL008"),
        ('[{"as_of": [' + "[1]," * 100 + "1]}]", "WL008"),
        ("[" * 50, "WL008"),
        ('{"a":' * 50, "WL001"),
        ("[" + ",".join(f'{{"k{n}": 1}}' for n in range(20)) + "]", "WL008"),
        ("[{" + ",".join(f'"k{n}": 1' for n in range(20)) + "}]", "WL008"),
        ("[" + '{"as_of": 1},' * 20 + '{"as_of": 1}]', "WL008"),
    ],
)
def test_refused_by_limits(text, code):
    sheet = read(text, max_cell=20, max_nesting=4, max_columns=10, max_rows=15)

    assert [f.rule for f in sheet.findings] == [code]
    assert sheet.n_rows == 0


def test_very_many_faults_on_one_line_end_the_reading():
    sheet = read("[" + "1," * 1000 + "1]", max_findings=5, max_noted=50)

    assert len(sheet.findings) == 6
    assert [f.position for f in sheet.findings[:5]] == [2, 4, 6, 8, 10]


VALUES = st.one_of(
    st.text(st.sampled_from('a"\\\n é\u200b😀{}[],:'), min_size=1, max_size=6),
    st.integers(),
    st.booleans(),
    st.lists(st.integers(0, 9), max_size=2),
)
RECORDS = st.lists(
    st.dictionaries(st.sampled_from(("as_of", "note", "value")), VALUES, min_size=1),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150)
@given(RECORDS, st.sampled_from(("json", "ndjson")), st.booleans(), st.booleans())
def test_pointers_and_places_lead_to_the_cells(records, kind, is_ascii, spread):
    options = {"ensure_ascii": is_ascii, "indent": 1 if spread and kind == "json" else None}
    parts = [records] if kind == "json" else records
    text = "\n".join(json.dumps(part, **options) for part in parts)
    sheet = read(text, f"day.{kind}")

    assert sheet.n_rows == len(records)
    for number, record in enumerate(records, start=1):
        for name, value in record.items():
            pointer = f"/{number - 1}/{name}" if kind == "json" else f"/{name}"
            assert sheet.places.pointer(number, name) == pointer
            line = sheet.places.line(number, name)
            shown = sheet.places.text_of_line(line)[sheet.places.position(number, name) - 1 :]
            written = json.dumps(value, **options).splitlines()[0]
            assert shown.startswith(written[1:-1] if isinstance(value, str) else written)


def test_names_in_capitals():
    sheet = read('[{"As_Of": "2023-04-18", "VALUE": 1}]')
    assert sheet.cells.to_pylist() == [{"as_of": "2023-04-18", "value": "1"}]
    assert sheet.places.position(1, "value") == 35
    both = read('[{"Value": 2, "value": 1}]')
    assert both.cells.to_pylist() == [{"value": "1"}]
    assert ("WL005", "Value") in [(f.rule, f.column) for f in both.findings]

"""What is certain is mended in the file's own bytes; all others stay, and no figure changes."""

from __future__ import annotations

import csv
import io
import json
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from warlosses.cli.app import app
from warlosses.validation.fix import fix

PAGE = "https://www.mil.gov.ua/news/2023/04/18/losses"
HEAD = "as_of,claimant,belligerent,category,value,source_url,note"
RIGHT = f"2023-04-18,ua_general_staff,RU,tanks,3661,{PAGE},"


def run(*args, text=None):
    return CliRunner().invoke(app, [str(arg) for arg in args], input=text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("18.04.2023,ua_general_staff,RU,tanks,3661,{},", RIGHT),
        ("2023-04-18,ua_general_staff,RU,танки,3661,{},", RIGHT),
        ("2023-04-18,UA_General_Staff,ru,Tanks,3661,{},", RIGHT),
        ("2023-04-18,ua_general_staff,RУ,tаnks,3661,{},", RIGHT),
        ('2023-04-18,ua_general_staff,RU,tanks,"3,661",{},', RIGHT.replace("3661", '"3661"')),
        ("2023-04-18, ua_general_staff ,RU,tanks, 3661,{} ,", RIGHT),
        ("“2023-04-18”,“ua_general_staff”,“RU”,“tanks”,“3661”,“{}”,", RIGHT),
        ("2023-04-18,ua_general_staff,RU,tanks,3661,\u200b{},", RIGHT),
    ],
)
def test_cells_of_one_reading(before, after):
    page = PAGE
    fixed = fix(f"{HEAD}\r\n{before.format(page)}\r\n".encode(), "day.csv")
    assert fixed.after.decode() == f"{HEAD}\r\n{after}\r\n"
    assert fix(fixed.after, "day.csv").changes == []


@pytest.mark.parametrize(
    "row",
    [
        RIGHT,
        RIGHT.replace("2023-04-18", "03/04/2023"),
        RIGHT.replace("tanks", "cannons"),
        RIGHT.replace("tanks", "tabks"),
        RIGHT.replace("3661", "~3661"),
        RIGHT.replace("3661", "366l"),
        RIGHT.replace("3661", "1.000"),
        RIGHT.replace("https://", ""),
        RIGHT + '"a remark, of\ntwo  lines"',
        RIGHT.replace("3661", "3662"),  # wrong, as the dataset knows; no figure is changed
    ],
)
def test_what_is_not_certain_stays(row):
    data = f"{HEAD}\n{row}\n".encode()
    assert fix(data, "day.csv").after == data


def test_mark_and_names_of_columns():
    data = b"\xef\xbb\xbfAs Of;Claimant;Value\n18.04.2023;oryx;1\xc2\xa0183\n"
    fixed = fix(data, "day.csv")
    assert fixed.after == b"as_of;claimant;value\n2023-04-18;oryx;1183\n"
    assert [change.rule for change in fixed.changes][-1] == "WL104"  # once its column was known


@pytest.mark.parametrize("name", ["day.json", "day.ndjson"])
def test_json_keeps_its_shape(name):
    row = '{"as_of" : "18.04.2023","category":"танки", "value": "3,661", "weather": {"a": [1]}}'
    text = f"[{row}]\n" if name == "day.json" else f"{row}\n"
    after = text.replace("18.04.2023", "2023-04-18").replace("танки", "tanks")
    fixed = fix(text.encode(), name)
    assert fixed.after.decode() == after.replace("3,661", "3661")
    json.loads(fixed.after.splitlines()[0])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PAR1",
        f"{HEAD}\n18.04.2023,oryx,RU,танки,1,,\n".encode("cp1251"),
        f"{HEAD}\n18.04.2023,oryx,RU,tanks,1,,\n".encode("utf-16"),
        b"\xef\xbb\xbfnothing,of,this\n",
    ],
)
def test_what_cannot_be_read_stays(data):
    assert fix(data, "day.csv").after == data


def test_only_the_rules_asked_for():
    data = f"{HEAD}\n18.04.2023,ua_general_staff,RU,танки,3661,{PAGE},\n".encode()
    assert b"2023-04-18,ua_general_staff,RU,\xd1" in fix(data, "a.csv", select=["WL104"]).after
    assert b"18.04.2023,ua_general_staff,RU,tanks" in fix(data, "a.csv", ignore=["WL104"]).after


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\0"), max_size=8
)
FIGURE = st.sampled_from(
    ["3661", "3,661", "3 661", "~3661", "12.0", "+7", "1.000", "", "3б61", "x"]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(CELL, CELL, FIGURE, CELL), min_size=1, max_size=4))
def test_mending_is_whole_and_changes_no_figure(rows):
    names = ["as_of", "category", "value", "note"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([names, *rows])
    fixed = fix(text.getvalue().encode(), "day.csv")
    if not fixed.changes:
        assert fixed.after == fixed.before
        return
    again = fix(fixed.after, "day.csv")
    assert again.after == fixed.after
    before = list(csv.reader(io.StringIO(text.getvalue(), newline="")))
    after = list(csv.reader(io.StringIO(fixed.after.decode(), newline="")))
    assert [len(row) for row in after] == [len(row) for row in before]
    for old, new in zip(before[1:], after[1:], strict=True):
        assert new[3] == old[3].strip() or new[3] == old[3]
        if new[2] != old[2].strip():
            assert int(new[2]) == int(old[2].replace(",", "").replace(" ", "").removesuffix(".0"))


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "day.csv"
    row = RIGHT.replace("tanks", "танки")
    path.write_bytes(f"{HEAD}\n{row}\n{RIGHT.replace('tanks', 'cannons')}\n".encode())
    path.chmod(0o640)
    return path


def test_fix_writes_the_file_and_reports_the_rest(file):
    result = run("validate", "day.csv", "--fix")
    assert result.exit_code == 1
    assert "help: artillery" in result.stdout
    assert "танки" not in result.stdout
    assert "day.csv:2:32: category 'танки' -> 'tanks' (WL107)" in result.stderr
    assert file.read_bytes().decode() == f"{HEAD}\n{RIGHT}\n{RIGHT.replace('tanks', 'cannons')}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["day.csv"]


def test_diff_shows_it_and_writes_nothing(file):
    before = file.read_bytes()
    result = run("validate", "day.csv", "--diff")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[3:] == [
        f" {HEAD}",
        f"-{RIGHT.replace('tanks', 'танки')}",
        f"+{RIGHT}",
        f" {RIGHT.replace('tanks', 'cannons')}",
    ]
    assert "help: artillery" in result.stderr
    assert file.read_bytes() == before


def test_nothing_to_mend(file):
    file.write_text(f"{HEAD}\n{RIGHT}\n")
    for option in ("--fix", "--diff"):
        result = run("validate", "day.csv", option)
        assert result.exit_code == 0
        assert "0 places" in result.stderr
    assert run("validate", "day.csv", "--diff").stdout == ""
    both = run("validate", "day.csv", "--fix", "--diff")
    assert (both.exit_code, both.stdout) == (2, "")


def test_standard_input_is_printed_mended(file):
    result = run("validate", "-", "--fix", text=file.read_text(encoding="utf-8"))
    assert result.stdout == f"{HEAD}\n{RIGHT}\n{RIGHT.replace('tanks', 'cannons')}\n"
    assert "help: artillery" in result.stderr


def test_a_file_that_cannot_be_written_stays_whole(file, monkeypatch):
    before = file.read_bytes()
    monkeypatch.setattr("warlosses.files.os.replace", lambda *_: 1 / 0)
    assert run("validate", "day.csv", "--fix").exit_code != 0
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["day.csv"]


def test_workbooks_and_missing_files_are_told_and_the_others_mended(file):
    import pandas as pd

    pd.DataFrame({"as_of": ["18.04.2023"]}).to_parquet("day.parquet")
    result = run("validate", "day.csv", "day.parquet", "nope.csv", "--fix")
    assert "day.parquet: text files alone are mended" in result.stderr
    assert "nope.csv: WL001" in result.stdout
    assert b"tanks" in file.read_bytes()


@pytest.mark.parametrize("wrong", [["--select", "WL17"], ["--baseline", "1.2.3"]])
def test_nothing_is_written_when_what_was_asked_makes_no_sense(file, wrong):
    before = file.read_bytes()
    assert run("validate", "day.csv", "--fix", *wrong).exit_code == 2
    assert file.read_bytes() == before


def test_the_format_given_and_rules_in_small_letters(file):
    (file.parent / "day.txt").write_bytes(file.read_bytes().replace(b",", b"\t"))
    args = ("day.txt", "--input-format", "tsv", "--select", "wl107")
    result = run("validate", *args, "--fix")
    assert "1 place mended" in result.stderr
    assert "help: artillery" in result.stdout

"""The commands for contributors, as a user meets them: output, talk and exit status."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import warlosses as wl
from warlosses.cli.app import app
from warlosses.validation.catalogue import CATALOGUE

COMMAND = [sys.executable, "-m", "warlosses"]
PAGE = "https://www.mil.gov.ua/news/2023/04/18/losses"
HEAD = "as_of,claimant,belligerent,category,value,source_url\n"
TANKS = f"2023-04-18,ua_general_staff,RU,tanks,3661,{PAGE}\n"
WRONG = TANKS.replace("tanks", "tank")
DOUBTED = TANKS.replace("/18/", "/17/")  # the link is of another day


def run(*args, text=None):
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, [str(arg) for arg in args], input=text)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working directory with a right file, a wrong one and a doubtful one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for name, row in {"right": TANKS, "wrong": WRONG, "doubted": DOUBTED}.items():
        (tmp_path / "in" / f"{name}.csv").write_text(HEAD + row)
    (tmp_path / "in" / "notes.md").write_text("not data")
    return tmp_path


def test_a_right_file(here):
    result = run("validate", "in/right.csv")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "in/right.csv: WL502 info  1 of 1 rows say what the dataset already holds",
        "",
        "valid: 1 remark in 1 row",
    ]


def test_a_wrong_file(here):
    result = run("validate", "in/wrong.csv")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.splitlines() == [
        "in/wrong.csv:2:32: WL107 error  unknown category 'tank'",
        "  2 | 2023-04-18,ua_general_staff,RU,tank,3661,https://www.mil.gov.ua/news/20...",
        "    |                                ^^^^",
        "    help: tanks",
        "",
        "not valid: 1 error in 1 row",
        "`warlosses explain WL107` tells what a rule means and what to do.",
    ]


def test_strictly_a_warning_counts(here):
    assert run("validate", "in/doubted.csv").exit_code == 0
    result = run("validate", "in/doubted.csv", "--strict")
    assert result.exit_code == 1
    assert "with --strict, warnings count" in result.stdout


def test_a_folder_is_its_contributions_and_each_file_is_checked_once(here):
    result = run("validate", "in", "in/right.csv", "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["rows"] == {
        "in/doubted.csv": 1, "in/right.csv": 1, "in/wrong.csv": 1,
    }  # fmt: skip


def test_standard_input(here):
    assert "-:2:32: WL107 error" in run("validate", "-", text=HEAD + WRONG).stdout
    row = dict(zip(HEAD.strip().split(","), TANKS.strip().split(","), strict=True))
    given = json.dumps(row | {"value": 3661})
    assert run("validate", "-", text=given).exit_code == 0
    result = run("validate", "-", "--input-format", "csv", text=given)
    assert result.exit_code == 1


def test_rules_are_selected_and_left_out(here):
    assert run("validate", "in", "--ignore", "WL107").exit_code == 0
    assert run("validate", "in", "--ignore", "WL5,wl107", "--ignore", "WL403").stdout == (
        "valid: 3 rows of 3 files\n"
    )
    result = run("validate", "in", "--select", "WL4", "--format", "json")
    assert {f["rule"] for f in json.loads(result.stdout)["findings"]} == {"WL403"}


def test_a_file_that_cannot_be_read_is_not_valid_whatever_is_selected(here):
    (here / "cut.json").write_text('[{"as_of": ')
    for options in (["--select", "WL3"], ["--ignore", "WL0"]):
        result = run("validate", "cut.json", *options)
        assert result.exit_code == 1
        assert "WL001" in result.stdout


def test_a_pipe_in_a_folder_is_passed_over(here):
    os.mkfifo(here / "in" / "never.csv")
    assert "in 3 rows" in run("validate", "in", "--select", "WL107").stdout


@pytest.mark.parametrize("given", ["in/right.csv", "in"])
def test_a_report_never_takes_the_place_of_what_was_checked(here, given):
    before = (here / "in" / "right.csv").read_bytes()
    (here / "same.csv").symlink_to("in/right.csv")
    for output in ("in/right.csv", "same.csv"):
        result = run("validate", given, "-o", output)
        assert result.exit_code == 2
        assert "found the one that is read (in/right.csv)" in " ".join(result.stderr.split())
    assert (here / "in" / "right.csv").read_bytes() == before


def test_a_template_is_not_written_through_a_link(here):
    (here / "day.csv").symlink_to("elsewhere.csv")
    result = run("template", "--on", "2023-04-18", "--claimant", "oryx", "-o", "day.csv")
    assert result.exit_code == 2
    assert not (here / "elsewhere.csv").exists()


def test_the_baseline_is_a_release_a_folder_or_none(here):
    version = wl.info().version
    (here / "other.csv").write_text(HEAD + TANKS.replace("3661", "3662"))
    for given in ([], ["--baseline", version], ["--baseline", wl.info().folder]):
        assert "WL501" in run("validate", "other.csv", *given).stdout
    result = run("validate", "other.csv", "--baseline", "none")
    assert (result.exit_code, result.stdout) == (0, "valid: 1 row\n")


def test_a_report_in_a_file(here):
    result = run("validate", "in/wrong.csv", "--format", "sarif", "-o", "found.sarif")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "not valid: 1 error in 1 row; the report is in found.sarif\n"
    log = json.loads((here / "found.sarif").read_text(encoding="utf-8"))
    assert log["runs"][0]["results"][0]["ruleId"] == "WL107"
    assert {path.name for path in here.iterdir()} == {"in", "found.sarif"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["none.csv"], "error: none.csv: expected a file or a folder; found neither"),
        (["empty"], "error: empty: expected a folder with contributions; found none in it"),
        (["in", "--select", "WL17"], "error: unknown rule 'WL17'; did you mean 'WL107'"),
        (["in", "--ignore", "tanks"], "error: unknown rule 'tanks'; known: agrees-"),
        (["in", "--baseline", "1.2.3"], "error: no release '1.2.3' here; found"),
    ],
)
def test_what_could_not_be_checked(here, args, message):
    (here / "empty").mkdir()
    result = run("validate", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)


def test_a_report_that_has_no_place(here):
    result = run("validate", "in", "-o", "none/report.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "none/report.txt: cannot be written" in result.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "error: missing argument 'FILE'."),
        (["in", "--format", "xml"], "error: --format: 'xml' is not one of 'text', "),
        (["in", "--basline", "none"], "error: no such option: --basline (Possible options: "),
    ],
)
def test_wrong_usage_is_told_as_all_else_is(here, args, message):
    result = run("validate", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)
    assert result.stderr.endswith("validate --help` tells what there is\n")


def on_a_terminal(*args, **env):
    """What a command shows on a terminal of 60 columns."""
    main, child = pty.openpty()
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "TERM")}
    env = {**clean, "COLUMNS": "60", "TERM": "xterm", **env}
    with subprocess.Popen([*COMMAND, *args], stdout=child, env=env):
        os.close(child)
        shown = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:  # how Linux says that nobody writes any more
                break
            if not piece:
                break
            shown += piece
    os.close(main)
    return shown.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal")
def test_a_terminal_gets_colours_unless_it_declines_them(here):
    coloured = on_a_terminal("validate", "in/wrong.csv")
    assert "\x1b[31;1mWL107 error\x1b[0m" in coloured
    plain = on_a_terminal("validate", "in/wrong.csv", NO_COLOR="1")
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) == 60


def test_explain_a_rule():
    result = run("explain", "wl107")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("WL107 unknown-category (error)\nUnknown category.\n")
    rule = CATALOGUE["WL107"]
    assert all(text.split()[-1] in result.stdout for text in (rule.what, rule.why, rule.cure))
    assert rule.failing.text.splitlines()[1] in result.stdout


def test_explain_without_a_code_lists_all():
    lines = run("explain").stdout.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("WL")] == list(CATALOGUE)
    assert lines[0] == "The file"


def test_explain_for_machines():
    found = json.loads(run("explain", "--format", "json").stdout)
    assert [rule["code"] for rule in found] == list(CATALOGUE)
    family = json.loads(run("explain", "WL4", "--format", "json").stdout)
    assert {rule["code"][:3] for rule in family} == {"WL4"}
    assert set(family[0]) == {
        "code", "name", "severity", "title", "message", "what", "why", "cure", "failing", "passing",
        "since", "yields_to", "yields_to_note", "proposes_by",
    }  # fmt: skip


def test_explain_in_markdown():
    text = run("explain", "WL107", "WL103", "--format", "markdown").stdout
    assert text.startswith("### WL103 number-with-marks")
    assert "### WL107 unknown-category" in text
    assert run("explain", "--format", "markdown").stdout.startswith("# Rules\n")


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_rule_can_be_explained(code):
    lines = run("explain", code).stdout.splitlines()
    assert lines[1] == f"{CATALOGUE[code].title}."
    assert max(len(line) for line in lines if not line.startswith("  ")) <= 80


def test_explain_what_is_no_rule():
    result = run("explain", "WL170")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: unknown rule 'WL170'; did you mean 'WL")


def test_help_has_a_panel_for_contributors():
    shown = run("--help").stdout
    panels = [shown.index(f" {name} ") for name in ("Read", "Contribute", "Maintain")]
    assert panels == sorted(panels)
    commands = [shown.index(f" {name} ") for name in ("template", "validate", "explain")]
    assert panels[1] < commands[0] < commands[1] < commands[2] < panels[2]


def test_template_in_a_file_is_never_written_over(here):
    args = ("template", "--on", "2023-04-18", "--claimant", "ua_general_staff", "-o", "day.csv")
    result = run(*args)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "26 rows in day.csv: fill in value and source_url, remove the rows that were not stated, "
        "then run `warlosses validate day.csv`\n"
    )
    text = (here / "day.csv").read_text()
    assert ",tanks,lost,cumulative,3660 (corroborated),,,,exact,,,\n" in text
    (here / "day.csv").write_text(text.replace("3660 (corroborated),", "3660,3661"))
    before = (here / "day.csv").read_bytes()
    result = run(*args)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: day.csv: expected a new file; there is one already")
    assert (here / "day.csv").read_bytes() == before


def test_template_on_standard_output():
    args = ("template", "--on", "2023-04-18", "--claimant", "oryx", "--belligerent", "UA",
            "--source-url", PAGE)  # fmt: skip
    found = json.loads(run(*args, "--format", "json").stdout)
    assert {(row["belligerent"], row["source_url"]) for row in found} == {("UA", PAGE)}
    assert run(*args).stdout.startswith("as_of,claimant,belligerent,category,outcome,measure,prev")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--on", "18.4.2023", "--claimant", "oryx"], "error: --on: expected a date as YYYY-MM-DD"),
        (["--on", "2023-04-18", "--claimant", "oryks"], "error: unknown claimant 'oryks'; did"),
        (["--on", "2022-02-24", "--claimant", "oryx"], "error: claimant 'oryx' stated no totals"),
    ],
)
def test_what_no_template_can_be_made_of(args, message):
    result = run("template", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)


def test_a_file_that_is_not_there_keeps_no_other_from_being_checked(here):
    result = run("validate", "in/right.csv", "nope.csv", "in/wrong.csv")
    assert result.exit_code == 1
    assert "nope.csv: WL001 error" in result.stdout
    assert "unknown category 'tank'" in result.stdout
    (here / "in" / "dangling.csv").symlink_to(here / "nothing.csv")
    (here / "in" / "~$right.xlsx").write_bytes(b"x")
    result = run("validate", "in", "--format", "json")
    found = json.loads(result.stdout)
    assert {f["file"] for f in found["findings"] if f["rule"] == "WL001"} == {"in/dangling.csv"}
    assert len(found["rows"]) == 4


def test_a_bulletin_without_a_link_is_told_once(here):
    text = (
        "General Staff: the combat losses of the enemy from 24.02.22 to 18.04.23\n"
        "personnel – about 183 130 (+470) persons\ntanks – 3661 (+1)\naircraft – 308 (+0)\n"
    )
    rows = run("parse", "-", text=text)
    assert rows.exit_code == 0
    result = run("validate", "-", text=rows.stdout)
    assert result.exit_code == 1
    assert result.stdout.count("WL401 error") == 1
    assert "source_url is empty in all 6 rows" in " ".join(result.stdout.split())
    assert "--source-url" in result.stdout

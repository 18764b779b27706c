"""What all commands share: examples, completion, days, streams, and what nobody foresaw."""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import re
import shlex
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

import warlosses as wl
from tests.repository.test_commands_named import commands
from warlosses.cli import app as program
from warlosses.cli.examples import EXAMPLES

COMMAND = [sys.executable, "-m", "warlosses"]
READING = (
    "show",
    "daily",
    "compare",
    "history",
    "coverage",
    "search",
    "info",
    "sources",
    "explain",
)


def run(*args):
    return CliRunner(env={"COLUMNS": "80"}).invoke(program.app, args)


def test_every_command_has_examples():
    assert set(EXAMPLES) == set(commands())


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_word_of_a_help_text_is_taken_for_markup(name):
    told = inspect.cleandoc(_command(name).help or "")
    options = [getattr(option, "help", None) or "" for option in _command(name).params]
    for text in (told, *options):
        # What is told in a style, such as [dim], has an end: [/dim]. All else is a word.
        assert set(re.findall(r"(?<!\\)\[([a-z_]+)\]", text)) <= set(
            re.findall(r"\[/([a-z]+)", text)
        )


def _command(name):
    command = typer.main.get_command(program.app)
    for word in name.split():
        command = getattr(command, "commands", {}).get(word, command)
    return command


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_can_be_typed(name):
    known = commands()
    told = re.sub(r"\s+", " ", run(*name.split(), "--help").stdout)
    for line in EXAMPLES[name]:
        assert line in told
        for part in line.split(" | "):
            words = shlex.split(part)
            command = next(" ".join(words[1:n]) for n in (3, 2) if " ".join(words[1:n]) in known)
            options = [word for word in words if word.startswith("--")]
            assert set(options) <= known[command], line


@pytest.mark.parametrize("line", [line for name in READING for line in EXAMPLES[name]])
def test_examples_that_read_work_as_printed(line):
    result = run(*shlex.split(line)[1:])
    assert result.exit_code == 0, result.stderr
    assert result.stdout


def completed(line):
    """Return what bash proposes at the end of a line."""
    words = line.split(" ")
    env = {
        **os.environ,
        "_WARLOSSES_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    done = subprocess.run(COMMAND, env=env, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "proposed"),
    [
        ("warlosses sho", ["show"]),
        ("warlosses show tank", ["tanks", "tanks_armored_vehicles", "tanks_ifv_apc"]),
        ("warlosses show --claimant ory", ["oryx"]),
        ("warlosses export --claimant oryx,ru_", ["oryx,ru_mod"]),
        ("warlosses compare tanks --belligerent ", ["RU", "UA"]),
        ("warlosses daily --since la", ["latest"]),
        ("warlosses show --version 2026.9", ["2026.9.6"]),
        ("warlosses show --known", ["--known-on"]),
    ],
)
def test_the_shell_completes(line, proposed):
    assert sorted(completed(line)) == proposed


@pytest.mark.parametrize(
    ("args", "same"),
    [
        (["--claimant", "oryx,ru_mod"], ["--claimant", "oryx", "--claimant", "ru_mod"]),
        (["tanks,mlrs"], ["tanks", "mlrs"]),
        (["--category", "tanks, mlrs"], ["tanks", "mlrs"]),
        (["--belligerent", "RU,UA"], ["--belligerent", "RU", "--belligerent", "UA"]),
    ],
)  # fmt: skip
def test_lists_may_have_commas(args, same):
    day = ("--on", "2023-04-18", "--format", "csv")
    assert run("show", *args, *day).stdout == run("show", *same, *day).stdout != ""


@pytest.mark.parametrize(
    "args", [["--on", "latest"], ["--latest", "1"], ["--since", "latest", "--until", "latest"]]
)
def test_days_have_names(args):
    day = wl.info().data_through.isoformat()
    assert run("show", "tanks", *args).stdout == run("show", "tanks", "--on", day).stdout


def test_the_newest_day_is_told_with_its_age():
    told = run("show", "tanks").stderr
    assert f"run through 2026-09-06, {wl.info().age_days:,} days ago" in told
    assert "claims are of later days (oryx): --since 2026-09-07" in told
    assert "run through" not in run("show", "tanks", "--on", "latest").stderr


def test_export_takes_columns_and_labels(tmp_path):
    path = tmp_path / "names.csv"
    run("export", "--column", "as_of,category", "--latest", "1", "--labels", "uk",
        "--claimant", "ua_general_staff", "-o", str(path))  # fmt: skip
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "as_of,category"
    assert "2026-09-06,танки" in lines


@pytest.mark.parametrize("error", [KeyError("x"), RuntimeError("boom"), MemoryError()])
def test_what_nobody_foresaw_exits_2_and_says_where_to_report_it(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(wl, "info", fail, raising=False)
    result = run("info")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "this is a bug in warlosses" in result.stderr
    assert "https://github.com/warlosses/warlosses/issues" in result.stderr
    assert type(error).__name__ in result.stderr


def test_what_was_foreseen_is_no_bug():
    for args in (["show", "tank"], ["shwo"], ["show", "--limit", "x"], ["info", "--version", "1"]):
        result = run(*args)
        assert result.exit_code == 2
        assert "bug" not in result.stderr


def test_an_error_of_a_caller_who_wants_it_is_raised(monkeypatch):
    def fail(*_, **__):
        raise KeyError("x")

    monkeypatch.setattr(wl, "info", fail, raising=False)
    with pytest.raises(KeyError):
        typer.main.get_command(program.app).main(["info"], standalone_mode=False)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes streams")
@pytest.mark.parametrize(
    ("words", "streams", "status"),
    [
        ("show tanks --on 2023-04-18", ">&-", 0),
        ("show tanks --on 2023-04-18", "2>&-", 0),
        ("show tanks --on 2023-04-18", "<&- >&- 2>&-", 0),
        ("--help", ">&-", 0),
        ("explain WL999", "2>&-", 2),
        ("validate -", "<&-", 2),
        ("parse -", "<&-", 2),
        ("check - --on 2023-04-18", "<&-", 2),
        ("show tanks --on 1999-01-01", "2>&-", 1),
    ],
)
def test_closed_streams(words, streams, status):
    line = f"{shlex.join(COMMAND)} {words} {streams}"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    if streams == "<&-":
        assert "standard input is closed" in done.stderr


def test_streams_of_another_program():
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        program._mend_streams()
        typer.main.get_command(program.app).main(["search", "howitzer"], standalone_mode=False)
    assert "towed_artillery" in out.getvalue()


def test_short_options():
    assert run("-V").stdout == run("--version").stdout
    assert run("-h").stdout == run("--help").stdout


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("template --on 2999-01-01 --claimant oryx", "error: --on: expected a day up to"),
        ("daily tanks --belligerent RU", "Name one: --claimant oryx"),
        ("show --limit 0", "error: --limit: expected a number not below 1"),
        ("show --limit many", "error: --limit: expected a whole number"),
    ],
)
def test_errors_speak_of_options_not_of_arguments_of_a_call(command, told):
    done = run(*command.split())
    assert done.exit_code == 2
    assert told in done.output

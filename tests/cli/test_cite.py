"""`warlosses cite`: what the function gives, for what can be typed."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

import warlosses as wl
from warlosses.cli.app import app

CLAIM = "ua_general_staff.RU.personnel.lost.cumulative.2023-04-18"


def run(*arguments):
    return CliRunner().invoke(app, ["cite", *map(str, arguments)])


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ([], lambda: None),
        (["2026.9.6"], lambda: "2026.9.6"),
        (["--version", "2026.9.6"], lambda: None),
        ([CLAIM], lambda: CLAIM),
        (
            ["--category", "tanks", "--claimant", "oryx", "--on", "2023-04-18"],
            lambda: wl.load(
                categories="tanks", claimants="oryx", since="2023-04-18", until="2023-04-18"
            ),
        ),
        (
            ["--category", "personnel", "--known-on", "2025-01-03", "--since", "2024-01-01",
             "--until", "2024-01-03"],
            lambda: wl.load(
                categories="personnel", known_on="2025-01-03", since="2024-01-01",
                until="2024-01-03",
            ),
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("style", ["text", "bibtex"])
def test_prints_what_cite_gives(arguments, what, style):
    done = run(*arguments, "--style", style)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == wl.cite(what(), style) + "\n"


def test_a_file(tmp_path):
    frame = wl.load(categories="tanks", since="2023-04-18", until="2023-04-18")
    wl.export(frame, tmp_path / "tanks.csv")
    done = run(tmp_path / "tanks.csv", "--style", "csl-json")
    forgotten = pd.DataFrame(frame.to_dict("list"))  # a CSV file has no place for the query
    assert json.loads(done.stdout) == json.loads(wl.cite(forgotten, "csl-json"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([CLAIM, "--category", "tanks"], "give WHAT, or filters; found both"),
        (["tanks"], "expected a frame, a release's version, a claim's id or a file; found 'tanks'"),
        ([CLAIM.replace("2023", "2021")], "no reading of a claim"),
        (["--on", "2021-01-01"], "no rows to cite"),
        (["2026.9.6", "--version", "2026.9.6"], "2026.9.6 is one already"),
    ],
)
def test_says_why_not(arguments, told):
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr

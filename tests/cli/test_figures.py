"""`daily`, `compare` and `history`, as a user meets them."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from typer.testing import CliRunner

import warlosses as wl
from warlosses.cli.app import app

CLAIM = "ua_general_staff.RU.personnel.lost.cumulative.2024-01-02"


def run(*args, columns="80"):
    return CliRunner(env={"COLUMNS": columns}).invoke(app, args)


def test_daily_losses():
    result = run("daily", "tanks,uavs", "--claimant", "ua_general_staff", "--latest", "2")
    assert (result.exit_code, result.stderr) == (0, "")
    header, first, *_ = result.stdout.splitlines()
    assert header == "day         category   loss  status    days"
    rows = wl.daily("tanks", claimant="ua_general_staff").iloc[-2:]
    day, loss = rows["as_of"].iloc[0], int(rows["value"].iloc[0])
    assert first.split() == [f"{day:%Y-%m-%d}", "tanks", str(loss), "observed", "1"]
    assert len(result.stdout.splitlines()) == 5


def test_daily_losses_over_a_gap_are_not_a_day_s():
    result = run("daily", "tanks", "--claimant", "oryx", "--belligerent", "RU", "--limit", "1")
    last = wl.daily("tanks", claimant="oryx", belligerent="RU")
    assert last["status"].iloc[-1] == "gap"
    head, line = result.stdout.splitlines()
    assert head.split() == ["day", "category", "status", "days", "of", "the", "span"]
    row = last.iloc[-1]
    assert line.split()[3:] == [f"{row['days']:.0f}", f"{row['span_value']:,.0f}"]
    assert result.stderr.startswith(f"the last 1 of {len(last):,} lines; more with --limit")


@pytest.mark.parametrize("name", ["csv", "json", "ndjson"])
def test_daily_losses_for_machines_are_all_there(name):
    result = run("daily", "tanks", "--claimant", "ua_general_staff", "--format", name)
    read = {
        "csv": lambda text: pd.read_csv(io.StringIO(text)).to_dict("records"),
        "json": json.loads,
        "ndjson": lambda text: [json.loads(line) for line in text.splitlines()],
    }[name]
    frame = wl.daily("tanks", claimant="ua_general_staff")
    rows = read(result.stdout)
    assert len(rows) == len(frame)
    assert rows[-1]["value"] == 3
    assert rows[-1]["as_of"] == "2026-09-06"


def test_claimants_side_by_side():
    result = run(
        *("compare", "tanks", "--belligerent", "RU"),
        *("--since", "2023-04-17", "--until", "2023-04-18"),
    )
    oryx = wl.load(claimants="oryx", belligerents="RU", categories="tanks", outcomes="lost",
                   since="2023-04-17", until="2023-04-18")["value"].tolist()  # fmt: skip
    assert result.stdout.splitlines() == [
        "day          oryx  ua_general_staff",
        f"2023-04-17  {oryx[0]:,}             3,660",
        f"2023-04-18  {oryx[1]:,}             3,661",
    ]


def test_who_is_silent_or_summed_up_is_said():
    result = run("compare", "personnel", "--belligerent", "RU", "--latest", "3")
    assert "silent in these days: bbc_russian:killed" in result.stderr
    result = run("compare", "armored_vehicles", "--belligerent", "RU", "--on", "x")
    assert result.exit_code == 2  # it has no --on
    result = run("compare", "armored_vehicles", "--belligerent", "RU", "--limit", "1")
    assert "oryx: the sum of afvs, ifvs, apcs, mraps, imvs" in result.stderr


def test_too_many_columns_become_lines():
    result = run("compare", "personnel", "--belligerent", "RU", "--since", "2022-02-24")
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["claimant", "total", "day"]
    assert len(lines) > 20
    assert max(map(len, lines)) <= 80
    assert "ua_general_staff 1,496,440 2026-09-06" in [" ".join(line.split()) for line in lines]


def test_a_claim_s_story():
    result = run("history", CLAIM, columns="120")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    told = "2025-01-02 09:45 read petroivaniuk about 792,170 2025-01-04 15:49"
    assert any(line.startswith(told) for line in lines)
    rows = json.loads(run("history", CLAIM, "--format", "json").stdout)
    assert [row["value"] for row in rows] == wl.history(CLAIM)["value"].tolist()


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["daily", "tank", "--claimant", "oryx"], 2, "error: unknown category 'tank'"),
        (["daily", "tanks"], 2, "error: daily losses need a single"),
        (["daily", "afvs", "--claimant", "ua_general_staff"], 2, "error: no totals on afvs"),
        (["compare", "drones", "--belligerent", "RU"], 2, "did you mean 'uavs'"),
        (["compare", "tanks", "--belligerent", "RU", "--claimant", "nato"], 2, "by nato"),
        (["history", CLAIM[:-1]], 2, "near: "),
        (["compare", "tanks", "--belligerent", "RU", "--since", "2030-01-01"], 1, "no totals"),
        (["daily", "--latest", "3", "--since", "2024-01-01"], 2, "--latest says which days"),
    ],
)
def test_what_could_not_be_told(args, status, message):
    result = run(*args)
    assert (result.exit_code, result.stdout) == (status, "")
    assert message in result.stderr

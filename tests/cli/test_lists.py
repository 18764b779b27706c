"""`info`, `coverage` and `search`, as a user meets them."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from typer.testing import CliRunner

import warlosses as wl
from warlosses.cli.app import app


def run(*args):
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, args)


def test_info_tells_from_when_to_when():
    text = run("info").stdout
    told = [" ".join(line.split()) for line in text.splitlines()]
    assert "increment 2023-09-14 2026-06-25 1,013 1 ended submarines" in told
    assert "cumulative 2022-02-25 2022-04-30 65 0 replaced military_vehicles," in told
    rows = json.loads(run("info", "--format", "json").stdout)["coverage"]
    frame = wl.coverage(by=["claimant", "measure", "category"])
    assert [row["last_day"] for row in rows] == frame["last_day"].dt.strftime("%Y-%m-%d").tolist()
    assert len(rows) > 100


def test_info_names_every_series():
    text = run("info").stdout
    words = set(text.replace(",", " ").split())
    frame = wl.coverage(by=["claimant", "category"])
    assert set(frame["category"]) <= words
    assert set(frame["claimant"]) <= words


def test_coverage():
    result = run("coverage", "--claimant", "ua_general_staff", "--category", "tanks,uavs")
    who, header, *series = result.stdout.splitlines()
    assert who == "ua_general_staff on RU"
    assert header == "measure          first        last   days  gap  state    what"
    both = wl.coverage(claimants="ua_general_staff", categories=["tanks", "uavs"])
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in both.itertuples():
        days = (f"{one.first_day:%Y-%m-%d}", f"{one.last_day:%Y-%m-%d}", f"{one.days:,}")
        alike.setdefault((one.measure, *days, f"{one.longest_gap:,}"), []).append(one.category)
    told = [(tuple(line.split()[:5]), line[line.rindex("  ") + 2 :]) for line in series]
    assert sorted(told) == sorted((key, ", ".join(codes)) for key, codes in alike.items())
    text = run("coverage", "--format", "csv").stdout
    assert len(pd.read_csv(io.StringIO(text))) == len(wl.coverage())
    lines = run("coverage").stdout.splitlines()
    assert max(map(len, lines)) <= 80  # names are not broken


def test_nothing_covered():
    result = run("coverage", "--category", "tanks", "--outcome", "wounded")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no claims like that" in result.stderr


def test_search():
    result = run("search", "howitzer")
    assert [line.split()[1] for line in result.stdout.splitlines()[1:]] == [
        "artillery",
        "towed_artillery",
        "self_propelled_artillery",
    ]
    rows = json.loads(run("search", "танки", "--language", "uk", "--format", "json").stdout)
    assert (rows[0]["code"], rows[0]["label"]) == ("tanks", "танки")


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [(["search", "zzzz"], 1, "nothing is called 'zzzz' here"), (["search", " "], 2, "expected a")],
)
def test_what_was_not_found(args, status, message):
    result = run(*args)
    assert (result.exit_code, result.stdout) == (status, "")
    assert message in result.stderr

"""The commands that read, as a user meets them: output, talk and exit status."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import date

import pandas as pd
import pytest
from typer.testing import CliRunner

import warlosses as wl
from warlosses.cli.app import app

COMMAND = [sys.executable, "-m", "warlosses"]


def run(*args):
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, args)


def test_show_a_day():
    result = run("show", "--on", "2023-04-18", "--claimant", "ua_general_staff")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "ua_general_staff on RU, 2023-04-18",
        "General Staff of the Armed Forces of Ukraine",
    ]
    assert lines[3:6] == [
        "category                     total  increment  status        agree",
        "personnel            about 183,130       +470  corroborated  3 of 3",
        "tanks                        3,661         +1  corroborated  3 of 3",
    ]
    totals = {line.split()[0]: line.split()[1] for line in lines[5:17]}
    assert totals == {
        "tanks": "3,661",
        "armored_vehicles": "7,098",
        "artillery": "2,810",
        "mlrs": "538",
        "air_defense": "285",
        "aircraft": "308",
        "helicopters": "293",
        "uavs": "2,353",
        "cruise_missiles": "911",
        "ships": "18",
        "vehicles_fuel_tanks": "5,676",
        "special_equipment": "330",
    }
    assert lines[18] == "note  (0): zero, or nothing printed"
    assert lines[19].startswith("link  https://www.mil.gov.ua/news/2023/04/18/")
    assert len(lines) == 20


def test_show_what_became_of_equipment():
    lines = run("show", "tanks", "--on", "2023-04-18", "--claimant", "oryx").stdout.splitlines()
    outcomes = ("lost", "destroyed", "damaged", "abandoned", "captured")
    held = wl.load(claimants="oryx", belligerents="RU", categories="tanks",
                   since="2023-04-18", until="2023-04-18")  # fmt: skip
    held = held.set_index("outcome")["value"]
    assert lines[3] == "category  total  destroyed  damaged  abandoned  captured"
    assert lines[4].split() == ["tanks", *(f"{held[outcome]:,}" for outcome in outcomes)]
    assert "oryx on UA, 2023-04-18" in lines


def test_show_several_days_with_a_link_each():
    result = run("show", "tanks", "--since", "2023-04-16", "--until", "2023-04-18",
                 "--claimant", "ua_general_staff")  # fmt: skip
    lines = result.stdout.splitlines()
    assert lines[3:7] == [
        "day         category  total  increment  status        agree   link",
        "2023-04-16  tanks     3,657         +4  corroborated  3 of 3   [1]",
        "2023-04-17  tanks     3,660         +3  corroborated  3 of 3   [2]",
        "2023-04-18  tanks     3,661         +1  corroborated  3 of 3   [3]",
    ]
    assert [line[:6] for line in lines[8:]] == ["[1]   ", "[2]   ", "[3]   "]


def test_show_ranges():
    result = run("show", "--claimant", "uk_mod", "--since", "2023-11-30", "--until", "2023-12-01")
    assert result.stdout.splitlines()[3:6] == [
        "category                                  total",
        "killed                          reported 70,000",
        "killed or wounded  320,000 (290,000 to 350,000)",
    ]


@pytest.mark.parametrize("day", ["2022-03-11", "2023-04-18", "2025-08-01", "2025-12-31"])
def test_show_fits_into_80_columns(day):
    lines = run("show", "--on", day).stdout.splitlines()
    assert not [line for line in lines if len(line) > 80 and "https://" not in line]


def test_show_without_a_day_takes_the_last_one():
    day = wl.info().data_through.isoformat()
    assert run("show", "tanks").stdout == run("show", "tanks", "--on", day).stdout


def test_show_as_known_on_a_day():
    result = run("show", "tanks", "--known-on", "2023-04-18", "--claimant", "oryx")
    assert result.stdout.startswith("oryx on RU, 2023-04-18")


@pytest.mark.parametrize("name", ["json", "ndjson", "csv"])
def test_show_for_machines(name):
    result = run("show", "tanks", "--on", "2023-04-18", "--measure", "cumulative", "--outcome",
                 "lost", "--belligerent", "RU", "--format", name)  # fmt: skip
    if name == "json":
        records = json.loads(result.stdout)
    elif name == "ndjson":
        records = [json.loads(line) for line in result.stdout.splitlines()]
    else:
        records = pd.read_csv(io.StringIO(result.stdout)).to_dict("records")
    held = wl.load(categories="tanks", belligerents="RU", outcomes="lost", measures="cumulative",
                   since="2023-04-18", until="2023-04-18")  # fmt: skip
    expected = dict(zip(held["claimant"].astype(str), held["value"], strict=True))
    assert {r["claimant"]: r["value"] for r in records} == expected
    assert expected["ua_general_staff"] == 3661


def test_show_says_who_was_silent_though_near_it_not():
    days = pd.DatetimeIndex(wl.load(claimants="oryx", categories="tanks")["as_of"].unique())
    first_gap = pd.date_range("2023-01-01", "2024-12-31").difference(days)[0]
    result = run("show", "tanks", "--on", first_gap.date().isoformat())
    assert result.exit_code == 0
    before, after = days[days < first_gap].max().date(), days[days > first_gap].min().date()
    assert result.stderr == f"oryx: nothing on that day; nearest {before}, {after}\n"
    assert "oryx" not in result.stdout


def test_show_a_day_without_claims():
    result = run("show", "--on", "2021-01-01")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "no claims on 2021-01-01; nearest 2022-02-25\n"


def test_show_stops_at_the_limit():
    result = run("show", "--on", "2023-04-18", "--limit", "2")
    assert "tanks" in result.stdout
    assert "armored_vehicles" not in result.stdout
    assert "oryx" not in result.stdout
    assert result.stderr == "61 more lines; see them with a higher --limit\n"
    result = run("show", "--on", "2023-04-18", "--limit", "2", "--format", "csv")
    assert len(result.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["show", "tank"], "error: unknown category 'tank'; did you mean 'tanks'"),
        (["show", "--on", "18.4.2023"], "error: --on: expected a date as YYYY-MM-DD; found"),
        (["show", "--on", "2023-04-18", "--since", "2023-04-01"], "error: --on is one day"),
        (["show", "--version", "1.2.3"], "error: no release '1.2.3' here; found"),
        (["info", "--version", "1.2.3"], "error: no release '1.2.3' here; found"),
        (["export", "claim"], "error: unknown table 'claim'; did you mean 'claims'"),
        (["export", "-o", "claims.cvs"], "error: unknown format 'cvs'; did you mean 'csv'"),
        (["export", "sources", "--on", "2023-04-18"], "error: table 'sources' is a code list"),
    ],
)
def test_what_could_not_be_tried(args, message):
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)


def test_info():
    result = run("info", "--version", "2026.9.6")
    assert result.stdout.startswith("release       2026.9.6, schema 1.0.0, CC-BY-4.0\n")
    found = json.loads(run("info", "--version", "2026.9.6", "--format", "json").stdout)
    assert found["data_through"] == "2026-09-06"


def test_sources():
    result = run("sources")
    assert not [line for line in result.stdout.splitlines() if len(line) > 80 and "://" not in line]
    records = json.loads(run("sources", "--format", "json").stdout)
    assert [r["source_id"] for r in records] == wl.load("sources")["source_id"].tolist()
    assert all(f"\n{r['source_id']}\n" in f"\n{result.stdout}" for r in records)
    assert run("sources", "--format", "csv").stdout.startswith("source_id,title,")


def test_export_to_a_file(tmp_path):
    path = tmp_path / "tanks.parquet"
    result = run("export", "--category", "tanks", "--on", "2023-04-18", "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"12 rows written to {path}\n"
    assert pd.read_parquet(path)["as_of"].unique().tolist() == [date(2023, 4, 18)]


def test_export_to_standard_output():
    args = ["export", "--claimant", "ua_general_staff", "--on", "2023-04-18", "--layout", "wide"]
    result = run(*args)
    assert result.stdout.splitlines()[1].startswith("2023-04-18,183130,3661,7098,2810,538,")
    assert result.stderr == ""
    assert json.loads(run(*args, "--format", "json").stdout)[0]["uavs"] == 2353


def test_help_names_the_panels():
    result = run("--help")
    assert result.exit_code == 0
    assert "Read" in result.stdout
    assert "Maintain" in result.stdout
    assert run("--version").stdout == f"warlosses {wl.__version__}\n"


def test_help_imports_nothing_heavy():
    code = (
        "import sys, warlosses.cli\n"
        "heavy = {'pandas', 'pandera', 'pyarrow', 'polars', 'requests', 'rich'}\n"
        "print(heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_reader_that_hangs_up_gets_no_traceback():
    with subprocess.Popen(
        [*COMMAND, "sources"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_an_ascii_terminal_is_no_reason_to_fail():
    done = subprocess.run(
        [*COMMAND, "show", "tanks", "--on", "2023-04-18"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"-generalnij-shtab-zsu/" in done.stdout

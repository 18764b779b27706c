"""`warlosses plot`: each kind of chart in a file, and why there is none."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

import warlosses as wl
from warlosses.cli.app import app

pytest.importorskip("altair")

KINDS = {
    "daily": (
        ["uavs", "--claimant", "ua_general_staff", "--since", "2026-01-01"],
        lambda: wl.daily("uavs", claimant="ua_general_staff", since="2026-01-01"),
    ),
    "totals": (
        ["tanks", "--claimant", "oryx", "--belligerent", "UA"],
        lambda: wl.load(
            categories="tanks", claimants="oryx", belligerents="UA", measures="cumulative"
        ),
    ),
    "compare": (["tanks", "--belligerent", "RU"], lambda: wl.compare("tanks", "RU")),
    "coverage": (["tanks"], lambda: wl.coverage(categories="tanks")),
}


def plot(*arguments):
    return CliRunner().invoke(app, ["plot", *map(str, arguments)])


@pytest.mark.parametrize("kind", KINDS)
def test_draws_what_plot_draws(tmp_path, kind):
    pytest.importorskip("vl_convert")
    arguments, frame = KINDS[kind]
    path = tmp_path / "chart.json"
    done = plot(*arguments, "--kind", kind, "-o", path)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"{len(frame()):,} rows drawn into {path}\n"
    assert json.loads(path.read_text()) == wl.plot(frame()).to_dict()


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["tanks", "mlrs", "--kind", "compare", "--belligerent", "RU"], 2, "found tanks, mlrs"),
        (["tanks", "--kind", "compare"], 2, "expected one --belligerent; found none"),
        (["tanks", "--kind", "coverage", "--since", "2024-01-01"], 2, "coverage has all days"),
        (["tank"], 2, "did you mean 'tanks'?"),
        (["cruise_missiles", "--claimant", "oryx", "--kind", "totals"], 1, "no claims like that"),
        (["tanks", "--claimant", "ua_general_staff", "-o", "chart.gif"], 2, "ends in .html, .svg"),
    ],
)  # fmt: skip
def test_says_why_not(tmp_path, monkeypatch, arguments, status, told):
    monkeypatch.chdir(tmp_path)
    done = plot(*arguments)
    assert (done.exit_code, done.stdout) == (status, "")
    assert told in done.stderr
    assert not list(tmp_path.iterdir())

"""Bars beside the figures of several days: on a terminal that can, with room for them."""

from __future__ import annotations

import io

import pytest
from typer.testing import CliRunner

from warlosses.cli.app import app
from warlosses.cli.output import bars as output
from warlosses.cli.output import claims

DAYS = ("--since", "2023-04-10", "--until", "2023-04-18", "--claimant", "ua_general_staff")


def show(*arguments, columns):
    return CliRunner(env={"COLUMNS": str(columns)}).invoke(app, ["show", *arguments]).stdout


@pytest.fixture
def drawable(monkeypatch):
    monkeypatch.setattr(claims, "drawable", lambda: True)


def test_the_largest_increment_of_a_category_fills_its_bar(drawable):
    lines = show("tanks", "uavs", *DAYS, columns=100).splitlines()
    by_category = {}
    for line in lines:
        words = line.split()
        if len(words) > 4 and words[1] in ("tanks", "uavs"):
            increment = 0 if words[3] == "(0)" else int(words[3])
            width = sum(words[4].count(mark) for mark in "▏▎▍▌▋▊▉█")
            by_category.setdefault(words[1], []).append((increment, width))
    assert by_category.keys() == {"tanks", "uavs"}
    for pairs in by_category.values():
        assert max(pairs)[1] == 8
        assert [width for _, width in sorted(pairs)] == sorted(width for _, width in pairs)
        assert all((width > 0) == (increment > 0) for increment, width in pairs)


@pytest.mark.parametrize(
    ("arguments", "columns"),
    [
        (("tanks", *DAYS), 60),
        (("tanks", "--on", "2023-04-18"), 120),
        (("tanks", "--claimant", "oryx", "--since", "2023-04-10", "--until", "2023-04-18"), 120),
    ],
    ids=["no room", "one day", "totals alone"],
)
def test_there_is_none_where_it_would_say_nothing(drawable, arguments, columns):
    text = show(*arguments, columns=columns)
    assert "tanks" in text
    assert not set(text) & set("▏▎▍▌▋▊▉█")


@pytest.mark.parametrize(
    ("is_terminal", "encoding", "term", "can"),
    [
        (True, "utf-8", "xterm", True),
        (False, "utf-8", "xterm", False),
        (True, "ascii", "xterm", False),
        (True, "utf-8", "dumb", False),
    ],
)
def test_which_output_can_show_them(monkeypatch, is_terminal, encoding, term, can):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    stream.isatty = lambda: is_terminal
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr("sys.stdout", stream)
    assert output.drawable() is can

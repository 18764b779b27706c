"""Nothing that comes with the data acts on the terminal it is printed on."""

from __future__ import annotations

import json

import pandas as pd
import pyarrow as pa
import pytest
from typer.testing import CliRunner

import warlosses as wl
from warlosses.cli.app import app
from warlosses.cli.output import table
from warlosses.cli.output.say import say, say_json
from warlosses.data import difference

UNSEEN = "\x1b]0;title\x07\x1b[2J\x1b[8m\x9b1m\u202e\u200b\u2028\r"


def harmless(text):
    return all(c.isprintable() or c in "\n\t" for c in text)


def test_lines_and_tabs_stay_and_nothing_else_acts(capsys):
    say(f"a\tb\n{UNSEEN}ціла – «так»")
    out = capsys.readouterr().out
    assert out.startswith("a\tb\n")
    assert out.endswith("ціла – «так»\n")
    assert harmless(out.replace("\x1b[2J", "").replace("\x1b[8m", ""))


def test_pieces_of_the_data_have_no_colours_of_their_own(monkeypatch):
    monkeypatch.setattr(table, "colours", lambda: True)
    lines = table.table(["note"], [[UNSEEN], [table.Cell(UNSEEN, {"fg": "red"})]], left=["note"])
    own = {"\x1b[31m", "\x1b[0m", "\x1b[2m"}
    for line in [*lines, *table.wrap(UNSEEN), table.style(UNSEEN, bold=True)]:
        rest = line
        for code in (*own, "\x1b[1m"):
            rest = rest.replace(code, "")
        assert harmless(rest)


def test_json_keeps_everything(capsys):
    say_json({"note": UNSEEN})
    out = capsys.readouterr().out
    assert harmless(out)
    assert json.loads(out) == {"note": UNSEEN}


@pytest.fixture
def hostile_rows(monkeypatch):
    """Rows such as no rule lets pass, as a release made by someone else might have them."""
    load = wl.load

    def planted(*names, **asked):
        rows = load(*names, **asked)
        if isinstance(rows, pd.DataFrame):
            return rows.assign(note=UNSEEN, source_url="https://example.org/" + UNSEEN)
        hostile = {"note": UNSEEN, "source_url": "https://example.org/" + UNSEEN}
        for column, text in hostile.items():
            if column in rows.column_names:
                place = rows.column_names.index(column)
                rows = rows.set_column(place, column, pa.array([text] * len(rows)))
        return rows

    monkeypatch.setattr(wl, "load", planted)


@pytest.mark.parametrize("form", ["text", "csv", "json", "ndjson"])
def test_show_of_hostile_rows(hostile_rows, capfd, form):
    asked = ["show", "--on", "2023-04-18", "--category", "tanks", "--format", form]
    result = CliRunner().invoke(app, asked)
    said = result.stdout + capfd.readouterr().out
    assert "3661" in said.replace(",", "")
    assert harmless(said)


def test_a_difference_of_hostile_rows():
    day = {"since": "2023-04-18", "until": "2023-04-18", "claimants": "ua_general_staff"}
    now = wl.load(**day).astype({"note": "str"}).assign(note=UNSEEN)
    told = difference.Difference("", "2026.9.6", difference.compare_claims(
        now.iloc[:0], now, wl.load("corrections")), [])  # fmt: skip
    assert harmless(told.to_csv())
    assert harmless(told.to_markdown())
    assert harmless(told.to_json())

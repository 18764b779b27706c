"""Planted gross errors: the tool counts what validation says of them."""

from __future__ import annotations

import pytest

import warlosses as wl
from tools import backtest
from tools.planted import KINDS, WARNED_AT_LEAST, plant, planted_text


@pytest.fixture(scope="module")
def planted():
    claims = wl.load(claimants="ua_general_staff", belligerents="RU", outcomes="lost")
    return plant(claims, 8, seed=7)


def test_all_kinds_are_planted_and_none_comes_out_right(planted):
    assert set(planted["kind"]) == set(KINDS)
    same = planted["planted"] == planted["settled"]
    assert set(planted.loc[same, "kind"]) == {"total as increment", "other belligerent"}


@pytest.mark.parametrize("kind", KINDS)
def test_gross_errors_are_errors(planted, kind):
    of_kind = planted[planted["kind"] == kind]
    told = of_kind["told"] if kind in WARNED_AT_LEAST else of_kind["error"]
    assert told.mean() >= 0.9, of_kind[~told]


def test_the_same_seed_draws_the_same_days(planted):
    claims = wl.load(
        claimants="ua_general_staff", belligerents="RU", outcomes="lost", until="2023-12-31"
    )
    first, again = plant(claims, 2), plant(claims, 2)
    assert first.equals(again)
    assert not first[["as_of", "planted"]].equals(plant(claims, 2, seed=9)[["as_of", "planted"]])


def test_the_text_counts_by_kind_and_all_together(planted):
    text = planted_text(planted)
    assert all(name in text for name in KINDS.values())
    counted = planted[~planted["kind"].isin(WARNED_AT_LEAST)]
    assert f"{counted['error'].sum()} of {len(counted)}" in text


def test_the_command_plants_without_a_corpus(capsys):
    assert backtest.main(["--planted", "1"]) == 0
    assert "gross errors that are errors" in capsys.readouterr().out


def test_without_both_there_is_nothing_to_do(capsys):
    with pytest.raises(SystemExit):
        backtest.main([])
    assert "expected a CORPUS, or --planted" in capsys.readouterr().err

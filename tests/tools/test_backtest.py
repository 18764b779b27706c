"""The backtest, on a corpus of a few days."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tools import backtest
from warlosses.errors import ArgumentError

DAY = pd.Timestamp("2023-04-18")
LAST = pd.Timestamp("2023-04-20")


def claims(gains=(6, 9, 4, 11, 7), days=60):
    """Tanks by day through LAST, with the printed increments."""
    as_of = pd.date_range(end=LAST, periods=days)
    gain = np.resize(gains, days)
    total = pd.DataFrame({"as_of": as_of, "measure": "cumulative", "value": 3000 + gain.cumsum()})
    printed = pd.DataFrame({"as_of": as_of, "measure": "increment", "value": gain})
    return pd.concat([total, printed], ignore_index=True).assign(
        claimant="ua_general_staff", belligerent="RU", category="tanks", outcome="lost"
    )


def corpus(**submitted):
    """Three days, as settled but for what was submitted: by day of the month."""
    held = claims()
    held = held[(held["measure"] == "cumulative") & (held["as_of"] >= DAY)]
    frame = pd.DataFrame(
        {"as_of": held["as_of"], "category": "tanks", "settled": held["value"]}
    ).reset_index(drop=True)
    days = frame["as_of"].dt.day.astype(str).radd("d")
    return frame.assign(submitted=days.map(submitted).fillna(frame["settled"]).astype("int64"))


def scored(frame, **kwargs):
    return backtest.score(frame, backtest.replay(frame, claims(), **kwargs))


def test_days_are_counted_by_whether_they_are_wrong_and_caught():
    settled = int(corpus()["settled"][0])
    result = scored(corpus(d18=settled // 10, d20=int(corpus()["settled"][2]) + 1))
    assert (result.wrong_caught, result.wrong_days) == (1, 2)
    assert (result.right_flagged, result.right_days) == (0, 1)
    assert result.rules.loc["WL305", "wrong figures"] == 1


def test_a_small_slip_is_caught_with_the_increment_or_with_the_dataset():
    frame = corpus(d20=int(corpus()["settled"][2]) + 1)
    assert scored(frame).wrong_caught == 0
    assert scored(frame, increments=True).wrong_caught == 1
    assert scored(frame, with_dataset=True).wrong_caught == 1


def test_kinds_name_what_was_done():
    last = int(corpus()["settled"][1])
    assert list(scored(corpus(d20=last)).kinds.index) == ["left as the day before"]


def test_the_command_prints_the_totals(tmp_path, capsys, monkeypatch):
    path = tmp_path / "corpus.csv"
    corpus().to_csv(path, index=False)
    monkeypatch.setattr(backtest, "load", lambda **_: claims())
    assert backtest.main([str(path), "--since", "2023-04-19"]) == 0
    assert "right days flagged: 0 of 2 (0.00 %)" in capsys.readouterr().out


def test_a_file_without_the_columns_is_refused_by_name(tmp_path):
    path = tmp_path / "corpus.csv"
    path.write_text("as_of,category,submitted\n", encoding="utf-8")
    with pytest.raises(ArgumentError, match="it lacks settled"):
        backtest.read_corpus(str(path))

"""The model of a series' own past, and what it makes of wrong figures."""

from __future__ import annotations

import numpy as np
import pytest

from warlosses.validation.plausibility.doubt import Figures, weigh
from warlosses.validation.plausibility.forecast import (
    LEAST_PAST,
    Series,
    learn,
    log_gamma,
    log_probability,
    with_tempo,
)
from warlosses.validation.plausibility.slips import intended

TANKS = (6, 9, 4, 11, 7)
BURSTS = (0, 0, 0, 0, 0, 0, 40, 0, 0, 0)
SHIPS = (0,)


def series(gains, *, days=60, start=5000):
    """A series that repeats some gains."""
    value = start + np.cumsum(np.resize(gains, days))
    day = np.arange(days)
    return Series(value, day, day)


def probability(gains, gain, **kwargs):
    """How probable a gain is after 60 days of these gains."""
    past = series(gains, **kwargs)
    value = np.append(past.value, past.value[-1] + gain)
    day = np.arange(len(value))
    forecast = learn(Series(value, day, day)).at([-1])
    return float(np.exp(log_probability(forecast, np.array([float(gain)])))[0])


def doubts(gains, value, *, printed=np.nan, falling=0.0, carried=False, **kwargs):
    """What is thought of a total after 60 days of these gains."""
    past = series(gains, **kwargs)
    values, day = np.append(past.value, value), np.arange(len(past.value) + 1)
    forecast = learn(Series(values, day, day)).at([-1])
    older = past.value[None, -2:-12:-1]
    figures = Figures(
        *(values[-1:], values[-2:-1], older, np.array([0]), np.array([printed], dtype=float)),
        carried=np.array([carried]),
    )
    return weigh(figures, forecast, np.array([falling]))


def test_probabilities_of_all_gains_add_up_to_nearly_one():
    total = sum(probability(TANKS, gain) for gain in range(-3, 60))
    assert 0.98 < total < 1.0


def test_a_category_that_always_moves_hardly_stands_still():
    assert probability(TANKS, 0) < 1e-3
    assert probability(BURSTS, 0) > 0.6
    assert probability(SHIPS, 0) > 0.95


def test_what_a_burst_is_depends_on_the_past():
    assert probability(BURSTS, 40) > 100 * probability(SHIPS, 40)


def test_a_fall_is_never_impossible():
    assert 0 < probability(TANKS, -5) < 1e-3


def test_a_hole_in_the_series_expects_the_gains_of_all_its_days():
    past = series(TANKS)
    day = np.append(past.day, past.day[-1] + 10)
    value = np.append(past.value, past.value[-1] + 74)
    forecast = learn(Series(value, day, np.arange(len(day)))).at([-1])
    assert forecast.mean[0] == pytest.approx(74, rel=0.1)


def test_round_totals_are_counted_in_their_steps():
    forecast = learn(series((900, 1040, 870, 1100), start=100_000))
    assert forecast.step[-1] == 10
    assert probability((900, 1040, 870, 1100), 980, start=100_000) > 50 * probability(
        (900, 1040, 870, 1100), 985, start=100_000
    )


def test_a_total_that_never_moves_tells_no_step():
    assert learn(series(SHIPS, start=350)).step[-1] == 1


def test_a_quiet_day_makes_a_standstill_less_unlikely():
    forecast = learn(series((3, 5, 2, 8, 4)))
    three = forecast.at([-1, -1, -1])
    alone = log_probability(three, np.zeros(3))
    with_quiet = with_tempo(three, np.array([0.0, 1.0, 1.0]), np.zeros(3, dtype=int))
    assert log_probability(with_quiet, np.zeros(3))[0] > alone[0]


def test_the_past_alone_counts():
    short, long = series(TANKS, days=40), series(TANKS, days=60)
    assert learn(short).mean[-1] == learn(long).mean[39]


@pytest.mark.parametrize(
    ("slip", "kind"),
    [
        (5431, "mistyped"),
        (543, "lost"),
        (54433, "doubled"),
        (53743, "added"),
        (4543, "swapped"),
    ],
)
def test_every_kind_of_slip_is_found(slip, kind):
    meant = {5431: 5439, 543: 5433, 54433: 5433, 53743: 5343, 4543: 5443}[slip]
    assert intended(slip)[meant][1] == kind


def test_a_slip_is_explained_and_its_figure_proposed_first():
    last = int(series(TANKS).value[-1])
    found = doubts(TANKS, (last + 8) // 10)
    assert found.doubtful[0]
    assert abs(found.proposals[0][0][0] - last - 8) < 10


def test_a_right_figure_is_not_doubted():
    last = int(series(TANKS).value[-1])
    assert not any(doubts(TANKS, last + gain).doubtful[0] for gain in range(1, 22))


def test_a_printed_increment_confirms_a_fall():
    last = int(series(TANKS).value[-1])
    assert doubts(TANKS, last - 40).doubtful[0]
    assert not doubts(TANKS, last - 40, printed=-40).doubtful[0]


def test_a_figure_set_aside_the_day_before_is_doubted_where_nothing_is_usual():
    last = int(series(SHIPS).value[-1])
    seldom = (*(0,) * 30, 1)
    assert not doubts(seldom, int(series(seldom).value[-1]) + 1).doubtful[0]
    assert doubts(seldom, int(series(seldom).value[-1]) + 1, carried=True).doubtful[0]
    assert not doubts(TANKS, int(series(TANKS).value[-1]) + 8, carried=True).doubtful[0]
    assert not doubts(SHIPS, last).doubtful[0]


def test_where_totals_often_fall_one_may_fall():
    last = int(series(TANKS).value[-1])
    assert doubts(TANKS, last - 40).doubtful[0]
    assert not doubts(TANKS, last - 40, falling=0.3).doubtful[0]


def test_a_small_fall_is_noted_and_not_doubted():
    uneven = (1, 0, 0, 2, 4, 0)
    last = int(series(uneven).value[-1])
    found = doubts(uneven, last - 1)
    assert (found.doubtful[0], found.noted[0]) == (False, True)
    assert not doubts(uneven, last - 1, falling=0.3).noted[0]


def test_a_short_past_is_not_judged_but_for_falls():
    days = LEAST_PAST - 2
    last = int(series(TANKS, days=days).value[-1])
    assert not doubts(TANKS, last + 900, days=days).doubtful[0]
    assert doubts(TANKS, last - 900, days=days).doubtful[0]


def test_log_gamma_is_exact_enough():
    from math import lgamma

    z = np.array([1e-3, 0.3, 1.0, 7.5, 400.0, 1e7])
    assert log_gamma(z) == pytest.approx([lgamma(x) for x in z], rel=1e-7, abs=1e-7)

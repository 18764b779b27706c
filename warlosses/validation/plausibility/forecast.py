"""How plausible a new total is, learned from the series' own recent past alone.

What is modelled is the gain: today's total less the last one before it. Losses are counts that
drift, come in bursts, and of many categories stand still on most days. For each figure, from the
figures before it:

level and spread
    Means of the gains and of their squares, in which a figure counts half as much as one
    `HALF_LIFE` figures later. With them the gain has a negative binomial distribution: a Poisson
    count whose rate itself varies, so one category can give +40 after a week of +1 where another
    cannot. After a hole of k days, k days' gains are expected.
standing still
    Where no gain is the rare case, its probability is the negative binomial's, corrected by how
    often the total really stood still of late (a Beta prior of weight `PRIOR_ZEROS`): bursts widen
    the distribution at both ends, but make no quiet days.
the day's tempo
    On a quiet day all fronts are quiet. The categories' gains on one day correlate (`TEMPO`, the
    mean correlation of their standardised gains in the bulletins of 2022 to 2024), so each gain's
    expectation moves with the others' of the same statement. Figures that would distort it (falls,
    unlikely standstills, and all beyond `CLIP` standard deviations) do not.
surges
    Now and then comes a day like none before it: some share of the days follow a Pareto tail as
    wide as the largest gains of late. The share is learned from the surges of the last `YEAR`
    figures, a Beta prior at one day in 1000 for a series without any.
falls
    A cumulative total falls when the claimant restates it. The share is learned likewise.
round figures
    Where all totals of late are multiples of 5, 10, 50, ..., the count goes in these steps, and a
    total off the steps is as rare as the past says.

Nothing is set by hand for a category, and nothing is known of a series but its figures. The
constants hold for all series; within a factor of two, what is caught hardly depends on any of them
(``python -m tools.backtest`` tells).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from warlosses.validation.plausibility.running import (
    before,
    count_before,
    faded,
    log_gamma,
    share_before,
)

if TYPE_CHECKING:
    from warlosses.validation.arrays import Flags, Floats, Integers

HALF_LIFE: Final = 12.0
SURGE_HALF_LIFE: Final = 180.0
PRIOR_ZEROS: Final = 2.0
LEAST_SPREAD: Final = 0.05  # of the level: what comes over and above a Poisson count at least
UNSURE: Final = 0.2  # how much a short past widens the spread
TEMPO: Final = 0.2
CLIP: Final = 2.0
HARDLY: Final = 0.05  # a standstill less likely than this says nothing of the tempo
UNUSUAL: Final = 2.0
QUIETEST: Final = 0.15  # of the usual level: no day's tempo takes away more
SURGES: Final = (0.5, 500.0)  # so many in so many days, before any is seen
FALLS: Final = (0.03, 50.0)
COPIES: Final = (0.05, 500.0)
PARETO: Final = 1.5
LEAST_PAST: Final = 14
RECENT: Final = 32
STEPS: Final = (5000, 1000, 500, 100, 50, 10, 5)
DOUBLINGS: Final = 7  # 128 figures back, where a weight is below a thousandth


class Series(NamedTuple):
    """Totals, sorted by series and day.

    Attributes
    ----------
    value : numpy.ndarray of int64
        The totals.
    day : numpy.ndarray of int64
        Their days, as numbers.
    age : numpy.ndarray of int64
        How many earlier figures of its series a row has.
    """

    value: Integers
    day: Integers
    age: Integers

    @property
    def gain(self) -> Floats:
        """What each total is above the one before it; NaN for a series' first."""
        gain: Floats = np.diff(self.value, prepend=0).astype("float64")
        gain[self.age == 0] = np.nan
        return gain

    @property
    def span(self) -> Floats:
        """How many days lie between a total and the one before it; 1 for a series' first."""
        span = np.diff(self.day, prepend=0).astype("float64")
        span[self.age == 0] = 1.0
        return np.asarray(np.maximum(span, 1.0))


class Forecast(NamedTuple):
    """What is expected of each figure's gain, in steps.

    Attributes
    ----------
    mean, size : numpy.ndarray
        Of the negative binomial: its variance is ``mean * (1 + mean / size)``.
    standing : numpy.ndarray
        Of the last figures, by weight, how many gave no gain; NaN where that says nothing.
    weight : numpy.ndarray
        How many figures that is, by weight.
    surge_scale, surge_share, fall_share : numpy.ndarray
        The width of the Pareto tail, and how often surges and falls come.
    step : numpy.ndarray
        The step of the totals: 1, 5, 10, 50, ...
    known : numpy.ndarray
        How many gains are known; from `LEAST_PAST` on there is something to judge by.
    """

    mean: Floats
    size: Floats
    standing: Floats
    weight: Floats
    surge_scale: Floats
    surge_share: Floats
    fall_share: Floats
    step: Floats
    known: Floats

    def at(self, places: Any) -> Forecast:
        """Return the forecasts of some rows."""
        return Forecast(*(column[places] for column in self))

    @property
    def is_known(self) -> Flags:
        """Whether enough of the past is known."""
        return self.known >= LEAST_PAST


def learn(series: Series) -> Forecast:
    """Return what each figure's own past lets expect of it.

    Examples
    --------
    >>> import numpy as np
    >>> days = np.arange(40)
    >>> forecast = learn(Series(1000 + 8 * days + days % 3, days, days))
    >>> round(float(forecast.mean[-1]))
    8
    """
    gain, span, age = series.gain, series.span, series.age
    counts = age > 0
    step = _step(series)
    x = np.where(counts, np.maximum(gain, 0.0), 0.0)
    days = np.where(counts, span, 0.0)
    fade = 0.5 ** (1 / HALF_LIFE)

    def recent(values: Floats) -> Floats:
        faint: Floats = before(faded(values, age, fade, np.add, DOUBLINGS), age)
        return faint

    weight = recent(counts.astype("float64"))
    n_days = recent(days)
    mean = (recent(x) / step + 0.25) / (n_days + 0.5)
    squares = recent(x * x) / step**2 - 2 * mean * recent(x * days) / step
    squares += mean**2 * recent(days * days)
    variance = np.maximum(squares, 0.0) / np.maximum(n_days, 1e-9)
    spread = np.maximum(variance - mean, LEAST_SPREAD * mean)
    spread += UNSURE * mean**2 / np.maximum(weight, 1.0)
    standing = recent((counts & (gain == 0)).astype("float64"))
    usual_span = n_days / np.maximum(weight, 1e-9)
    per_day = np.where(counts, x / np.maximum(span, 1.0), 0.0)
    widest = faded(per_day, age, 0.5 ** (1 / SURGE_HALF_LIFE), np.maximum, DOUBLINGS + 2)
    forecast = Forecast(
        mean=mean * span,
        size=mean**2 / spread * span,
        standing=np.where(span <= 1.5 * usual_span, standing, np.nan),
        weight=weight,
        surge_scale=(before(widest, age) / step + 1 + mean) * span,
        surge_share=np.full(len(age), SURGES[0] / SURGES[1]),
        fall_share=share_before(counts & (gain < 0), age, FALLS),
        step=step,
        known=np.maximum(age - 1, 0).astype("float64"),
    )
    surges = counts & forecast.is_known & is_unusual(forecast, gain) & (gain > 0)
    places = np.flatnonzero(surges)
    surges[places] = _is_surge(forecast.at(places), gain[places])
    return forecast._replace(surge_share=share_before(surges, age, SURGES))


def is_unusual(forecast: Forecast, gain: Floats) -> Flags:
    """Whether each gain is none, a fall, off the steps, or two standard deviations off the mean.

    All others are so near what is expected that they need no closer look.
    """
    steps = gain / forecast.step
    deviation = np.sqrt(forecast.mean * (1 + forecast.mean / forecast.size))
    far = np.abs(steps - forecast.mean) > UNUSUAL * deviation
    return np.asarray((gain <= 0) | far | (steps != np.round(steps)))


def with_tempo(forecast: Forecast, gain: Floats, statement: Integers) -> Forecast:
    """Return the forecasts, moved by the other gains of the same statement.

    Parameters
    ----------
    forecast : Forecast
        What each figure's own past lets expect.
    gain : numpy.ndarray
        The figures' gains.
    statement : numpy.ndarray of int64
        Numbers from 0: figures of one claimant, belligerent and day have the same.
    """
    deviation = np.sqrt(forecast.mean * (1 + forecast.mean / forecast.size))
    still = np.exp(log_standing(forecast))
    moves = (_log_none(forecast) < np.log(0.5)) & forecast.is_known
    counted = moves & (gain >= 0) & ~((gain == 0) & (still < HARDLY))
    score = np.clip((gain / forecast.step - forecast.mean) / deviation, -CLIP, CLIP)
    score = np.where(counted, score, 0.0)
    others = np.bincount(statement, counted)[statement] - counted
    total = np.bincount(statement, score)[statement] - score
    moved = np.where(moves & (others > 0), TEMPO / (1 + (others - 1) * TEMPO), 0.0)
    mean = np.maximum(forecast.mean + moved * total * deviation, QUIETEST * forecast.mean)
    variance = (1 - moved * TEMPO * others) * deviation**2 * mean / forecast.mean
    spread = np.maximum(variance - mean, LEAST_SPREAD * mean)
    return forecast._replace(mean=mean, size=mean**2 / spread)


def log_probability(forecast: Forecast, gain: Floats) -> Floats:
    """Return the logarithm of each gain's probability, if the figure is right.

    Examples
    --------
    A category that gains about eight a day leaves its total as it was on hardly any day:

    >>> import numpy as np
    >>> days = np.arange(40)
    >>> forecast = learn(Series(1000 + 8 * days + days % 3, days, days)).at([-1])
    >>> p = np.exp(log_probability(forecast.at([0, 0]), np.array([8.0, 0.0])))
    >>> bool(p[0] > 0.1), bool(p[1] < 0.001)
    (True, True)
    """
    steps = np.abs(gain) / forecast.step
    standing = log_standing(forecast)
    drawn_still = _log_none(forecast)
    # The count's own share of zeros gives way to the corrected one.
    count = _log_count(forecast, steps) + _log_rest(standing) - _log_rest(drawn_still)
    surge = _log_pareto(steps, forecast.surge_scale, PARETO)
    share = forecast.surge_share
    up = np.logaddexp(np.log1p(-share) + count, np.log(share) + surge)
    up = np.log1p(-forecast.fall_share) + np.where(gain == 0, standing, up)
    down = np.log(forecast.fall_share) + _log_pareto(steps, 1 + forecast.mean, 1.0)
    logs = np.where(gain < 0, down, up)
    off_step = np.abs(steps - np.round(steps)) > 1e-6  # noqa: PLR2004  rounding of the division
    return np.where(off_step, logs - np.log(forecast.step) - np.log(forecast.known + 2), logs)


def _log_count(forecast: Forecast, steps: Floats) -> Floats:
    """Log probability of a count by the negative binomial."""
    mean, size = forecast.mean, forecast.size
    ways = log_gamma(steps + size) - log_gamma(size) - log_gamma(steps + 1)
    logs: Floats = ways - size * np.log1p(mean / size) - steps * np.log1p(size / mean)
    return logs


def _log_none(forecast: Forecast) -> Floats:
    """Log probability of a count of none."""
    return -forecast.size * np.log1p(forecast.mean / forecast.size)


def log_standing(forecast: Forecast) -> Floats:
    """Return the logarithm of the probability that a total stands still."""
    drawn = np.exp(_log_none(forecast))
    seen = (forecast.standing + PRIOR_ZEROS * drawn) / (forecast.weight + PRIOR_ZEROS)
    # Of a category that seldom moves, a short past without a gain tells nothing new.
    seen = np.where(drawn < 0.5, seen, np.minimum(seen, drawn))  # noqa: PLR2004  more often than not
    seen = np.where(np.isnan(forecast.standing), drawn, seen)
    return np.log(np.clip(seen, 1e-12, 1 - 1e-9))


def _log_rest(log_share: Floats) -> Floats:
    """Log of what a share leaves over."""
    return np.log1p(-np.minimum(np.exp(log_share), 1 - 1e-9))


def _log_pareto(steps: Floats, scale: Floats, tail: float) -> Floats:
    return np.log(tail / scale) - (tail + 1) * np.log1p(steps / scale)


def _is_surge(forecast: Forecast, gain: Floats) -> Flags:
    steps = np.maximum(np.nan_to_num(gain) / forecast.step, 0.0)
    surge = np.log(SURGES[0] / SURGES[1]) + _log_pareto(steps, forecast.surge_scale, PARETO)
    return np.asarray((steps > forecast.mean) & (surge > _log_count(forecast, steps)))


def _step(series: Series) -> Floats:
    """Return the step that the last totals go in, where they moved often enough to tell."""
    common = np.abs(series.value)
    reach = 1
    while reach < min(RECENT, len(common)):
        earlier = np.zeros_like(common)
        earlier[reach:] = common[:-reach]
        common = np.gcd(common, np.where(series.age < reach, 0, earlier))
        reach *= 2
    common = before(common, series.age)
    moves = count_before((series.age > 0) & (series.gain != 0), series.age, RECENT)
    step = np.ones(len(common))
    for size in reversed(STEPS):
        step[(common % size == 0) & (common > 0) & (moves >= LEAST_PAST // 2)] = size
    return step

"""Is a figure wrong? The ways it can have gone wrong, weighed against its being right.

`plausibility` tells how probable the figure is if it is right. Here stand the ways in which people
got figures wrong in three public transcriptions (300 of 41,616 figures entered live), with round
shares that add up to theirs, and how probable the figure is by each:

========== ====== ===============================================================================
cause      share  what it looks like
========== ====== ===============================================================================
slip       0.25 % one digit lost, doubled, added, swapped or mistyped: any plausible figure, one
                  slip away
stale      0.25 % the last total again
older      0.05 % an earlier total again, the older the rarer
other row  0.02 % what another category's total may be on this day
any other  0.1 %  any figure, the further off the rarer
carried on 30 %   what a source read for the day before, too, where the dataset has settled another
                  figure: the share is of those few figures alone
========== ====== ===============================================================================

The odds of each cause against "right" are Bayes' rule; a figure is doubtful from odds of twelve to
one. A total that falls is doubtful unless it is twice as likely to be right: most that fell in
those transcriptions were wrong. A wrong figure that a right one might as well be (36 for 35,
or a category that stands still on most days left as it was) cannot be seen so, and only printed
increments or a second source tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from warlosses.validation.plausibility.forecast import (
    Forecast,
    is_unusual,
    log_probability,
    log_standing,
)
from warlosses.validation.plausibility.running import log_gamma
from warlosses.validation.plausibility.slips import intended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from warlosses.validation.arrays import Flags, Floats, Integers

    DayBefore = Callable[[Integers | int, int], Integers]

SLIP, STALE, OLDER, OTHER_ROW, ANY, CARRIED = range(6)
SHARES: Final = (2.5e-3, 2.5e-3, 5e-4, 2e-4, 1e-3, 0.3)
# That part of a row, or all of it, was copied from the day before.
COPIED: Final = 1e-3
ODDS: Final = float(np.log(12))
ODDS_OF_FALL: Final = float(np.log(0.5))
ODDS_OF_CARRIED: Final = float(np.log(2))
CERTAIN: Final = float(np.log(1000))
# One slip gives at most so much more than the likeliest gain.
SLACK: Final = 0.2
SELDOM: Final = 0.05
OLDEST: Final = 10
PROPOSALS: Final = 3
# Beyond this many doubtful figures a file is not full of slips, but something else.
MOST_EXPLAINED: Final = 2000


class Figures(NamedTuple):
    """The figures in question, with what was before them.

    Attributes
    ----------
    value, last : numpy.ndarray of int64
        The totals, and the last ones before them.
    older : numpy.ndarray of int64
        Two-dimensional: the totals before the last one, latest first; -1 where there is none, and
        of figures that are nothing unusual.
    statement : numpy.ndarray of int64
        Numbers from 0: figures of one claimant, belligerent and day have the same.
    printed : numpy.ndarray of float64
        The increments that were printed beside the totals, for the days since the last ones; NaN
        where there is none.
    carried : numpy.ndarray of bool
        Whether a source read this figure for the last total too, and the dataset settled another.
    """

    value: Integers
    last: Integers
    older: Integers
    statement: Integers
    printed: Floats
    carried: Flags

    @property
    def gain(self) -> Floats:
        """What each total is above the last one."""
        return (self.value - self.last).astype("float64")

    @property
    def is_confirmed(self) -> Flags:
        """Whether the printed increment is the gain: then both are as the claimant gave them."""
        return np.asarray(self.printed == self.gain)

    def at(self, places: Integers) -> Figures:
        """Return some of the figures."""
        return Figures(*(column[places] for column in self))


class Doubts(NamedTuple):
    """How doubtful each figure is.

    Attributes
    ----------
    log_odds : numpy.ndarray
        Logarithm of the odds that it is wrong.
    by_cause : numpy.ndarray
        The logarithm of each cause's probability, one row a cause.
    doubtful : numpy.ndarray of bool
        Whether to say so: from `ODDS` on; a fall already from `ODDS_OF_FALL` on, where the
        claimant's totals seldom fall, and a figure carried on from `ODDS_OF_CARRIED` on; but not
        where the printed increment confirms the total.
    noted : numpy.ndarray of bool
        Other falls where totals seldom fall: more likely right than wrong, and worth a word.
    proposals : dict
        By place: the likeliest intended figures, each with the kind of slip; best first.
    """

    log_odds: Floats
    by_cause: Floats
    doubtful: Flags
    noted: Flags
    proposals: dict[int, list[tuple[int, str]]]


def weigh(figures: Figures, forecast: Forecast, falling: Floats) -> Doubts:
    """Return how doubtful each figure is, and why.

    Parameters
    ----------
    figures, forecast : Figures, Forecast
        The figures, and what is expected of them.
    falling : numpy.ndarray of float64
        What share of the claimant's earlier statements had any total that fell.

    Examples
    --------
    >>> from warlosses.validation.plausibility.forecast import Series, learn
    >>> days = np.arange(40)
    >>> totals = 6300 + 8 * days + days % 3
    >>> totals[-1] = 661
    >>> forecast = learn(Series(totals, days, days)).at([-1])
    >>> none, nan = np.full((1, 1), -1), np.array([np.nan])
    >>> figures = Figures(totals[-1:], totals[-2:-1], none, np.array([0]), nan, nan > 0)
    >>> doubts = weigh(figures, forecast, np.zeros(1))
    >>> bool(doubts.doubtful[0]), doubts.proposals[0][0]
    (True, (6611, 'lost'))
    """
    gain = figures.gain
    log_odds = np.full(len(gain), -np.inf)
    by_cause = np.full((len(SHARES), len(gain)), -np.inf)
    looked_at = np.flatnonzero(
        (is_unusual(forecast, gain) | figures.carried) & (forecast.known > 0)
    )
    own, past = figures.at(looked_at), forecast.at(looked_at)
    right = log_probability(past, own.gain)
    causes = np.full((len(SHARES), len(looked_at)), -np.inf)
    causes[STALE, own.gain == 0] = np.log(SHARES[STALE])
    causes[OLDER] = _older(own)
    causes[ANY] = _any(own, past)
    standing = np.log(SHARES[CARRIED]) + log_standing(past)
    causes[CARRIED] = np.where(own.carried, standing, -np.inf)
    by_cause[:, looked_at] = causes
    places = looked_at[_worth_explaining(own, past, right, causes)]
    by_cause[OTHER_ROW, places] = _other_row(figures, forecast, places)
    proposals = _slips(figures, forecast, places, by_cause)
    log_odds[looked_at] = np.logaddexp.reduce(by_cause[:, looked_at], axis=0) - right
    log_odds[~forecast.is_known] = -np.inf
    falls = (gain < 0) & (falling < SELDOM) & ~figures.is_confirmed
    doubtful = log_odds > ODDS
    doubtful |= falls & (~forecast.is_known | (log_odds > ODDS_OF_FALL))
    doubtful |= figures.carried & (log_odds > ODDS_OF_CARRIED)
    doubtful &= ~figures.is_confirmed
    return Doubts(log_odds, by_cause, doubtful, falls & ~doubtful, proposals)


def _older(figures: Figures) -> Floats:
    chance = np.zeros(len(figures.value))
    for n, older in enumerate(figures.older.T[:OLDEST]):
        again = (older == figures.value) & (older != figures.last)
        chance = np.where(again, chance + SHARES[OLDER] * 0.5 ** (n + 1), chance)
    with np.errstate(divide="ignore"):
        return np.log(chance)


def _any(figures: Figures, forecast: Forecast) -> Floats:
    """Log probability of any other figure: all magnitudes of the error are alike."""
    off = np.abs(figures.gain / forecast.step - forecast.mean) + 1
    magnitudes = np.log(2 * np.maximum(figures.last / forecast.step, 5.0))
    logs = np.log(SHARES[ANY]) - np.log(2 * off * magnitudes)
    return np.where(figures.gain == 0, -np.inf, logs)


def _worth_explaining(
    figures: Figures, forecast: Forecast, right: Floats, by_cause: Floats
) -> Integers:
    """Return the places of the figures that a slip can make doubtful: the only ones to try."""
    usual = np.floor(forecast.mean) * forecast.step
    best = np.maximum(log_probability(forecast, usual), log_standing(forecast))
    most = np.logaddexp(np.log(SHARES[SLIP]) + best + SLACK, np.logaddexp.reduce(by_cause, axis=0))
    most = np.logaddexp(most, np.log(SHARES[OTHER_ROW]))
    return np.flatnonzero((most > right) | (figures.gain < 0))[:MOST_EXPLAINED]


def _other_row(figures: Figures, forecast: Forecast, places: Integers) -> Floats:
    """Log probability that each figure is what another row of its statement should have."""
    order = np.argsort(figures.statement, kind="stable")
    statements = figures.statement[places]
    begin = np.searchsorted(figures.statement[order], statements)
    sizes = np.searchsorted(figures.statement[order], statements, side="right") - begin
    if not len(places):
        return np.empty(0)
    # One entry for each figure and each row of its statement.
    which = np.repeat(np.arange(len(places)), sizes)
    starts = np.cumsum(sizes) - sizes
    rows = order[np.arange(len(which)) - np.repeat(starts - begin, sizes)]
    value = figures.value[places][which]
    log_p = log_probability(forecast.at(rows), (value - figures.last[rows]).astype("float64"))
    log_p = np.where(figures.value[rows] == value, 0.0, log_p)
    log_p[(rows == places[which]) | ~forecast.is_known[rows]] = -np.inf
    fits = np.logaddexp.reduceat(log_p, starts)
    logs: Floats = np.log(SHARES[OTHER_ROW]) - np.log(np.maximum(sizes - 1, 1)) + fits
    return logs


def _slips(
    figures: Figures, forecast: Forecast, places: Integers, by_cause: Floats
) -> dict[int, list[tuple[int, str]]]:
    """Fill in the probability of a slip, and return the likeliest intended figures."""
    tried = [intended(int(figures.value[place])) for place in places]
    sizes = [len(meanings) for meanings in tried]
    if not sum(sizes):
        return {}
    rows = np.repeat(places, sizes)
    meant = np.fromiter((m for meanings in tried for m in meanings), np.int64, sum(sizes))
    share = np.fromiter((p for meanings in tried for p, _ in meanings.values()), float, sum(sizes))
    log_p = log_probability(forecast.at(rows), (meant - figures.last[rows]).astype(float))
    log_p += np.log(share)
    proposals = {}
    end = 0
    for place, meanings in zip(places, tried, strict=True):
        begin, end = end, end + len(meanings)
        if begin == end:
            continue
        part = log_p[begin:end]
        by_cause[SLIP, place] = np.log(SHARES[SLIP]) + np.logaddexp.reduce(part)
        best = np.argsort(-part, kind="stable")[:PROPOSALS]
        names = [int(meant[begin + b]) for b in best if part[b] > part[best[0]] - np.log(20)]
        proposals[int(place)] = [(name, meanings[name][1]) for name in names]
    return proposals


def repeated(
    figures: Figures, usual: Forecast, doubts: Doubts, day_before: DayBefore, copies: Floats
) -> Iterator[tuple[Integers, int]]:
    """Yield the figures of a statement that together repeat an earlier one, and its day.

    Parameters
    ----------
    figures, usual, doubts : Figures, Forecast, Doubts
        The figures, what their own past lets expect (the day's tempo would call a copied row
        quiet), and how doubtful each one is.
    day_before : callable
        Gives the day of the total that is so many before each of some figures.
    copies : numpy.ndarray of float64
        What share of the speaker's statements repeat the one before them and are right.
    """
    same = (figures.gain == 0) & ~figures.is_confirmed
    moves = usual.is_known & (log_standing(usual) < np.log(0.5))
    whole = np.bincount(figures.statement, same) == np.bincount(figures.statement)
    for statement in _standing_together(figures, usual, doubts, copies):
        shown = same if whole[statement] else same & moves
        places = np.flatnonzero((figures.statement == statement) & shown)
        yield places, int(np.median(day_before(places, 1)))
    yield from _older_together(figures, doubts, day_before)


def _standing_together(
    figures: Figures, usual: Forecast, doubts: Doubts, copies: Floats
) -> Integers:
    """Return the statements of which too much stands still for chance.

    That k of n moving categories stand still is weighed against a copy: half the time of the whole
    row, else of a part of it, all parts alike: the integral of ``q**k * (1 - q)**(n - k)``.
    """
    statement, same = figures.statement, (figures.gain == 0) & ~figures.is_confirmed
    standing = log_standing(usual)
    moves = usual.is_known & (standing < np.log(0.5))
    k = np.bincount(statement, moves & same)
    n = np.bincount(statement, moves)
    rows = np.bincount(statement)
    chance = np.bincount(statement, np.where(moves & same, standing, 0.0))
    no_news = np.log(np.bincount(statement, copies) / rows)
    whole = np.bincount(statement, same) == rows
    chance = np.where(whole, np.logaddexp(chance, no_news), chance)
    part = np.exp(log_gamma(k + 1) + log_gamma(n - k + 1) - log_gamma(n + 2))
    together = np.log(COPIED / 2 * (whole + part)) - chance > ODDS
    each = np.bincount(statement, doubts.doubtful & same)
    return np.flatnonzero(((k > 1) & together) | (each > 1))


def _older_together(
    figures: Figures, doubts: Doubts, day_before: DayBefore
) -> Iterator[tuple[Integers, int]]:
    groups: dict[tuple[int, int], list[int]] = {}
    for place in np.flatnonzero(doubts.doubtful & (figures.gain != 0)):
        again = np.flatnonzero(figures.older[place] == figures.value[place])
        if len(again):
            day = int(day_before(int(place), 2 + int(again[0])))
            groups.setdefault((int(figures.statement[place]), day), []).append(int(place))
    for (_, day), places in groups.items():
        if len(places) > 1:
            yield np.array(places), day

"""How a figure comes out when one digit is mistyped: the slips, and how likely each is."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGITS: Final = "0123456789"
# How often each kind happens among slips of one digit, in round shares.
SHARES: Final = {"mistyped": 0.75, "lost": 0.1, "swapped": 0.07, "added": 0.05, "doubled": 0.03}
LONGEST: Final = 18
# What a digit is mistyped as: the key beside it, the digit that stands beside it, or any.
KEYS: Final = "1234567890"
BESIDE_KEY, BESIDE_DIGIT, ANY = 0.4, 0.3, 0.3


def _substitution(typed: str, meant: str) -> float:
    """Return how likely a digit is mistyped so, of all the ways to mistype it."""
    beside = abs(KEYS.index(typed) - KEYS.index(meant)) == 1
    return ANY / 9 + (BESIDE_KEY / 2 if beside else 0)


# For each digit that was typed, the others that may have been meant.
_MEANT: Final = {
    typed: [(meant, _substitution(typed, meant)) for meant in DIGITS if meant != typed]
    for typed in DIGITS
}


@lru_cache(maxsize=4096)
def intended(figure: int) -> dict[int, tuple[float, str]]:
    """Return the figures that one slip turns into this one: its probability, and its kind.

    Parameters
    ----------
    figure : int
        The figure as it was handed in.

    Returns
    -------
    dict
        By intended figure: the probability that, given a slip, it comes out as ``figure``; and the
        likeliest kind of slip: ``mistyped``, ``swapped``, ``lost``, ``doubled`` or ``added``.

    Examples
    --------
    >>> intended(655)[6555][1]
    'lost'
    >>> intended(13419)[13491][1]
    'swapped'
    >>> 656 in intended(655), 666 in intended(655)
    (True, False)
    """
    text = str(figure)
    meanings: dict[int, tuple[float, str]] = {}
    if figure < 0 or len(text) > LONGEST:
        return meanings
    for meant, kind, ways in (*_mistyped(text), *_swapped(text), *_lost(text), *_too_many(text)):
        if meant and (meant[0] != "0" or meant == "0") and meant != text:
            before, known = meanings.get(int(meant), (0.0, kind))
            meanings[int(meant)] = (before + SHARES[kind] / ways, known)
    return meanings


def _mistyped(text: str) -> Iterator[tuple[str, str, float]]:
    for i, digit in enumerate(text):
        # The digit beside it, typed again.
        again = BESIDE_DIGIT / 2 if digit in text[max(0, i - 1) : i] + text[i + 1 : i + 2] else 0
        before, after = text[:i], text[i + 1 :]
        for other, share in _MEANT[digit]:
            yield before + other + after, "mistyped", len(text) / (share + again)


def _swapped(text: str) -> Iterator[tuple[str, str, float]]:
    for i, (one, other) in enumerate(pairwise(text)):
        yield text[:i] + other + one + text[i + 2 :], "swapped", len(text) - 1


def _lost(text: str) -> Iterator[tuple[str, str, float]]:
    for i in range(len(text) + 1):
        for digit in DIGITS:
            yield text[:i] + digit + text[i:], "lost", len(text) + 1


def _too_many(text: str) -> Iterator[tuple[str, str, float]]:
    for i, digit in enumerate(text):
        shorter = text[:i] + text[i + 1 :]
        if i and digit == text[i - 1]:
            yield shorter, "doubled", len(text) - 1
        elif text[i + 1 : i + 2] != digit:
            yield shorter, "added", 10 * len(text)

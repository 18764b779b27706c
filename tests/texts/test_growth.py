"""A text that repeats itself without end takes time as it is long, and not more."""

from __future__ import annotations

import warnings

import pytest

import warlosses as wl
from tests.support.growth import is_linear

pytestmark = pytest.mark.slow

UNITS = {
    "one claim": "танків ‒ 3661 (+1) од, ",
    "many claims": "танків ‒ {n} (+{n}) од, ",
    "one sentence": "Russia has lost over 3,600 tanks and ",
    "sentences": "Russia has lost over {n} tanks, the General Staff said. ",
    "speakers": "Ukraine said Russia said the General Staff claims ",
    "days": "18.04.2023 and on April 18, 2023 in the past day ",
    "figures": "0 12! 3661 {n} ",
    "brackets": "(50/60( ",
    "blank lines": "a\n\n",
    "words of no list": "xyz {n} vittime, ",
    "letters": "x",
    "digits": "1",
    "spaces": " ",
    "dashes": "- ",
}


def text_of(shape, size):
    unit = UNITS[shape]
    if "{n}" in unit:
        return "".join(unit.replace("{n}", str(1000 + n)) for n in range(size // len(unit)))
    return unit * (size // len(unit))


def tried(work):
    """Return a call that lets a text be one that can't be read: it is looked at all the same."""

    def run(text):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", wl.UnreadItemWarning)
            try:
                work(text)
            except wl.WarlossesError:
                return

    return run


@pytest.mark.parametrize("shape", UNITS)
def test_parse_grows_with_the_text(shape):
    work = tried(lambda text: wl.parse(text, "2023-04-18", "ua_general_staff"))

    assert is_linear(work, lambda size: text_of(shape, size), 6000)


@pytest.mark.parametrize("shape", ["one claim", "many claims"])
def test_parse_grows_with_the_statements_on_one_claim(shape):
    work = tried(lambda text: wl.parse(text, "2023-04-18", "ua_general_staff"))

    assert is_linear(work, lambda size: text_of(shape, size), 25_000)


@pytest.mark.parametrize("shape", UNITS)
def test_check_grows_with_the_text(shape):
    work = tried(lambda text: wl.check(text, "2023-04-18"))
    work("tanks 5 destroyed")  # the tables of claims are loaded once

    assert is_linear(work, lambda size: text_of(shape, size), 2000)

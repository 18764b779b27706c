"""Tokens lie where they say, whatever stood around the same words before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from warlosses.texts.language.folding import fold
from warlosses.texts.language.tokens import tokenize

PIECES = st.sampled_from(
    (
        *("танків", "бойові броньовані машини", "за 24 години", "48 hours", "a half", "half a"),
        *("T-72", "3,661", "(+1)", " ", "- ", "\n", "past", "day", "the last", "million"),
        *("18.04.2023", "«", "l'"),
    )
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_a_token_is_the_stretch_of_the_text_that_it_names(text):
    folded = fold(text).text
    tokens = tokenize(folded)
    assert all(token.text == folded[token.start : token.end] for token in tokens)
    assert [t.start for t in tokens] == sorted({t.start for t in tokens})
    read = "".join(token.text for token in tokens)
    assert read.replace(" ", "") == "".join(folded.split(" ")).replace(" ", "")


@given(st.lists(PIECES, min_size=2, max_size=8))
def test_a_phrase_is_one_whatever_was_read_before(pieces):
    def kinds(text):
        return [(token.kind, token.text, token.number) for token in tokenize(fold(text).text)]

    whole = " ".join(pieces)
    alone = kinds(whole)
    for piece in pieces:
        kinds(f"{piece} 7 {piece}")
    assert kinds(whole) == alone


def test_a_phrase_goes_on_behind_a_figure():
    [phrase, noun] = tokenize("last 24 hours tanks")
    assert (phrase.text, noun.label.category) == ("last 24 hours", "tanks")

"""Which languages a text is in, by its little words: ``schemas/text_tongues.csv``."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from warlosses import codes
from warlosses.texts.language.folding import fold_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from warlosses.texts.language.tokens import Token

_ENOUGH = 0.6  # of the most little words of one language that another must have, too
_EAST = frozenset({"uk", "ru"})
_CLEARLY = 4  # little words that show a language


class _Words(NamedTuple):
    languages: dict[str, tuple[str, ...]]
    names: dict[str, str]
    read: frozenset[str]


@cache
def _words() -> _Words:
    languages: dict[str, tuple[str, ...]] = {}
    listed = codes.rows("text_tongues")
    for row in listed:
        word = fold_word(row["word"])
        languages[word] = (*languages.get(word, ()), row["language"])
    names = {row["language"]: row["name"] for row in listed}
    return _Words(
        languages, names, frozenset(r["language"] for r in listed if r["is_read"] == "yes")
    )


def _counts(words: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    known = _words().languages
    for word in words:
        if word in known:
            counts.update(known[word])
    return counts


def tongues(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the languages that a text may be in; none if it tells too little.

    >>> from warlosses.texts.language.folding import fold
    >>> from warlosses.texts.language.tokens import tokenize
    >>> sorted(tongues(tokenize(fold("The losses of the enemy since the invasion").text)))
    ['en']
    """
    counts = _counts(word for token in tokens if token.kind in ("word", "phrase")
                     for word in token.text.split())  # fmt: skip
    most = max(counts.values(), default=0)
    return frozenset(code for code, count in counts.items() if count >= most * _ENOUGH)


def unread_tongue(tokens: Sequence[Token]) -> str:
    """Return the name of a language that the labels do not cover, if a text is clearly in it."""
    counts = _counts(word for token in tokens if token.kind in ("word", "phrase")
                     for word in token.text.split())  # fmt: skip
    if not counts:
        return ""
    words = _words()
    best, most = counts.most_common(1)[0]
    rival = max((n for code, n in counts.items() if code in words.read), default=0)
    if best in words.read or most < _CLEARLY or rival > most * _ENOUGH:
        return ""
    return words.names[best]


@cache
def number_words() -> dict[str, frozenset[str]]:
    """Return the languages of each word for a number or scale."""
    languages: dict[str, set[str]] = {}
    for row in codes.rows("text_words"):
        if row["kind"] in ("number", "scale"):
            languages.setdefault(fold_word(row["word"]), set()).add(row["language"])
    # Ukrainian and Russian share too many to be told apart by a few little words.
    return {
        word: frozenset(spoken | _EAST if spoken & _EAST else spoken)
        for word, spoken in languages.items()
    }


_THOUSAND_IN = {"mil": (frozenset({"es", "pt"}), "1000")}


def settle_number_words(tokens: Sequence[Token]) -> None:
    """Take from each word for a number its meaning, where its language is not the text's."""
    known = number_words()
    spoken: frozenset[str] | None = None
    for token in tokens:
        if token.kind != "phrase" or not token.words.keys() & {"number", "scale"}:
            continue
        languages = known.get(token.text)
        if languages is None:
            continue
        spoken = tongues(tokens) if spoken is None else spoken
        if token.text in _THOUSAND_IN and spoken & _THOUSAND_IN[token.text][0]:
            token.words = {**token.words, "scale": _THOUSAND_IN[token.text][1]}
        elif "number" in token.words and spoken and not languages & spoken:
            token.words = {k: v for k, v in token.words.items() if k != "number"}
            if not token.words and token.label is None:
                token.kind = "word"

"""Labels that a list misspells: the nearest known one, if it is near and no other is as near."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.texts.language.folding import fold_word
from warlosses.texts.language.wording import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.language.figures import Figure
    from warlosses.texts.language.layout import Layout
    from warlosses.texts.language.tokens import Token

_NEAR, _APART = 0.82, 0.04
_SHORTEST, _LONGEST = 6, 60
_LIST = 2  # labels that a text must hold before it is taken for a list
_MOST = 12  # items looked at: the search is slow, and a list is short


def name_misspelt(tokens: Sequence[Token], layout: Layout, figures: Sequence[Figure]) -> None:
    """Give the figures of a list that stand behind an unknown label the one that it resembles.

    >>> nearest("artilery systms").category
    'artillery'
    """
    known = {figure.label.category for figure in figures if figure.label}
    if len(known) < _LIST:
        return
    looked_at = 0
    for figure in figures:
        if figure.label is not None or figure.sign or figure.in_words:
            continue
        words = _words_before(tokens, layout, figure)
        if not words:
            continue
        looked_at += 1
        if looked_at > _MOST:
            return
        label = nearest(" ".join(tokens[at].text for at in words))
        if label is not None and label.category not in known:
            figure.label, figure.label_first, figure.label_last = label, words[0], words[-1]


def _words_before(tokens: Sequence[Token], layout: Layout, figure: Figure) -> list[int]:
    """Return the places of the words that lead up to a figure behind a dash."""
    item, at = layout.items[figure.first], figure.first - 1
    dashed = False
    words: list[int] = []
    while at >= 0 and layout.items[at] == item:
        token = tokens[at]
        if token.kind == "symbol":
            dashed = dashed or token.text in "-:"
            if words and token.text not in "-/.":
                break
        elif token.kind in ("number", "day", "other"):
            return []
        elif not (token.means("hedge") and not words):
            words.append(at)
        at -= 1
    return words[::-1] if dashed and len(words) < 8 else []  # noqa: PLR2004


@cache
def _phrases() -> tuple[tuple[str, Label], ...]:
    return tuple(
        (
            fold_word(row["label"]).replace("*", ""),
            Label(row["category"], row["outcome"] or "lost", "misspelt"),
        )
        for row in codes.rows("text_labels")
        if row["category"] and row["role"] in ("", "ru_mod") and len(row["label"]) >= _SHORTEST
    )


def nearest(words: str) -> Label | None:
    """Return the label that some folded words resemble, or None."""
    if not _SHORTEST <= len(words) <= _LONGEST:
        return None
    best: dict[str, float] = {}
    labels: dict[str, Label] = {}
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    for phrase, label in _phrases():
        matcher.set_seq1(phrase)
        if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
            continue
        ratio = matcher.ratio()
        if ratio > best.get(label.category, 0):
            best[label.category], labels[label.category] = ratio, label
    ranked = sorted(best, key=lambda category: -best[category])
    if not ranked or best[ranked[0]] < _NEAR:
        return None
    if len(ranked) > 1 and best[ranked[0]] - best[ranked[1]] < _APART:
        return None
    return labels[ranked[0]]

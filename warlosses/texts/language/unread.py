"""The items of lists that hold a figure, but no label that is known."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.texts.language.statement import UnreadItem
from warlosses.texts.language.unnamed import is_named_otherwise
from warlosses.texts.language.wording import word_set

if TYPE_CHECKING:
    from warlosses.texts.language.figures import Figure
    from warlosses.texts.language.statement import TextParts

_BE = word_set("be")
_LARGE = 1000
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_NEAR = 12  # tokens of an item beside its figure
_OTHERS = frozenset({"otherwar", "launch"})  # losses of another war, and arms in the air
_SHORTEST_NOUN = 3  # letters; shorter ones are units, articles and the like


def find_unread(parts: TextParts, runs: dict[int, int]) -> list[UnreadItem]:
    """Return the items of lists that have a figure and words, but no label that is known."""
    known = {parts.layout.items[f.first] for f in parts.figures if f.first in runs}
    known |= {parts.layout.items[f.label_last] for f in parts.figures if f.first in runs}
    sizes: dict[int, set[str]] = {}
    for figure in parts.figures:
        if figure.first in runs and figure.label is not None:
            sizes.setdefault(runs[figure.first], set()).add(figure.label.category)
    in_lists = {
        parts.layout.items[f.first]
        for f in parts.figures
        if f.first in runs and len(sizes[runs[f.first]]) > 1
    }
    listed = []
    for figure in parts.figures:
        item = parts.layout.items[figure.first]
        if figure.label is not None or figure.sign or figure.in_words or item in known:
            continue
        if not _stands_in_list(item, in_lists):
            continue
        span = _words_of_item(parts, item, figure)
        if span is not None:
            start, end = parts.folded.span(*span)
            listed.append(UnreadItem(parts.folded.original[start:end].strip(), start, end))
    taken = {item.start for item in listed}
    told = [item for item in _behind_a_loss(parts, known) if item.start not in taken]
    worded = [*listed, *told, *_broken(parts)]
    bare = [one for one in _bare(parts) if not any(o.start <= one.start < o.end for o in worded)]
    return sorted([*worded, *bare], key=lambda item: item.start)


def _behind_a_loss(parts: TextParts, known: set[int]) -> list[UnreadItem]:
    """Return the figures that stand right behind a word of loss, before a noun not known."""
    told = []
    tokens, items = parts.tokens, parts.layout.items
    for figure in parts.figures:
        before, after = figure.first - 1, figure.after
        if figure.label is not None or figure.sign or figure.in_words or before < 0:
            continue
        if items[figure.first] in known or after >= len(tokens):
            continue
        noun = tokens[after]
        if tokens[before].means("loss") is None or noun.kind != "word" or noun.day:
            continue
        if len(noun.text) > _SHORTEST_NOUN and noun.text.isalpha():
            start, end = parts.folded.span(figure.start, noun.end)
            told.append(UnreadItem(parts.folded.original[start:end].strip(), start, end))
    return told


def _bare(parts: TextParts) -> list[UnreadItem]:
    """Return the figures that nothing is said to be counted by, where losses are told of."""
    tokens, sentences = parts.tokens, parts.layout.sentences
    of_losses = {sentences[at] for at, token in enumerate(tokens) if "loss" in token.words}
    of_losses |= {sentences[f.first] for f in parts.figures if f.label and f.label.role != "other"}
    of_losses |= {
        sentences[at] for at, t in enumerate(tokens) if t.means("claimant") in _counts_losses_only()
    }
    of_others = {sentences[at] for at, token in enumerate(tokens) if token.words.keys() & _OTHERS}
    told = []
    for figure in parts.figures:
        sentence = sentences[figure.first]
        if figure.label is not None or figure.sign or figure.in_words or sentence in of_others:
            continue
        if not {sentence, sentence - 1} & of_losses or _is_part_of_name(parts, figure):
            continue
        if not is_named_otherwise(tokens, parts.layout, figure):
            start, end = parts.folded.span(figure.start, figure.end)
            told.append(UnreadItem(parts.folded.original[start:end], start, end))
    return told


@cache
def _counts_losses_only() -> frozenset[str]:
    return frozenset(c.code for c in codes.claimants().values() if c.kind == "osint")


def _is_part_of_name(parts: TextParts, figure: Figure) -> bool:
    """Whether letters run into a number ("Q3", "T-72"), or it is a day's or a clock's."""
    tokens, whole = parts.tokens, parts.folded.text
    before, behind = whole[: figure.start], whole[figure.end :]
    last = tokens[figure.first - 1] if figure.first else None
    named = last is not None and last.kind == "word" and last.text not in _BE
    return (
        (named and figure.value < _LARGE)  # "Hill 184"
        or before[-1:].isalnum() or behind[:1].isalnum()
        or (before[-1:] in "-/:.№#" and before[-2:-1].isalnum())
        or (behind[:1] in "-/:" and behind[1:2].isalnum())
        or tokens[figure.first].day is not None
        or _YEAR.fullmatch(tokens[figure.last].text) is not None
    )  # fmt: skip


def _broken(parts: TextParts) -> list[UnreadItem]:
    """Return the figures that a letter or a double space breaks, each with its item's words."""
    made = []
    items, tokens = parts.layout.items, parts.tokens
    for at, token in enumerate(tokens):
        if token.kind != "broken":
            continue
        first = last = at
        while first > 0 and items[first - 1] == items[at] and at - first < _NEAR:
            first -= 1
        while last + 1 < len(tokens) and items[last + 1] == items[at] and last - at < _NEAR:
            last += 1
        if any(t.label is not None for t in tokens[first : last + 1]):
            start, end = parts.folded.span(tokens[first].start, tokens[last].end)
            made.append(UnreadItem(parts.folded.original[start:end].strip(" ,;.\n"), start, end))
    return made


def _stands_in_list(item: int, in_lists: set[int]) -> bool:
    """Whether a list's items stand close before and behind (or just before, as the last of it)."""
    before = any(item - n in in_lists for n in (1, 2, 3))
    behind = any(item + n in in_lists for n in (1, 2, 3))
    last = before and (item - 1 in in_lists or item - 2 in in_lists)
    first = behind and (item + 1 in in_lists or item + 2 in in_lists)
    return (before and behind) or last or first


def _words_of_item(parts: TextParts, item: int, figure: Figure) -> tuple[int, int] | None:
    """Return the stretch of an item that reads "words - figure" or "figure words", else None."""
    items, tokens = parts.layout.items, parts.tokens
    first = figure.first
    while first > 0 and items[first - 1] == item and figure.first - first <= _NEAR:
        first -= 1
    if figure.first - first > _NEAR:
        return None
    last = figure.after
    while (
        last - figure.after <= _NEAR
        and last < len(tokens)
        and items[last] == item
        and tokens[last].text not in ",;.\n"
    ):
        last += 1
    before = [t for t in tokens[first : figure.first] if t.kind in ("word", "phrase")]
    after = [t for t in tokens[figure.after : last] if t.kind in ("word", "phrase")]
    if any(t.means("else") is not None or t.day for t in (*before, *after)):
        return None
    dashed = any(t.text in {"-", ":"} for t in tokens[first : figure.first])
    dashed = dashed or figure.increment is not None  # or else shaped as a bulletin's item
    if before and dashed and any(t.kind == "word" for t in before) and len(before) <= 8:  # noqa: PLR2004
        return tokens[first].start, tokens[figure.after - 1].end
    if not before and after and after[0].kind == "word" and len(after) <= 6:  # noqa: PLR2004
        return figure.start, tokens[last - 1].end
    return None

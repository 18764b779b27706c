"""The words that texts on losses are read by, from ``schemas/``, in one tree of phrases.

A phrase is some words in a row, each whole or a stem (``танк*``). Matching walks the tree from
each word of a text, so the time is that of the text's length, whatever the text holds.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from warlosses import codes
from warlosses.texts.language.folding import fold_word

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_WORD = 40  # no stem is longer; a longer "word" is noise
_REMEMBERED = 50_000
# An article run into the next word ("l'artillerie") is a word of its own, in phrases as in texts.
_ELISION = re.compile(r"\b((?:[ldsn]|qu|dell|dall|nell|all|sull|un)')(?=[^\W\d_])")


class Label(NamedTuple):
    """What a label stands for; ``role``: empty, ``weak``, ``unit``, ``other`` or a claimant."""

    category: str
    outcome: str
    role: str


class Meanings(NamedTuple):
    """What a phrase may mean: a label, and of each other kind of word its meaning."""

    label: Label | None
    words: dict[str, str]


class Node:
    """A place in the tree: where each word may lead on, and what ends here."""

    __slots__ = ("ends", "following")

    def __init__(self) -> None:
        self.following: dict[int, Node] = {}
        self.ends: Meanings | None = None


class Wording:
    """All phrases, and which of their words a word of a text may be."""

    def __init__(self) -> None:
        self.root = Node()
        self._whole: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._lengths: tuple[int, ...] = ()
        self._known: dict[str, tuple[int, ...]] = {}

    def add(self, phrase: str, kind: str, meaning: str | Label) -> None:
        """Add a phrase; the first meaning of a kind stays."""
        node = self.root
        plain = fold_word(phrase).replace("-", " ").replace("/", " ")
        for part in _ELISION.sub(r"\1 ", plain).split():
            node = node.following.setdefault(self._number(part), Node())
        ends = node.ends or Meanings(None, {})
        if isinstance(meaning, Label):
            node.ends = ends if ends.label else ends._replace(label=meaning)
        else:
            ends.words.setdefault(kind, meaning)
            node.ends = ends

    def _number(self, part: str) -> int:
        part = part.removesuffix("'s")
        words, part = (self._stems, part[:-1]) if part.endswith("*") else (self._whole, part)
        if part not in words:
            words[part] = len(self._stems) + len(self._whole)
            self._lengths = tuple(sorted({len(stem) for stem in self._stems}))
            self._known.clear()
        return words[part]

    def of(self, word: str) -> tuple[int, ...]:
        """Return the words of phrases that a word of a text may be."""
        whole_word = word
        meanings = self._known.get(word)
        if meanings is None:
            if len(word) > _LONGEST_WORD:
                return ()
            word = word.removesuffix("'s")  # the claimant's, the enemy's
            whole = self._whole.get(word)
            if word.isdecimal():  # no stem is a number, and most numbers are met once
                return () if whole is None else (whole,)
            stems = (self._stems.get(word[:n]) for n in self._lengths if n <= len(word))
            meanings = tuple(n for n in (whole, *stems) if n is not None)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[whole_word] = meanings
        return meanings


# Kinds of words that are looked up one by one, and are no part of phrases.
_SETS = frozenset(
    [
        "article",
        "be",
        "ending",
        "fell",
        "figurenoun",
        "forday",
        "joint",
        "lead",
        "none",
        "odd",
        "partof",
        "placing",
        "plus",
        "raisedby",
        "rangeand",
        "rangefrom",
        "rangeto",
        "risen",
        "ruined",
        "short",
        "since",
        "the",
        "thousand",
        "weekday",
        "whole",
        "within",
        "yearmark",
    ]
)


@cache
def word_set(kind: str) -> frozenset[str]:
    """Return the words of one kind of ``schemas/text_words.csv``, folded.

    >>> "since" in word_set("lead")
    True
    """
    return frozenset(
        fold_word(row["word"]) for row in codes.rows("text_words") if row["kind"] == kind
    )


def composed() -> Iterator[tuple[str, str]]:
    """Yield the nouns that ``schemas/text_nouns.csv`` composes, each with its category.

    A part belongs to a group in its language; a pattern names the groups in their order.

    >>> dict(composed())["combat armored machine*"]
    'armored_vehicles'
    """
    groups: dict[str, dict[str, list[str]]] = {}
    listed = codes.rows("text_nouns")
    for row in listed:
        if row["kind"] == "part":
            groups.setdefault(row["language"], {}).setdefault(row["meaning"], []).append(
                row["word"]
            )
    for row in listed:
        if row["kind"] != "pattern":
            continue
        names = row["word"].split()
        for parts in groups.values():
            if all(name in parts for name in names):
                for words in product(*(parts[name] for name in names)):
                    yield " ".join(words), row["meaning"]


@cache
def wording() -> Wording:
    """Return the phrases of ``schemas/text_labels.csv``, ``text_words.csv`` and ``qualifiers.csv``.

    >>> tree = wording()
    >>> [node] = [tree.root.following[n] for n in tree.of("tanks") if n in tree.root.following]
    >>> node.ends.label.category
    'tanks'
    """
    tree = Wording()
    for row in codes.rows("text_labels"):
        label = Label(row["category"], row["outcome"] or "lost", row["role"])
        tree.add(row["label"], "label", label)
    for phrase, category in composed():
        tree.add(phrase, "label", Label(category, "lost", ""))
    for row in codes.rows("text_words"):
        if row["kind"] not in _SETS:
            tree.add(row["word"], row["kind"], row["meaning"])
    for row in codes.rows("qualifiers"):
        tree.add(row["word"], "hedge", row["qualifier"])
    return tree

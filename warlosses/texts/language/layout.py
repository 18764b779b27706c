"""How a text hangs together: its items, sentences and paragraphs, as numbers for each token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warlosses.texts.language.wording import word_set

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from warlosses.texts.language.tokens import Token

_ITEM_ENDS = frozenset(",;\u2022\n.!?")
_SENTENCE_ENDS = frozenset(".!?\u2022")
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_DEEPEST = 40  # tokens in one bracket; a longer one was never closed
_WRAPPED = 60  # a line this long may have been cut by the margin, not by its writer
_AND = word_set("joint")
# Words whose full stop ends no sentence.
_SHORT = word_set("short")


@dataclass(slots=True)
class Layout:
    """For each token: the numbers of its item, its sentence and its line."""

    items: list[int]
    sentences: list[int]
    lines: list[int]


def lay_out(tokens: Sequence[Token], is_capital: Callable[[int], bool]) -> Layout:
    """Return the numbers of the items, sentences and lines of a text.

    ``is_capital`` tells of a place whether a capital letter or a digit stands there.

    >>> from warlosses.texts.language.folding import fold
    >>> from warlosses.texts.language.tokens import tokenize
    >>> tokens = tokenize(fold("tanks - 3661 (+1), aircraft - 308").text)
    >>> lay_out(tokens, lambda place: False).items
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]
    """
    layout = Layout([], [], [])
    items, sentences, lines = layout.items.append, layout.sentences.append, layout.lines.append
    item = sentence = line = 0
    line_start = 0
    brackets = _Brackets()
    for at, token in enumerate(tokens):
        items(item)
        sentences(sentence)
        lines(line)
        text = token.text
        if token.kind != "symbol":
            if text in _AND and not brackets.depth:
                item += 1
        elif brackets.inside(text, at) or text not in _ITEM_ENDS:
            continue
        elif text == "\n":
            if not _is_wrapped(tokens, at, line_start, is_capital):
                item += 1
                line += 1
                sentence += 1
            line_start = token.end
        elif text != "." or _ends_sentence(tokens, at, is_capital):
            item += 1
            sentence += text in _SENTENCE_ENDS
    return layout


class _Brackets:
    """Whether we are within brackets; one that is not closed soon never was one."""

    def __init__(self) -> None:
        self.depth = self._opened = 0

    def inside(self, text: str, at: int) -> bool:
        if text in _OPENING:
            self.depth, self._opened = self.depth + 1, at
        elif text in _CLOSING:
            self.depth = max(self.depth - 1, 0)
        if text == "\n" or at - self._opened > _DEEPEST:
            self.depth = 0
        return self.depth > 0


def _is_wrapped(
    tokens: Sequence[Token], at: int, line_start: int, is_capital: Callable[[int], bool]
) -> bool:
    """Whether a line break is the margin's: the line is long and the next goes on in lower case."""
    if at + 1 >= len(tokens) or tokens[at].start - line_start < _WRAPPED:
        return False
    following = tokens[at + 1]
    return (
        (following.kind in ("word", "phrase", "number") or following.text in _OPENING)
        and (not is_capital(tokens[at + 1].start) or following.kind == "number")
        and tokens[at - 1].text not in _SENTENCE_ENDS | {":", ";"}
    )


def _ends_sentence(tokens: Sequence[Token], at: int, is_capital: Callable[[int], bool]) -> bool:
    before = tokens[at - 1] if at else None
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.text == "\n":
        return True
    if following.start == tokens[at].end:  # no space after it
        return False
    if before is not None and before.day is None and before.end == tokens[at].start:
        if before.text.rpartition(" ")[2] in _SHORT or before.means("scale") is not None:
            return False
        if before.means("month") is not None and len(before.text) < 5:  # noqa: PLR2004
            return False
    return is_capital(tokens[at + 1].start) or following.text in {'"', "«", "“", "„", "-", "("}

"""A folded text -> tokens: numbers, phrases of known meaning, other words, marks.

One pass by a pattern that cannot backtrack far, then one walk that joins words into phrases. What
stands between two figures is the same in bulletin after bulletin, so its tokens are remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from warlosses.texts.language.wording import Meanings, Wording, word_set, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.language.wording import Node

_STRETCH = re.compile(
    r"""
    (?P<between>[^0-9]+)
    |(?P<day>(?:[0-9]{4}-[0-9]{2}-[0-9]{2}
        |[0-9]{1,2}(?P<mark>[./-])[0-9]{1,2}(?P=mark)(?:20[0-9]{2}|[0-9]{2}))(?![0-9]))
    |(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9]))
    |(?P<broken>[0-9]{1,3}(?:[ ]{2,}[0-9]{3})+(?![0-9])
        |[0-9]+[зoбil][0-9]+(?!\w)|[0-9]{1,3}[ ][0-9]{2}[зoб](?!\w))
    |(?P<number>[0-9]{1,3}(?P<group>[ ,.'])[0-9]{3}(?:(?P=group)[0-9]{3})*(?![0-9])
        |[0-9]+(?:[.,][0-9]+)?)
    """,
    re.VERBOSE,
)
_WORD = re.compile(
    r"""
    (?P<word>(?:[ldsn]|qu|dell|dall|nell|all|sull|un)'(?=[^\W\d_])|[^\W\d_]+(?:'[^\W\d_]+)*)
    |(?P<symbol>[^\w\s]|\n)
    """,
    re.VERBOSE,
)
_REMEMBERED, _LONGEST_REMEMBERED = 5000, 200  # stretches between figures; characters of one
_PLAIN = re.compile(r"[0-9]{1,11}")
_DECIMAL = re.compile(r"([0-9]{1,9})[.,]([0-9]{1,6})")
_DAY = re.compile(r"([0-9]+)[./-]([0-9]+)[./-]([0-9]+)")
_HALF_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{2})")
_MONEY = frozenset("$€£₴¥₽")
_GOES_ON = frozenset("-/\n.\"«»“”„'")  # marks that may stand between the words of a phrase
_LONGEST_GAP = 3  # of them, between two words
_ODD = word_set("odd")  # "2,000-odd"
_ENDINGS = word_set("ending")  # of a case, after a number and a hyphen
_NO_MEANINGS = Meanings(None, {})
# A word, mark or number before phrases are joined: kind, start, end, text. (Plain, for speed.)
_Part = tuple[str, int, int, str]


class Day(NamedTuple):
    """A day as a text names it; the parts that it leaves open are None."""

    year: int | None
    month: int | None
    day: int | None


class Token:
    """A stretch of text.

    ``kind``: number, phrase, word, symbol, day, broken (a figure that a letter or a double space
    cuts) or other.

    ``label`` and ``words`` are what a phrase means, ``number`` what a number amounts to, ``digits``
    how many follow its decimal mark. (A plain class: there are hundreds to a bulletin.)
    """

    __slots__ = ("day", "digits", "end", "kind", "label", "number", "start", "text", "words")

    def __init__(
        self,
        kind: str,
        start: int,
        end: int,
        text: str,
        meanings: Meanings = _NO_MEANINGS,
        number: int = 0,
        digits: int = 0,
        day: Day | None = None,
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.text = text
        self.label, self.words = meanings
        self.number = number
        self.digits = digits
        self.day = day

    def means(self, kind: str) -> str | None:
        """Return the phrase's meaning as a word of a kind, or None."""
        return self.words.get(kind)


class _Between(NamedTuple):
    """What stands between two figures, with places from its own start.

    ``tokens`` are joined for good; with the parts behind them, a phrase may go on behind the figure
    that follows. (``parts`` are all of them, for where one goes on from before.)
    """

    tokens: list[tuple[str, int, int, str, Meanings]]
    behind: list[_Part]
    parts: list[_Part]


def tokenize(text: str, tree: Wording | None = None) -> list[Token]:
    """Return the tokens of a folded text, the phrases of a tree (that of figures) joined.

    >>> from warlosses.texts.language.folding import fold
    >>> [(t.kind, t.text) for t in tokenize(fold("about 3,661 (+1) Battle Tanks").text)][:3]
    [('phrase', 'about'), ('number', '3,661'), ('symbol', '(')]
    """
    tree = tree or wording()
    tokens: list[Token] = []
    pending: list[_Part] = []  # a phrase that began in them may go on
    for stretch in _STRETCH.finditer(text):
        start, end = stretch.span()
        kind, part = stretch.lastgroup or "", stretch[0]
        if kind != "between":
            pending.append((kind, start, end, part))
        else:
            short = len(part) <= _LONGEST_REMEMBERED
            between = (_between if short else _between.__wrapped__)(part, tree)
            if not pending:
                tokens += [
                    Token(what, start + first, start + last, text_of, meanings)
                    for what, first, last, text_of, meanings in between.tokens
                ]
                pending = _moved(between.behind, start)
                continue
            pending += _moved(between.parts, start)
        del pending[: _join(text, pending, tree, tokens)]
    _join(text, pending, tree, tokens, is_whole=True)
    return tokens


def _moved(parts: list[_Part], by: int) -> list[_Part]:
    return [(kind, start + by, end + by, text) for kind, start, end, text in parts]


@lru_cache(_REMEMBERED)
def _between(text: str, tree: Wording) -> _Between:
    parts = [(m.lastgroup or "", m.start(), m.end(), m[0]) for m in _WORD.finditer(text)]
    tokens: list[Token] = []
    count = _join(text, parts, tree, tokens)
    plain = [(t.kind, t.start, t.end, t.text, Meanings(t.label, t.words)) for t in tokens]
    return _Between(plain, parts[count:], parts)


def _join(
    text: str, parts: Sequence[_Part], tree: Wording, tokens: list[Token], *, is_whole: bool = False
) -> int:
    """Add the tokens of parts; return how many are done with.

    Where a phrase may go on behind the last part, those that it began with are left, unless the
    text ends there.
    """
    root, words_of = tree.root.following, tree.of
    at, count = 0, len(parts)
    while at < count:
        kind, start, end, part = parts[at]
        if kind == "symbol":
            tokens.append(Token("symbol", start, end, part))
            at += 1
            continue
        if kind in ("word", "number"):
            known = words_of(part)
            nodes = [root[n] for n in known if n in root] if known else None
            if nodes:
                match, goes_on = _longest(parts, at, nodes, tree)
                if goes_on and not is_whole:
                    return at
                if match is not None:
                    meanings, last = match
                    stop = parts[last][2]
                    tokens.append(Token("phrase", start, stop, text[start:stop], meanings))
                    at = last + 1
                    continue
        tokens.append(_single(kind, start, end, part, text, tokens))
        at += 1
    return at


def _longest(
    parts: Sequence[_Part], at: int, nodes: list[Node], tree: Wording
) -> tuple[tuple[Meanings, int] | None, bool]:
    """Return the meanings of the longest phrase from here, and the place of its last word.

    With them, whether the phrase may go on behind the last part.
    """
    best: tuple[Meanings, int] | None = None
    place, count = at, len(parts)
    while True:
        ends = [node.ends for node in nodes if node.ends]
        if ends:
            best = (ends[0] if len(ends) == 1 else _merge(ends), place)
        if not any(node.following for node in nodes):
            return best, False
        step = place + 1
        while step < count and step - place <= _LONGEST_GAP and parts[step][3] in _GOES_ON:
            step += 1
        if step >= count:
            return best, True
        following = [
            node.following[n]
            for n in tree.of(parts[step][3])
            for node in nodes
            if n in node.following
        ]
        if not following:
            return best, False
        nodes, place = following, step


def _merge(ends: list[Meanings]) -> Meanings:
    words: dict[str, str] = {}
    for one in reversed(ends):
        words |= one.words
    return Meanings(next((one.label for one in ends if one.label), None), words)


def _single(kind: str, start: int, end: int, part: str, text: str, before: list[Token]) -> Token:
    if kind == "number":
        return _number(start, end, part, text, before)
    if kind == "day":
        day = _full_day(part)
        return Token("day" if day else "other", start, end, part, day=day)
    if kind == "broken" and not _is_named(start, text, before):
        return Token("broken", start, end, part)
    return Token("word" if kind == "word" else "other", start, end, part)


def _full_day(text: str) -> Day | None:
    match = _DAY.fullmatch(text)
    if not match:
        return None
    one, two, three = (int(part) for part in match.groups())
    if len(match[1]) == len("2022"):
        year, month, day = one, two, three
    else:
        day, month, year = one, two, three if len(match[3]) == len("2022") else 2000 + three
        if month > 12 >= day:  # noqa: PLR2004  the month first, as Americans write it
            day, month = month, day
    return Day(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None  # noqa: PLR2004


def half_day(token: Token) -> Day | None:
    """Return the day and month that a number such as 24.02 may stand for."""
    match = _HALF_DAY.fullmatch(token.text)
    if not match or not (1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12):  # noqa: PLR2004
        return None
    return Day(None, int(match[2]), int(match[1]))


def _number(start: int, end: int, part: str, text: str, before: list[Token]) -> Token:
    if _is_designation(start, end, text, before):
        return Token("other", start, end, part)
    whole = part
    if not part.isdecimal():
        if decimal := _DECIMAL.fullmatch(part):
            if len(decimal[2]) != 3 or len(decimal[1]) > 3 or decimal[1] == "0":  # noqa: PLR2004
                number = int(decimal[1] + decimal[2])
                return Token("number", start, end, part, number=number, digits=len(decimal[2]))
            whole = decimal[1] + decimal[2]
        else:
            whole = "".join(c for c in part if c.isdecimal())
    if not _PLAIN.fullmatch(whole):
        return Token("other", start, end, part)
    return Token("number", start, end, part, number=int(whole))


def _is_designation(start: int, end: int, text: str, before: list[Token]) -> bool:
    """Whether digits belong to a name (T-72), an ordinal (14th), money or a share."""
    return _is_amount(start, end, text) or _is_named(start, text, before) or _is_part(end, text)


def _is_amount(start: int, end: int, text: str) -> bool:
    """Whether a number is of money, or a percentage."""
    after = text[end : end + 1]
    if after == "%" or text[end : end + 2] == " %" or (after and after in _MONEY):
        return True
    before = text[max(start - 2, 0) : start]
    return (
        before[-1:] in _MONEY or (before[-1:] == " " and before[:1] in _MONEY) if before else False
    )


def _is_named(start: int, text: str, before: list[Token]) -> bool:
    """Whether a number is the end of a name; one behind a label and a dash is a figure."""
    previous = text[start - 1 : start] if start else ""
    if previous and (previous.isalpha() or previous in "№#_"):
        return True
    if previous == "-" and start > 1 and text[start - 2].isalpha():
        return not (len(before) > 1 and before[-2].label and before[-1].end == start)
    return False


def _is_part(end: int, text: str) -> bool:
    """Whether letters go on with a number; a unit or label stuck to it is none of it."""
    after = text[end : end + 1]
    if after.isalpha():
        return not _starts_phrase(_letters(text, end))
    if after == "-" and text[end + 1 : end + 2].isalpha():
        letters = _letters(text, end + 1)
        return letters not in _ENDINGS | _ODD and not _starts_phrase(letters, labels_only=True)
    return False


def _starts_phrase(word: str, *, labels_only: bool = False) -> bool:
    tree = wording()
    nodes = [tree.root.following[n] for n in tree.of(word) if n in tree.root.following]
    if not labels_only:
        return bool(nodes)
    return any(node.ends is not None and node.ends.label is not None for node in nodes)


def _letters(text: str, start: int) -> str:
    end = start
    while end < len(text) and end - start < 40 and text[end].isalpha():  # noqa: PLR2004
        end += 1
    return text[start:end]

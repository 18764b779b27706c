"""Which label belongs to which figure: label first (a list) or number first (prose)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from warlosses.texts.language.wording import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.language.figures import Figure
    from warlosses.texts.language.layout import Layout
    from warlosses.texts.language.tokens import Token
    from warlosses.texts.language.wording import Label

_MARKS = frozenset("\n+~≈∼-:|=>()[].\"'«»“”„~*_/")
_FORWARD_MARKS = frozenset("\n\"'«»“”„*_()|.+")  # a stop that ends no item
_LONGEST_GAP, _LONGEST_ITEM = 8, 40
_STRANGERS = 1  # unknown words that may stand between a number and its label
_NO = word_set("none")


def pair(tokens: Sequence[Token], layout: Layout, figures: list[Figure]) -> None:
    """Give each figure the label that stands with it, where one does."""
    by_item: dict[int, list[Figure]] = {}
    for figure in figures:
        by_item.setdefault(layout.items[figure.first], []).append(figure)
    for members in by_item.values():
        _pair_item(tokens, layout, members)
    _late_increments(tokens, figures)
    _pair_headings(tokens, layout, figures)


def _pair_item(tokens: Sequence[Token], layout: Layout, figures: list[Figure]) -> None:
    several = len([figure for figure in figures if not figure.sign]) > 1
    label_first = several and _starts_with_label(tokens, layout, figures[0])
    for figure in figures:
        before = _label_before(tokens, layout, figure)
        after = _label_after(tokens, layout, figure)
        chosen = _choose(tokens, figure, before, after, label_first if several else None)
        if chosen is None:
            chosen = _people_inside(tokens, figure)
        if chosen is not None:
            _take(tokens, figure, chosen)


def _people_inside(tokens: Sequence[Token], figure: Figure) -> int | None:
    """Return the place of the word for people before an increment: "635 880 persons (+1170)"."""
    for at in range(figure.last + 1, figure.after):
        label = tokens[at].label
        if label is not None and label.category:
            return at
    return None


def _choose(
    tokens: Sequence[Token],
    figure: Figure,
    before: int | None,
    after: int | None,
    label_first: bool | None,
) -> int | None:
    if before is None or after is None:
        return after if before is None else before
    one, two = tokens[before].label, tokens[after].label
    if one is None or two is None or two.role in ("unit", "count"):
        return before
    dashed = any(token.text in {"-", ":", "|"} for token in tokens[before + 1 : figure.first])
    if one.category == two.category:
        first = dashed and one.role != "unit"
    elif one.role in ("unit", "weak") and two.role == "":
        first = False
    else:
        first = dashed if label_first is None else label_first
    return before if first else after


def _starts_with_label(tokens: Sequence[Token], layout: Layout, first: Figure) -> bool:
    item = layout.items[first.first]
    at = first.first - 1
    while at >= 0 and layout.items[at] == item:
        label = tokens[at].label
        if label is not None and label.role != "unit":
            return True
        at -= 1
    return False


def _take(tokens: Sequence[Token], figure: Figure, at: int) -> None:
    figure.label = tokens[at].label
    figure.label_first = figure.label_last = at


def _label_before(tokens: Sequence[Token], layout: Layout, figure: Figure) -> int | None:
    """Return the place of the label before a figure, nothing but marks and hedges between."""
    item = layout.items[figure.first]
    at = figure.first - 1
    lowest = max(at - _LONGEST_GAP, 0)
    joined = at < lowest or tokens[at].label is not None
    while at >= lowest and layout.items[at] == item:
        token = tokens[at]
        joined = joined or token.text in {"-", ":", "|"} or token.means("reach") is not None
        label = token.label
        if label is not None and label.role != "count":
            if label.role != "unit" or token.means("filler") is None:
                return at if joined or not _counts_other(tokens, figure) else None
        elif (
            token.kind == "number"
            or token.day is not None
            or token.text in _NO
            or not (token.text in _MARKS or token.words or token.text == "+")
        ):
            return None
        at -= 1
    return None


def _counts_other(tokens: Sequence[Token], figure: Figure) -> bool:
    """Whether the word behind a figure is one that it counts: "killed in 14 months"."""
    after = tokens[figure.after] if figure.after < len(tokens) else None
    return after is not None and (after.kind == "word" or after.means("else") is not None)


def _label_after(tokens: Sequence[Token], layout: Layout, figure: Figure) -> int | None:
    """Return the place of the label after a figure: the last of adjoining ones is the head."""
    item = layout.items[figure.last]
    at, strangers, head = figure.after, 0, None
    highest = min(at + _LONGEST_GAP, len(tokens))
    while at < highest and layout.items[at] == item:
        token = tokens[at]
        label = token.label
        if label is None and head is None and _is_model(tokens, at):
            at += 3  # "two Su-25 jets"
            continue
        if label is None:
            strangers += token.kind == "word"
            allowed = 0 if figure.in_words else _STRANGERS
            if head is not None or strangers > allowed or not _may_stand_between(token):
                break
        elif head is None or _is_head(tokens, head, at):
            head = at
            if label.role not in ("weak", "unit", "count"):
                break
        else:
            break
        at += 1
    return head


def _is_model(tokens: Sequence[Token], at: int) -> bool:
    """Whether the name of a model begins here: letters, a hyphen and digits, all in one."""
    if at + 2 >= len(tokens) or tokens[at].kind not in ("word", "phrase"):
        return False
    hyphen, digits = tokens[at + 1], tokens[at + 2]
    return (
        hyphen.text == "-" and hyphen.start == tokens[at].end and digits.start == hyphen.end
        and digits.text[:1].isdecimal()
    )  # fmt: skip


def _is_head(tokens: Sequence[Token], first: int, second: int) -> bool:
    """Whether a label qualifies the next one ("military aircraft") and is no label of its own."""
    one, two = tokens[first].label, tokens[second].label
    return one is not None and two is not None and one.role == "weak" and two.role != "weak"


def _may_stand_between(token: Token) -> bool:
    """Whether a token may stand between a number and its label."""
    words = token.words
    if token.kind == "word" or token.text in _FORWARD_MARKS:
        return True
    if token.day is not None or "else" in words or "launch" in words:
        return False
    return any(kind in words for kind in ("filler", "side", "hedge", "loss"))


def _late_increments(tokens: Sequence[Token], figures: list[Figure]) -> None:
    """Give an increment printed after a label ("7,129 vehicles (+7)") to the figure before it."""
    spare: list[Figure] = []
    for before, figure in pairwise(figures):
        if before.label is None or before.increment is not None or before.sign:
            continue
        behind = max(before.after, before.label_last + 1)
        if figure.first < behind or (figure.label is not None and not figure.sign):
            continue
        gap = tokens[behind : figure.first]
        if len(gap) > 4:  # noqa: PLR2004
            continue
        own = figure.label
        bracketed = any(token.text in "([" for token in gap)
        says_day = bracketed and _says_day(tokens, figure)
        if not (figure.sign or says_day) or (own is not None and not bracketed):
            continue
        if own is not None and own.role != "unit" and own.category != before.label.category:
            continue
        if all(
            token.text in ",(|-[" or token.words.keys() & {"filler", "loss", "hedge"}
            for token in gap
        ):
            before.increment = figure
            figure.after = _closing(tokens, figure.after)
            spare.append(figure)
    taken = {figure.first for figure in spare}
    figures[:] = [figure for figure in figures if figure.first not in taken]


def _closing(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind the bracket that closes soon after, or the place itself."""
    for place in range(at, min(at + 2 * _LONGEST_GAP, len(tokens))):
        if tokens[place].text in ")]}":
            return place + 1
        if tokens[place].text in "([\n":
            break
    return at


def _says_day(tokens: Sequence[Token], figure: Figure) -> bool:
    at = figure.first - 1
    near = [*tokens[max(at - 3, 0) : at + 1], *tokens[figure.last + 1 : figure.last + 5]]
    return any(token.means("period") == "day" for token in near)


def _pair_headings(tokens: Sequence[Token], layout: Layout, figures: list[Figure]) -> None:
    """Pair a figure alone on its line with the label alone on the line before (or after) it."""
    lone = [f for f in figures if f.label is None or f.label.role == "unit"]
    if not lone:
        return
    spans = _item_spans(layout)
    taken = {layout.items[f.label_first] for f in figures if f.label is not None}
    for figure in lone:
        item = layout.items[figure.first]
        if not _is_alone(tokens, spans[item], figure):
            continue
        for other in (_step(tokens, spans, item, -1), _step(tokens, spans, item, 1)):
            if other is None or other in taken:
                continue
            at = _lone_label(tokens, spans[other])
            if at is not None:
                _take(tokens, figure, at)
                taken.add(other)
                break


def _item_spans(layout: Layout) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for at, item in enumerate(layout.items):
        while len(spans) <= item:
            spans.append((at, at))
        spans[item] = (spans[item][0], at + 1)
    return spans


def _step(tokens: Sequence[Token], spans: list[tuple[int, int]], item: int, way: int) -> int | None:
    """Return the next item that way which holds anything, if a line break or colon parts them."""
    other = item + way
    while 0 <= other < len(spans) and abs(other - item) <= _LONGEST_GAP:
        start, end = spans[other]
        if end - start > _LONGEST_ITEM or any(t.kind != "symbol" for t in tokens[start:end]):
            low, high = (other, item) if way < 0 else (item, other)
            between = tokens[max(spans[low][1] - 1, 0) : spans[high][0] + 1]
            return other if any(t.text in "\n|:\u2022" for t in between) else None
        other += way
    return None


def _is_alone(tokens: Sequence[Token], span: tuple[int, int], figure: Figure) -> bool:
    if span[1] - span[0] > _LONGEST_ITEM:
        return False
    inside = [*tokens[span[0] : figure.first], *tokens[figure.after : span[1]]]
    return all(
        token.kind == "symbol"
        or token.words.keys() & {"hedge", "filler", "loss"}
        or (token.label is not None and token.label.role == "unit")
        for token in inside
    )


def _lone_label(tokens: Sequence[Token], span: tuple[int, int]) -> int | None:
    label: Label | None = None
    place = None
    if span[1] - span[0] > _LONGEST_ITEM:
        return None
    for at in range(*span):
        token = tokens[at]
        if token.label is not None and token.label.role not in ("unit", "other"):
            if label is not None and label.category != token.label.category:
                return None
            label, place = token.label, at if place is None else place
        elif token.kind in ("word", "number", "day"):
            return None
    return place

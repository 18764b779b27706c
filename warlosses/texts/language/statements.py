"""A text -> the statements about losses in it: what, how many, of whom, over which period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from warlosses.texts.language.days import join_days
from warlosses.texts.language.figures import Figure, find_figures
from warlosses.texts.language.folding import Folded, fold
from warlosses.texts.language.layout import Layout, lay_out
from warlosses.texts.language.misspelt import name_misspelt
from warlosses.texts.language.pairing import pair
from warlosses.texts.language.periods import Scope, scopes
from warlosses.texts.language.tokens import Day, Token, tokenize
from warlosses.texts.language.wording import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

_LIST = 3  # categories in a row that make a list, which needs no verb
# Of none of these more than 200 were ever claimed for one day, nor fewer in all since March 2022.
_TELLING, _DAILY = ("tanks", "armored_vehicles", "artillery"), 200
_FAR_ITEMS, _FAR_LINES = 8, 3  # so far apart, figures stand in different lists
_NEAR = 12  # tokens between the word for losses and the total it is given


@dataclass(slots=True)
class Statement:
    """One figure on losses, as a text states it; ``start`` and ``end`` are places in the text.

    ``worded`` is the label as the text has it. ``period``: total, day, week, month, year, other, or
    empty where nothing tells; ``sure``, how it was told: ``own`` (by the figure's sentence),
    ``list``, ``before`` (by a sentence before), or empty. ``paired``: a total and its increment
    are printed together, as bulletins do. ``rank`` orders the statements of one claim.
    """

    start: int
    end: int
    quote: str
    worded: str
    label: Label
    scope: Scope
    measure: str
    period: str
    sure: str
    qualifier: str
    value: int
    high: int | None
    step: int
    number_first: bool
    paired: bool
    rank: int
    run: int
    figure_start: int

    @property
    def category(self) -> str:
        """The category; ``vehicles`` where its meaning depends on the day."""
        return self.label.category

    @property
    def outcome(self) -> str:
        """What became of what was lost."""
        return self.label.outcome

    @property
    def claimant(self) -> str:
        """Who is named last before the figure, or empty."""
        return self.scope.claimant


class Unread(NamedTuple):
    """An item of a list that no label is known for."""

    text: str
    start: int
    end: int


class NamedDay(NamedTuple):
    """A day that a text names; ``past`` where it is the day before the bulletin's morning."""

    day: Day
    start: int
    past: bool


class Reading(NamedTuple):
    """What was found in a text."""

    statements: list[Statement]
    unread: list[Unread]
    days: list[NamedDay]
    claimants: list[tuple[str, int]]


class _Text(NamedTuple):
    folded: Folded
    tokens: list[Token]
    layout: Layout
    figures: list[Figure]
    scopes: dict[int, Scope]


def read_statements(text: str) -> Reading:
    """Return the statements of a text, its unread items, and the days and claimants it names.

    Examples
    --------
    >>> found = read_statements("Russia has lost over 3,600 tanks (+1) since Feb. 24, 2022.")
    >>> [(s.category, s.measure, s.qualifier, s.value) for s in found.statements]
    [('tanks', 'cumulative', 'more_than', 3600), ('tanks', 'increment', 'exact', 1)]
    """
    folded = fold(text)
    tokens = join_days(tokenize(folded.text))
    layout = lay_out(tokens, lambda place: _is_capital(text, folded.place(place)))
    figures = find_figures(tokens)
    pair(tokens, layout, figures)
    name_misspelt(tokens, layout, figures)
    _name_the_unnamed(tokens, layout, figures)
    found = _Text(folded, tokens, layout, figures, scopes(tokens, layout, figures))
    runs = _runs(found)
    _spread_totals(found, runs)
    _spread_days(found, runs)
    statements = [s for f in figures if f.label is not None for s in _statements(found, f, runs)]
    days: list[NamedDay] = []
    claimants: list[tuple[str, int]] = []
    for at, token in enumerate(tokens):
        if token.day is not None:
            days.append(
                NamedDay(token.day, folded.place(token.start), _is_past(tokens, layout, at))
            )
        elif token.words and "claimant" in token.words:
            claimants.append((token.words["claimant"], folded.place(token.start)))
    return Reading(statements, _unread(found, runs), days, claimants)


def _is_past(tokens: Sequence[Token], layout: Layout, at: int) -> bool:
    """Whether a day tells what "the past day" beside it was: "за минулу добу, 22 листопада"."""
    return any(
        tokens[near].means("period") == "day" and layout.sentences[near] == layout.sentences[at]
        for near in range(max(at - 2, 0), min(at + 3, len(tokens)))
    )


def _is_capital(text: str, at: int) -> bool:
    return text[at : at + 1].isupper() or text[at : at + 1].isdigit()


def _name_the_unnamed(tokens: Sequence[Token], layout: Layout, figures: list[Figure]) -> None:
    """Name what "losses reached 183,130, with 470 in the past day" leaves unnamed: personnel."""
    before: Figure | None = None
    for figure in figures:
        if figure.label is None and not _is_named_otherwise(tokens, layout, figure):
            near = before is not None and layout.sentences[figure.first] - layout.sentences[
                before.first
            ] in (0, 1)
            of_people = near and before is not None and _is_personnel(before)
            if near and before is not None and _is_running_total(tokens, figure):
                figure.label, figure.label_first = before.label, figure.first
                figure.label_last = figure.first
            elif _is_given_total(tokens, layout, figure) or (
                of_people and _is_share(tokens, layout, figure)
            ):
                figure.label = Label("personnel", "lost", "weak")
                figure.label_first = figure.label_last = figure.first
        if figure.label is not None:
            before = figure


def _is_personnel(figure: Figure) -> bool:
    return figure.label is not None and figure.label.category == "personnel"


def _is_named_otherwise(tokens: Sequence[Token], layout: Layout, figure: Figure) -> bool:
    """Whether a number counts something else: a noun follows that is no word of ours."""
    at, stranger = figure.after, False
    while at < len(tokens) and at - figure.after < _NEAR:
        token = tokens[at]
        words = token.words
        if token.kind == "symbol" or layout.items[at] != layout.items[figure.last]:
            break
        if "else" in words or "scale" in words or token.label is not None:
            return True
        if token.day is not None or words.keys() & {"period", "total", "loss"}:
            return False
        stranger = stranger or token.kind == "word"
        at += 1
    return stranger


def _is_given_total(tokens: Sequence[Token], layout: Layout, figure: Figure) -> bool:
    """Whether the figure is what losses "reached", "are" or "were put at"."""
    if figure.sign or figure.in_words:
        return False
    at, reached = figure.first - 1, False
    lowest = max(at - _NEAR, 0)
    while at >= lowest and layout.sentences[at] == layout.sentences[figure.first]:
        token = tokens[at]
        words = token.words
        if token.kind == "number":
            return False
        if words.get("loss") == "lost" or (token.label and token.label.category == "personnel"):
            return reached
        if token.label is not None:
            return False
        reached = reached or "reach" in words or token.text in {":", "-"}
        if not reached and not (words or token.kind == "symbol"):
            return False
        at -= 1
    return False


def _is_running_total(tokens: Sequence[Token], figure: Figure) -> bool:
    """Whether the figure is what the one before brings "the total to"."""
    before = tokens[max(figure.first - 3, 0) : figure.first]
    return any("total" in token.words and token.text.endswith(" to") for token in before)


def _is_share(tokens: Sequence[Token], layout: Layout, figure: Figure) -> bool:
    """Whether the figure is said to be of a day, week or month, close by."""
    item = layout.items[figure.first]
    span = range(max(figure.first - _NEAR, 0), min(figure.after + _NEAR, len(tokens)))
    return any(layout.items[at] == item and tokens[at].means("period") is not None for at in span)


def _runs(found: _Text) -> dict[int, int]:
    """Return for each labelled figure (by its first token) the number of the list it stands in.

    A sentence is a list of its own, and so are lines that each begin with an item.
    """
    runs: dict[int, int] = {}
    run, last = 0, None
    for figure in found.figures:
        if figure.label is None or figure.label.role == "other":
            continue
        if last is None or not _goes_on(found, last, figure):
            run += 1
        runs[figure.first] = run
        last = figure
    return runs


def _goes_on(found: _Text, last: Figure, figure: Figure) -> bool:
    layout = found.layout
    ended = max(last.last, last.label_last)
    begun = min(figure.first, figure.label_first if figure.label_first >= 0 else figure.first)
    if layout.items[begun] - layout.items[ended] > _FAR_ITEMS:
        return False
    if layout.sentences[begun] == layout.sentences[ended]:
        return True
    lines = layout.lines[begun] - layout.lines[ended]
    if lines == 0:
        return found.tokens[ended + 1].text in ".;" and figure.label_first <= figure.first
    return lines <= _FAR_LINES and _opens_line(found, begun) and _opens_line(found, ended)


def _opens_line(found: _Text, at: int) -> bool:
    """Whether a line begins with an item: nothing but marks and plain words stand before it."""
    line, first = found.layout.lines[at], at
    while first > 0 and found.layout.lines[first - 1] == line and at - first <= _NEAR:
        first -= 1
    if at - first > _NEAR:
        return False
    return all(
        token.kind == "symbol" or token.means("filler") is not None or token.means("hedge")
        or token.label is not None or token.kind == "number"
        for token in found.tokens[first:at]
    )  # fmt: skip


def _spread_totals(found: _Text, runs: dict[int, int]) -> None:
    """Take all figures of a list as totals if some print increments beside them."""
    with_increments = {runs[f.first] for f in found.figures if f.increment and f.first in runs}
    for figure in found.figures:
        scope = found.scopes[figure.first]
        if runs.get(figure.first) in with_increments and scope.sure != "own":
            scope.period, scope.sure = "total", "list"


def _spread_days(found: _Text, runs: dict[int, int]) -> None:
    """Take a list after a paragraph on the past day for that day's, if it is as small as one."""
    lists: dict[int, list[Figure]] = {}
    for figure in found.figures:
        if figure.first in runs:
            lists.setdefault(runs[figure.first], []).append(figure)
    for held in lists.values():
        told = {figure.label.category: figure.value for figure in held if figure.label}
        small = [told[category] < _DAILY for category in _TELLING if category in told]
        if len(told) >= _LIST and small and all(small):
            for figure in held:
                scope = found.scopes[figure.first]
                if scope.sure == "" and (scope.last == "day" or scope.told_day):
                    scope.period, scope.sure = "day", "before"


def _statements(found: _Text, figure: Figure, runs: dict[int, int]) -> list[Statement]:
    label = figure.label
    if label is None or label.role == "other" or not label.category:
        return []
    scope = found.scopes[figure.first]
    if label.category == "personnel" and (fate := _fate(found.tokens, figure)):
        figure.label = label._replace(outcome=fate)
    made = [_statement(found, figure, scope, runs)]
    if figure.increment is not None:
        made.append(_increment(found, made[0], figure.increment))
    return made


def _fate(tokens: Sequence[Token], figure: Figure) -> str:
    """Return what is said to have become of the people, right behind their number."""
    last = max(figure.after, figure.label_last + 1)
    for at in range(figure.last + 1, min(last + 2, len(tokens))):
        if fate := tokens[at].means("fate"):
            return fate
    return ""


def _statement(found: _Text, figure: Figure, scope: Scope, runs: dict[int, int]) -> Statement:
    label = figure.label or Label("", "", "")
    tokens, folded = found.tokens, found.folded
    first, last = tokens[figure.label_first], tokens[figure.label_last]
    hedge = figure.hedge_start if figure.hedge_start >= 0 else figure.start
    start, end = folded.span(min(first.start, hedge, figure.start), max(last.end, figure.end))
    named = figure.label_first != figure.first
    period = scope.period
    if figure.sign and period in ("total", ""):
        period = "day"
    return Statement(
        start,
        end,
        folded.original[start:end],
        folded.original[slice(*folded.span(first.start, last.end))] if named else "",
        label,
        scope,
        "increment" if period not in ("total", "") else "cumulative",
        period,
        "own" if figure.sign or figure.increment else scope.sure,
        figure.hedge,
        figure.value if figure.sign >= 0 else -figure.value,
        figure.high,
        figure.step,
        figure.label_first > figure.first,
        figure.increment is not None,
        _rank(figure, scope, label),
        runs[figure.first],
        folded.place(figure.start),
    )


def _rank(figure: Figure, scope: Scope, label: Label) -> int:
    """Return how much a figure looks like one of a bulletin: the higher, the more."""
    return (
        4 * (figure.increment is not None)
        + 2 * (figure.hedge in ("exact", "about"))
        + 2 * (label.role in ("", "misspelt"))
        + (figure.step <= 10)  # noqa: PLR2004
        + (scope.sure in ("own", "list"))
        - 4 * figure.in_words
        - 3 * scope.launched
    )


def _increment(found: _Text, whole: Statement, inner: Figure) -> Statement:
    start, end = found.folded.span(inner.start, inner.end)
    return Statement(
        start,
        end,
        found.folded.original[start:end],
        whole.worded,
        whole.label,
        whole.scope,
        "increment",
        "day",
        "own",
        inner.hedge,
        inner.value if inner.sign >= 0 else -inner.value,
        inner.high,
        inner.step,
        whole.number_first,
        True,
        whole.rank,
        whole.run,
        start,
    )


def _unread(found: _Text, runs: dict[int, int]) -> list[Unread]:
    """Return the items of lists that have a figure and words, but no label that is known."""
    known = {found.layout.items[f.first] for f in found.figures if f.first in runs}
    known |= {found.layout.items[f.label_last] for f in found.figures if f.first in runs}
    sizes: dict[int, set[str]] = {}
    for figure in found.figures:
        if figure.first in runs and figure.label is not None:
            sizes.setdefault(runs[figure.first], set()).add(figure.label.category)
    in_lists = {
        found.layout.items[f.first]
        for f in found.figures
        if f.first in runs and len(sizes[runs[f.first]]) > 1
    }
    listed = []
    for figure in found.figures:
        item = found.layout.items[figure.first]
        if figure.label is not None or figure.sign or item in known:
            continue
        if not _stands_in_list(item, in_lists):
            continue
        span = _words_of_item(found, item, figure)
        if span is not None:
            start, end = found.folded.span(*span)
            listed.append(Unread(found.folded.original[start:end].strip(), start, end))
    return listed


def _stands_in_list(item: int, in_lists: set[int]) -> bool:
    """Whether a list's items stand close before and behind (or just before, as the last of it)."""
    before = any(item - n in in_lists for n in (1, 2, 3))
    behind = any(item + n in in_lists for n in (1, 2, 3))
    return before and (behind or item - 1 in in_lists or item - 2 in in_lists)


def _words_of_item(found: _Text, item: int, figure: Figure) -> tuple[int, int] | None:
    """Return the stretch of an item that reads "words - figure" or "figure words", else None."""
    items, tokens = found.layout.items, found.tokens
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

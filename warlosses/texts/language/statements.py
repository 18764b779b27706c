"""A text -> the statements about losses in it: what, how many, of whom, over which period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.errors import ArgumentError
from warlosses.texts.language.counted import name_the_counted
from warlosses.texts.language.days import join_days
from warlosses.texts.language.figures import find_figures
from warlosses.texts.language.folding import fold
from warlosses.texts.language.layout import lay_out
from warlosses.texts.language.limits import MOST_CHARACTERS
from warlosses.texts.language.misspelt import name_misspelt
from warlosses.texts.language.pairing import pair
from warlosses.texts.language.periods import scopes
from warlosses.texts.language.runs import find_runs, spread_days, spread_sizes, spread_totals
from warlosses.texts.language.statement import NamedDay, ReadText, Statement, TextParts
from warlosses.texts.language.tokens import tokenize
from warlosses.texts.language.tongues import settle_number_words
from warlosses.texts.language.unnamed import name_the_unnamed
from warlosses.texts.language.unread import find_unread
from warlosses.texts.language.wording import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.language.figures import Figure
    from warlosses.texts.language.layout import Layout
    from warlosses.texts.language.periods import Scope
    from warlosses.texts.language.tokens import Token


def read_statements(text: str) -> ReadText:
    """Return the statements of a text, its unread items, and the days and claimants it names.

    Raises
    ------
    ArgumentError
        The text is longer than any article.

    Examples
    --------
    >>> text = read_statements("Russia has lost over 3,600 tanks (+1) since Feb. 24, 2022.")
    >>> [(s.category, s.measure, s.qualifier, s.value) for s in text.statements]
    [('tanks', 'cumulative', 'more_than', 3600), ('tanks', 'increment', 'exact', 1)]
    """
    if len(text) > MOST_CHARACTERS:
        raise ArgumentError(
            f"expected a text of at most {MOST_CHARACTERS:,} characters; found a longer one. "
            "Give the part that has the figures, or each article by itself."
        )
    folded = fold(text)
    tokens = join_days(tokenize(folded.text))
    settle_number_words(tokens)
    layout = lay_out(tokens, lambda place: _is_capital(text, folded.place(place)))
    figures = find_figures(tokens)
    pair(tokens, layout, figures)
    name_misspelt(tokens, layout, figures)
    name_the_counted(tokens, layout, figures)
    name_the_unnamed(tokens, layout, figures)
    parts = TextParts(folded, tokens, layout, figures, scopes(tokens, layout, figures))
    runs = find_runs(parts)
    spread_totals(parts, runs)
    spread_sizes(parts)
    spread_days(parts, runs)
    statements = [s for f in figures if f.label is not None for s in _statements(parts, f, runs)]
    days: list[NamedDay] = []
    claimants: list[tuple[str, int]] = []
    for at, token in enumerate(tokens):
        if token.day is not None:
            days.append(
                NamedDay(token.day, folded.place(token.start), _is_past(tokens, layout, at))
            )
        elif token.words and "claimant" in token.words:
            claimants.append((token.words["claimant"], folded.place(token.start)))
    return ReadText(statements, find_unread(parts, runs), days, claimants, parts)


def _is_past(tokens: Sequence[Token], layout: Layout, at: int) -> bool:
    """Whether a day tells what "the past day" beside it was: "за минулу добу, 22 листопада"."""
    return any(
        tokens[near].means("period") == "day" and layout.sentences[near] == layout.sentences[at]
        for near in range(max(at - 2, 0), min(at + 3, len(tokens)))
    )


def _is_capital(text: str, at: int) -> bool:
    return text[at : at + 1].isupper() or text[at : at + 1].isdigit()


def _statements(parts: TextParts, figure: Figure, runs: dict[int, int]) -> list[Statement]:
    label = figure.label
    if label is None or label.role == "other" or not label.category:
        return []
    scope = parts.scopes[figure.first]
    if label.category == "personnel" and (fate := _fate(parts.tokens, figure)):
        figure.label = label._replace(outcome=fate)
    made = [_statement(parts, figure, scope, runs)]
    if figure.increment is not None:
        made.append(_increment(parts, made[0], figure.increment))
    return made


def _fate(tokens: Sequence[Token], figure: Figure) -> str:
    """Return what is said to have become of the people, right behind their number."""
    last = max(figure.after, figure.label_last + 1)
    for at in range(figure.last + 1, min(last + 2, len(tokens))):
        if fate := tokens[at].means("fate"):
            return fate
    return ""


def _statement(parts: TextParts, figure: Figure, scope: Scope, runs: dict[int, int]) -> Statement:
    label = figure.label or Label("", "", "")
    tokens, folded = parts.tokens, parts.folded
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
        figure,
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


def _increment(parts: TextParts, whole: Statement, inner: Figure) -> Statement:
    start, end = parts.folded.span(inner.start, inner.end)
    return Statement(
        start,
        end,
        parts.folded.original[start:end],
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
        inner,
    )

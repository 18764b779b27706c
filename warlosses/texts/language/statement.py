"""What a text says of losses: its statements, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from warlosses.texts.language.figures import Figure
    from warlosses.texts.language.folding import Folded
    from warlosses.texts.language.layout import Layout
    from warlosses.texts.language.periods import Scope
    from warlosses.texts.language.tokens import Day, Token
    from warlosses.texts.language.wording import Label


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
    figure: Figure

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


class UnreadItem(NamedTuple):
    """An item of a list that no label is known for."""

    text: str
    start: int
    end: int


class NamedDay(NamedTuple):
    """A day that a text names; ``past`` where it is the day before the bulletin's morning."""

    day: Day
    start: int
    past: bool


class TextParts(NamedTuple):
    """A text taken apart: its tokens, how they hang together, its figures and their scopes."""

    folded: Folded
    tokens: list[Token]
    layout: Layout
    figures: list[Figure]
    scopes: dict[int, Scope]


class ReadText(NamedTuple):
    """What a text says, and the parts that it was read from."""

    statements: list[Statement]
    unread: list[UnreadItem]
    days: list[NamedDay]
    claimants: list[tuple[str, int]]
    parts: TextParts

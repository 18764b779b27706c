"""The facets of a statement, and how each is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from warlosses.texts.article.marks import Sentence
    from warlosses.texts.language.statement import Statement

SAID, CARRIED, ASSUMED = "said", "carried", "assumed"
OTHER = "other"  # a speaker that the dataset has no claims of


class Facet(NamedTuple):
    """A facet's value, and whether the words say it, carry it over, or it is only assumed."""

    value: str
    known: str

    @property
    def is_told(self) -> bool:
        """Whether the text tells it."""
        return self.known != ASSUMED


class Window(NamedTuple):
    """A period that words name: its kind, and the year, month and day that go with it.

    A ``rough`` one may be meant otherwise ("the summer", "late in 2024"): who fits it is right, and
    who does not is not wrong.
    """

    kind: str  # total, day, days 2, week, month, last month, calendar month, months 4 6, other, ...
    year: int | None = None
    month: int | None = None
    day: int | None = None
    rough: bool = False


@dataclass(slots=True)
class Told:
    """A statement with its facets; ``others`` are further periods that it may be meant for."""

    statement: Statement
    sentence: Sentence
    claimant: Facet
    claimants: tuple[str, ...]
    belligerent: Facet
    outcome: Facet
    part: str
    window: Window
    period: str  # how the period is known
    others: tuple[Window, ...] = ()
    day: Window | None = None
    qualifiers: tuple[str, ...] = field(default=("exact",))

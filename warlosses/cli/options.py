"""Arguments and options that several commands share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

import warlosses as wl

if TYPE_CHECKING:
    from datetime import date

Belligerents = Annotated[
    list[str] | None,
    typer.Option("--belligerent", metavar="CODE", help="Whose losses: RU or UA; repeatable."),
]
Claimants = Annotated[
    list[str] | None,
    typer.Option("--claimant", metavar="CODE", help="Who claims, such as oryx; repeatable."),
]
Categories = Annotated[
    list[str] | None,
    typer.Option("--category", metavar="CODE", help="What was lost, such as tanks; repeatable."),
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome", metavar="CODE", help="What became of it, such as captured; repeatable."
    ),
]
Measures = Annotated[
    list[str] | None,
    typer.Option("--measure", metavar="CODE", help="cumulative or increment; repeatable."),
]
On = Annotated[str | None, typer.Option(metavar="DAY", help="The claims of one day, YYYY-MM-DD.")]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="First day.")]
Until = Annotated[str | None, typer.Option(metavar="DAY", help="Last day, included.")]
KnownOn = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="Answer from what had been recorded by the end of that day."),
]
DataVersion = Annotated[
    str | None,
    typer.Option("--version", metavar="VERSION", help="A release's version or folder."),
]


@dataclass(frozen=True)
class Span:
    """First and last day asked for; None where the user leaves it open."""

    since: date | None
    until: date | None

    @property
    def day(self) -> date | None:
        """The day, where it is a single one."""
        return self.since if self.since == self.until else None


def parse_span(on: str | None, since: str | None, until: str | None) -> Span:
    """Return the days of ``--on``, or of ``--since`` and ``--until``.

    >>> parse_span("2023-04-18", None, None).day
    datetime.date(2023, 4, 18)
    """
    from warlosses.data.days import parse_day

    if on is None:
        return Span(parse_day("--since", since), parse_day("--until", until))
    if since is not None or until is not None:
        raise wl.ArgumentError("--on is one day: give it alone, or --since and --until")
    day = parse_day("--on", on)
    return Span(day, day)


def named_filters(
    claimants: list[str] | None,
    belligerents: list[str] | None,
    categories: list[str] | None,
    outcomes: list[str] | None,
    measures: list[str] | None,
) -> dict[str, Any]:
    """Return the filters that were given, as `warlosses.load` names them."""
    given = {
        "claimants": claimants,
        "belligerents": belligerents,
        "categories": categories,
        "outcomes": outcomes,
        "measures": measures,
    }
    return {name: codes for name, codes in given.items() if codes}

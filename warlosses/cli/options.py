"""Arguments and options that several commands share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import warlosses as wl
from warlosses.cli.completion import codes_of, days, versions

if TYPE_CHECKING:
    from datetime import date


def _listed(option: str, kind: str, help: str) -> Any:  # noqa: A002  as typer has it
    """Return an option that takes codes of a list: repeated, or with commas."""
    return typer.Option(
        option,
        metavar="CODE",
        help=f"{help}; repeatable, or a list with commas.",
        autocompletion=codes_of(kind),
    )


Belligerents = Annotated[
    list[str] | None, _listed("--belligerent", "belligerent", "Whose losses: RU or UA")
]
Claimants = Annotated[
    list[str] | None, _listed("--claimant", "claimant", "Who claims, such as oryx")
]
Categories = Annotated[
    list[str] | None, _listed("--category", "category", "What was lost, such as tanks")
]
Outcomes = Annotated[
    list[str] | None, _listed("--outcome", "outcome", "What became of it, such as captured")
]
Measures = Annotated[list[str] | None, _listed("--measure", "measure", "cumulative or increment")]
CategoryNames = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CATEGORY",
        help="What was lost, such as tanks; all if none.",
        autocompletion=codes_of("category"),
    ),
]
Claimant = Annotated[
    str | None,
    typer.Option(
        "--claimant", metavar="CODE", help="Who claims.", autocompletion=codes_of("claimant")
    ),
]
On = Annotated[
    str | None,
    typer.Option(
        metavar="DAY",
        help="The claims of one day: YYYY-MM-DD, latest, today or yesterday.",
        autocompletion=days,
    ),
]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="First day.", autocompletion=days)]
Until = Annotated[
    str | None, typer.Option(metavar="DAY", help="Last day, included.", autocompletion=days)
]
Latest = Annotated[
    int | None,
    typer.Option(
        "--latest", min=1, metavar="N", help="The last N days that the daily bulletins run through."
    ),
]
KnownOn = Annotated[
    str | None,
    typer.Option(
        metavar="DAY",
        help="Answer from what had been recorded by the end of that day.",
        autocompletion=days,
    ),
]
DataVersion = Annotated[
    str | None,
    typer.Option(
        "--version",
        metavar="VERSION",
        help="A release's version or folder.",
        autocompletion=versions,
    ),
]
Format = Annotated[
    Literal["text", "json", "csv", "ndjson"], typer.Option("--format", help="How to print.")
]
Limit = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Stop after N lines (text) or rows."),
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

    @property
    def is_open(self) -> bool:
        """Whether no day was asked for."""
        return self.since is None and self.until is None


def parse_span(
    on: str | None = None,
    since: str | None = None,
    until: str | None = None,
    *,
    latest: int | None = None,
    known_on: str | None = None,
    version: str | None = None,
) -> Span:
    """Return the days of ``--on``, of ``--since`` and ``--until``, or of ``--latest``.

    >>> parse_span("2023-04-18").day
    datetime.date(2023, 4, 18)
    """
    from warlosses.data.days import end_of, parse_day
    from warlosses.data.request import data_through, last_days

    ends = data_through(version)
    given = [name for name, it in (("--on", on), ("--latest", latest)) if it is not None]
    if given and (since is not None or until is not None or len(given) > 1):
        raise wl.ArgumentError(
            f"{given[0]} {'is one day' if given == ['--on'] else 'says which days'}: give it "
            "alone, or --since and --until"
        )
    if latest is not None:
        return Span(*last_days(latest, end_of("--known-on", known_on, ends), ends()))
    if on is not None:
        day = parse_day("--on", on, ends)
        return Span(day, day)
    return Span(parse_day("--since", since, ends), parse_day("--until", until, ends))


def split(given: list[str] | None) -> list[str]:
    """Return the codes of an option: repeated, or with commas.

    >>> split(["oryx,ru_mod", "uk_mod"])
    ['oryx', 'ru_mod', 'uk_mod']
    """
    return [code.strip() for text in given or () for code in text.split(",") if code.strip()]


def named_filters(
    claimants: list[str] | None,
    belligerents: list[str] | None,
    categories: list[str] | None,
    outcomes: list[str] | None,
    measures: list[str] | None,
) -> dict[str, Any]:
    """Return the filters that were given, as `warlosses.load` names them."""
    given = {
        "claimants": split(claimants),
        "belligerents": split(belligerents),
        "categories": split(categories),
        "outcomes": split(outcomes),
        "measures": split(measures),
    }
    return {name: codes for name, codes in given.items() if codes}

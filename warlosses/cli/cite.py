"""The command that cites."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

import warlosses as wl
from warlosses.cli import options
from warlosses.cli.output.say import say


def cite(
    *,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="WHAT",
            help="A claim's id, a data version, or a Parquet or CSV file that export wrote.",
        ),
    ] = None,
    style: Annotated[
        Literal["text", "apa", "bibtex", "csl-json", "ris"],
        typer.Option("--style", help="How to write it."),
    ] = "text",
    on: options.On = None,
    since: options.Since = None,
    until: options.Until = None,
    claimants: options.Claimants = None,
    belligerents: options.Belligerents = None,
    categories: options.Categories = None,
    outcomes: options.Outcomes = None,
    measures: options.Measures = None,
    known_on: options.KnownOn = None,
    version: options.DataVersion = None,
) -> None:
    """Cite exactly the rows used: their release, their sources, and how to get them again.

    With filters, as for `export`: the rows that they give. Without anything: the whole release.
    """
    span = options.parse_span(on, since, until)
    filters = options.named_filters(claimants, belligerents, categories, outcomes, measures)
    given = {"since": span.since, "until": span.until, "known_on": known_on}
    filters |= {name: day for name, day in given.items() if day is not None}
    if not filters:
        say(wl.cite(what, style, version=version))
        return
    if what is not None:
        raise wl.ArgumentError("give WHAT, or filters; found both")
    say(wl.cite(wl.load(version=version, **filters), style, version=version))

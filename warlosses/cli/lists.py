"""Commands that tell what there is: releases in short, series, codes, sources."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

import warlosses as wl
from warlosses.cli import options
from warlosses.cli.output.say import say, say_json, talk
from warlosses.cli.output.table import style, table, wrap


def info(
    version: options.DataVersion = None,
    output_format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How to print.")
    ] = "text",
) -> None:
    """Tell which release this is, how old it is, what it holds and from when to when."""
    from warlosses.cli.output.coverage import coverage_as_text, series_as_dicts
    from warlosses.data.coverage import find_series

    told = wl.info(version)
    ends, series = find_series({}, ("claimant", "measure", "category"), version)
    if output_format == "json":
        say_json({**told.to_dict(), "coverage": series_as_dicts(series, ends)})
        return
    before = f"against {told.previous}" if told.previous else "no release before"
    facts = {
        "release": f"{told.version}, schema {told.schema_version}, {told.licence}",
        "data through": f"{told.data_through}, {told.age_days:,} days ago",
        "changes": ", ".join(f"{n:,} {kind}" for kind, n in told.changes.items()) + f" ({before})",
        "rows": ", ".join(f"{name} {number:,}" for name, number in told.rows.items()),
        "folder": str(told.folder),
    }
    for label, text in facts.items():
        say("\n".join(wrap(text, label, indent=14)))
    statuses = ["corroborated", "single", "disputed", "corrected"]
    rows = [
        [claimant, f"{sum(by.values()):,}", *(f"{by[s]:,}" if s in by else "" for s in statuses)]
        for claimant, by in sorted(
            told.claims_by_claimant.items(), key=lambda item: -sum(item[1].values())
        )
    ]
    say()
    say("\n".join(table(["claimant", "claims", *statuses], rows, left=["claimant"])))
    say()
    say("\n".join(coverage_as_text(series, ends)))


def coverage(
    *,
    claimants: options.Claimants = None,
    belligerents: options.Belligerents = None,
    categories: options.Categories = None,
    outcomes: options.Outcomes = None,
    measures: options.Measures = None,
    version: options.DataVersion = None,
    output_format: options.Format = "text",
) -> None:
    """Tell the first and last day of every series, its holes, and which ended early.

    As text, what has the same days stands in one line; the other formats have a row a series. The
    gap is the longest: the most days in a row without a claim, between two with one.
    """
    filters = options.named_filters(claimants, belligerents, categories, outcomes, measures)
    frame = wl.coverage(**filters, version=version)
    if frame.empty:
        talk("no claims like that; `warlosses coverage` lists all that there is")
        raise typer.Exit(1)
    if output_format != "text":
        wl.export(frame, "-", format=output_format)
        return
    from warlosses.cli.output.coverage import coverage_as_text
    from warlosses.data.coverage import find_series

    given = {singular: filters.get(plural) for singular, plural in _FILTERS.items()}
    ends, series = find_series(given, version=version)
    say("\n".join(coverage_as_text(series, ends)))


_FILTERS = {
    "claimant": "claimants",
    "belligerent": "belligerents",
    "category": "categories",
    "outcome": "outcomes",
    "measure": "measures",
}


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORD", help="In any of three languages.")],
    *,
    kind: Annotated[
        Literal[
            "category",
            "claimant",
            "belligerent",
            "outcome",
            "measure",
            "qualifier",
            "source",
        ]
        | None,
        typer.Option(help="Look in one list."),
    ] = None,
    language: Annotated[
        Literal["en", "uk", "ru"], typer.Option(help="Of the labels printed.")
    ] = "en",
    output_format: options.Format = "text",
) -> None:
    """Find the codes that words stand for, such as howitzer, drones or генштаб."""
    met = wl.search(" ".join(words), kind=kind, language=language)
    if met.empty:
        talk(
            f"nothing is called {' '.join(words)!r} here; codes are listed by `warlosses coverage`"
        )
        raise typer.Exit(1)
    if output_format != "text":
        wl.export(met, "-", format=output_format)
        return
    names = ["kind", "code", "label", "matched"]
    rows = met[names].to_numpy().tolist()
    say("\n".join(table(names, rows, left=names)))


def sources(
    output_format: Annotated[
        Literal["text", "json", "csv"], typer.Option("--format", help="How to print.")
    ] = "text",
    version: options.DataVersion = None,
) -> None:
    """List the sources: where the figures were read, and on what terms."""
    data = wl.load("sources", version=version, backend="arrow")
    if output_format != "text":
        wl.export(data, "-", format=output_format)
        return
    entries = []
    for source in data.to_pylist():
        facts = {
            "licence": source["licence"],
            "use": source["use"],
            "carries": source["carries"],
            "link": source["repo"],
        }
        heading = style(source["source_id"], bold=True)
        lines = [line for k, v in facts.items() if v for line in wrap(v, f"  {k}", indent=11)]
        entries.append("\n".join([heading, *wrap(source["title"], indent=2), *lines]))
    say("\n\n".join(entries))

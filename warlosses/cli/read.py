"""Commands that read a release."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import warlosses as wl
from warlosses.cli import options
from warlosses.cli.output.table import style, table, talk, wrap

if TYPE_CHECKING:
    import pyarrow as pa

_A_WEEK = timedelta(days=7)


def show(
    *,
    category: Annotated[
        list[str] | None,
        typer.Argument(metavar="CATEGORY", help="What was lost, such as tanks; all if none."),
    ] = None,
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
    output_format: Annotated[
        Literal["text", "json", "csv", "ndjson"], typer.Option("--format", help="How to print.")
    ] = "text",
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Stop after N lines (text) or claims."),
    ] = None,
) -> None:
    """Show the claims of a day, or of a span of days.

    Without a day: the day that the data runs through.
    """
    wanted = [*(category or []), *(categories or [])]
    filters = options.named_filters(claimants, belligerents, wanted, outcomes, measures)
    release = {"known_on": known_on, "version": version}
    span = options.parse_span(on, since, until)
    if span == options.Span(None, None):
        day = _default_day(known_on, version)
        span = options.Span(day, day)
    data, missed = _load_span(span, {**filters, **release})
    for line in missed:
        talk(line)
    if not data.num_rows:
        talk(_no_claims(span, {**filters, **release}))
        raise typer.Exit(1)
    if output_format != "text":
        wl.export(data.slice(0, limit), "-", format=output_format)
        return
    from warlosses.cli.output.claims import render

    lines, left_out = render(data.to_pylist(), limit)
    typer.echo("\n".join(lines))
    if left_out:
        talk(f"{left_out:,} more lines; see them with a higher --limit")


def info(
    version: options.DataVersion = None,
    output_format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How to print.")
    ] = "text",
) -> None:
    """Tell which release this is, how old it is and what it holds."""
    found = wl.info(version)
    if output_format == "json":
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
        return
    before = f"against {found.previous}" if found.previous else "no release before"
    facts = {
        "release": f"{found.version}, schema {found.schema_version}, {found.licence}",
        "data through": f"{found.data_through}, {found.age_days:,} days ago",
        "changes": ", ".join(f"{n:,} {kind}" for kind, n in found.changes.items()) + f" ({before})",
        "rows": ", ".join(f"{name} {number:,}" for name, number in found.rows.items()),
        "folder": str(found.folder),
    }
    for label, text in facts.items():
        typer.echo("\n".join(wrap(text, label, indent=14)))
    statuses = ["corroborated", "single", "disputed", "corrected"]
    rows = [
        [claimant, f"{sum(by.values()):,}", *(f"{by[s]:,}" if s in by else "" for s in statuses)]
        for claimant, by in sorted(
            found.claims_by_claimant.items(), key=lambda item: -sum(item[1].values())
        )
    ]
    typer.echo()
    typer.echo("\n".join(table(["claimant", "claims", *statuses], rows, left=["claimant"])))


def export(
    *,
    table_name: Annotated[
        str,
        typer.Argument(
            metavar="TABLE",
            help="claims, observations, corrections, sources, claimants or categories.",
        ),
    ] = "claims",
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="A file, or - for standard output."),
    ] = "-",
    output_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="csv, tsv, json, ndjson, parquet or xlsx; by default as FILE ends.",
        ),
    ] = None,
    on: options.On = None,
    since: options.Since = None,
    until: options.Until = None,
    claimants: options.Claimants = None,
    belligerents: options.Belligerents = None,
    categories: options.Categories = None,
    outcomes: options.Outcomes = None,
    measures: options.Measures = None,
    known_on: options.KnownOn = None,
    layout: Annotated[
        Literal["long", "wide"],
        typer.Option(help="One row a claim; or one row a day, one column a category."),
    ] = "long",
    version: options.DataVersion = None,
) -> None:
    """Write a table to a file that other programs read."""
    span = options.parse_span(on, since, until)
    data = wl.load(
        table_name,
        **options.named_filters(claimants, belligerents, categories, outcomes, measures),
        since=span.since,
        until=span.until,
        known_on=known_on,
        version=version,
        layout=layout,
        backend="arrow",
    )
    wl.export(data, output, format=output_format)
    if output != "-":
        talk(f"{data.num_rows:,} rows written to {output}")


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
    typer.echo("\n\n".join(entries))


def _default_day(known_on: str | None, version: str | None) -> date:
    """Return the day that the data runs through, or ran through at most on an earlier day."""
    from warlosses.data.days import parse_day

    known = parse_day("--known-on", known_on)
    through = wl.info(version).data_through
    return min(through, known) if known else through


def _load_span(span: options.Span, asked: dict[str, Any]) -> tuple[pa.Table, list[str]]:
    """Return the claims of some days; for a single day also who was silent, though near it not."""
    if span.day is None:
        return wl.load(since=span.since, until=span.until, backend="arrow", **asked), []
    import pyarrow.compute as pc

    near = wl.load(since=span.day - _A_WEEK, until=span.day + _A_WEEK, backend="arrow", **asked)
    data = near.filter(pc.equal(near.column("as_of"), span.day))
    if not data.num_rows:
        return data, []
    days: dict[str, set[date]] = {}
    for row in (
        near.select(["claimant", "as_of"]).group_by(["claimant", "as_of"]).aggregate([]).to_pylist()
    ):
        days.setdefault(row["claimant"], set()).add(row["as_of"])
    silent = {
        claimant: found
        for claimant, found in sorted(days.items())
        if span.day not in found and min(found) < span.day
    }
    return data, [
        f"{claimant}: nothing on that day; nearest {_nearest(span.day, found)}"
        for claimant, found in silent.items()
    ]


def _no_claims(span: options.Span, asked: dict[str, Any]) -> str:
    """Return what to say where there are no claims: when there are some."""
    import pyarrow.compute as pc

    everything = wl.load(backend="arrow", **asked)
    days = set(pc.unique(everything.column("as_of")).to_pylist())
    if not days:
        return "no claims like that on any day"
    if span.day is None:
        return f"no claims in these days; there are some from {min(days)} to {max(days)}"
    return f"no claims on {span.day}; nearest {_nearest(span.day, days)}"


def _nearest(day: date, days: set[date]) -> str:
    """Return the nearest days before and after.

    >>> _nearest(date(2023, 4, 18), {date(2023, 4, 15), date(2023, 4, 16), date(2023, 4, 20)})
    '2023-04-16, 2023-04-20'
    """
    before = [found for found in days if found < day]
    after = [found for found in days if found > day]
    return ", ".join(str(d) for d in [*sorted(before)[-1:], *sorted(after)[:1]])

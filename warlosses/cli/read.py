"""Commands that read claims: to look at, or into a file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import warlosses as wl
from warlosses.cli import options
from warlosses.cli.output.say import say, talk

if TYPE_CHECKING:
    import pyarrow as pa

_A_WEEK = timedelta(days=7)


def show(
    *,
    category: options.CategoryNames = None,
    on: options.On = None,
    since: options.Since = None,
    until: options.Until = None,
    latest: options.Latest = None,
    claimants: options.Claimants = None,
    belligerents: options.Belligerents = None,
    categories: options.Categories = None,
    outcomes: options.Outcomes = None,
    measures: options.Measures = None,
    known_on: options.KnownOn = None,
    version: options.DataVersion = None,
    output_format: options.Format = "text",
    limit: options.Limit = None,
) -> None:
    """Show the claims of a day, or of a span of days.

    Without a day: the day that the data runs through.
    """
    wanted = [*(category or []), *(categories or [])]
    filters = options.named_filters(claimants, belligerents, wanted, outcomes, measures)
    release = {"known_on": known_on, "version": version}
    span = options.parse_span(on, since, until, latest=latest, **release)
    newest = span.is_open
    if newest:
        span = options.parse_span(latest=1, **release)
    data, missed = _load_span(span, {**filters, **release})
    if newest:
        _tell_age(span, {**filters, **release})
    for line in missed:
        talk(line)
    if not data.num_rows:
        talk(_no_claims(span, {**filters, **release}))
        raise typer.Exit(1)
    if output_format != "text":
        wl.export(data.slice(0, limit), "-", format=output_format)
        return
    from warlosses.cli.output.claims import claims_as_text

    lines, left_out = claims_as_text(data.to_pylist(), limit)
    say("\n".join(lines))
    if left_out:
        talk(f"{left_out:,} more lines; see them with a higher --limit")


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
    latest: options.Latest = None,
    claimants: options.Claimants = None,
    belligerents: options.Belligerents = None,
    categories: options.Categories = None,
    outcomes: options.Outcomes = None,
    measures: options.Measures = None,
    known_on: options.KnownOn = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column", metavar="NAME", help="Only these columns; repeatable, or with commas."
        ),
    ] = None,
    labels: Annotated[
        Literal["en", "uk", "ru"] | None,
        typer.Option(help="Names in this language instead of codes."),
    ] = None,
    layout: Annotated[
        Literal["long", "wide"],
        typer.Option(help="One row a claim; or one row a day, one column a category."),
    ] = "long",
    version: options.DataVersion = None,
) -> None:
    """Write a table to a file that other programs read; a file that is there is replaced."""
    span = options.parse_span(on, since, until, latest=latest, known_on=known_on, version=version)
    data = wl.load(
        table_name,
        **options.named_filters(claimants, belligerents, categories, outcomes, measures),
        since=span.since,
        until=span.until,
        known_on=known_on,
        version=version,
        columns=options.split(columns) or None,
        labels=labels,
        layout=layout,
        backend="arrow",
    )
    wl.export(data, output, format=output_format)
    if output != "-":
        talk(f"{data.num_rows:,} rows written to {output}")


def _tell_age(span: options.Span, filters: dict[str, Any]) -> None:
    """Say how old the newest day is, and that single claims are newer."""
    import pyarrow.compute as pc

    told = wl.info(filters["version"])
    if told.data_through != span.until or span.until is None:
        return  # what was known on an earlier day
    talk(f"the daily bulletins run through {span.until}, {told.age_days:,} days ago")
    day_after = span.until + timedelta(days=1)
    later = wl.load(since=day_after, backend="arrow", columns=["claimant", "as_of"], **filters)
    if later.num_rows:
        who = ", ".join(sorted(pc.unique(later.column("claimant")).to_pylist()))
        talk(f"{later.num_rows:,} claims are of later days ({who}): --since {day_after}")


def _load_span(span: options.Span, filters: dict[str, Any]) -> tuple[pa.Table, list[str]]:
    """Return the claims of some days; for a single day also who was silent, though near it not."""
    if span.day is None:
        return wl.load(since=span.since, until=span.until, backend="arrow", **filters), []
    import pyarrow.compute as pc

    near = wl.load(since=span.day - _A_WEEK, until=span.day + _A_WEEK, backend="arrow", **filters)
    data = near.filter(pc.equal(near.column("as_of"), span.day))
    if not data.num_rows:
        return data, []
    days: dict[str, set[date]] = {}
    for row in (
        near.select(["claimant", "as_of"]).group_by(["claimant", "as_of"]).aggregate([]).to_pylist()
    ):
        days.setdefault(row["claimant"], set()).add(row["as_of"])
    silent = {
        claimant: spoken
        for claimant, spoken in sorted(days.items())
        if span.day not in spoken and min(spoken) < span.day
    }
    return data, [
        f"{claimant}: nothing on that day; nearest {_nearest(span.day, spoken)}"
        for claimant, spoken in silent.items()
    ]


def _no_claims(span: options.Span, filters: dict[str, Any]) -> str:
    """Return what to say where there are no claims: when there are some."""
    import pyarrow.compute as pc

    everything = wl.load(backend="arrow", **filters)
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
    before = [other for other in days if other < day]
    after = [other for other in days if other > day]
    return ", ".join(str(d) for d in [*sorted(before)[-1:], *sorted(after)[:1]])

"""Commands that work figures out: daily losses, claimants side by side, a claim's story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

import warlosses as wl
from warlosses.cli import options
from warlosses.cli.completion import codes_of
from warlosses.cli.output.say import say, talk
from warlosses.cli.output.table import table, width, wrap

if TYPE_CHECKING:
    import pandas as pd

_LAST = 30  # rows of text, where nobody says how many


def daily(
    *,
    category: options.CategoryNames = None,
    claimant: options.Claimant = None,
    belligerent: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Whose losses: RU or UA, where the claimant speaks of both.",
            autocompletion=codes_of("belligerent"),
        ),
    ] = None,
    outcome: Annotated[
        str,
        typer.Option(
            metavar="CODE", help="Which outcome's totals.", autocompletion=codes_of("outcome")
        ),
    ] = "lost",
    since: options.Since = None,
    until: options.Until = None,
    latest: options.Latest = None,
    known_on: options.KnownOn = None,
    version: options.DataVersion = None,
    output_format: options.Format = "text",
    limit: options.Limit = None,
) -> None:
    """Show daily losses: the differences of a claimant's totals, each with its status.

    A difference over several days (a gap) is a loss of the span, not of a day; beside it stands the
    day's loss as the claimant itself printed it. As text, the last 30 lines unless days or a limit
    are given.
    """
    release = {"known_on": known_on, "version": version}
    span = options.parse_span(since=since, until=until, latest=latest, **release)
    frame = wl.daily(
        options.split(category) or None,
        claimant=claimant,
        belligerent=belligerent,
        outcome=outcome,
        since=span.since,
        until=span.until,
        **release,
    )
    _refuse_empty(frame)
    if output_format != "text":
        wl.export(frame.head(limit) if limit else frame, "-", format=output_format)
        return
    frame = _last_rows(frame.sort_values("as_of", kind="stable"), limit, span)
    header = ["day", "category", "loss", "status", "days", "of the span", "printed"]
    columns = ["as_of", "category", "value", "status", "days", "span_value", "printed"]
    rows = [[_cell(value) for value in row] for row in frame[columns].itertuples(index=False)]
    say("\n".join(table(header, rows, left=["day", "category", "status"])))


def compare(
    *,
    category: Annotated[
        str,
        typer.Argument(
            metavar="CATEGORY", help="What was lost.", autocompletion=codes_of("category")
        ),
    ],
    belligerent: Annotated[
        str,
        typer.Option(
            metavar="CODE", help="Whose losses: RU or UA.", autocompletion=codes_of("belligerent")
        ),
    ],
    claimants: options.Claimants = None,
    outcomes: options.Outcomes = None,
    since: options.Since = None,
    until: options.Until = None,
    latest: options.Latest = None,
    known_on: options.KnownOn = None,
    version: options.DataVersion = None,
    output_format: options.Format = "text",
    limit: options.Limit = None,
) -> None:
    """Show the totals of several claimants side by side, a column each.

    As text, the last 30 days unless days or a limit are given; where the columns do not fit, each
    claimant's last figure.
    """
    release = {"known_on": known_on, "version": version}
    span = options.parse_span(since=since, until=until, latest=latest, **release)
    frame = wl.compare(
        category,
        belligerent,
        claimants=options.split(claimants) or None,
        outcomes=options.split(outcomes) or None,
        since=span.since,
        until=span.until,
        **release,
    )
    _refuse_empty(frame)
    if output_format != "text":
        wl.export(frame.head(limit) if limit else frame, "-", format=output_format)
        return
    for name, parts in frame.attrs["rolled_up"].items():
        talk(f"{name}: the sum of {', '.join(parts)}")
    for name, notes in frame.attrs["scope_changes"].items():
        talk(f"{name}: {'; '.join(notes)}")
    shown = _last_rows(frame, limit, span)
    header = ["day", *map(str, shown.columns)]
    rows = [[_cell(value) for value in row] for row in shown.itertuples()]
    if silent := [str(name) for name in shown.columns[shown.isna().all()]]:
        talk(f"silent in these days: {', '.join(silent)}")
    lines = table(header, rows, left=["day"])
    if len(lines[0]) > width():
        talk("too wide for this terminal: the last figure of each; --format csv has all")
        lines = _last_figures(frame)
    say("\n".join(lines))


def history(
    claim_id: Annotated[
        str, typer.Argument(metavar="CLAIM", help="A claim's id, as `export` and `show` have it.")
    ],
    version: options.DataVersion = None,
    output_format: options.Format = "text",
) -> None:
    """Tell the story of a claim: who read it how and when, and what was decided."""
    story = wl.history(claim_id, version=version)
    if output_format != "text":
        wl.export(story, "-", format=output_format)
        return
    header = ["when", "what", "source", "figure", "until", "link"]
    links = list(dict.fromkeys(story["source_url"]))
    rows = [
        [
            f"{row.at:%Y-%m-%d %H:%M}",
            row.event,
            row.source_id,
            _figure(row),
            _moment(row.until),
            f"[{links.index(row.source_url) + 1}]",
        ]
        for row in map(_as_any, story.itertuples())
    ]
    lines = table(header, rows, left=["when", "what", "source", "until", "link"])
    notes = [note for note in dict.fromkeys(story["note"]) if note and note != "nan"]
    told = [line for note in notes for line in wrap(note, "note", indent=6)]
    numbered = [f"{f'[{number}]':<6}{link}" for number, link in enumerate(links, start=1)]
    say("\n".join([*lines, "", *told, *numbered]))


def _refuse_empty(frame: pd.DataFrame) -> None:
    if frame.empty:
        talk("no totals like that in these days; `warlosses coverage` tells which there are")
        raise typer.Exit(1)


def _last_rows(frame: pd.DataFrame, limit: int | None, span: options.Span) -> pd.DataFrame:
    """Return what to print: all of the days asked for, else the last lines, and say so."""
    rows = limit or (_LAST if span.is_open else len(frame))
    if len(frame) > rows:
        talk(f"the last {rows:,} of {len(frame):,} lines; more with --limit, --since or --latest")
    return frame.tail(rows)


def _last_figures(frame: pd.DataFrame) -> list[str]:
    rows = []
    for name in frame.columns:
        stated = frame[name].dropna()
        rows.append([str(name), _cell(stated.iloc[-1]), str(stated.index[-1].date())])
    return table(["claimant", "total", "day"], rows, left=["claimant", "day"])


def _cell(value: Any) -> str:
    """Return a number with thousands, a day without its midnight, nothing for what is missing."""
    if value != value or value is None:  # noqa: PLR0124  NaN
        return ""
    if hasattr(value, "date"):
        return str(value.date())
    return f"{value:,.0f}" if isinstance(value, float | int) else str(value)


def _as_any(row: Any) -> Any:
    """Return a row, whose fields no type checker knows."""
    return row


def _figure(row: Any) -> str:
    import pandas as pd

    bounds = [f"{bound:,}" for bound in (row.value_low, row.value_high) if not pd.isna(bound)]
    if pd.isna(row.value):
        return " to ".join(bounds)
    hedge = {"exact": "", "nan": "", "": ""}.get(row.qualifier, f"{row.qualifier} ")
    return f"{hedge.replace('_', ' ')}{row.value:,}"


def _moment(value: Any) -> str:
    import pandas as pd

    return "" if pd.isna(value) else f"{value:%Y-%m-%d %H:%M}"

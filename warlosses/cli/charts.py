"""Commands that show a release: the explorer page, and charts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

import warlosses as wl
from warlosses.cli import options
from warlosses.cli.output.say import talk


def explore(
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write the page.")
    ] = Path("explorer.html"),
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Write the page, do not open it in the browser.")
    ] = False,
    version: options.DataVersion = None,
) -> None:
    """Write the release as one page to look through, and open it.

    The page needs no server and no network, and can be put on any static host.
    """
    page = wl.explore(out, version=version)
    talk(f"{page}: {page.stat().st_size:,} bytes, all in one file")
    if no_open:
        return
    import webbrowser

    if not webbrowser.open(page.resolve().as_uri()):
        talk("no browser could be opened: open the file in one")


def plot(
    *,
    category: Annotated[
        list[str] | None,
        typer.Argument(metavar="CATEGORY", help="What was lost, such as tanks; all if none."),
    ] = None,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="A .html, .svg, .png or .json file."),
    ] = Path("chart.html"),
    kind: Annotated[
        Literal["daily", "totals", "compare", "coverage"],
        typer.Option(
            help="Losses by day; totals; claimants side by side, for one category; or which "
            "series there are, from when to when."
        ),
    ] = "daily",
    claimants: options.Claimants = None,
    belligerents: options.Belligerents = None,
    outcomes: options.Outcomes = None,
    since: options.Since = None,
    until: options.Until = None,
    known_on: options.KnownOn = None,
    version: options.DataVersion = None,
) -> None:
    """Draw a chart of claims into a file, offline (needs the extra 'plot')."""
    from warlosses.charts.altair_chart import save

    if kind == "coverage" and (since or until or known_on):
        raise wl.ArgumentError("--since, --until, --known-on: coverage has all days; drop them.")
    span = options.parse_span(None, since, until)
    shared: dict[str, Any] = {
        "since": span.since,
        "until": span.until,
        "known_on": known_on,
        "version": version,
    }
    if kind == "compare":
        frame = wl.compare(
            _one("category", category),
            belligerent=_one("--belligerent", belligerents),
            claimants=claimants,
            outcomes=outcomes,
            **shared,
        )
    elif kind == "daily":
        frame = wl.daily(
            category,
            claimant=_one("--claimant", claimants) if claimants else None,
            belligerent=_one("--belligerent", belligerents) if belligerents else None,
            outcome=_one("--outcome", outcomes) if outcomes else "lost",
            **shared,
        )
    elif kind == "coverage":
        filters = options.named_filters(claimants, belligerents, category, outcomes, None)
        frame = wl.coverage(**filters, version=version)
    else:
        filters = options.named_filters(claimants, belligerents, category, outcomes, None)
        frame = wl.load(**filters, measures="cumulative", **shared)
    if frame.empty:
        talk("no claims like that")
        raise typer.Exit(1)
    save(wl.plot(frame), output)
    talk(f"{len(frame):,} rows drawn into {output}")


def _one(what: str, given: list[str] | None) -> str:
    if not given or len(given) != 1:
        names = ", ".join(given) if given else "none"
        raise wl.ArgumentError(f"expected one {what}; found {names}. Name a single one.")
    return given[0]

"""Commands that make releases."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import warlosses as wl
from warlosses.cli._output import progress

if TYPE_CHECKING:
    from warlosses.building import BuildResult

_Format = Annotated[
    Literal["text", "json"], typer.Option("--format", help="How to print the build report.")
]
_AcceptLoss = Annotated[
    bool,
    typer.Option("--accept-loss", help="Build although a source lacks many claims it had before."),
]


def update(
    *,
    mirror: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Take these copies of the sources, not the network."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of releases; by default your own data folder."),
    ] = None,
    accept_shrink: Annotated[
        bool,
        typer.Option("--accept-shrink", help="Take a file with under half the rows it had before."),
    ] = False,
    accept_loss: _AcceptLoss = False,
    output_format: _Format = "text",
) -> None:
    """Fetch the sources and build a release of them.

    Afterwards `--version latest` reads it.
    """
    with progress() as tell:
        result = wl.update(
            mirror, out, accept_shrink=accept_shrink, accept_loss=accept_loss, progress=tell
        )
    _print_result(result, output_format)


def build(
    *,
    mirror: Annotated[
        Path, typer.Option(metavar="DIR", help="Copies of the sources, with SOURCES.toml.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of releases.")],
    previous: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION", help="Release to continue; by default the newest in --out."
        ),
    ] = None,
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="Continue none: start a new ledger.")
    ] = False,
    contributions: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of contribution files.")
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option(metavar="FILE", help="CSV of this project's decisions.")
    ] = None,
    accept_loss: _AcceptLoss = False,
    output_format: _Format = "text",
) -> None:
    """Build a release from copies of the sources."""
    with progress() as tell:
        result = wl.build(
            mirror,
            out,
            previous=previous,
            from_scratch=from_scratch,
            contributions=contributions,
            corrections=corrections,
            accept_loss=accept_loss,
            progress=tell,
        )
    _print_result(result, output_format)


def _print_result(result: BuildResult, output_format: str) -> None:
    """Print the report, and in a last line what became of it."""
    release = result.release
    if output_format == "json":
        facts = {
            "version": release.version,
            "folder": str(release.folder),
            "is_new": result.is_new,
            "changes": result.changes,
            "report": result.report,
        }
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    from warlosses.report import render

    typer.echo(render(result.report))
    if not result.is_new:
        typer.echo(f"\nnothing changed: {release.version} stands, in {release.folder}")
        return
    changes = ", ".join(f"{number:,} {kind}" for kind, number in result.changes.items())
    typer.echo(f"\n{release.version} in {release.folder}: {changes}")

"""Commands that make releases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

import warlosses as wl
from warlosses.cli.output.say import say, say_json
from warlosses.cli.output.table import progress

if TYPE_CHECKING:
    from warlosses.building.build import BuildResult

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


_Keys = Annotated[
    list[Path] | None,
    typer.Option(
        "--key", metavar="FILE", help="A private key; repeatable; by default all in WARLOSSES_KEYS."
    ),
]
_Root = Annotated[
    Path | None,
    typer.Option(
        "--root",
        metavar="FILE",
        help="The root of trust to verify the repository by, from elsewhere than the host; by "
        "default WARLOSSES_ROOT, else the package's own.",
    ),
]
_Record = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="FILE",
        help="What was published last, to notice a rolled-back host; written anew. By default "
        "published.json beside the root.",
    ),
]
_Repo = Annotated[Path, typer.Option("--repo", metavar="DIR", help="The release repository.")]


def publish(
    release: Annotated[
        str | None, typer.Argument(metavar="RELEASE", help="A release's folder or version.")
    ] = None,
    *,
    repo: _Repo,
    key: _Keys = None,
    root: _Root = None,
    record: _Record = None,
    renew: Annotated[
        bool, typer.Option("--renew", help="No release: only sign again what will expire.")
    ] = False,
    output_format: Annotated[
        Literal["text", "json", "notes"], typer.Option("--format", help="How to print.")
    ] = "text",
) -> None:
    """Add a built release to a repository that any web host can serve, signed."""
    if renew == (release is not None):
        raise wl.ArgumentError("publish: expected either a RELEASE or --renew")
    if release is None:
        # Late, here and below: a command line starts without the libraries of one command.
        from warlosses.publishing.publish import renew as renew_signatures

        say(
            "signed: " + ", ".join(renew_signatures(repo, keys=key or [], root=root, record=record))
        )
        return
    published = wl.publish(release, repo, keys=key or [], root=root, record=record)
    if output_format == "json":
        state = {"is_new": published.is_new, "signed": published.signed}
        say_json({**published.entry.to_dict(), **state})
    elif output_format == "notes" and published.difference is not None:
        say(published.difference.to_markdown(), end="")
    else:
        changes = ", ".join(f"{n:,} {kind}" for kind, n in published.entry.changes.items())
        outcome = "published" if published.is_new else "had been published"
        say(f"{published.entry.version} {outcome}: {changes}")


def metadata(
    version: Annotated[
        str | None, typer.Argument(metavar="RELEASE", help="A release's folder or version.")
    ] = None,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write the files to.")
    ],
    base_url: Annotated[
        str, typer.Option(metavar="URL", help="Where the release's files can be fetched.")
    ] = "",
    doi: Annotated[str, typer.Option(metavar="DOI", help="The release's identifier.")] = "",
    released_on: Annotated[
        str, typer.Option(metavar="DAY", help="The day of the release, if it is known.")
    ] = "",
) -> None:
    """Write what catalogues, archives and tools read about a release.

    Data Package, Croissant, schema.org, DCAT-AP, DataCite, CITATION.cff, Hugging Face, Kaggle.
    """
    made = wl.metadata(version, out=output, base_url=base_url, doi=doi, released_on=released_on)
    for name in sorted(made):
        say(str(output / name))


def release_daily(
    *,
    repo: _Repo,
    key: _Keys = None,
    root: _Root = None,
    record: _Record = None,
    mirror: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Take these copies of the sources, not the network."),
    ] = None,
    release: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Take this release, built elsewhere; fetch nothing."),
    ] = None,
    handful: Annotated[
        int,
        typer.Option(min=0, metavar="N", help="Changed cells of the past that need no human."),
    ] = 5,
    accept_past: Annotated[
        bool,
        typer.Option("--accept-past", help="A human has looked at the difference: publish it."),
    ] = False,
    output_format: Annotated[
        Literal["notes", "json"], typer.Option("--format", help="How to print the difference.")
    ] = "notes",
) -> None:
    """Update, build, check, compare and publish: what a scheduler calls every day.

    Stops with exit status 1 and the difference for a human, where the past was changed or lost.
    """
    with progress() as tell:
        day = wl.release_daily(
            repo,
            keys=key or [],
            root=root,
            record=record,
            mirror=mirror,
            release=release,
            handful=handful,
            accept_past=accept_past,
            progress=tell,
        )
    if day.difference is not None:
        as_json = output_format == "json"
        say(
            day.to_json() if as_json else day.difference.to_markdown(),
            end="\n" if as_json else "",
        )
    for warning in day.warnings:
        say(f"odd: {warning}", err=True)
    for reason in day.reasons:
        say(f"stopped: {reason}", err=True)
    if day.reasons:
        say(
            "nothing was published; look at the difference above, and publish it with "
            "--accept-past, or mend the source or the contribution",
            err=True,
        )
        raise typer.Exit(1)
    say(day.outcome, err=True)


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
        say_json(facts)
        return
    from warlosses.cli.output.build_report import render_build

    say(render_build(result.report))
    if not result.is_new:
        say(f"\nnothing changed: {release.version} stands, in {release.folder}")
        return
    changes = ", ".join(f"{number:,} {kind}" for kind, number in result.changes.items())
    say(f"\n{release.version} in {release.folder}: {changes}")

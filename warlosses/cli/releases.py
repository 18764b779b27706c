"""Commands about releases: which there are, fetching, checking and comparing them."""

from __future__ import annotations

import csv
import io
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import warlosses as wl
from warlosses.cli.output.say import say, say_json, talk
from warlosses.cli.output.table import style, table, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from warlosses.data.difference import Difference

Url = Annotated[
    str | None,
    typer.Option("--url", metavar="ADDRESS", help="Release host; by default WARLOSSES_URL."),
]
Root = Annotated[
    Path | None,
    typer.Option("--root", metavar="FILE", help="Root of trust; by default WARLOSSES_ROOT."),
]
Offline = Annotated[
    bool | None,
    typer.Option("--offline/--online", help="Keep off the network, as WARLOSSES_OFFLINE=1 does."),
]
_CHANGES_SHOWN = 20
_TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", help="How to print.")]


def releases(
    *,
    url: Url = None,
    root: Root = None,
    offline: Offline = None,
    output_format: Annotated[
        Literal["text", "json", "csv"], typer.Option("--format", help="How to print.")
    ] = "text",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only the newest N.")
    ] = None,
) -> None:
    """List the published releases, newest first, and which of them are here."""
    catalogue = wl.catalogue(url=url, root=root, offline=offline)
    rows = catalogue.to_dicts()[:limit]
    if output_format == "json":
        say_json(rows)
        return
    header = ["version", "data through", "size", "new", "changed", "withdrawn", "here"]
    cells = [_cells(row) for row in rows]
    if output_format == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *cells])
        say(text.getvalue(), end="")  # which also knows a stream that was closed
        return
    shown = [[c if isinstance(c, str) else f"{c:,}" for c in row] for row in cells]
    say("\n".join(table(header, shown, left=["version", "data through", "here"])))
    if not catalogue.asked:
        expires = f", good until {catalogue.expires:%Y-%m-%d}" if catalogue.expires else ""
        talk(f"offline: as the host said last{expires}")


def download(
    version: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="Such as 2026.9.6; else the newest.")
    ] = None,
    *,
    url: Url = None,
    root: Root = None,
    offline: Offline = None,
    output_format: _TextOrJson = "text",
) -> None:
    """Fetch a release and check it; afterwards `--version VERSION` reads it offline."""
    with _bar() as progress:
        folder = wl.download(version, url=url, root=root, offline=offline, progress=progress)
    if output_format == "json":
        say_json({"version": folder.name, "folder": str(folder)})
        return
    say(f"{folder.name} in {folder}")


def verify(
    version: Annotated[
        str | None, typer.Argument(metavar="VERSION", help="One release; else all that are here.")
    ] = None,
    *,
    file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Instead, a file that was fetched from the host's latest/, under its name there.",
        ),
    ] = None,
    url: Url = None,
    root: Root = None,
    offline: Offline = None,
    output_format: _TextOrJson = "text",
) -> None:
    """Check every file of the releases that are here: as signed, or else for damage."""
    verification = wl.verify(version, file=file, url=url, root=root, offline=offline)
    if output_format == "json":
        say_json(verification.to_dict())
    else:
        wrong = [one for one in verification.files if one.problem]
        for one in wrong:
            say(f"{style('WRONG', fg='red')} {one.path}: {one.problem}")
        checked = len(verification.files)
        versions = len({one.version for one in verification.files})
        plural = "release" if versions == 1 else "releases"
        right = f"{checked - len(wrong):,} of {checked:,} files"
        say(f"{right} of {versions:,} {plural} as released")
        for name in verification.unsigned:
            talk(f"{name}: in no signed index (built here, or bundled): checked for damage only")
        talk(verification.note)
        for name in dict.fromkeys(one.version for one in wrong if file is None):
            talk(
                f"{name}: reinstall the package, or build it again"
                if name in verification.unsigned
                else f"{name}: `warlosses download {name}` fetches what is wrong again"
            )
    if not verification.ok:
        raise typer.Exit(1)


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="The earlier version or folder.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The later version or folder.")],
    *,
    offline: Offline = None,
    output_format: Annotated[
        Literal["text", "json", "csv", "notes"],
        typer.Option("--format", help="A table, all claims as data, or release notes."),
    ] = "text",
) -> None:
    """Tell what changed from one release to another: claims new, changed, withdrawn."""
    difference = wl.diff(before, after, offline=offline)
    if output_format == "text":
        say("\n".join(_summary_lines(difference)))
    else:
        forms = {"json": difference.to_json, "csv": difference.to_csv,
                 "notes": difference.to_markdown}  # fmt: skip
        say(forms[output_format](), end="\n" if output_format == "json" else "")


def cache(
    *,
    keep: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Remove all downloaded releases but the newest N."),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option("--remove", metavar="VERSION", help="Remove this one; repeatable."),
    ] = None,
    output_format: _TextOrJson = "text",
) -> None:
    """Tell which releases were downloaded and where to; remove some."""
    gone = [] if keep is None and not remove else wl.clean_cache(keep or 0, versions=remove)
    rows = [
        {"version": name, "bytes": sum(p.stat().st_size for p in folder.iterdir()),
         "folder": str(folder)}
        for name, folder in wl.cached_releases().items()
    ]  # fmt: skip
    if output_format == "json":
        say_json({"removed": gone, "releases": rows})
        return
    for name in gone:
        say(f"{name} removed")
    if rows:
        cells = [[str(r["version"]), f"{r['bytes']:,}", str(r["folder"])] for r in rows]
        say("\n".join(table(["version", "bytes", "folder"], cells, left=["version", "folder"])))
    else:
        talk("no downloaded releases; the bundled one always works")


def _cells(row: dict[str, Any]) -> list[Any]:
    changes = row["changes"]
    return [
        row["version"],
        row["data_through"],
        row["bytes"],
        *(changes[name] for name in ("new", "changed", "withdrawn")),
        "here" if row["here"] else "",
    ]


def _summary_lines(difference: Difference) -> list[str]:
    counts = ", ".join(f"{number:,} {kind}" for kind, number in difference.counts.items())
    head = f"{difference.before} to {difference.after}: {counts}"
    summary = difference.summary().to_dict("records")
    if not summary:
        return [head]
    # What changed under a reader is what one wants to see: it stands before what is new.
    sentences = difference.in_words()
    lines = [head, "", *(line for one in sentences[:_CHANGES_SHOWN] for line in _folded(one))]
    if len(sentences) > _CHANGES_SHOWN:
        lines.append(f"and {len(sentences) - _CHANGES_SHOWN:,} more: see --format csv")
    header = list(map(str, summary[0]))
    cells = [[c if isinstance(c, str) else f"{c:,}" for c in row.values()] for row in summary]
    counted = table(header, cells, left=["claimant", "category"])
    return [*lines, *([""] if sentences else []), *counted]


def _folded(sentence: str) -> list[str]:
    """Return a sentence of the release notes as lines of a terminal: without their marks."""
    return wrap(re.sub(r"`([^`]*)`|<([^>]*)>", r"\1\2", sentence), label="-", indent=2)


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None] | None]:
    """Give a progress bar on standard error, where that is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():  # None where it was closed
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress("downloading", *columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)

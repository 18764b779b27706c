"""Commands for contributors: check files, tell what a rule means, make a file to fill in."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import warlosses as wl
from warlosses.cli.output.say import say, say_json, talk
from warlosses.cli.output.table import colours, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

_STANDARD_INPUT = "-"
_Output = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="A file, or - for standard output.")
]


def validate(
    *,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE", help="Files, folders or patterns of them, or - for standard input."
        ),
    ],
    output_format: Annotated[
        Literal["text", "json", "github", "sarif", "junit", "html"],
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="How to report: text, json, github, sarif, junit or html.",
        ),
    ] = "text",
    output: _Output = "-",
    input_format: Annotated[
        Literal["csv", "tsv", "json", "ndjson", "parquet", "xlsx"] | None,
        typer.Option(
            "--input-format",
            metavar="FORMAT",
            help="What the files are: csv, tsv, json, ndjson, parquet or xlsx; by default told "
            "from name and content.",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Report these rules only: WL107, or all of WL3."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Leave out these rules.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Let warnings count like errors.")
    ] = False,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION",
            help="Compare with this release (version or folder), or with none; "
            "by default with the bundled one.",
        ),
    ] = None,
    engine: Annotated[
        Literal["auto", "memory", "duckdb"],
        typer.Option(
            metavar="ENGINE",
            help="Where the rules run: memory; or duckdb, for files larger than memory. By default "
            "by size: above a million rows, or 128 MiB of text, in duckdb.",
        ),
    ] = "auto",
    memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="What duckdb's way may use, such as 1GB; by default a quarter of the machine's.",
        ),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="Mend the files where there is one reading only (codes, days, marks in numbers, "
            "spaces), and report the rest.",
        ),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")
    ] = False,
) -> None:
    """Check contributions: everything that is wrong with them, at once.

    Exit status: 0 valid, 1 not valid, 2 not checked. CODE is repeatable, or a list with commas.

    --fix never changes a figure, only how it is written. The text of - is printed mended.

    --diff exits with 1, too, where there is something to mend.
    """
    from warlosses.files import refuse_to_overwrite, replacing

    chosen, left_out = _codes(select), _codes(ignore)
    named = _named(files)
    on_screen = output == _STANDARD_INPUT
    if not on_screen:
        refuse_to_overwrite(named, output)
    sources = _sources(named, None if fix or diff else input_format)
    claims = _claims(baseline)
    differs = prints_text = False
    if fix or diff:
        # Before anything is written, all that was asked for has to make sense.
        from warlosses.cli.mend import mend
        from warlosses.validation.catalogue import rule_codes

        if fix and diff:
            raise wl.ArgumentError("--fix and --diff: expected one of them; found both")
        chosen, left_out = rule_codes(chosen), rule_codes(left_out)
        sources, differs = mend(sources, input_format, select=chosen, ignore=left_out, writes=fix)
        prints_text = diff or _STANDARD_INPUT in files
    with _shown_progress() as progress:
        report = wl.validate(
            sources,
            claims,
            select=chosen,
            ignore=left_out,
            strict=strict,
            engine=engine,
            memory=memory,
            progress=progress,
        )
    text = report.render(output_format, colour=on_screen and colours(), width=width())
    if on_screen:
        say(text, err=prints_text)
    else:
        with replacing(Path(output)) as file:
            file.write(f"{text}\n".encode("utf-8", "backslashreplace"))
        talk(f"{report.summary()}; the report is in {output}")
    if not report.ok or (diff and differs):
        raise typer.Exit(1)


def explain(
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="CODE", help="Rules: WL107, or all of WL3; a list if none."),
    ] = None,
    output_format: Annotated[
        Literal["text", "json", "markdown"], typer.Option("--format", help="How to print.")
    ] = "text",
) -> None:
    """Tell what a rule does, why it matters and what to do; or list all rules."""
    from warlosses.cli.output import rules as texts
    from warlosses.validation.catalogue import CATALOGUE, rule_codes

    wanted = rule_codes(_codes(codes))
    rules = [r for r in CATALOGUE.values() if not wanted or r.code.startswith(tuple(wanted))]
    if output_format == "json":
        say_json([rule.to_dict() for rule in rules])
    elif output_format == "markdown":
        say(texts.markdown(rules if wanted else None))
    else:
        say("\n".join(texts.described(rules) if wanted else texts.listed(rules)))


def template(
    *,
    on: Annotated[str, typer.Option(metavar="DAY", help="The day that the claims speak of.")],
    claimant: Annotated[str, typer.Option(metavar="CODE", help="Who claims.")],
    belligerent: Annotated[
        str | None, typer.Option(metavar="CODE", help="Whose losses: RU or UA; by default both.")
    ] = None,
    source_url: Annotated[
        str, typer.Option(metavar="URL", help="The link where all the figures can be read.")
    ] = "",
    output_format: Annotated[
        Literal["csv", "tsv", "json", "ndjson", "parquet", "xlsx"] | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="csv, tsv, json, ndjson, parquet or xlsx; by default as FILE ends, and csv on "
            "standard output.",
        ),
    ] = None,
    output: _Output = "-",
) -> None:
    """Make a contribution to fill in: a row a figure, the last accepted one beside it."""
    on_screen = output == _STANDARD_INPUT
    if not on_screen and Path(output).exists():
        raise wl.ArgumentError(
            f"{output}: expected a new file; there is one already, perhaps filled in. "
            "Give another name, or remove it."
        )
    rows = wl.template(on, claimant, belligerent=belligerent, source_url=source_url)
    wl.export(rows, output, format=output_format)
    if not on_screen:
        what = "value" if source_url else "value and source_url"
        talk(
            f"{len(rows):,} rows in {output}: fill in {what}, remove the rows that were not "
            f"stated, then run `warlosses validate {output}`"
        )


@contextmanager
def _shown_progress() -> Iterator[Callable[[str, float], None]]:
    """Give what draws a bar on a terminal's standard error, once there is progress to tell."""
    if not sys.stderr.isatty():
        yield lambda _what, _share: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0, visible=False)
        yield lambda what, share: bar.update(task, description=what, completed=share, visible=True)


def _named(given: Sequence[str]) -> list[str]:
    """Return the files to check: those named, and those in the folders named, each once."""
    named: list[str] = []
    for name in given:
        if name != _STANDARD_INPUT and (
            Path(name).is_dir() or (not Path(name).exists() and any(c in name for c in "*?["))
        ):
            from warlosses.validation.readers.read import files_of

            named += files_of(name)
        elif name != _STANDARD_INPUT and not Path(name).exists() and len(given) == 1:
            raise wl.ArgumentError(
                f"{name}: expected a file or a folder; found neither. Check the path."
            )
        else:
            named.append(name)
    return list(dict.fromkeys(named))


def _sources(files: list[str], input_format: str | None) -> list[Any]:
    """Return what to check: the files, read already where their format was given."""
    if input_format is None:
        return list(files)
    from warlosses.validation.readers.read import read_or_refuse

    return [read_or_refuse(file, format=input_format) for file in files]


def _claims(baseline: str | None) -> pd.DataFrame | None:
    if baseline is None:
        return None
    if baseline == "none":
        from warlosses.validation.baseline import empty

        return empty()
    claims: pd.DataFrame = wl.load(version=baseline)
    return claims


def _codes(given: Iterable[str] | None) -> list[str]:
    """Return the codes of a repeatable option, each of which may be a list with commas.

    >>> _codes(["WL1,WL2", "WL301"])
    ['WL1', 'WL2', 'WL301']
    """
    return [code for text in given or () for code in text.split(",") if code.strip()]

"""Commands that read texts: a bulletin into rows, an article into verdicts."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import warlosses as wl
from warlosses.cli import options  # noqa: TC001  typer reads the annotations
from warlosses.cli.output.table import Cell, table, talk, wrap

if TYPE_CHECKING:
    import pandas as pd

    from warlosses.fetching.web_page import WebPage

_STANDARD_INPUT = "-"
_LONGEST_QUOTE = 34
_COLOURS = {"consistent": "green", "inconsistent": "red", "unverifiable": "yellow"}


def parse(
    *,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="A text file, or - for standard input.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="Fetch this page instead, and link to it.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="The day of the figures; by default as the text says."),
    ] = None,
    claimant: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Who claims; by default as the text says."),
    ] = None,
    source_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where the text was read, for every row.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show which words each figure was read from.")
    ] = False,
    output_format: Annotated[
        Literal["csv", "json", "ndjson"], typer.Option("--format", help="How to print.")
    ] = "csv",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from addresses that are not public, too.")
    ] = False,
) -> None:
    """Read an official statement into contribution rows.

    They are what `validate` reads: warlosses parse post.txt | warlosses validate -

    Exit status: 0 all read, 1 items of the list are not, 2 no bulletin that could be read.
    """
    text, link, page = _text(file, url, allow_private)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", wl.UnreadItemWarning)  # told below
        rows = _rows(text, page, as_of, claimant, source_url or link)
    for remark in rows.attrs["remarks"]:
        talk(remark)
    if explain:
        talk("\n".join(_explained(text, rows)))
    wl.export(_plain(rows), _STANDARD_INPUT, format=output_format)
    for item in rows.attrs["unread"]:
        talk(f"not read: {item['text']!r} at {_place(text, item['start'])}: no label is known")
    if rows.attrs["unread"]:
        talk("Add the labels to schemas/text_labels.csv, or the rows by hand.")
        raise typer.Exit(1)


def _rows(
    text: str, page: WebPage | None, as_of: str | None, claimant: str | None, link: str
) -> pd.DataFrame:
    try:
        return wl.parse(text, as_of, claimant, source_url=link)
    except wl.BulletinDayError:
        if page is None or page.published is None or as_of is not None:
            raise
    talk(f"the text names no whole day; took the page's own, {page.published}")
    return wl.parse(text, page.published, claimant, source_url=link)


def check(
    *,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="A text file, or - for standard input.")
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Fetch this page instead.")] = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="The day of the article (of a page: its own)."),
    ] = None,
    version: options.DataVersion = None,
    output_format: Annotated[
        Literal["text", "json", "csv", "html"], typer.Option("--format", help="How to print.")
    ] = "text",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from addresses that are not public, too.")
    ] = False,
) -> None:
    """Tell which of an article's figures on losses agree with what had been claimed.

    Exit status: 0 all that could be checked are consistent, 1 some are not, 2 nothing to check.
    """
    text, _, page = _text(file, url, allow_private)
    day = on or (page.published if page else None)
    found = wl.check(text, day, version=version)
    if output_format == "html":
        from warlosses.texts.article.page import render_page

        typer.echo(render_page(text, found))
    elif output_format == "text":
        if len(found):
            typer.echo("\n".join(_verdict_lines(found)))
    else:
        wl.export(found, _STANDARD_INPUT, format=output_format)
    counts = found["verdict"].value_counts()
    if len(found):
        talk(", ".join(f"{counts.get(name, 0)} {name}" for name in _COLOURS))
    else:
        talk("nothing to check: no statement about losses found")
    if counts.get("inconsistent", 0):
        raise typer.Exit(1)
    if not counts.get("consistent", 0):
        raise typer.Exit(2)


def _text(
    file: str | None, url: str | None, allow_private: bool
) -> tuple[str, str, WebPage | None]:
    """Return the text, its link if it has one, and the page if it was fetched."""
    if (file is None) == (url is None):
        raise wl.ArgumentError("expected a FILE (- is standard input) or --url URL; give one")
    if url is not None:
        from warlosses.fetching.web_page import read_page

        page = read_page(url, allow_private=allow_private)
        return page.text, page.url, page
    source = str(file)
    data = sys.stdin.buffer.read() if source == _STANDARD_INPUT else Path(source).read_bytes()
    return _decode(data), "", None


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without what only this program reads."""
    plain = rows.copy(deep=False)
    plain.attrs = {}
    return plain


def _place(text: str, start: int) -> str:
    line = text.count("\n", 0, start) + 1
    return f"line {line}, column {start - text.rfind(chr(10), 0, start)}"


def _explained(text: str, rows: pd.DataFrame) -> list[str]:
    cells = []
    for row, span in zip(rows.to_dict("records"), rows.attrs["spans"], strict=True):
        low, high = row["value_low"], row["value_high"]
        outcome = "" if row["outcome"] == "lost" else f" {row['outcome']}"
        cells.append(
            [
                f"{row['category']}{outcome}",
                row["measure"],
                "" if row["qualifier"] == "exact" else row["qualifier"],
                _number(row["value"]) or f"{_number(low)}-{_number(high)}",
                _place(text, span["start"]),
                _short(span["quote"]),
            ]
        )
    header = ["category", "measure", "qualifier", "value", "place", "words"]
    left = ["category", "measure", "qualifier", "place", "words"]
    return table(header, cells, left=left)


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[: _LONGEST_QUOTE - 1]}…"


def _verdict_lines(found: pd.DataFrame) -> list[str]:
    links: dict[str, str] = {}
    cells: list[list[str | Cell]] = []
    for row in found.to_dict("records"):
        link = row["source_url"]
        mark = links.setdefault(link, f"[{len(links) + 1}]") if link else ""
        cells.append(
            [
                Cell(row["verdict"], {"fg": _COLOURS[row["verdict"]]}),
                _short(row["quote"]),
                row["category"],
                row["measure"],
                _number(row["claimed_value"]),
                mark,
            ]
        )
    header = ["verdict", "stated", "category", "measure", "claimed", "link"]
    lines = table(header, cells, left=["verdict", "stated", "category", "measure"])
    notes = dict.fromkeys(
        f"{_short(row['quote'])}: {row['reason']}"
        for row in found.to_dict("records")
        if row["verdict"] != "consistent" or "day before" in row["reason"]
    )
    for note in notes:
        lines += wrap(note, "note", indent=6)
    return [*lines, *(line for link, mark in links.items() for line in wrap(link, mark, indent=6))]


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else ""

"""Commands that read texts: a bulletin into rows, an article into verdicts."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import warlosses as wl
from warlosses.cli import options  # noqa: TC001  typer reads the annotations
from warlosses.cli.output.say import say, talk
from warlosses.cli.output.table import Cell, table, width, wrap
from warlosses.files import read_at_most
from warlosses.letters import visible
from warlosses.texts.language.limits import MOST_CHARACTERS

if TYPE_CHECKING:
    import pandas as pd

    from warlosses.fetching.web_page import WebPage

_STANDARD_INPUT = "-"
_LONGEST_QUOTE, _SHORTEST_QUOTE = 34, 14
_COLOURS = {
    "consistent": "green", "inconsistent": "red", "unverifiable": "yellow", "unread": "magenta"
}  # fmt: skip
_UNREAD_STATUS = 3
_MOST_BYTES = 4 * MOST_CHARACTERS  # however they are written; what is longer is refused as a text


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
        typer.Option(
            metavar="DAY", help="The day of the article; by default the page's, or the text's."
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Let remarks count: exit 1 where the words go further.")
    ] = False,
    version: options.DataVersion = None,
    output_format: Annotated[
        Literal["text", "json", "csv", "html"], typer.Option("--format", help="How to print.")
    ] = "text",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from addresses that are not public, too.")
    ] = False,
) -> None:
    """Tell which of an article's figures on losses agree with what had been claimed.

    Exit status: 0 some are consistent and none is worse than unverifiable, 1 some are inconsistent
    (or go further than the claim, with --strict), 2 nothing could be checked, 3 none is
    inconsistent, but some figures were not read.
    """
    text, _, page = _text(file, url, allow_private)
    day = on or (page.published if page else None)
    verdicts = wl.check(text, day, version=version)
    if output_format == "html":
        from warlosses.texts.article.page import render_page

        say(render_page(text, verdicts))
    elif output_format == "text":
        if len(verdicts):
            say("\n".join(_verdict_lines(verdicts)))
    else:
        wl.export(verdicts, _STANDARD_INPUT, format=output_format)
    if len(verdicts):
        talk(_summary(verdicts))
    else:
        talk("nothing to check: no statement about losses found")
    status = _status(verdicts, strict=strict)
    if status:
        raise typer.Exit(status)


def _summary(verdicts: pd.DataFrame) -> str:
    counts = verdicts["verdict"].value_counts()
    told = [f"{counts.get(name, 0)} {name}" for name in _COLOURS if name != "unread"]
    if unread := counts.get("unread", 0):
        told.append(f"{unread} unread")
    if remarks := int((verdicts["remark"] != "").sum()):
        told.append(f"{remarks} with a remark")
    return ", ".join(told)


def _status(verdicts: pd.DataFrame, *, strict: bool) -> int:
    counts = verdicts["verdict"].value_counts()
    if counts.get("inconsistent", 0) or (strict and (verdicts["remark"] != "").any()):
        return 1
    if counts.get("unread", 0):
        return _UNREAD_STATUS
    return 0 if counts.get("consistent", 0) else 2


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
    if source == _STANDARD_INPUT:
        return _decode(sys.stdin.buffer.read(_MOST_BYTES + 1)), "", None
    return _decode(read_at_most(source, _MOST_BYTES)), "", None


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


def _short(quote: str, room: int = _LONGEST_QUOTE) -> str:
    words = visible(" ".join(quote.split()))
    return words if len(words) <= room else f"{words[: room - 1]}…"


def _verdict_lines(verdicts: pd.DataFrame) -> list[str]:
    """Return a line a figure, as wide as the terminal, and under it why where there is more."""
    links: dict[str, str] = {}
    rows = verdicts.to_dict("records")
    marks = [
        links.setdefault(row["source_url"], f"[{len(links) + 1}]") if row["source_url"] else ""
        for row in rows
    ]
    room = min(max(width() - _others_width(rows), _SHORTEST_QUOTE), _LONGEST_QUOTE)
    cells: list[list[str | Cell]] = [
        [
            Cell(row["verdict"], {"fg": _COLOURS[row["verdict"]]}),
            _short(row["quote"], room),
            row["category"],
            "in all" if row["measure"] == "cumulative" else "in a time" if row["measure"] else "",
            _number(row["claimed_value"]),
            mark,
        ]
        for row, mark in zip(rows, marks, strict=True)
    ]
    header = ["verdict", "stated", "category", "counted", "claimed", "link"]
    heading, *listed = table(header, cells, left=["verdict", "stated", "category", "counted"])
    lines = [heading]
    for row, line in zip(rows, listed, strict=True):
        lines.append(line)
        lines += wrap(_why(row), "", indent=4) if _why(row) else []
    return [*lines, *(line for link, mark in links.items() for line in wrap(link, mark, indent=6))]


def _others_width(rows: list[Any]) -> int:
    """Return the columns that all but the quotes take."""
    category = max(len(row["category"]) for row in rows)
    claimed = max(7, *(len(_number(row["claimed_value"])) for row in rows))
    return len("unverifiable") + category + len("in a time") + claimed + len("link") + 5 * 2


def _why(row: Any) -> str:
    """Return the reason of a verdict that is no plain agreement, and the remark."""
    reason = row["reason"]
    plain = row["verdict"] == "consistent" and "assumed" not in reason and "reading" not in reason
    return "; ".join(part for part in ("" if plain else reason, row["remark"]) if part)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else ""

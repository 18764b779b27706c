"""Plain aligned text: whole in a pipe, coloured on a terminal."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from warlosses.cli.output.say import talk
from warlosses.letters import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_COLOURS = {"corrected": "yellow", "disputed": "red"}


class Cell(NamedTuple):
    """A cell of a table; `style` is what `typer.style` takes."""

    text: str
    style: dict[str, Any] | None = None


def status_cell(text: str, status: str) -> Cell:
    """Return a cell that stands out if the claim's status calls for a second look."""
    return Cell(text, {"fg": _COLOURS[status]} if status in _COLOURS else None)


def width() -> int:
    """Return the columns to fill: the terminal's, 80 in a pipe, ``COLUMNS`` if it is set."""
    return shutil.get_terminal_size((80, 24)).columns


def colours() -> bool:
    """Whether standard output is a terminal that wants colours."""
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return not plain and sys.stdout.isatty()


def style(text: str, **how: Any) -> str:
    """Return a text with colours, if standard output is a terminal that wants them."""
    return typer.style(printable(text), **how) if colours() else text


def wrap(text: str, label: str = "", indent: int = 0) -> list[str]:
    """Return a text in lines behind a label; links stay whole.

    >>> wrap("a text that is short", label="note", indent=6)
    ['note  a text that is short']
    """
    lines = textwrap.wrap(
        printable(text),
        max(width() - indent, 20),
        break_long_words=False,
        break_on_hyphens=False,
    )
    heads = [label.ljust(indent), *[" " * indent] * len(lines)]
    return [(head + line).rstrip() for head, line in zip(heads, lines or [""], strict=False)]


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    *,
    left: Sequence[str],
    spare: str = "",
) -> list[str]:
    """Return rows as aligned lines; columns named in `left` to the left, numbers to the right.

    A column without any text is left out, and so is `spare` where there is no room for it.

    >>> table(["category", "total"], [["tanks", "3,661"], ["uavs", "980"]], left=["category"])
    ['category  total', 'tanks     3,661', 'uavs        980']
    """
    cells = [
        [
            Cell(printable(c.text), c.style) if isinstance(c, Cell) else Cell(printable(c))
            for c in row
        ]
        for row in rows
    ]
    kept = [n for n in range(len(header)) if any(row[n].text for row in cells)]
    widths = {n: max(len(header[n]), *(len(row[n].text) for row in cells)) for n in kept}
    fits = _fits(widths)
    if not fits and spare in header:
        widths.pop(header.index(spare), None)
        kept = list(widths)
        fits = _fits(widths)
    gap = "  " if fits else " "

    def line(row: Sequence[Cell]) -> str:
        written = []
        for n in kept:
            text, how = row[n]
            padded = text.ljust(widths[n]) if header[n] in left else text.rjust(widths[n])
            written.append(style(padded, **how) if how else padded)
        return gap.join(written).rstrip()

    return [line([Cell(name, {"dim": True}) for name in header]), *(line(row) for row in cells)]


def _fits(widths: dict[int, int]) -> bool:
    """Whether columns of these widths, two apart, have room in a line."""
    return sum(widths.values()) + 2 * (len(widths) - 1) <= width()


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Give a function that tells what is being done: a spinner on a terminal, else lines."""
    if not sys.stderr.isatty():
        yield talk
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as spinner:
        yield spinner.update

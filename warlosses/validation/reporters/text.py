"""A report for people at a terminal: the place and the message, the line, a mark, what to do."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

from warlosses.letters import printable
from warlosses.validation.finding import SEVERITIES, place
from warlosses.validation.reporters.excerpt import excerpt, folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.finding import Finding, Findings
    from warlosses.validation.reporters.excerpt import Excerpt

_MOST = 20  # of one rule in one file: the rest would hide what else there is
_CODES = {"error": "31;1", "warning": "33;1", "info": "36;1", "bold": "1", "dim": "2"}


def render(report: Findings, *, colour: bool = False, width: int = 80) -> str:
    """Return the report as text, in colours if the terminal shows them."""
    paint = _paint if colour else _plain
    parts = []
    for finding, left_out in folded(report, _MOST):
        lines = [*_heading(finding, paint, width), *_body(report, finding, paint, width)]
        if left_out:
            lines.append(paint(f"    {left_out}", "dim"))
        parts.append("\n".join(lines))
    parts.append("\n".join(_ending(report, paint, width)))
    return "\n\n".join(parts)


def _heading(finding: Finding, paint: _Paint, width: int) -> list[str]:
    where, level = f"{printable(place(finding))}:", f"{finding.rule} {finding.severity}"
    head = f"{where} {level}  "
    lines = _wrapped(printable(finding.message), head, width)
    painted = f"{paint(where, 'bold')} {paint(level, finding.severity)}  "
    return [(painted + lines[0].removeprefix(head)).rstrip(), *lines[1:]]


def _body(report: Findings, finding: Finding, paint: _Paint, width: int) -> Iterator[str]:
    number = f"{finding.line:>3}" if finding.line is not None else ""
    gutter = f"{number} | "
    shown = excerpt(report, finding, width - len(gutter))
    if shown is not None:
        yield paint(gutter, "dim") + shown.text
        if shown.end > shown.start:
            under = f"{' ' * len(number)} | "
            yield paint(under, "dim") + paint(_carets(shown), finding.severity, from_first="^")
    elif finding.value is not None and finding.column is not None:
        value = textwrap.shorten(printable(finding.value), max(width - 30, 20), placeholder="...")
        yield f"    {printable(finding.column)}: {value}"
    if finding.suggestion:
        yield from _wrapped(printable(finding.suggestion), "    help: ", width)


def _ending(report: Findings, paint: _Paint, width: int) -> Iterator[str]:
    yield from (paint(line, "bold") for line in _wrapped(report.summary(), "", width))
    worst = min(report.findings, key=lambda f: SEVERITIES.index(f.severity), default=None)
    if worst is not None and worst.severity != "info":
        hint = f"`warlosses explain {worst.rule}` tells what a rule means and what to do."
        yield from _wrapped(hint, "", width)


def _carets(shown: Excerpt) -> str:
    before = _columns(shown.text[: shown.start])
    return " " * before + "^" * max(_columns(shown.text[shown.start : shown.end]), 1)


def _columns(text: str) -> int:
    """Return how many columns a text fills on a terminal.

    >>> _columns("a"), _columns("\u6c49")
    (1, 2)
    """
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(bool(unicodedata.combining(c)) for c in text)


def _wrapped(text: str, head: str, width: int) -> list[str]:
    """Return a text in lines behind a head, or below it where not even a word fits beside it.

    >>> _wrapped("unknown category 'tank'", "may.csv:3:16: WL107 error  ", 40)
    ['may.csv:3:16: WL107 error  unknown', "    category 'tank'"]
    >>> _wrapped("unknown category 'tank'", "contributions/may.csv:3:16: WL107 error  ", 40)
    ['contributions/may.csv:3:16: WL107 error  ', "    unknown category 'tank'"]
    """
    width = max(width, 40)
    below = len(head) + len(text.partition(" ")[0]) > width
    lines = textwrap.wrap(
        text,
        width,
        initial_indent="    " if below else head,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [head, *lines] if below or not lines else lines


def _plain(text: str, how: str, from_first: str = "") -> str:  # noqa: ARG001
    return text


def _paint(text: str, how: str, from_first: str = "") -> str:
    """Return a text in a colour, from a character's first occurrence on."""
    start = text.index(from_first)
    return f"{text[:start]}\x1b[{_CODES[how]}m{text[start:]}\x1b[0m"


if TYPE_CHECKING:
    from typing import Protocol

    class _Paint(Protocol):
        def __call__(self, text: str, how: str, from_first: str = "") -> str: ...

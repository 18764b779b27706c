"""What several formats share: where a finding is, what to show of its line, the summary."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.finding import Finding, Findings

NAMES = {"<frame>": "data frame", "-": "standard input"}  # what is no file that can be opened
_MORE = "..."


class Excerpt(NamedTuple):
    """A piece of a line; ``text[start:end]`` is the cell (nothing where the whole row is meant)."""

    text: str
    start: int
    end: int


def printable(text: str) -> str:
    r"""Return a text, character by character, without what a terminal would act on.

    >>> ascii(printable("a\tb\x1b[31mc"))
    "'a b\\ufffd[31mc'"
    """
    if text.isprintable():
        return text
    spaces = ("\t", "\n", "\r")
    return "".join(
        c
        if c.isprintable()
        else " "
        if c in spaces or unicodedata.category(c) == "Zs"
        else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def within_checkout(file: str) -> str:
    """Return a path as code hosts know it: from the checkout's root, which is where a step runs."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def extent(findings: Findings, finding: Finding) -> tuple[str, int, int] | None:
    """Return the line that a finding is about and its cell's bounds; None if no line is held."""
    if finding.line is None or (finding.file, finding.line) not in findings.lines:
        return None
    text = findings.lines[finding.file, finding.line]
    if finding.position is None:
        return text, 0, 0
    start = min(finding.position - 1, len(text))
    value = finding.value or ""
    if not value:
        return text, start, start + 1
    if text.startswith(value, start):
        return text, start, start + len(value)
    if text[start : start + 1] in ('"', "'") and text.startswith(value, start + 1):
        return text, start, start + len(value) + 2
    return text, start, start + 1


def excerpt(findings: Findings, finding: Finding, width: int) -> Excerpt | None:
    """Return the piece of a finding's line, around its cell, that fits into some columns.

    >>> from warlosses.validation.finding import Finding, Findings
    >>> found = Finding("WL103", "error", "may.csv", "", line=3, value="3,661", position=28)
    >>> line = "2023-04-18;RU;tanks;exact;;3,661;;;note"
    >>> report = Findings([found], lines={("may.csv", 3): line})
    >>> excerpt(report, found, 24)
    Excerpt(text='...s;exact;;3,661;;;note', start=12, end=17)
    """
    found = extent(findings, finding)
    if found is None:
        return None
    text, start, end = found
    if len(text) <= width:
        return Excerpt(printable(text), start, end)
    room = width - len(_MORE)
    if end <= room:
        return Excerpt(printable(text[:room]) + _MORE, start, end)
    if start >= len(text) - room:
        first, after = len(text) - room, ""
    else:
        room -= len(_MORE)
        end = min(end, start + room)
        first, after = start - (room - (end - start)) // 2, _MORE
    shift = len(_MORE) - first
    piece = printable(text[first : first + room])
    return Excerpt(_MORE + piece + after, start + shift, end + shift)


def folded(findings: Findings, most: int) -> Iterator[tuple[Finding, int]]:
    """Yield findings, no more than some of one rule in one file.

    The number beside each is 0; beside the last one yielded it is how many like it were left out.
    """
    total = Counter((f.file, f.rule) for f in findings.findings)
    seen: Counter[tuple[str, str]] = Counter()
    for finding in findings.findings:
        kind = (finding.file, finding.rule)
        seen[kind] += 1
        if seen[kind] <= most:
            yield finding, total[kind] - most if seen[kind] == most else 0

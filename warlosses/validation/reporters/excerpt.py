"""What several formats share: where a finding is, what to show of its line, the summary."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from warlosses.validation.report import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.report import Finding, Report

NAMES = {"<frame>": "data frame", "-": "standard input"}  # what is no file that can be opened
_MORE = "..."


class Excerpt(NamedTuple):
    """A piece of a line; ``text[start:end]`` is the cell (nothing where the whole row is meant)."""

    text: str
    start: int
    end: int


def place(finding: Finding) -> str:
    """Return where a finding is: as editors and terminals follow it, if it has a line.

    >>> from warlosses.validation.report import Finding
    >>> place(Finding("WL103", "error", "may.csv", "", row=2, line=3, column="value", position=36))
    'may.csv:3:36'
    >>> place(Finding("WL103", "error", "may.xlsx", "", row=2, column="value"))
    'may.xlsx, row 2, value'
    """
    if finding.line is not None:
        return ":".join(str(p) for p in (finding.file, finding.line, finding.position) if p)
    if finding.pointer is not None:
        return f"{finding.file}#{finding.pointer}"
    row = f"row {finding.row}" if finding.row is not None else None
    return ", ".join(p for p in (finding.file, row, finding.column) if p)


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


def extent(report: Report, finding: Finding) -> tuple[str, int, int] | None:
    """Return the line that a finding is about and its cell's bounds; None if no line is held."""
    if finding.line is None or (finding.file, finding.line) not in report.lines:
        return None
    text = report.lines[finding.file, finding.line]
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


def excerpt(report: Report, finding: Finding, width: int) -> Excerpt | None:
    """Return the piece of a finding's line, around its cell, that fits into some columns.

    >>> from warlosses.validation.report import Finding, Report
    >>> found = Finding("WL103", "error", "may.csv", "", line=3, value="3,661", position=28)
    >>> report = Report([found], lines={("may.csv", 3): "2023-04-18;RU;tanks;exact;;3,661;;;note"})
    >>> excerpt(report, found, 24)
    Excerpt(text='...s;exact;;3,661;;;note', start=12, end=17)
    """
    found = extent(report, finding)
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


def folded(report: Report, most: int) -> Iterator[tuple[Finding, int]]:
    """Yield findings, no more than some of one rule in one file.

    The number beside each is 0; beside the last one yielded it is how many like it were left out.
    """
    total = Counter((f.file, f.rule) for f in report.findings)
    seen: Counter[tuple[str, str]] = Counter()
    for finding in report.findings:
        kind = (finding.file, finding.rule)
        seen[kind] += 1
        if seen[kind] <= most:
            yield finding, total[kind] - most if seen[kind] == most else 0


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summary(report: Report) -> str:
    """Return the verdict in one line."""
    names = {"error": "error", "warning": "warning", "info": "remark"}
    counts = [
        counted(report.count(severity), names[severity])
        for severity in SEVERITIES
        if report.count(severity)
    ]
    rows = counted(sum(report.rows.values()), "row")
    files = f" of {counted(len(report.rows), 'file')}" if len(report.rows) > 1 else ""
    found = f"{', '.join(counts)} in {rows}{files}" if counts else f"{rows}{files}"
    strictly = report.strict and not report.ok and not report.count("error")
    why = "; with --strict, warnings count" if strictly else ""
    return f"{'valid' if report.ok else 'not valid'}: {found}{why}"

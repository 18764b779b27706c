"""What several formats share: where a finding is, what to show of its line, the summary."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from warlosses.letters import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.finding import Finding, Findings

NAMES = {"<frame>": "data frame", "-": "standard input"}  # what is no file that can be opened
_MORE = "..."
# From how many on findings that say the same become one, and how many show the fault of a column.
_FEWEST = 3
_ENOUGH = 3
_MOST_RANGES = 6
# Rules on how a cell is written: what is wrong with one of a column is wrong with all.
_OF_FORM = ("WL1", "WL402")


class Excerpt(NamedTuple):
    """A piece of a line; ``text[start:end]`` is the cell (nothing where the whole row is meant)."""

    text: str
    start: int
    end: int


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
    place = extent(findings, finding)
    if place is None:
        return None
    text, start, end = place
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


def collapsed(findings: Findings) -> list[Finding]:
    """Return findings, those that say the same of a column's cells as one, at the first of them.

    >>> from warlosses.validation.finding import Finding, Findings
    >>> many = [Finding("WL401", "error", "a.csv", "source_url is empty", row=n, line=n + 1,
    ...                 column="source_url") for n in range(1, 27)]
    >>> [f.message for f in collapsed(Findings(many, {"a.csv": 26}))]
    ['source_url is empty in all 26 rows']
    >>> [f.message for f in collapsed(Findings(many[2:8] + many[10:11], {"a.csv": 26}))]
    ['source_url is empty in 7 rows (lines 4-9, 12)']
    """
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings.findings):
        of_a_cell = finding.column is not None and finding.row is not None
        said = (finding.rule, finding.severity, finding.message, finding.suggestion)
        key = (finding.file, finding.column, *said) if of_a_cell else (number,)
        alike.setdefault(key, []).append(finding)
    told = []
    for same in alike.values():
        n_rows = findings.rows.get(same[0].file, 0)
        if len(same) < _FEWEST and not 1 < len(same) == n_rows:
            told += same
        elif len(same) == n_rows:
            message = f"{same[0].message} in all {n_rows:,} rows"
            told.append(replace(same[0], message=message))
        else:
            message = f"{same[0].message} in {len(same):,} rows ({_where(same)})"
            told.append(replace(same[0], message=message))
    return told


def _where(same: list[Finding]) -> str:
    """Return the lines, or else the rows, of some findings, those in a row as a range."""
    has_lines = all(finding.line is not None for finding in same)
    numbers = sorted({(f.line if has_lines else f.row) or 0 for f in same})
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    told = ", ".join("-".join(map(str, ends)) for ends in ranges[:_MOST_RANGES])
    rest = ", ..." if len(ranges) > _MOST_RANGES else ""
    return f"{'lines' if has_lines else 'rows'} {told}{rest}"


def folded(findings: Findings, most: int) -> Iterator[tuple[Finding, str]]:
    """Yield findings, those alike as one, and no more than some of one rule in one file.

    Where nearly every cell of a column has the same kind of fault, a few show what it is. The text
    beside a finding is empty; beside the last one told it is how many like it were left out.
    """
    told = collapsed(findings)
    of_rule = Counter((f.file, f.rule) for f in told)
    of_column = Counter((f.file, f.rule, f.column) for f in told)
    seen: Counter[tuple[object, ...]] = Counter()
    for finding in told:
        kind, column = (finding.file, finding.rule), (finding.file, finding.rule, finding.column)
        whole = 0.75 * findings.rows.get(finding.file, 0)
        is_whole = finding.rule.startswith(_OF_FORM) and of_column[column] > max(_ENOUGH, whole)
        bound = _ENOUGH if is_whole else of_column[column]
        seen[column] += 1
        if seen[column] > bound:
            continue
        seen[kind] += 1
        if seen[kind] > most:
            continue
        if seen[kind] == most < of_rule[kind]:
            left_out = of_rule[kind] - most
            yield finding, f"and {left_out:,} more {finding.rule} in this file"
        elif seen[column] == bound < of_column[column]:
            left_out = of_column[column] - bound
            yield finding, f"and {left_out:,} more {finding.rule} in column {finding.column}"
        else:
            yield finding, ""

"""One thing that a rule has to say, and where: the ground of rules, readers and reports."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

REPORT_FORMAT = "1.0"
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule has to say about a contribution.

    Attributes
    ----------
    rule : str
        Stable code, such as ``WL107``; ``warlosses explain WL107`` tells all about it.
    severity : str
        ``error``, ``warning`` or ``info``.
    file : str
        The file's name; ``<frame>`` for a data frame, ``-`` for standard input.
    row : int or None
        Number of the data row, from 1; None where the finding is about the whole file.
    line : int or None
        Line of a text file, from 1 (the header counts).
    column : str or None
        The contribution's column.
    value : str or None
        What stands there, as text.
    message : str
        What is wrong: what was expected and what was found.
    suggestion : str or None
        The likely intended value, or what to do next.
    position : int or None
        Character position of the cell within its line, from 1.
    pointer : str or None
        JSON pointer to the cell, for JSON files; a cell's name, such as ``C3``, for workbooks.
    """

    rule: str
    severity: str
    file: str
    message: str
    row: int | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None
    suggestion: str | None = None
    position: int | None = None
    pointer: str | None = None


def place(finding: Finding) -> str:
    """Return where a finding is: as editors and terminals follow it, if it has a line.

    >>> from warlosses.validation.report import Finding
    >>> place(Finding("WL103", "error", "may.csv", "", row=2, line=3, column="value", position=36))
    'may.csv:3:36'
    >>> place(Finding("WL103", "error", "may.xlsx", "", row=2, line=3, pointer="E3"))
    'may.xlsx:E3'
    >>> place(Finding("WL103", "error", "<frame>", "", row=2, column="value"))
    '<frame>, row 2, value'
    """
    if finding.line is not None and finding.pointer and not finding.pointer.startswith("/"):
        return f"{finding.file}:{finding.pointer}"
    if finding.line is not None:
        return ":".join(str(p) for p in (finding.file, finding.line, finding.position) if p)
    if finding.pointer is not None:
        return f"{finding.file}#{finding.pointer}"
    row = f"row {finding.row}" if finding.row is not None else None
    return ", ".join(p for p in (finding.file, row, finding.column) if p)


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class Findings:
    """All findings of one validation, as data: what reporters take, and `Report` stands on.

    Attributes
    ----------
    findings : list of Finding
        What was found.
    rows : dict
        Number of data rows read, by file.
    lines : dict
        For text files, the text of each line that a finding is about, by (file, line).
    strict : bool
        Whether warnings count against the contribution.
    """

    findings: list[Finding]
    rows: dict[str, int] = field(default_factory=dict)
    lines: dict[tuple[str, int], str] = field(default_factory=dict)
    strict: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing was found that counts against the contribution."""
        bad = ("error", "warning") if self.strict else ("error",)
        return not any(f.severity in bad for f in self.findings)

    def count(self, severity: str) -> int:
        """Return how many findings have a severity."""
        return sum(f.severity == severity for f in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data, as ``schemas/generated/report.schema.json`` has it."""
        return {
            "format": REPORT_FORMAT,
            "ok": self.ok,
            "rows": dict(self.rows),
            "counts": {severity: self.count(severity) for severity in SEVERITIES},
            "findings": [asdict(f) for f in self.findings],
        }

    def to_json(self) -> str:
        """Return the report as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)

    def summary(self) -> str:
        """Return the verdict in one line.

        Examples
        --------
        >>> Findings([Finding("WL401", "error", "may.csv", "no link")], {"may.csv": 15}).summary()
        'not valid: 1 error in 15 rows'
        """
        names = {"error": "error", "warning": "warning", "info": "remark"}
        counts = [
            counted(self.count(severity), names[severity])
            for severity in SEVERITIES
            if self.count(severity)
        ]
        rows = counted(sum(self.rows.values()), "row")
        files = f" of {counted(len(self.rows), 'file')}" if len(self.rows) > 1 else ""
        total = f"{', '.join(counts)} in {rows}{files}" if counts else f"{rows}{files}"
        strictly = self.strict and not self.ok and not self.count("error")
        why = "; with --strict, warnings count" if strictly else ""
        return f"{'valid' if self.ok else 'not valid'}: {total}{why}"

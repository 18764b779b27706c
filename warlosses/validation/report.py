"""What a check found: one finding, and the report of all of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from warlosses.errors import WarlossesError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

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
        JSON pointer to the cell, for JSON files.
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


@dataclass(frozen=True)
class Report:
    """All findings of one validation, in the order of files, rows and rules.

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

    def to_frame(self) -> pd.DataFrame:
        """Return the findings as a data frame, one row each."""
        import pandas as pd

        columns = list(Finding.__dataclass_fields__)
        frame = pd.DataFrame([asdict(f) for f in self.findings], columns=columns)
        numbers = dict.fromkeys(("row", "line", "position"), "Int64")
        texts = dict.fromkeys(("rule", "severity", "file", "message"), "str")
        return frame.astype(numbers | texts)

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
        >>> Report([Finding("WL401", "error", "may.csv", "no link")], {"may.csv": 15}).summary()
        'not valid: 1 error in 15 rows'
        """
        from warlosses.validation.reporters.render import summary

        return summary(self)

    def render(self, format: str = "text", *, colour: bool = False, width: int = 80) -> str:  # noqa: A002
        """Return the report as text in one of the formats that people or programs read.

        Parameters
        ----------
        format : {"text", "json", "github", "sarif", "junit", "html"}
            ``text`` for a terminal; ``json`` as ``schemas/generated/report.schema.json`` describes
            it; ``github`` for the log of a GitHub workflow, which annotates the lines; ``sarif``
            2.1.0 for code scanning; ``junit`` for build servers; ``html`` for one page that stands
            alone.
        colour : bool
            Whether ``text`` may use the terminal's colours.
        width : int
            Columns that ``text`` may fill.

        Raises
        ------
        ArgumentError
            There is no such format.

        Examples
        --------
        >>> found = Finding("WL401", "error", "may.csv", "no link", line=3)
        >>> print(Report([found], {"may.csv": 15}).render("github"))
        ::error file=may.csv,line=3,title=WL401 The link is missing::no link
        not valid: 1 error in 15 rows
        """
        from warlosses.validation.reporters.render import render

        return render(self, format, colour=colour, width=width)

    def raise_for_errors(self) -> None:
        """Raise `InvalidContributionError` unless the report is ok."""
        if not self.ok:
            raise InvalidContributionError(self)

    def selected(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Report:
        """Return the report of some rules only: codes or beginnings of codes (``WL3``).

        Why a file could not be read is always told: it is no valid one.

        Examples
        --------
        >>> found = [Finding(code, "warning", "may.csv", "") for code in ("WL301", "WL403")]
        >>> [finding.rule for finding in Report(found).selected(["WL3"]).findings]
        ['WL301']
        """
        chosen, left_out = tuple(select), tuple(ignore)
        kept = [
            f
            for f in self.findings
            if (self.rows.get(f.file) == 0 and f.severity == "error")
            or ((not chosen or f.rule.startswith(chosen)) and not f.rule.startswith(left_out))
        ]
        return replace(self, findings=kept)


class InvalidContributionError(WarlossesError, ValueError):
    """A contribution has errors; ``report`` has them all."""

    def __init__(self, report: Report) -> None:
        from warlosses.validation.reporters.render import place, summary

        self.report = report
        worst = min(report.findings, key=lambda f: SEVERITIES.index(f.severity))
        super().__init__(f"{summary(report)}; first {place(worst)}: {worst.rule} {worst.message}")

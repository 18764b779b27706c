"""What a check found: one finding, and the report of all of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from warlosses.errors import WarlossesError
from warlosses.notebook import html_table
from warlosses.validation.finding import SEVERITIES, Finding, Findings, place

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


@dataclass(frozen=True)
class Report(Findings):
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

    def to_frame(self) -> pd.DataFrame:
        """Return the findings as a data frame, one row each."""
        import pandas as pd

        columns = list(Finding.__dataclass_fields__)
        frame = pd.DataFrame([asdict(f) for f in self.findings], columns=columns)
        numbers = dict.fromkeys(("row", "line", "position"), "Int64")
        texts = dict.fromkeys(("rule", "severity", "file", "message"), "str")
        return frame.astype(numbers | texts)

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
        # A format is imported when it is asked for: most runs need one of six.
        from warlosses.validation.reporters.render import render

        return render(self, format, colour=colour, width=width)

    def __bool__(self) -> bool:
        return self.ok

    def _repr_html_(self) -> str:
        told = ("severity", "rule", "file", "line", "row", "column", "value", "message")
        rows = [
            {name: getattr(finding, name) for name in (*told, "suggestion")}
            for finding in self.findings
        ]
        return html_table(rows, caption=self.summary())

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
        self.report = report
        worst = min(report.findings, key=lambda f: SEVERITIES.index(f.severity))
        super().__init__(f"{report.summary()}; first {place(worst)}: {worst.rule} {worst.message}")

    def __reduce__(self) -> tuple[type[InvalidContributionError], tuple[Report]]:
        # What is pickled by its text alone cannot be made again, and a pool of processes hangs.
        return type(self), (self.report,)

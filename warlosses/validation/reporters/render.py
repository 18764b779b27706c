"""A report in a format that people or programs read: one module a format."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from warlosses.codes import check_codes

if TYPE_CHECKING:
    from warlosses.validation.finding import Findings

FORMATS = ("text", "json", "github", "sarif", "junit", "html")


def render(report: Findings, format: str = "text", *, colour: bool = False, width: int = 80) -> str:  # noqa: A002
    """Return a report as text in one of the formats, without a newline at its end.

    `Report.render`, which calls this, tells of the arguments.

    Examples
    --------
    >>> from warlosses.validation.finding import Finding, Findings
    >>> found = Finding("WL107", "error", "losses.csv", "unknown category 'tank'", row=2, line=3,
    ...                 column="category", value="tank", suggestion="tanks", position=17)
    >>> row = "2023-04-18,x,RU,tank,3661"
    >>> report = Findings([found], rows={"losses.csv": 2}, lines={("losses.csv", 3): row})
    >>> print(render(report))
    losses.csv:3:17: WL107 error  unknown category 'tank'
      3 | 2023-04-18,x,RU,tank,3661
        |                ^^^^
        help: tanks
    <BLANKLINE>
    not valid: 1 error in 2 rows
    `warlosses explain WL107` tells what a rule means and what to do.
    """
    check_codes("report format", format, FORMATS)
    if format == "json":
        return report.to_json()
    module = import_module(f"warlosses.validation.reporters.{format}")
    if format == "text":
        return str(module.render(report, colour=colour, width=width))
    return str(module.render(report))

"""A report as workflow commands: GitHub shows each finding at its line of the pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.letters import printable
from warlosses.validation.catalogue import CATALOGUE
from warlosses.validation.finding import place
from warlosses.validation.reporters.excerpt import (
    NAMES,
    collapsed,
    extent,
    within_checkout,
)

if TYPE_CHECKING:
    from warlosses.validation.finding import Finding, Findings

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Findings) -> str:
    """Return one command a finding, errors first (GitHub shows ten of a kind), and the summary."""
    order = list(_COMMANDS)
    findings = sorted(collapsed(report), key=lambda f: order.index(f.severity))
    return "\n".join([*(_command(report, f) for f in findings), printable(report.summary())])


def _command(report: Findings, finding: Finding) -> str:
    facts: dict[str, object] = {}
    if finding.file not in NAMES:
        facts["file"] = within_checkout(finding.file)
    if finding.line is not None:
        facts["line"] = finding.line
    if finding.position is not None:
        facts["col"] = finding.position
        if (cell := extent(report, finding)) is not None:
            facts["endColumn"] = max(cell[2], finding.position)
    rule = CATALOGUE.get(finding.rule)
    facts["title"] = f"{finding.rule} {rule.title if rule else ''}".strip()
    told = ",".join(f"{name}={_property(str(fact))}" for name, fact in facts.items())
    lines = [finding.message]
    if finding.line is None:  # then the place is nowhere else
        lines[0] = f"{place(finding)}: {finding.message}"
    if finding.suggestion:
        lines.append(f"help: {finding.suggestion}")
    return f"::{_COMMANDS[finding.severity]} {told}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    r"""Return the text of a command, escaped.

    >>> _data("50 %\nof it")
    '50 %25%0Aof it'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return a property of a command, escaped.

    >>> _property("a,b: c")
    'a%2Cb%3A c'
    """
    return _data(text).replace(":", "%3A").replace(",", "%2C")

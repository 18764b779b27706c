"""A report in SARIF 2.1.0, the format of code scanning: results, their places, the rules."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from warlosses._version import __version__
from warlosses.validation.catalogue import CATALOGUE
from warlosses.validation.reporters.excerpt import NAMES, extent, within_checkout

if TYPE_CHECKING:
    from warlosses.validation.finding import Finding, Findings
    from warlosses.validation.rule import Rule

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://github.com/warlosses/warlosses"


def render(report: Findings) -> str:
    """Return the report as a SARIF log of one run."""
    run = {
        "tool": {
            "driver": {
                "name": "warlosses",
                "semanticVersion": __version__,
                "informationUri": _HOME,
                "rules": [_rule(rule) for rule in CATALOGUE.values()],
            }
        },
        "invocations": [{"executionSuccessful": True, "exitCode": 0 if report.ok else 1}],
        "columnKind": "unicodeCodePoints",
        "artifacts": [
            {"location": {"uri": _uri(file)}, "roles": ["analysisTarget"]}
            for file in report.rows
            if file not in NAMES
        ],
        "results": _results(report),
    }
    return json.dumps(
        {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1
    )


def _rule(rule: Rule) -> dict[str, Any]:
    advice = {"What it does": rule.what, "Why it matters": rule.why, "What to do": rule.cure}
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.what},
        "help": {
            "text": "\n\n".join(f"{heading}: {text}" for heading, text in advice.items()),
            "markdown": "\n\n".join(f"**{heading}**\n{text}" for heading, text in advice.items()),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _results(report: Findings) -> list[dict[str, Any]]:
    index = {code: number for number, code in enumerate(CATALOGUE)}
    seen: Counter[str] = Counter()
    results = []
    for finding in report.findings:
        mark = _mark(report, finding)
        seen[mark] += 1
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "level": _LEVELS[finding.severity],
            "message": {"text": _message(finding)},
            "locations": [_location(report, finding)],
            # The name that code scanning follows from run to run.
            "partialFingerprints": {"primaryLocationLineHash": f"{mark}:{seen[mark]}"},
        }
        if finding.rule in index:
            result["ruleIndex"] = index[finding.rule]
        facts = {name: getattr(finding, name) for name in ("row", "column", "value", "suggestion")}
        if told := {name: fact for name, fact in facts.items() if fact is not None}:
            result["properties"] = told
        results.append(result)
    return results


def _message(finding: Finding) -> str:
    if finding.suggestion is None:
        return finding.message
    return f"{finding.message}\nhelp: {finding.suggestion}"


def _location(report: Findings, finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if finding.file not in NAMES:
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(finding.file)}}
        if finding.line is not None:
            location["physicalLocation"]["region"] = _region(report, finding)
    row = f"row {finding.row}" if finding.row is not None else ""
    logical = finding.pointer or ", ".join(p for p in (row, finding.column) if p)
    if finding.file in NAMES:
        logical = ", ".join(p for p in (NAMES[finding.file], logical) if p)
    if logical:
        location["logicalLocations"] = [{"fullyQualifiedName": logical}]
    return location


def _region(report: Findings, finding: Finding) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": finding.line}
    cell = extent(report, finding)
    if finding.position is not None:
        region["startColumn"] = finding.position
        region["endColumn"] = max(cell[2] if cell else 0, finding.position) + 1
    if cell is not None and finding.position is not None:
        region["snippet"] = {"text": cell[0][cell[1] : cell[2]]}
    return region


def _uri(file: str) -> str:
    """Return a file's address: from the working directory if it lies below it.

    >>> _uri("datasets/a file.csv"), _uri("/elsewhere/a.csv")
    ('datasets/a%20file.csv', 'file:///elsewhere/a.csv')
    """
    path = within_checkout(file)
    # A name that is no Unicode text has no address; what can be shown of it will do.
    quoted = quote(path, errors="replace")
    return f"file://{quoted}" if Path(path).is_absolute() else quoted


def _mark(report: Findings, finding: Finding) -> str:
    """Return a hash of a finding that outlives rows added before it."""
    line = report.lines.get((finding.file, finding.line or 0))
    row = line if line is not None else f"{finding.row} {finding.value}"
    parts = (finding.rule, finding.file, finding.column or "", row)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]

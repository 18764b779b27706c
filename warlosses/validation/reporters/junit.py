"""A report in JUnit's XML, for build servers.

There are two public schemas of it, Jenkins' and Ant's; what is written here obeys both.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from warlosses.validation.finding import counted, place
from warlosses.validation.reporters.excerpt import NAMES

if TYPE_CHECKING:
    from warlosses.validation.finding import Finding, Findings

# XML 1.0 has no way to write these.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Findings) -> str:
    """Return the report: a suite a file, a failed case for each finding that counts.

    A file without such a finding has one case, which passes. Other findings are its output.
    """
    suites = ET.Element("testsuites")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    files = dict.fromkeys([*report.rows, *(f.file for f in report.findings)])
    for number, file in enumerate(files):
        suites.append(_suite(report, file, number, now))
    ET.indent(suites, " ")
    text = ET.tostring(suites, encoding="unicode")
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{text}"


def _suite(report: Findings, file: str, number: int, now: str) -> ET.Element:
    bad = ("error", "warning") if report.strict else ("error",)
    findings = [f for f in report.findings if f.file == file]
    failed = [f for f in findings if f.severity in bad]
    name = _xml(NAMES.get(file, file))
    suite = ET.Element(
        "testsuite",
        name=name,
        package="warlosses.validate",
        id=str(number),
        tests=str(max(len(failed), 1)),
        failures=str(len(failed)),
        errors="0",
        time="0",  # Ant's schema asks for it; nobody timed single rules
        timestamp=now,
        hostname="localhost",
    )
    rows = report.rows.get(file, 0)
    ET.SubElement(ET.SubElement(suite, "properties"), "property", name="rows", value=str(rows))
    for finding in failed:
        case = ET.SubElement(suite, "testcase", name=_case(finding), classname=name, time="0")
        message = _xml(finding.message)
        failure = ET.SubElement(case, "failure", type=finding.rule, message=message)
        failure.text = _xml(_told(finding))
    if not failed:
        ET.SubElement(suite, "testcase", name=counted(rows, "row"), classname=name, time="0")
    others = "\n".join(_told(f) for f in findings if f.severity not in bad)
    ET.SubElement(suite, "system-out").text = _xml(others)
    ET.SubElement(suite, "system-err")
    return suite


def _case(finding: Finding) -> str:
    row = f"row {finding.row}" if finding.row is not None else ""
    where = ", ".join(p for p in (row, finding.column) if p)
    return _xml(f"{finding.rule} {where}".strip())


def _told(finding: Finding) -> str:
    told = f"{place(finding)}: {finding.rule} {finding.severity}  {finding.message}"
    return f"{told}\nhelp: {finding.suggestion}" if finding.suggestion else told


def _xml(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)

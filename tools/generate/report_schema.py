"""The JSON Schema of `Report.to_json`, made from the declaration of a finding."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from typing import Any

from warlosses.validation.finding import REPORT_FORMAT, SEVERITIES, Finding

_TYPES = {"str": "string", "int": "integer", "None": "null"}
_FROM_ONE = ("row", "line", "position")


def report_schema(base_url: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a report.

    >>> sorted(report_schema("https://example.org")["properties"])
    ['counts', 'findings', 'format', 'ok', 'rows']
    """
    number = {"type": "integer", "minimum": 0}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base_url}/report.schema.json",
        "$comment": "Generated from warlosses/validation/finding.py; do not edit.",
        "title": "Report of a validation",
        "description": "What `warlosses validate --format json` prints.",
        "type": "object",
        "required": ["format", "ok", "rows", "counts", "findings"],
        "additionalProperties": False,
        "properties": {
            "format": {
                "description": "Version of this format; a new first number may break readers.",
                "const": REPORT_FORMAT,
            },
            "ok": {
                "description": "Whether nothing was found that counts against the contribution.",
                "type": "boolean",
            },
            "rows": {
                "description": "Number of data rows read, by file.",
                "type": "object",
                "additionalProperties": number,
            },
            "counts": {
                "description": "Number of findings, by severity.",
                "type": "object",
                "required": list(SEVERITIES),
                "additionalProperties": False,
                "properties": dict.fromkeys(SEVERITIES, number),
            },
            "findings": {
                "description": "In the order of files, rows and rules.",
                "type": "array",
                "items": {"$ref": "#/$defs/finding"},
            },
        },
        "$defs": {"finding": _finding()},
    }


def _finding() -> dict[str, Any]:
    told = _descriptions()
    properties: dict[str, dict[str, Any]] = {}
    for field in fields(Finding):
        kinds = [_TYPES[name] for name in str(field.type).split(" | ")]
        properties[field.name] = {
            "description": told[field.name],
            "type": kinds[0] if len(kinds) == 1 else kinds,
        }
        if field.name in _FROM_ONE:
            properties[field.name]["minimum"] = 1
    properties["rule"]["pattern"] = "^WL[0-9]{3}$"
    properties["severity"]["enum"] = list(SEVERITIES)
    return {
        "title": "Finding",
        "description": (Finding.__doc__ or "").partition("\n")[0],
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def _descriptions() -> dict[str, str]:
    """Return what the docstring says of each attribute.

    >>> _descriptions()["severity"]
    '``error``, ``warning`` or ``info``.'
    """
    text = inspect.cleandoc(Finding.__doc__ or "").partition("----------\n")[2]
    sections = re.findall(r"^(\w+) : .*\n((?:    .*\n?)+)", text, flags=re.MULTILINE)
    return {name: " ".join(told.split()) for name, told in sections}

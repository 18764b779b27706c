"""What ``schemas/generated`` holds, made from the pandera models, the code lists and the report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tools.generate.data_dictionary import data_dictionary
from tools.generate.release_schemas import release_schemas
from tools.generate.report_schema import report_schema
from warlosses.building.metadata.table_schema import table_schema_alone
from warlosses.columns import REFERENCE
from warlosses.schema import LINK, SCHEMA_VERSION, Contributions, definitions
from warlosses.schema_columns import MODELS, ORIGIN, Column, columns, limits, rules, sentence

if TYPE_CHECKING:
    import pandera.pandas as pa

BASE_URL = "https://raw.githubusercontent.com/warlosses/warlosses/main/schemas/generated"
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_NOT_READ = {
    "description": "What a template shows of the day before; not read.",
    "type": ["string", "null"],
}
# How the models' rules read in JSON Schema; None where it cannot say them.
_JSON_RULES: dict[str, dict[str, Any] | None] = {
    "has_a_figure": {
        "anyOf": [
            {"required": [name], "properties": {name: {"type": "integer"}}}
            for name in ("value", "value_low", "value_high")
        ]
    },
    "period_in_order": None,
    "totals_not_negative": {
        "if": {"properties": {"measure": {"const": "increment"}}, "required": ["measure"]},
        "else": {"properties": {"value": {"minimum": 0}}},
    },
}


# --- JSON Schema -----------------------------------------------------------------------------


def contribution_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one contributed row, or of a list of them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE_URL}/contribution.schema.json",
        "$comment": f"{ORIGIN} Schema version {SCHEMA_VERSION}.",
        "title": "Contributed claims of war losses",
        "description": "One row, or a list of rows.",
        "type": ["object", "array"],
        "if": {"type": "array"},
        "then": {"items": {"$ref": "#/$defs/row"}},
        "else": {"$ref": "#/$defs/row"},
        "$defs": {"row": _json_row(Contributions)},
    }


def _json_row(model: type[pa.DataFrameModel]) -> dict[str, Any]:
    listed = columns(model)
    row: dict[str, Any] = {
        "title": "Contributed claim",
        "description": f"{model.__doc__} {' '.join(rules(model).values())}",
        "type": "object",
        "required": [c.name for c in listed if c.must_be_given],
        "additionalProperties": False,
        "properties": {c.name: _json_property(c) for c in listed} | {REFERENCE: _NOT_READ},
    }
    for name in rules(model):
        row |= _JSON_RULES[name] or {}
    return row


def _json_property(column: Column) -> dict[str, Any]:
    kind = "integer" if column.kind.startswith("int") else "string"
    schema: dict[str, Any] = {
        "description": _with_codes(column),
        "type": [kind, "null"] if column.nullable else kind,
    }
    if column.kind == "date":
        schema |= {"format": "date", "pattern": _DAY}
    if column.pattern == LINK:
        schema["format"] = "uri"
    if column.default is not None:
        schema["default"] = column.default
    return schema | limits(column)


def _with_codes(column: Column) -> str:
    lines = [sentence(column.description)]
    if column.unit:
        lines.append(f"Unit: {column.unit}.")
    if column.codes:
        lines += [f"{code}: {meaning}" for code, meaning in definitions(column.codes).items()]
    return "\n".join(lines)


# --- Files -----------------------------------------------------------------------------------


def generate() -> dict[str, str]:
    """Return every generated file: its name and its text."""
    texts = {"contribution.schema.json": _json(contribution_schema())}
    texts["report.schema.json"] = _json(report_schema(BASE_URL))
    texts |= {name: _json(schema) for name, schema in release_schemas(BASE_URL).items()}
    texts |= {f"{name}.table-schema.json": _json(table_schema_alone(name)) for name in MODELS}
    texts["data-dictionary.md"] = data_dictionary() + "\n"
    return texts


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

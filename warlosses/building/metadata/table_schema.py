"""Frictionless Table Schema of the tables, made from their models."""

from __future__ import annotations

from typing import Any

from warlosses.schema import LINK, SCHEMA_VERSION
from warlosses.schema_columns import MODELS, Column, columns, limits, rules, sentence

_TYPES = {"int16": "integer", "int64": "integer", "timestamp": "datetime"}


def table_schema(name: str) -> dict[str, Any]:
    """Return the schema of a table within the package of all tables, which its keys lead to."""
    model = MODELS[name]
    listed = columns(model)
    schema: dict[str, Any] = {
        "name": name,
        "description": f"{model.__doc__} {' '.join(rules(model).values())}".strip(),
        "version": SCHEMA_VERSION,
        "missingValues": [""],
        "fields": [_field(c) for c in listed],
    }
    if keys := [c.name for c in listed if c.unique]:
        schema["primaryKey"] = keys
    if references := [_foreign_key(name, c) for c in listed if c.references]:
        schema["foreignKeys"] = references
    return schema


def table_schema_alone(name: str) -> dict[str, Any]:
    """Return the schema of a table by itself: a key can't lead to a table that is not there."""
    schema = table_schema(name)
    own = [key for key in schema.pop("foreignKeys", []) if not key["reference"]["resource"]]
    return schema | ({"foreignKeys": own} if own else {})


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.must_be_given and not column.may_be_empty:
        constraints["required"] = True
    if column.unique:
        constraints["unique"] = True
    constraints |= limits(column)
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.kind, column.kind),
        "description": sentence(column.description),
    }
    if column.pattern == LINK:
        field["format"] = "uri"
    if column.unit:
        field["unit"] = column.unit
    if column.default:
        field["default"] = column.default
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_key(table: str, column: Column) -> dict[str, Any]:
    resource, field = column.references.split(".")
    own = resource == table  # the specification's word for the table itself is the empty text
    return {
        "fields": [column.name],
        "reference": {"resource": "" if own else resource, "fields": [field]},
    }

"""The data dictionary: every table, column and code, in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.schema import SCHEMA_VERSION
from warlosses.schema_columns import MODELS, ORIGIN, Column, columns, rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_READER_TYPES = {"date": "day", "timestamp": "time, UTC, to the millisecond"}


def data_dictionary() -> str:
    """Return the data dictionary, in Markdown."""
    used = dict.fromkeys(c.codes for model in MODELS.values() for c in columns(model) if c.codes)
    parts = [
        "# Data dictionary",
        f"<!-- {ORIGIN} -->",
        f"Schema version {SCHEMA_VERSION}. A row is a claim, never a fact.",
        "## Tables",
        *(_table_section(name) for name in MODELS),
        "## Codes",
        *(_codes_section(list_name) for list_name in used),
    ]
    return "\n\n".join(parts)


def _table_section(name: str) -> str:
    model = MODELS[name]
    listed = columns(model)
    rows = [
        (f"`{c.name}`", _READER_TYPES.get(c.kind, c.kind), _absence(c), c.unit, _meaning(c))
        for c in listed
    ]
    parts = [
        f"### {name}",
        str(model.__doc__),
        _markdown(("column", "type", "null", "unit", "description"), rows),
    ]
    told = [f"- `{rule}`: {sentence}" for rule, sentence in rules(model).items()]
    told += [f"- `{c.name}` is unique." for c in listed if c.unique]
    if told:
        parts.append("\n".join(told))
    return "\n\n".join(parts)


def _absence(column: Column) -> str:
    if column.default:
        return f"no; if left out, `{column.default}`"
    if column.nullable:
        return "yes"
    return "no; may be empty" if column.may_be_empty else "no"


def _meaning(column: Column) -> str:
    text = column.description
    if column.codes:
        return f"{text}; a code of [{column.codes}](#{_anchor(column.codes)})"
    if column.references:
        return f"{text}; refers to `{column.references}`"
    if column.allowed:
        return f"{text}; one of {', '.join(f'`{code}`' for code in column.allowed if code)}"
    if column.min_length > 1:
        return f"{text}; at least {column.min_length} characters"
    if column.minimum is not None:
        return f"{text}; at least {column.minimum}"
    return text


def _anchor(list_name: str) -> str:
    return f"codes-{list_name}".replace("_", "-")


def _codes_section(list_name: str) -> str:
    shown: dict[str, tuple[str, ...]] = {
        "category": (
            *("code", "parent", "unit", "label_en", "label_uk", "label_ru", "definition"),
            *("valid_from", "valid_to", "merged_into"),
        ),
        "claimant": ("code", "name_en", "kind", "side", "definition"),
        "source": ("source_id", "title", "licence", "use", "carries"),
    }
    files = {"category": "categories", "claimant": "claimants", "source": "sources"}
    header = shown.get(list_name, ("code", "definition"))
    rows = [
        (f"`{row[header[0]]}`", *(row[name] for name in header[1:]))
        for row in codes.rows(files.get(list_name, "terms"))
        if row.get("list", list_name) == list_name
    ]
    title = f"### Codes: {list_name.replace('_', ' ')}"
    return f"{title}\n\n{_markdown(header, rows)}"


def _markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", r"\|")

"""What a frame was asked for: carried along with it, so that it can be cited."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from warlosses.data.days import day_of
from warlosses.releases.release import METADATA_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

QUERY = "query"  # its name in a pandas frame's `.attrs`, and in the Arrow metadata
MADE_BY = "made_by"  # what made a frame of the claims that the query gives
# Where the data is and how it is given back is not what was asked.
_NOT_ASKED = ("version", "offline", "backend")


def query_of(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a load that say which rows, ready for JSON; defaults left out.

    >>> import datetime
    >>> query_of({"table": "claims", "categories": ("tanks",), "since": datetime.date(2023, 4, 18),
    ...           "until": None, "layout": "long", "backend": "pandas"})
    {'table': 'claims', 'categories': ['tanks'], 'since': '2023-04-18'}
    """
    return {
        name: _plain(value)
        for name, value in arguments.items()
        if name not in _NOT_ASKED and value is not None and (name, value) != ("layout", "long")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, str | int):
        return value
    if isinstance(value, Iterable):
        return [str(code) for code in value]
    return str(day_of(value))


def carry(data: Any, query: dict[str, Any]) -> Any:
    """Return what a load gives back with the query in it: in `.attrs`, or the Arrow metadata.

    Polars and DuckDB have no place for it.
    """
    if hasattr(data, "attrs"):
        data.attrs[QUERY] = query
    elif hasattr(data, "replace_schema_metadata"):
        metadata = dict(data.schema.metadata or {})
        facts = {**json.loads(metadata.get(METADATA_KEY, b"{}")), QUERY: query}
        metadata[METADATA_KEY] = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
        return data.replace_schema_metadata(metadata)
    return data


def facts_of(data: Any) -> dict[str, Any]:
    """Return what a frame carries of its release and its query; empty where it carries nothing."""
    attrs = getattr(data, "attrs", None)
    if isinstance(attrs, dict):
        return attrs
    if hasattr(data, "collect_schema"):  # polars, which has no place for it, and warns
        return {}
    metadata = getattr(getattr(data, "schema", None), "metadata", None)
    if not isinstance(metadata, dict) or METADATA_KEY not in metadata:
        return {}
    try:
        facts = json.loads(metadata[METADATA_KEY])
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}

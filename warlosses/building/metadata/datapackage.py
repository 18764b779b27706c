"""Data Package 2.0: https://datapackage.org."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warlosses.building.metadata.facts import without_empty
from warlosses.building.metadata.table_schema import table_schema
from warlosses.data import about

if TYPE_CHECKING:
    from warlosses.building.metadata.facts import Facts, Table


def data_package(facts: Facts) -> dict[str, Any]:
    """Return the descriptor of the release, each table with its schema and foreign keys."""
    return without_empty(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "warlosses",
            "id": f"https://doi.org/{facts.doi}" if facts.doi else "",
            "title": about.TITLE,
            "description": about.DESCRIPTION,
            "version": facts.version,
            "created": f"{facts.released_on}T00:00:00Z",
            "homepage": about.HOMEPAGE,
            "keywords": list(about.KEYWORDS),
            "licenses": [{"name": facts.licence, "path": facts.licence_page}],
            "contributors": [{"title": about.AUTHOR, "roles": ["author"]}],
            "sources": [
                without_empty({"title": source["title"], "path": source["repo"]})
                for source in facts.sources
            ],
            "resources": [_resource(table) for table in facts.tables],
        }
    )


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "title": table.name.capitalize(),
        "description": table.description,
        "path": table.file.name,  # beside the descriptor: nothing else is allowed to be safe
        "format": "parquet",
        "mediatype": table.file.media_type,
        "bytes": table.file.bytes,
        "hash": f"sha256:{table.file.sha256}",
        "schema": table_schema(table.name),
    }

"""What the Kaggle client wants beside a dataset: dataset-metadata.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warlosses.data import about
from warlosses.schema_columns import sentence

if TYPE_CHECKING:
    from warlosses.building.metadata.facts import Facts

_TYPES = {
    "string": "string",
    "int64": "integer",
    "int16": "integer",
    "date": "datetime",
    "timestamp": "datetime",
}


def kaggle(facts: Facts) -> dict[str, Any]:
    """Return the metadata; the client takes titles of 6 to 50 letters, subtitles of 20 to 80."""
    return {
        "title": "Loss claims in the Russo-Ukrainian war",
        "subtitle": "Who claimed how many of what were lost by whom, and where it was read",
        "description": f"{about.DESCRIPTION}\n\nData version {facts.version}, through "
        f"{facts.last_day}. {facts.citation}",
        "id": "warlosses/warlosses",
        "licenses": [{"name": facts.licence}],
        "keywords": ["war", "europe"],
        "resources": [
            {
                "path": table.file.name,
                "description": table.description,
                "schema": {
                    "fields": [
                        {
                            "name": column.name,
                            "description": sentence(column.description),
                            "type": _TYPES[column.kind],
                        }
                        for column in table.columns
                    ]
                },
            }
            for table in facts.tables
        ],
    }

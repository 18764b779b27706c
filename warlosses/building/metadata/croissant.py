"""Croissant 1.1, for machine learning: https://docs.mlcommons.org/croissant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warlosses.building.metadata.facts import without_empty
from warlosses.data import about
from warlosses.schema_columns import sentence

if TYPE_CHECKING:
    from warlosses.building.metadata.facts import Facts, File, Table
    from warlosses.schema_columns import Column

_FORMAT = "application/x-parquet"  # the only name under which readers take Parquet
_TYPES = {
    "string": "sc:Text",
    "int64": "sc:Integer",
    "int16": "sc:Integer",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
}
_OWN_WORDS = (
    *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field"),
    *("fileProperty", "fileObject", "fileSet", "format", "includes", "isArray", "isLiveDataset"),
    *("jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
    *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
)
# What the specification asks for at the head of each file.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
    **{word: f"cr:{word}" for word in _OWN_WORDS},
}


def croissant(facts: Facts) -> dict[str, Any]:
    """Return the description of the release: its files, and the records in its tables."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "warlosses",
        "alternateName": about.TITLE,
        "description": about.DESCRIPTION,
        "version": f"{facts.version}",
        "license": facts.licence_page,
        "url": about.HOMEPAGE,
        "datePublished": facts.released_on,
        "creator": {"@type": "sc:Organization", "name": about.AUTHOR, "url": about.HOMEPAGE},
        "citeAs": facts.citation,
        "keywords": list(about.KEYWORDS),
        "isLiveDataset": False,
        "distribution": [_file(table.file, facts) for table in facts.tables],
        "recordSet": [_records(table) for table in facts.tables],
    }


def _file(file: File, facts: Facts) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": facts.link(file.name),
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _FORMAT,
        "sha256": file.sha256,
    }


def _records(table: Table) -> dict[str, Any]:
    keys = [{"@id": f"{table.name}/{c.name}"} for c in table.columns if c.unique]
    return without_empty(
        {
            "@type": "cr:RecordSet",
            "@id": table.name,
            "name": table.name,
            "description": table.description,
            "key": keys,
            "field": [_field(table, column) for column in table.columns],
        }
    )


def _field(table: Table, column: Column) -> dict[str, Any]:
    described = sentence(column.description)
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": f"{described} Unit: {column.unit}." if column.unit else described,
        "dataType": _TYPES[column.kind],
        "source": {
            "fileObject": {"@id": table.file.name},
            "extract": {"column": column.name},
        },
    }

"""JSON Schemas of what describes a release: its manifest, the indexes and the build's report."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from warlosses import codes
from warlosses.files import Described
from warlosses.releases.manifest import TABLE_NAMES, VERSION
from warlosses.releases.signed_index import INDEX_FORMAT, Entry

_DAY = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_TIME = {"type": "string", "format": "date-time"}
_COUNT = {"type": "integer", "minimum": 0}
_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_TEXT = {"type": "string"}
_NAME = {"type": "string", "minLength": 1}
_VERSION = {"type": "string", "pattern": f"^{VERSION.pattern}$".replace(r"\d", "[0-9]")}
_WHOLE = {"type": "integer"}
_FIGURE = {"type": ["integer", "null"]}
_ORIGIN = "Generated from tools/generate/release_schemas.py; do not edit."


def release_schemas(base_url: str) -> dict[str, dict[str, Any]]:
    """Return the schemas by the name of their file.

    >>> sorted(release_schemas("https://example.org"))[:2]
    ['build-report.schema.json', 'local-index.schema.json']
    """
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{base_url}/{name}",
            "$comment": _ORIGIN,
            **schema,
        }
        for name, schema in (
            ("manifest.schema.json", _manifest()),
            ("release-index.schema.json", _published_index()),
            ("local-index.schema.json", _local_index()),
            ("build-report.schema.json", _report()),
        )
    }


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the schema of an object that has these and nothing else."""
    return {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
        "properties": properties,
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _by_name(of: dict[str, Any], names: list[str] | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "additionalProperties": of}
    return schema | ({"propertyNames": {"enum": names}} if names else {})


def _changes() -> dict[str, Any]:
    kinds = dict.fromkeys(("new", "changed", "withdrawn"), _COUNT)
    return {"description": "Claims, against the release before.", **_object(kinds)}


def _file(*, is_table: bool) -> dict[str, Any]:
    described = {field.name: _COUNT for field in fields(Described)} | {"sha256": _SHA256}
    return _object(described | ({"rows": _COUNT} if is_table else {}))


def _manifest() -> dict[str, Any]:
    tables = [f"{name}.parquet" for name in TABLE_NAMES]
    taken = _object(
        {
            "source_id": {"enum": list(codes.sources())},
            "repo": _TEXT,
            "commit": {"type": ["string", "null"], "pattern": "^[0-9a-f]{40}$"},
            "taken_at": {"type": ["string", "null"], "format": "date-time"},
            "claims": _COUNT,
            "sha256": _by_name(_SHA256),
        }
    )
    files = _object(
        {name: _file(is_table=True) for name in tables} | {"report.json": _file(is_table=False)}
    )
    return {
        "title": "Manifest of a release",
        **_object(
            {
                "version": _VERSION,
                "schema_version": {"type": "string", "pattern": "^[0-9]+[.][0-9]+[.][0-9]+$"},
                "licence": {"description": "SPDX identifier.", **_NAME},
                "data_through": {"description": "Where the daily bulletins end.", **_DAY},
                "recorded_through": {"description": "The newest reading or decision.", **_TIME},
                "last_days": {
                    "description": "The last day of every series: what its claims' ids begin with.",
                    **_by_name(_DAY),
                },
                "previous": {"anyOf": [_VERSION, {"type": "null"}]},
                "changes": _changes(),
                "inputs": {"description": "The copies it was made of.", **_list(taken)},
                "files": files,
            },
            optional=("last_days",),
        ),
    }


def _local_index() -> dict[str, Any]:
    entry = _object(
        {
            "version": _VERSION,
            "data_through": _DAY,
            "schema_version": _NAME,
            "bytes": _COUNT,
            "manifest_sha256": _SHA256,
        }
    )
    return {
        "title": "Index of a folder of releases, newest first",
        **_object({"releases": _list(entry)}),
    }


def _published_index() -> dict[str, Any]:
    kinds = {
        "version": _VERSION,
        "data_through": _DAY,
        "schema_version": _NAME,
        "published_at": _TIME,
        "previous": {"anyOf": [_VERSION, {"type": "null"}]},
        "changes": _changes(),
        "bytes": _COUNT,
        "manifest": _file(is_table=False),
        "notes": _file(is_table=False),
    }
    entry = _object({field.name: kinds[field.name] for field in fields(Entry)})
    version = {"anyOf": [_VERSION, {"const": ""}]}
    latest = _object({"version": version, "files": _by_name(_file(is_table=False))})
    return {
        "title": "Signed index of the published releases, newest first",
        **_object(
            {"format": {"const": INDEX_FORMAT}, "releases": _list(entry), "latest": latest},
            optional=("latest",),
        ),
    }


def _report() -> dict[str, Any]:
    statuses = list(codes.terms("status"))
    reading = _object(
        {
            "source_id": {"enum": list(codes.sources())},
            "value": _FIGURE,
            "source_url": _TEXT,
            "agrees": {"type": "boolean"},
        }
    )
    cell = _object(
        {
            "claim_id": _NAME,
            "value": _FIGURE,
            "source_url": _TEXT,
            "note": _TEXT,
            "readings": _list(reading),
        }
    )
    fall = {
        "type": "array",
        "prefixItems": [_DAY, {"type": "integer"}, {"type": "integer"}],
        "items": False,
        "minItems": 3,
    }
    rejected = _object(
        {
            "source_id": {"enum": list(codes.sources())},
            "reason": _NAME,
            "rows": {"type": "integer", "minimum": 1},
            "labels": _list(_TEXT),
            "first_day": _TEXT,
            "last_day": _TEXT,
            "places": _list(_TEXT),
        }
    )
    agreement = dict.fromkeys(("n_sources", "n_agreeing", "cells"), _COUNT)
    off = {"category": {"enum": list(codes.categories())}, "as_of": _DAY}
    series = {"series": _NAME, "explanation": _NAME, "day_before_after": _list(fall)}
    return {
        "title": "Report of a build",
        **_object(
            {
                "claims": _COUNT,
                "observations": _COUNT,
                "by_claimant_and_status": _by_name(
                    _by_name(_COUNT, statuses), list(codes.claimants())
                ),
                "bulletin_cells_by_agreement": _list(_object(agreement)),
                "odd_one_out": _by_name(_COUNT, list(codes.sources())),
                "three_way_splits": _COUNT,
                "disputed": _list(cell),
                "corrected": _list(cell),
                "falls": _list(_object(series)),
                "increments_that_do_not_add_up": _list(
                    _object(
                        {**off, **{key: {"type": "integer"} for key in ("printed", "difference")}}
                    )
                ),
                "rejected": _list(rejected),
            }
        ),
    }

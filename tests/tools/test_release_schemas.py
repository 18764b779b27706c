"""The schemas of what describes a release take the real ones, and nothing that is broken."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest

from tools.generate.release_schemas import release_schemas
from warlosses.files import Described
from warlosses.paths import bundled_releases_dir, schemas_dir
from warlosses.releases.find import find_release
from warlosses.releases.signed_index import Entry, write_index

SCHEMAS = release_schemas("https://example.org")


def validator(name):
    schema = json.loads((schemas_dir() / "generated" / name).read_text(encoding="utf-8"))
    checker = jsonschema.FormatChecker()
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


@pytest.mark.parametrize("name", SCHEMAS)
def test_is_a_schema(name):
    jsonschema.Draft202012Validator.check_schema(validator(name).schema)


def described(name):
    match name:
        case "manifest.schema.json":
            path = find_release().folder / "manifest.json"
            return json.loads(path.read_text(encoding="utf-8"))
        case "local-index.schema.json":
            return json.loads((bundled_releases_dir() / "index.json").read_text(encoding="utf-8"))
        case _:
            return find_release().report


@pytest.mark.parametrize("name", [n for n in SCHEMAS if not n.startswith("release-index")])
def test_the_bundled_release_obeys(name):
    validator(name).validate(described(name))


def test_the_published_index_obeys():
    file = Described(5, "0" * 64)
    counts = {"new": 3, "changed": 0, "withdrawn": 0}
    entries = [
        Entry(version, "2026-09-06", "1.0.0", "2026-08-16T09:40:00+00:00", previous, counts, 7,
              file, file)
        for version, previous in (("2026.9.6.1", "2026.9.6"), ("2026.9.6", None))
    ]  # fmt: skip
    content = json.loads(write_index(entries))
    found = validator("release-index.schema.json")
    found.validate(content)
    assert not found.is_valid({**content, "format": 2})
    content["releases"][0]["version"] = "../2026.9.6"
    assert not found.is_valid(content)


BROKEN = {
    "manifest.schema.json": [
        lambda m: m.pop("files"),
        lambda m: m.update(version="2026-09-06"),
        lambda m: m["files"].pop("claims.parquet"),
        lambda m: m["files"]["claims.parquet"].update(rows=-1),
        lambda m: m["files"]["claims.parquet"].update(sha256="abc"),
        lambda m: m["inputs"][0].update(source_id="nobody"),
        lambda m: m["changes"].update(lost=3),
        lambda m: m.update(data_through="2026-02-30"),
    ],
    "local-index.schema.json": [
        lambda i: i["releases"][0].pop("bytes"),
        lambda i: i["releases"][0].update(version="15.8.2026."),
    ],
    "build-report.schema.json": [
        lambda r: r.update(claims="many"),
        lambda r: r["by_claimant_and_status"].update(nobody={"single": 1}),
        lambda r: r["disputed"][0].pop("readings"),
        lambda r: r["falls"][0]["day_before_after"][0].append(1),
        lambda r: r["increments_that_do_not_add_up"][0].update(printed=1.5),
    ],
}


@pytest.mark.parametrize(
    ("name", "breaking"), [(name, one) for name, ones in BROKEN.items() for one in ones]
)
def test_what_is_broken_is_refused(name, breaking):
    content = copy.deepcopy(described(name))
    breaking(content)
    assert not validator(name).is_valid(content)

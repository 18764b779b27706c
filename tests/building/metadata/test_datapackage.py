"""Data Package, by Frictionless: valid, and its data as the schemas say."""

from __future__ import annotations

import json

import pytest

from warlosses.paths import schemas_dir

frictionless = pytest.importorskip("frictionless", reason="needs warlosses[standards]")
# Frictionless counts what it read of a Parquet file, which is not all of its bytes.
NOT_COUNTED = frictionless.Checklist(skip_errors=["byte-count", "hash-count"])


def test_is_valid(folder):
    package = frictionless.Package(str(folder / "datapackage.json"))
    assert frictionless.Package.metadata_validate(package.to_descriptor())
    assert [resource.name for resource in package.resources][:2] == ["claims", "observations"]
    assert all(resource.path.endswith(".parquet") for resource in package.resources)


@pytest.mark.parametrize("name", ["categories", "claimants", "sources"])
def test_code_lists_keep_to_their_schemas(folder, name):
    package = frictionless.Package(str(folder / "datapackage.json"))
    report = package.get_resource(name).validate(NOT_COUNTED)
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]
    assert report.tasks[0].stats["rows"] > 10


@pytest.mark.parametrize("name", ["claims", "observations", "corrections"])
def test_a_sample_of_the_claims_keeps_to_its_schema(folder, name):
    package = frictionless.Package(str(folder / "datapackage.json"))
    resource = package.get_resource(name)
    resource.schema.foreign_keys = []  # to look up keys it reads all rows, for minutes
    report = resource.validate(NOT_COUNTED, limit_rows=300)
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]


def test_a_wrong_code_is_found(folder, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(r for r in descriptor["resources"] if r["name"] == "claimants")
    table = pq.read_table(folder / "claimants.parquet")
    sides = pa.array(["nowhere", *table.column("side").to_pylist()[1:]])
    table = table.set_column(table.column_names.index("side"), "side", sides)
    pq.write_table(table, tmp_path / "claimants.parquet")
    for name in ("bytes", "hash"):
        del resource[name]
    (tmp_path / "datapackage.json").write_text(json.dumps({**descriptor, "resources": [resource]}))
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert not report.valid
    assert ["side"] in report.flatten(["fieldName"])


@pytest.mark.parametrize(
    "path", sorted((schemas_dir() / "generated").glob("*.table-schema.json")), ids=lambda p: p.name
)
def test_each_table_schema_is_valid_by_itself(path):
    assert frictionless.Schema.metadata_validate(json.loads(path.read_text(encoding="utf-8")))


def test_a_contribution_is_validated_by_its_schema_alone(tmp_path):
    path = schemas_dir() / "generated" / "contribution.table-schema.json"
    head = "as_of,claimant,belligerent,category,value,source_url\n"
    row = "2023-04-18,ua_general_staff,RU,{},3661,https://www.mil.gov.ua/news\n"
    for name, code in (("right", "tanks"), ("wrong", "tank")):
        (tmp_path / f"{name}.csv").write_text(head + row.format(code))
    found = {
        name: frictionless.validate(
            f"{name}.csv",
            schema=frictionless.Schema.from_descriptor(json.loads(path.read_text("utf-8"))),
            basepath=str(tmp_path),
            detector=frictionless.Detector(schema_sync=True),
        )
        for name in ("right", "wrong")
    }
    assert found["right"].valid, found["right"].flatten(["fieldName", "message"])
    assert found["wrong"].flatten(["fieldName"]) == [["category"]]

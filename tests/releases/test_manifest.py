"""What a manifest may say, and what is none."""

from __future__ import annotations

import json

import pytest

from warlosses.paths import bundled_releases_dir
from warlosses.releases.listing import newest
from warlosses.releases.manifest import Manifest, ManifestError


@pytest.fixture
def facts():
    return json.loads((newest(bundled_releases_dir()).folder / "manifest.json").read_bytes())


def parsed(facts):
    return Manifest.parse(json.dumps(facts).encode())


def test_what_is_written_is_read_back(facts):
    assert json.loads(parsed(facts).to_json()) == facts


@pytest.mark.parametrize(
    "name",
    [
        "signed.json",
        "manifest.json",
        "notes.md",
        "index.json",
        "con.json",
        "lpt1.parquet",
        "../x.md",
    ],
)
def test_a_name_that_something_else_has_is_refused(facts, name):
    facts["files"][name] = facts["files"]["report.json"]
    with pytest.raises(ManifestError, match="a file name that no release has"):
        parsed(facts)


@pytest.mark.parametrize("name", ["report.json", "claims.parquet"])
def test_a_file_that_each_release_has_must_be_there(facts, name):
    del facts["files"][name]
    with pytest.raises(ManifestError, match=name):
        parsed(facts)

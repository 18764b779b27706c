"""Croissant, by MLCommons' own library: valid, and its records are ours."""

from __future__ import annotations

import itertools

import pytest

import warlosses as wl

mlcroissant = pytest.importorskip("mlcroissant", reason="needs warlosses[standards]")


@pytest.fixture(scope="module")
def dataset(folder):
    return mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))


def test_is_valid_without_a_warning(dataset):
    issues = dataset.metadata.ctx.issues
    assert (list(issues.errors), list(issues.warnings)) == ([], [])
    assert dataset.metadata.version == "2026.9.6"


@pytest.mark.parametrize("name", ["categories", "claimants", "sources", "corrections"])
def test_records_are_the_rows(dataset, name):
    records = list(dataset.records(name))
    rows = wl.load(name)
    assert len(records) == len(rows) > 0
    assert set(records[0]) == {f"{name}/{column}" for column in rows.columns}
    key = "claim_id" if name == "corrections" else rows.columns[0]
    held = [record[f"{name}/{key}"] for record in records]
    assert [h.decode() if isinstance(h, bytes) else h for h in held] == rows[key].tolist()


def test_claims_can_be_read(dataset):
    rows = wl.load().head(20)
    records = list(itertools.islice(dataset.records("claims"), 20))
    assert [r["claims/value"] for r in records] == rows["value"].tolist()
    assert [r["claims/claim_id"].decode() for r in records] == rows["claim_id"].tolist()

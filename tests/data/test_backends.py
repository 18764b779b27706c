"""What only polars and DuckDB do: paths with stars in them, threads."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

import warlosses as wl
from warlosses.releases.find import find_release

QUERY = {"claimants": "ua_general_staff", "categories": "tanks", "measures": "cumulative"}


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow", "duckdb"])
@pytest.mark.parametrize(
    ("name", "other"),
    [("with [brackets]", None), ("wl[2]", "wl2"), ("q?k", "qXk"), ("st*r", "st_r")],
)
def test_a_folder_s_name_is_no_pattern(tmp_path, backend, name, other):
    release = tmp_path / name / "2026.9.6"
    shutil.copytree(find_release().folder, release)
    if other:  # what the pattern would find: half the truth, or twice
        (tmp_path / other).mkdir()
        shutil.copytree(release, tmp_path / other / "2026.9.6")
    for arguments in ({}, QUERY, {**QUERY, "columns": ["value"]}):
        expected = len(wl.load(**arguments))
        assert len(wl.load(version=release, backend=backend, **arguments)) == expected
    if other:
        shutil.rmtree(release.parent)
        with pytest.raises(wl.ReleaseError):
            wl.load(version=release, backend=backend)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"layout": "wide", "claimants": "ua_general_staff"}, {"table": "sources"}],
    ids=["long", "wide", "sources"],
)
def test_duckdb_loads_in_threads(arguments):
    def rows(_):
        relation = wl.load(backend="duckdb", **arguments)
        return relation.filter("1 = 1").count("*").fetchall()[0][0]

    with ThreadPoolExecutor(8) as pool:
        counts = set(pool.map(rows, range(24)))
    assert counts == {len(wl.load(backend="arrow", **arguments))}


def test_duckdb_s_relations_join_with_each_other_and_with_frames():
    def joined():
        claims = wl.load(backend="duckdb", **QUERY)
        sources = wl.load("sources", backend="duckdb")
        frame = wl.load("claimants")  # noqa: F841  DuckDB finds it by its name
        by_name = duckdb.sql(
            "select count(*) from claims join sources using (source_id) "
            "join frame on frame.code = claims.claimant"
        )
        return by_name.fetchall()[0][0], len(claims.join(sources, "source_id").fetchall())

    expected = len(wl.load(**QUERY))
    assert joined() == (expected, expected)
    with ThreadPoolExecutor(1) as pool:
        relation = pool.submit(lambda: len(wl.load(backend="duckdb", **QUERY).fetchall()))
        assert relation.result() == expected

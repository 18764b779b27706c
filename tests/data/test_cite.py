"""Citations: just the rows used, whatever became of the frame, and code that gives them again."""

from __future__ import annotations

import json
import re

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import warlosses as wl
from warlosses.data.cite import citation_of, rows_of
from warlosses.data.cited_rows import digest

STAFF = {"claimants": "ua_general_staff"}
APRIL = {**STAFF, "since": "2023-04-10", "until": "2023-04-20"}
SOME = {"categories": ["tanks", "uavs", "personnel"], **APRIL}


def cited(what, **given):
    return citation_of(rows_of(what, **given))


def again(citation):
    """The rows that a citation's line gives, run as a reader would."""
    return eval(citation.line, {"wl": wl})


@pytest.fixture(scope="module")
def claims():
    return wl.load(**SOME)


@pytest.fixture(scope="module")
def everything():
    return wl.load()


# Each is a frame of claims that still has its ids.
SUBSETS = {
    "all of a load": lambda f: f,
    "head": lambda f: f.head(5),
    "tail": lambda f: f.tail(3),
    "a day": lambda f: f[f["as_of"] == "2023-04-18"],
    "a status": lambda f: f[f["status"] == "corroborated"],
    "a source": lambda f: f[f["source_id"].isin(["larzs"])],
    "every second row": lambda f: f.iloc[::2],
    "scattered": lambda f: f.iloc[[1, 4, 5, 6, 17]],
    "shuffled": lambda f: f.sample(frac=0.5, random_state=7),
    "doubled": lambda f: pd.concat([f, f]),
    "an index of ids": lambda f: f.head(4).set_index("claim_id"),
    "two columns": lambda f: f.head(4)[["claim_id", "value"]],
    "merged with names": lambda f: f.merge(
        wl.load("categories")[["code", "label_uk"]], left_on="category", right_on="code"
    ),
    "without what it carried": lambda f: pd.DataFrame(f.to_dict("list")),
}


@pytest.mark.parametrize("name", SUBSETS)
def test_the_line_gives_the_rows_again(claims, name):
    frame = SUBSETS[name](claims)
    rows = frame.reset_index() if frame.index.name == "claim_id" else frame
    rows = rows.drop_duplicates("claim_id")
    found = cited(frame)
    assert found.is_exact
    back = again(found)
    assert sorted(back["claim_id"]) == sorted(rows["claim_id"])
    assert digest(back["claim_id"], back["value"]) == found.digest
    assert digest(rows["claim_id"], rows["value"]) == found.digest
    held = claims.set_index("claim_id").loc[rows["claim_id"].tolist(), "source_id"].astype(str)
    assert {s.source_id: s.rows for s in found.sources} == dict(held.value_counts())


@pytest.mark.parametrize("table", ["claims", "observations", "corrections"])
@pytest.mark.parametrize("known_on", [None, "2025-01-03"])
@pytest.mark.parametrize("piece", [slice(None), slice(3), slice(10, 60, 3)], ids=str)
def test_tables_and_days_of_knowledge(table, known_on, piece):
    asked = {} if table == "corrections" else {"categories": "personnel", **STAFF}
    if table == "corrections" and known_on:
        known_on = "2026-12-31"  # they are all of this year
    frame = wl.load(table, known_on=known_on, **asked).iloc[piece]
    found = cited(frame)
    back = again(found)
    assert len(back) == len(frame) > 0
    assert sorted(back["claim_id"]) == sorted(frame["claim_id"])
    figure = "to_value" if table == "corrections" else "value"
    assert digest(back["claim_id"], back[figure]) == found.digest
    assert sorted(back[figure].dropna()) == sorted(frame[figure].dropna())


KINDS = {
    "polars": lambda: wl.load(backend="polars", **SOME),
    "a lazy frame": lambda: wl.load(backend="polars", **SOME).lazy(),
    "arrow": lambda: wl.load(backend="arrow", **SOME),
    "duckdb": lambda: wl.load(backend="duckdb", **SOME),
    "polars, some columns": lambda: wl.load(backend="polars", **SOME).select("value", "claim_id"),
    "duckdb, some columns": lambda: wl.load(backend="duckdb", **SOME).project("claim_id"),
    "arrow, some columns": lambda: wl.load(backend="arrow", **SOME).select(["claim_id", "value"]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_backend_is_cited_alike(claims, kind):
    found = cited(KINDS[kind]())
    expected = cited(claims)
    assert found.digest == expected.digest
    assert found.sources == expected.sources
    assert digest(again(found)["claim_id"], again(found)["value"]) == found.digest


def test_the_hash_is_that_of_the_documented_lines():
    text = "ua_general_staff.RU.tanks.lost.cumulative.2023-04-18\t3661\n"
    import hashlib

    frame = wl.load(**{**STAFF, "categories": "tanks", "measures": "cumulative"},
                    since="2023-04-18", until="2023-04-18")  # fmt: skip
    assert cited(frame).digest == hashlib.sha256(text.encode()).hexdigest()


# Made of claims, without their ids; what they were made from.
TANKS = {**STAFF, "categories": "tanks", "measures": "cumulative"}
MADE = {
    "wide": (
        lambda: wl.load(layout="wide", **SOME),
        lambda: wl.load(measures="cumulative", outcomes="lost", **SOME),
    ),
    "the head of wide": (
        lambda: wl.load(layout="wide", **SOME).head(2)[["tanks", "uavs"]],
        lambda: wl.load(
            **{**APRIL, "until": "2023-04-11"}, categories=["tanks", "uavs"], measures="cumulative"
        ),
    ),
    "grouped": (
        wl.load(**SOME).groupby("category", observed=True)[["value"]].max,
        lambda: wl.load(**SOME),
    ),
    "pivoted": (
        lambda: wl.load(**SOME, measures="cumulative")
        .pivot_table(index="as_of", columns="category", values="value", observed=True)
        .loc["2023-04-12":"2023-04-13"],
        lambda: wl.load(
            **{**SOME, "since": "2023-04-12", "until": "2023-04-13"}, measures="cumulative"
        ),
    ),
    "a pivot with ids": (
        lambda: wl.load(**TANKS, since="2023-04-17", until="2023-04-18").pivot_table(
            index="as_of", columns="claim_id", values="value"
        ),
        lambda: wl.load(**TANKS, since="2023-04-17", until="2023-04-18"),
    ),
    "months": (
        lambda: wl.load(layout="wide", **TANKS, until="2022-05-31").resample("MS").max(),
        lambda: wl.load(**TANKS, until="2022-05-31"),
    ),
    "a month": (
        lambda: wl.load(layout="wide", **TANKS, until="2022-05-31").resample("MS").max().tail(1),
        lambda: wl.load(**TANKS, until="2022-05-31"),
    ),
    "with a column of one's own": (
        lambda: wl.load(layout="wide", **TANKS, until="2022-05-31").assign(category=1).head(1),
        lambda: wl.load(**TANKS, until="2022-02-25"),
    ),
    "daily": (
        lambda: wl.daily("tanks", since="2023-04-18", until="2023-04-18", **CLAIMANT),
        lambda: wl.load(**TANKS, since="2023-04-17", until="2023-04-18"),
    ),
    "the first day of a merger": (
        lambda: wl.daily("vehicles_fuel_tanks", until="2022-05-01", **CLAIMANT),
        lambda: pd.concat(
            [
                wl.load(**{**TANKS, "categories": "vehicles_fuel_tanks"}, until="2022-05-01"),
                wl.load(
                    **{**TANKS, "categories": ["military_vehicles", "fuel_tanks"]},
                    since="2022-04-30",
                    until="2022-04-30",
                ),
            ]
        ),
    ),
    "two columns of daily": (
        lambda: wl.daily("tanks", until="2023-04-18", **CLAIMANT)[["as_of", "value"]].tail(1),
        lambda: wl.load(**TANKS, until="2023-04-18"),
    ),
    "side by side": (
        lambda: wl.compare("tanks", belligerent="RU", since="2023-04-18", until="2023-04-18"),
        lambda: wl.load(
            belligerents="RU", categories="tanks", outcomes="lost", measures="cumulative",
            since="2023-04-18", until="2023-04-18",
        ),
    ),
    "one of several side by side": (
        lambda: wl.compare("tanks", belligerent="RU", since="2023-04-18", until="2023-04-18")[
            ["ua_general_staff"]
        ],
        lambda: wl.load(**TANKS, since="2023-04-18", until="2023-04-18"),
    ),
    "a history": (
        lambda: wl.history("ua_general_staff.RU.tanks.lost.cumulative.2023-04-18"),
        lambda: wl.load("observations", **TANKS, since="2023-04-18", until="2023-04-18"),
    ),
    "through Parquet": (
        lambda: through_parquet(wl.load(layout="wide", **TANKS)),
        lambda: wl.load(**TANKS),
    ),
    "a series": (
        lambda: wl.load(layout="wide", **TANKS)["tanks"],
        lambda: wl.load(**TANKS),
    ),
}  # fmt: skip
CLAIMANT = {"claimant": "ua_general_staff"}
parquet_folder = None


def through_parquet(frame):
    frame.to_parquet(parquet_folder / "frame.parquet")
    return pd.read_parquet(parquet_folder / "frame.parquet")


@pytest.mark.parametrize("name", MADE)
def test_what_was_made_of_claims_is_cited_by_them(name, tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "parquet_folder", tmp_path)
    frame, rows = (make() for make in MADE[name])
    found = cited(frame)
    assert len(rows) > 0
    assert found.digest == digest(rows["claim_id"], rows["value"])
    back = again(found)
    assert digest(back["claim_id"], back["value"]) == found.digest
    assert {s.source_id for s in found.sources} == set(rows["source_id"])


def test_several_frames_are_cited_together():
    first = wl.load(layout="wide", **TANKS, until="2022-03-01")
    second = wl.load(claimants="oryx", categories="tanks", since="2024-01-01", until="2024-01-02")
    found = cited([first, second])
    rows = pd.concat([wl.load(**TANKS, until="2022-03-01"), second])
    assert found.digest == digest(rows["claim_id"], rows["value"])
    back = again(found)
    assert digest(back["claim_id"], back["value"]) == found.digest


def test_too_many_single_rows_are_said_to_be_so(everything):
    found = cited(everything[everything["value"] % 3 == 1])
    assert not found.is_exact
    assert found.digest != digest(again(found)["claim_id"], again(found)["value"])
    assert "Picked singly among the rows of wl.load(" in wl.cite(
        everything[everything["value"] % 3 == 1]
    )


def test_a_release_without_a_frame(everything):
    found = cited(None)
    assert found == cited("2026.9.6")
    assert found.digest == digest(everything["claim_id"], everything["value"])
    assert found.line == 'wl.load(version="2026.9.6")'
    assert (found.version, found.day, found.licence) == ("2026.9.6", "2026-09-06", "CC-BY-4.0")
    counts = dict(everything["source_id"].astype(str).value_counts())
    assert {s.source_id: s.rows for s in found.sources} == counts
    commits = {i.source_id: i.commit or "" for i in manifest().inputs}
    assert all(s.commit == commits.get(s.source_id, "") for s in found.sources)
    assert sum(bool(s.commit) for s in found.sources) >= 6


def manifest():
    from warlosses.releases.find import find_release

    return find_release().manifest


def test_a_claim_by_its_id():
    claim_id = "ua_general_staff.RU.personnel.lost.cumulative.2023-04-18"
    found = cited(claim_id)
    assert list(again(found)["claim_id"]) == [claim_id]
    text = wl.cite(claim_id)
    assert f"{claim_id}: 183,130 (about, corroborated), read at https://www.mil.gov.ua/" in text


def test_a_claim_that_is_a_range():
    ranges = wl.load()
    claim = ranges[ranges["value"].isna()].iloc[0]
    text = wl.cite(claim["claim_id"])
    assert f"{claim['value_low']:,}" in text.replace("-", " ") or pd.isna(claim["value_low"])


def test_a_code_list_has_no_sources():
    found = cited(wl.load("categories"))
    assert (found.sources, found.digest) == ([], "")
    assert found.line == 'wl.load("categories", version="2026.9.6")'
    assert len(again(found)) == len(wl.load("categories"))
    categories = wl.load("categories")
    assert f"\nRows: {len(categories)} categories\n" in wl.cite(categories)


@pytest.mark.parametrize("extension", ["parquet", "csv"])
@pytest.mark.parametrize("table", ["claims", "observations"])
def test_a_file_that_export_wrote(tmp_path, extension, table):
    frame = wl.load(table, **SOME).iloc[5:9]
    path = tmp_path / f"rows.{extension}"
    wl.export(frame, path)
    assert cited(path).digest == cited(frame).digest == cited(str(path)).digest


def test_a_wide_parquet_file_tells_its_query(tmp_path):
    path = tmp_path / "wide.parquet"
    wl.export(wl.load(layout="wide", **TANKS), path)
    assert cited(path).digest == cited(wl.load(**TANKS)).digest
    assert json.loads(pq.read_metadata(path).metadata[b"warlosses"])["query"]["layout"] == "wide"


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_the_query_goes_through_what_people_do(tmp_path, layout):
    frame = wl.load(layout=layout, **SOME)
    frame.to_parquet(tmp_path / "frame.parquet")
    through = {
        "head": frame.head(2),
        "merge": frame.merge(frame, on="as_of"),
        "groupby": frame.groupby("as_of").sum(numeric_only=True),
        "pivot": frame.reset_index().pivot_table(index="as_of", values="value")
        if layout == "long"
        else frame,
        "parquet": pd.read_parquet(tmp_path / "frame.parquet"),
    }
    query = {"table": "claims", **SOME}
    if layout == "wide":
        query["layout"] = "wide"
    if int(pd.__version__.partition(".")[0]) < 3:
        del through["merge"]  # older versions of pandas drop all that a merged frame carried
    for name, found in through.items():
        assert found.attrs["query"] == query, name
        assert found.attrs["version"] == "2026.9.6", name


WRONG = {
    "another figure": (
        lambda f: f.assign(value=f["value"] + (f["category"] == "uavs")),
        r"of 66 figures are not those of release 2026\.9\.6, such as .*uavs.*: expected \d+; fo",
    ),
    "half a loss": (lambda f: f.assign(value=f["value"] / 7), "expected whole numbers"),
    "no such claims": (
        lambda f: f.assign(claim_id="x" + f["claim_id"]),
        r"66 of 66 rows are no rows of the claims of release 2026\.9\.6, such as 'xua_gen",
    ),
    "no rows": (lambda f: f.head(0), "no rows to cite"),
    "an aggregate": (
        lambda f: f.groupby("category", observed=True)["value"].rolling(7).mean(),
        r"cannot be told: they have neither .* wl\.cite\(\[first, second\]\)",
    ),
    "of two releases": (
        lambda f: [f, relabelled(f, version="2026.8.8")],
        r"more than one release: 2026\.8\.8, 20[0-9.]+",
    ),
    "of two days": (
        lambda f: [f, wl.load(known_on="2025-01-03", **TANKS)],
        "more than one day of known_on: 2025-01-03, None",
    ),
    "of two tables": (lambda f: [f, wl.load("observations")], "more than one table"),
    "no frame": (lambda _: 7, "expected a frame, a version or a claim's id; found int"),
    "a word": (lambda _: "tanks", "a claim's id or a file; found 'tanks'"),
    "no claim": (
        lambda _: "ua_general_staff.RU.tanks.lost.cumulative.2021-04-18",
        r"no reading of a claim .*; near: ua_general_staff\.RU\.tanks",
    ),
    "a folder": (lambda _: "schemas", "a claim's id or a file; found 'schemas'"),
    "another file": (lambda _: "README.md", "expected a Parquet or CSV file"),
}  # fmt: skip


def relabelled(frame, **attrs):
    frame = frame.copy()
    frame.attrs = {**frame.attrs, **attrs}
    return frame


@pytest.mark.parametrize("name", WRONG)
def test_no_citation_is_better_than_a_false_one(claims, name):
    make, message = WRONG[name]
    with pytest.raises(wl.ArgumentError, match=message):
        wl.cite(make(claims))


def test_an_older_reading_is_cited_as_what_it_was():
    then = wl.load(known_on="2025-01-03", categories="personnel", since="2024-01-02",
                   until="2024-01-02", **STAFF)  # fmt: skip
    now = wl.load(categories="personnel", since="2024-01-02", until="2024-01-02", **STAFF)
    assert "as known on 2025-01-03" in wl.cite(then)
    assert cited(then).digest != cited(now).digest
    assert digest(again(cited(then))["claim_id"], again(cited(then))["value"]) == cited(then).digest
    with pytest.raises(wl.ArgumentError, match="are not those of release"):
        wl.cite(pd.DataFrame(then.to_dict("list")))  # forgotten: then it is a wrong figure


def test_version_and_frame_disagree(claims):
    with pytest.raises(wl.ArgumentError, match=r"expected 2026\.8\.8, which the frame says"):
        wl.cite(relabelled(claims, version="2026.8.8"), version="2026.9.6")


def test_unknown_style(claims):
    with pytest.raises(wl.ArgumentError, match=r"unknown style 'bibtx'; did you mean 'bibtex'\?"):
        wl.cite(claims, "bibtx")


def test_polars_groups_need_their_rows():
    frame = wl.load(backend="polars", **SOME)
    with pytest.raises(wl.ArgumentError, match="cannot be told"):
        wl.cite(frame.group_by("category").agg(pl.col("value").max()))
    with pytest.raises(wl.ArgumentError, match="cannot be told"):
        wl.cite(duckdb.sql("select 1 as one"))


def test_the_text_says_it_all(claims):
    text = wl.cite(claims)
    found = cited(claims)
    for said in ("2026.9.6", "2026-09-06", "CC-BY-4.0", found.digest, found.line, "66 claims"):
        assert said in text
    for source in found.sources:
        line = re.search(rf"^  {source.source_id} \({source.rows} rows\): .*$", text, re.MULTILINE)
        assert source.licence in line[0]
        assert source.commit in text

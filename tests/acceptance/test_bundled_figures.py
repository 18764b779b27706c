"""The bundled release says what it must: the figures that users rely on."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq
import pytest

import warlosses as wl
from warlosses import codes
from warlosses.releases.find import find_release

BULLETIN = {"claimants": "ua_general_staff", "belligerents": "RU"}
APRIL_18 = {
    "personnel": 183130, "tanks": 3661, "armored_vehicles": 7098, "artillery": 2810, "mlrs": 538,
    "air_defense": 285, "aircraft": 308, "helicopters": 293, "uavs": 2353, "cruise_missiles": 911,
    "ships": 18, "vehicles_fuel_tanks": 5676, "special_equipment": 330,
}  # fmt: skip


@pytest.fixture(scope="module")
def claims():
    return wl.load()


def test_a_day_of_the_bulletin():
    day = wl.load(since="2023-04-18", until="2023-04-18", **BULLETIN).set_index(
        ["measure", "category"]
    )
    assert day.loc["cumulative", "value"].to_dict() == APRIL_18
    assert day.loc[("cumulative", "personnel"), "qualifier"] == "about"
    assert day.loc[("increment", "personnel"), "value"] == 470
    assert day["source_url"].str.startswith("https://www.mil.gov.ua/news/2023/04/18/").all()


def test_every_day_of_every_category_in_use():
    wide = wl.load(layout="wide", **BULLETIN)
    for code in wide:
        category = codes.categories()[code]
        # Of missiles the newest copy has no figure that can be told from one that stood still.
        newest = "2026-08-22" if code == "cruise_missiles" else "2026-09-06"
        last = category.valid_to or newest
        days = pd.date_range(category.valid_from, last)
        assert wide[code].dropna().index.equals(days), code
    assert len(wide.columns) == 18


def test_how_many_claims(claims):
    daily = claims[claims["claimant"] == "ua_general_staff"]["measure"].value_counts()
    assert daily["cumulative"] > 20_000
    assert daily["increment"] > 20_000
    assert len(claims) > 200_000
    assert claims["claim_id"].is_unique
    assert claims["source_url"].str.match(r"https?://\S+$").all()


def test_the_russian_ministry(claims):
    rows = claims[(claims["claimant"] == "ru_mod") & (claims["belligerent"] == "UA")]
    days = rows["as_of"].drop_duplicates()
    assert (days.dt.year == 2022).sum() >= 128
    assert days.max() >= pd.Timestamp("2026-02-22")
    briefings = wl.load("observations", claimants="ru_mod", since="2022-03-28", until="2022-03-28")
    tanks = briefings[briefings["claim_id"].str.contains("tanks_armored_vehicles")]
    assert {1713, 1721} <= set(tanks["value"])


def test_oryx_on_both_sides_by_outcome(claims):
    rows = claims[claims["claimant"] == "oryx"]
    for side in ("RU", "UA"):
        ours = rows[rows["belligerent"] == side]
        assert set(ours["outcome"]) == {"lost", "destroyed", "damaged", "abandoned", "captured"}
        assert ours["as_of"].min() <= pd.Timestamp("2022-03-28")
        assert ours["as_of"].max() >= pd.Timestamp("2026-10-10")


def test_statements_of_the_others(claims):
    held = set(claims["claimant"])
    assert held == set(codes.claimants())
    dead = claims.set_index("claim_id").loc[
        "mediazona_bbc.RU.personnel.killed.cumulative.2026-02-24"
    ]
    assert dead["value"] == 200186


def test_disputes_and_corrections_are_in_the_open(claims):
    report = find_release().report
    corrections = wl.load("corrections")
    corrected = claims[claims["status"] == "corrected"]
    assert set(corrected["claim_id"]) == set(corrections["claim_id"])
    merged = corrected.merge(corrections, on="claim_id")
    assert (merged["value"] == merged["to_value"]).all()
    disputed = {cell["claim_id"] for cell in report["disputed"]}
    assert disputed == set(claims.loc[claims["status"] == "disputed", "claim_id"])
    assert set(report["odd_one_out"]) <= set(codes.sources())


def test_no_value_of_a_source_for_comparison_is_published(claims):
    assert "minfin-csv" not in set(claims["source_id"])
    assert "minfin-csv" not in set(wl.load("observations")["source_id"])
    for kind in ("disputed", "corrected"):
        for cell in find_release().report[kind]:
            assert "minfin-csv" not in {r["source_id"] for r in cell["readings"]}


def test_printed_increments_are_not_negative(claims):
    """No bulletin prints a negative increment: such a figure is a tracker's own difference."""
    printed = claims[
        (claims["claimant"] == "ua_general_staff") & (claims["measure"] == "increment")
    ]
    assert (printed["value"] >= 0).all()


def test_sizes():
    release = find_release()
    tables = sum(p.stat().st_size for p in release.folder.glob("*.parquet"))
    assert tables <= 5_000_000


def test_every_observation_is_of_its_claims_series(claims):
    observed = set(wl.load("observations")["claim_id"])
    assert set(claims["claim_id"]) <= observed


def test_the_bundled_release_is_what_the_mirror_gives(built):
    """The committed release can be made again, byte for byte (with the same pyarrow)."""
    bundled = find_release()
    same_writer = (
        pq.read_metadata(bundled.path("claims")).created_by
        == pq.read_metadata(built.path("claims")).created_by
    )
    for name in built.manifest.files:
        if same_writer or name.endswith(".json"):
            ours, theirs = (r.folder / name for r in (bundled, built))
            assert ours.read_bytes() == theirs.read_bytes(), f"{name} is stale: build it again"

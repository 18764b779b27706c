"""A file to fill in: what it asks for, what stands beside, and what becomes of it when filled."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

import warlosses as wl
from warlosses import columns
from warlosses.building import contributed
from warlosses.validation.readers.read import FORMATS

GENERAL_STAFF = "ua_general_staff"
DAY = "2023-04-18"
PAGE = "https://www.mil.gov.ua/news/2023/04/18/losses"
SERIES = ["claimant", "belligerent", "category", "outcome", "measure"]


def filled(day, claimant=GENERAL_STAFF, **options):
    """The template of a day, with the figures of the dataset in the rows that were stated."""
    blank = wl.template(day, claimant, **options)
    claims = wl.load(claimants=claimant, since=day, until=day).astype(dict.fromkeys(SERIES, "str"))
    given = ["value", "value_low", "value_high", "qualifier", "period_start", "source_url"]
    stated = claims[~claims.duplicated(SERIES)][[*SERIES, *given]]
    merged = blank.drop(columns=given).merge(stated, on=SERIES)
    return merged[blank.columns]


def test_a_row_a_figure_with_what_stood_before_beside_it():
    blank = wl.template(DAY, GENERAL_STAFF)
    assert blank["category"].tolist()[:5] == [
        "personnel", "personnel", "tanks", "tanks", "armored_vehicles",
    ]  # fmt: skip
    assert blank["measure"].tolist() == ["cumulative", "increment"] * 13
    assert blank["previous"].tolist()[:3] == [
        "about 182660 (corroborated)", "590 (corroborated)", "3660 (corroborated)",
    ]  # fmt: skip
    assert blank["qualifier"].tolist()[:3] == ["about", "exact", "exact"]
    empty = ["value", "value_low", "value_high", "period_start"]
    assert blank[empty].isna().all(axis=None)
    assert (blank[["source_url", "note"]] == "").all(axis=None)
    assert list(blank.columns).index("previous") + 1 == list(blank.columns).index("value")
    assert "previous" not in columns.CONTRIBUTION


def test_a_link_for_all_and_the_days_of_the_past():
    blank = wl.template("2026-11-20", GENERAL_STAFF, source_url=PAGE, belligerent="RU")
    assert set(blank["source_url"]) == {PAGE}
    told = blank.set_index(["category", "measure"])["previous"]
    assert told["tanks", "cumulative"] == "12331 (corroborated, 2026-09-06)"
    assert told["tanks", "increment"] == ""  # of three months ago, it tells nothing
    assert told["ground_robots", "cumulative"] == "2507 (single, 2026-09-06)"


def test_a_range_is_told_with_its_ends():
    blank = wl.template("2023-12-01", "uk_mod")
    told = dict(zip(blank["outcome"], blank["previous"], strict=True))
    assert told["killed_or_wounded"] == "320000 within 290000..350000 (single)"


@pytest.mark.parametrize(
    ("day", "has", "lacks"),
    [
        ("2022-04-30", "srbm_launchers", "vehicles_fuel_tanks"),
        ("2022-05-01", "vehicles_fuel_tanks", "srbm_launchers"),
        ("2026-05-02", "uavs", "ground_robots"),
        ("2026-05-03", "ground_robots", "fuel_tanks"),
    ],
)
def test_the_categories_are_those_in_use_on_the_day(day, has, lacks):
    asked = set(wl.template(day, GENERAL_STAFF)["category"])
    assert has in asked
    assert lacks not in asked


def test_confirmed_counts_are_asked_for_by_outcome():
    blank = wl.template("2024-12-01", "oryx", belligerent="UA")
    assert set(blank["belligerent"]) == {"UA"}
    assert blank["outcome"].tolist()[:5] == [
        "lost",
        "destroyed",
        "damaged",
        "abandoned",
        "captured",
    ]
    assert not blank.duplicated(SERIES).any()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((DAY, "ua_genstaff"), "unknown claimant 'ua_genstaff'; did you mean 'ua_general_staff'"),
        (("18.4.2023", "oryx"), "on: expected a date as YYYY-MM-DD"),
        (("2022-02-24", "oryx"), "'oryx' stated no totals before 2022-02-24"),
    ],
)
def test_what_no_template_can_be_made_of(given, message):
    with pytest.raises(wl.ArgumentError, match=message):
        wl.template(*given)


def test_a_blank_one_says_what_is_missing_in_each_row():
    blank = wl.template(DAY, GENERAL_STAFF)
    report = wl.validate(blank)
    errors = Counter(f.rule for f in report.findings if f.severity == "error")
    assert errors == {"WL201": len(blank), "WL401": len(blank)}


@pytest.mark.parametrize("format", [*FORMATS, "frame"])
def test_filled_in_rightly_it_passes_in_every_format(tmp_path, format):  # noqa: A002
    rows = filled(DAY)
    assert len(rows) == 26
    given = rows
    if format != "frame":
        given = tmp_path / f"day.{format}"
        wl.export(rows, given)
    report = wl.validate(given)
    assert [f for f in report.findings if f.severity != "info"] == []
    assert sum(report.rows.values()) == len(rows)


@pytest.mark.parametrize(
    ("day", "claimant"),
    [
        ("2022-05-01", GENERAL_STAFF),  # the merger
        ("2024-02-29", GENERAL_STAFF),
        ("2026-05-03", GENERAL_STAFF),  # a new category
        ("2026-08-15", GENERAL_STAFF),
        ("2026-09-06", GENERAL_STAFF),
        ("2023-04-18", "oryx"),
        ("2024-09-17", "ru_mod"),
    ],
)
def test_filled_in_rightly_it_passes_on_any_day(day, claimant):
    rows = filled(day, claimant)
    assert len(rows)
    assert wl.validate(rows).ok


def test_what_stood_before_is_not_published(tmp_path):
    path = tmp_path / "day.csv"
    rows = filled(DAY)
    wl.export(rows, path)
    readings = list(contributed.read_contributed(path))
    assert [r.value for r in readings] == rows["value"].tolist()
    assert {r.note for r in readings} == {""}
    assert pd.read_csv(path)["previous"].notna().any()


def test_a_day_that_is_yet_to_come():
    with pytest.raises(wl.ArgumentError, match=r"expected a day up to .*; found 2999-01-01"):
        wl.template("2999-01-01", GENERAL_STAFF)


def test_the_templates_own_column_gives_no_remark(tmp_path):
    path = tmp_path / "day.csv"
    filled("2023-04-18", source_url=PAGE).to_csv(path, index=False)
    assert "previous" in path.read_text().partition("\n")[0]
    assert [f.rule for f in wl.validate(path).findings] == ["WL502"]

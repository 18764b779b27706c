"""Bulletins back into the figures they were written from, and what is no bulletin."""

from __future__ import annotations

import io
from datetime import date
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warlosses as wl
from tests.support.bulletin_texts import DASHES, SPACES, Shape, Total, bulletin, prose
from warlosses.building.contributed import read_contributed
from warlosses.columns import CONTRIBUTION

DAY = date(2023, 4, 18)
HEADER = "Загальні бойові втрати противника з 24.02.22 по 18.04.23 орієнтовно склали: "
SHAPES = st.builds(
    Shape,
    language=st.sampled_from(["uk", "en", "ru"]),
    header=st.sampled_from(["numeric", "words", "mixed"]),
    layout=st.sampled_from(["lines", "bullets", "running", "stacked"]),
    dash=st.sampled_from([*DASHES, ""]),
    group=st.sampled_from(["", ",", ".", "words", *SPACES]),
    mark=st.sampled_from(["plain", "day", "bare"]),
    label=st.integers(0, 3),
    around=st.booleans(),
)


@cache
def claims() -> pd.DataFrame:
    data = wl.load(claimants="ua_general_staff", outcomes="lost")
    data = data[data["category"] != "buk_launchers"]
    return data.pivot_table(
        index=["as_of", "category"], columns="measure", values="value", observed=True
    ).reset_index()


def totals_on(day: pd.Timestamp) -> list[Total]:
    rows = claims()[claims()["as_of"] == day].dropna(subset="cumulative")
    return [
        Total(r.category, int(r.cumulative), None if pd.isna(r.increment) else int(r.increment))
        for r in rows.itertuples()
    ]


def figures(frame: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {(r.category, r.measure): int(r.value) for r in frame.itertuples()}


def expected(totals: list[Total]) -> dict[tuple[str, str], int]:
    found = {(t.category, "cumulative"): t.value for t in totals}
    found |= {(t.category, "increment"): t.increment for t in totals if t.increment is not None}
    return found


DAYS = st.sampled_from(sorted(claims()["as_of"].unique()))


@settings(max_examples=150)
@given(day=DAYS, shape=SHAPES)
def test_any_days_claims_in_any_shape_parse_back(day, shape):
    totals = totals_on(day)
    rows = wl.parse(bulletin(totals, day.date(), shape))
    assert figures(rows) == expected(totals)
    assert set(rows["as_of"]) == {day}
    assert set(rows["claimant"]) == {"ua_general_staff"}
    assert set(rows["belligerent"]) == {"RU"}
    assert not rows.attrs["unread"]
    people = rows[(rows["category"] == "personnel") & (rows["measure"] == "cumulative")]
    assert people["qualifier"].tolist() == ["about"]


@settings(max_examples=30)
@given(day=DAYS)
def test_any_days_claims_as_english_prose_parse_back(day):
    totals = [
        Total(t.category, t.value, t.increment or None)
        for t in totals_on(day)
        if t.category != "srbm_launchers"
    ]
    assert figures(wl.parse(prose(totals, day.date()))) == expected(totals)


@settings(max_examples=150)
@given(
    value=st.integers(0, 100_000_000),
    more=st.integers(0, 99_999),
    shape=SHAPES,
)
def test_numbers_up_to_a_hundred_million_in_every_form(value, more, shape):
    totals = [Total("tanks", value, more), Total("aircraft", 308), Total("ships", 18)]
    assert figures(wl.parse(bulletin(totals, DAY, shape))) == expected(totals)


def test_rows_are_what_contributions_are_made_of(tmp_path):
    rows = wl.parse(bulletin(totals_on(pd.Timestamp(DAY)), DAY, Shape()),
                    source_url="https://www.mil.gov.ua/news/2023/04/18/")  # fmt: skip
    assert tuple(rows.columns) == CONTRIBUTION
    path = tmp_path / "post.csv"
    wl.export(rows, path)
    readings = list(read_contributed(path))
    assert len(readings) == len(rows) == 26
    assert readings[0].claim_id.startswith("ua_general_staff.RU.")


def test_each_row_has_the_words_it_was_read_from():
    text = bulletin(totals_on(pd.Timestamp(DAY)), DAY, Shape(group="\u202f"))
    rows = wl.parse(text)
    assert len(rows) == 26
    for value, span in zip(rows["value"], rows.attrs["spans"], strict=True):
        assert text[span["start"] : span["end"]] == span["quote"]
        assert str(value) in "".join(filter(str.isdecimal, span["quote"]))


@pytest.mark.parametrize(
    ("words", "qualifier", "low", "high"),
    [
        ("понад 3600", "more_than", 3600, None),
        ("близько 3600", "about", None, None),
        ("майже 3600", "almost", None, 3600),
        ("щонайменше 3600", "at_least", 3600, None),
        ("3600", "exact", None, None),
    ],
)
def test_qualifiers_are_kept(words, qualifier, low, high):
    row = wl.parse(f"{HEADER}танків – {words}, літаків – 308, ББМ – 7098").iloc[0]
    assert (row["value"], row["qualifier"]) == (3600, qualifier)
    for name, bound in (("value_low", low), ("value_high", high)):
        assert (None if pd.isna(row[name]) else row[name]) == bound


def test_an_unknown_item_of_a_list_is_reported_and_the_rest_is_read():
    text = f"{HEADER}танків – 3661 (+1), гіперзвукові торпеди – 12 (+1), літаків – 308"
    with pytest.warns(wl.UnreadItemWarning, match="гіперзвукові торпеди – 12"):
        rows = wl.parse(text)
    assert figures(rows) == {
        ("tanks", "cumulative"): 3661, ("tanks", "increment"): 1, ("aircraft", "cumulative"): 308
    }  # fmt: skip
    [item] = rows.attrs["unread"]
    assert text[item["start"] : item["end"]] == "гіперзвукові торпеди – 12 (+1)"


def test_a_misspelt_label_is_read_as_the_nearest_and_said_so():
    rows = wl.parse(f"{HEADER}танків – 3661, літаків – 308, артилерійських ситем – 2810")
    assert figures(rows)["artillery", "cumulative"] == 2810
    [remark] = rows.attrs["remarks"]
    assert "артилерійських ситем" in remark
    assert "artillery" in remark


@pytest.mark.parametrize(
    ("day", "category"), [("15.03.22", "military_vehicles"), ("15.06.22", "vehicles_fuel_tanks")]
)
def test_vehicles_mean_what_they_meant_on_the_day(day, category):
    items = "танків – 404, ББМ – 1279, автомобільної техніки – 640"
    rows = wl.parse(f"Загальні бойові втрати противника з 24.02.22 по {day}: {items}")
    assert (category, "cumulative") in figures(rows)


# --- the day -----------------------------------------------------------------------------------


def test_a_header_without_a_year_takes_that_of_the_figures():
    totals = totals_on(pd.Timestamp(2022, 9, 27))
    text = bulletin(totals, date(2022, 9, 27), Shape(around=False))
    text = text.replace("24.02.22", "24.02").replace("27.09.22", "27.09")
    rows = wl.parse(text)
    assert set(rows["as_of"]) == {pd.Timestamp(2022, 9, 27)}
    assert "told by the figures" in rows.attrs["remarks"][0]


def test_a_header_without_a_year_and_with_figures_of_no_day_is_refused():
    text = "Втрати противника з 24.02 по 27.09: танків – 23456, літаків – 9876, ББМ – 99999"
    with pytest.raises(wl.BulletinDayError, match=r"09-27 without one.*as_of"):
        wl.parse(text)
    assert set(wl.parse(text, "2027-09-27")["as_of"]) == {pd.Timestamp(2027, 9, 27)}


def test_the_past_day_ends_on_the_morning_of_the_bulletin():
    text = (
        "За минулу добу, 22 листопада 2024 року, росіяни втратили 1420 солдатів і 20 танків, "
        "повідомляє Генштаб."
    )
    assert set(wl.parse(text)["as_of"]) == {pd.Timestamp(2024, 11, 23)}


def test_a_day_given_goes_before_the_texts_own_and_the_difference_is_told():
    rows = wl.parse(f"{HEADER}танків – 3661, літаків – 308, ББМ – 7098", "2023-04-19")
    assert set(rows["as_of"]) == {pd.Timestamp(2023, 4, 19)}
    assert rows.attrs["remarks"] == ["the text's header says 2023-04-18, as_of 2023-04-19"]


# --- the claimant ------------------------------------------------------------------------------

RUSSIAN = {
    "ru": "Всего с начала проведения специальной военной операции уничтожено: 404 самолета, "
    "227 вертолетов, 3 820 беспилотных летательных аппаратов, 415 зенитных ракетных комплексов, "
    "8 708 танков и других боевых бронированных машин, 1 088 боевых машин реактивных систем "
    "залпового огня, 4 600 орудий полевой артиллерии и минометов, а также 9 574 единицы "
    "специальной военной автомобильной техники. 18.04.2023",
    "en": "Russian Defence Ministry, April 18, 2023. In total, 404 airplanes and 227 helicopters, "
    "3,820 unmanned aerial vehicles, 415 air defence missile systems, 8,708 tanks and other "
    "armoured fighting vehicles, 1,088 fighting vehicles equipped with MLRS, 4,600 field artillery "
    "cannons and mortars, as well as 9,574 units of special military equipment have been destroyed "
    "during the special military operation.",
}


@pytest.mark.parametrize("language", RUSSIAN)
def test_the_russian_ministrys_totals(language):
    rows = wl.parse(RUSSIAN[language])
    assert set(rows["claimant"]) == {"ru_mod"}
    assert set(rows["belligerent"]) == {"UA"}
    assert figures(rows) == {
        ("aircraft", "cumulative"): 404,
        ("helicopters", "cumulative"): 227,
        ("uavs", "cumulative"): 3820,
        ("sam_systems", "cumulative"): 415,
        ("tanks_armored_vehicles", "cumulative"): 8708,
        ("mlrs", "cumulative"): 1088,
        ("field_artillery_mortars", "cumulative"): 4600,
        ("special_military_vehicles", "cumulative"): 9574,
    }


def test_single_strikes_are_no_part_of_the_russian_ministrys_bulletin():
    rows = wl.parse(
        "За сутки средства ПВО уничтожили восемь беспилотников и два танка. " + RUSSIAN["ru"]
    )
    assert set(rows["measure"]) == {"cumulative"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected the text of a bulletin on losses; found no figure"),
        ("The weather was fine, and 12 apples fell.", "found no figure with a label"),
        ("On 2023-04-18 we lost tanks – 12, aircraft – 4, ships – 2", "neither the General Staff"),
        (
            HEADER + "танків – 3661, літаків – 308, ББМ – 7098.\n" + RUSSIAN["ru"],
            "two claimants: ua_general_staff and ru_mod",
        ),
        (
            HEADER + "танків – 3661, літаків – 308, ББМ – 7098, РСЗВ – 538.\n"
            + HEADER.replace("18.04", "17.04")
            + "танків – 3660, літаків – 307, ББМ – 7094, РСЗВ – 537.",
            "several days: 2023-04-18, 2023-04-17",
        ),
        (
            HEADER + "танків – 3661, літаків – 308, ББМ – 7098, РСЗВ – 538.\n\nРаніше:\n\n"
            "танків – 3660, літаків – 307, ББМ – 7094, РСЗВ – 537.",
            "found two lists",
        ),
    ],
)  # fmt: skip
def test_what_is_no_bulletin_or_two_gets_a_clear_answer(text, message):
    with pytest.raises(wl.BulletinError, match=message):
        wl.parse(text)


def test_of_two_claimants_the_one_asked_for_is_read():
    text = HEADER + "танків – 3661, літаків – 308, ББМ – 7098.\n" + RUSSIAN["ru"]
    assert figures(wl.parse(text, claimant="ru_mod"))["aircraft", "cumulative"] == 404
    assert figures(wl.parse(text, claimant="ua_general_staff"))["aircraft", "cumulative"] == 308


def test_arguments_that_name_nothing():
    with pytest.raises(wl.ArgumentError, match="unknown claimant 'ua_genral_staff'"):
        wl.parse(f"{HEADER}танків – 3661", claimant="ua_genral_staff")
    with pytest.raises(wl.ArgumentError, match="as_of: expected a date"):
        wl.parse(f"{HEADER}танків – 3661", "18.4.2023")


def test_the_frame_can_be_piped_as_csv():
    rows = wl.parse(bulletin(totals_on(pd.Timestamp(DAY)), DAY, Shape()))
    text = io.StringIO()
    rows.to_csv(text, index=False)
    assert text.getvalue().startswith(",".join(CONTRIBUTION))

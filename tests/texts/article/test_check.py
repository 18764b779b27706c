"""Articles against claims: which statements are found, and what becomes of each."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import warlosses as wl
from warlosses import codes
from warlosses.texts.article.agreement import Stated, agreement
from warlosses.texts.language.meaning import meaning

DAY = "2023-04-18"
ARTICLE = """\
As the war enters its 14th month, Moscow keeps offering volunteers more than $3,000 a month. Four
battalions were moved to the south last week, and three people were killed in the city of Kherson
on Monday, 5% more than before.

Ukraine's General Staff put Russia's losses at 183,130, with 470 of them in the past day. The
Kremlin has not updated its own toll since August 2022. Russia has also lost over {tanks} tanks,
7,000 armored vehicles, 2,800 artillery systems, 2,300 UAVs and 5,600 vehicles and fuel tanks.
The 4th Tank Division and a T-90 were seen near Svatove at 16:30.
"""
SEVEN = [
    ("personnel", "cumulative", 183130, 183130),
    ("personnel", "increment", 470, 470),
    ("tanks", "cumulative", 3600, 3661),
    ("armored_vehicles", "cumulative", 7000, 7098),
    ("artillery", "cumulative", 2800, 2810),
    ("uavs", "cumulative", 2300, 2353),
    ("vehicles_fuel_tanks", "cumulative", 5600, 5676),
]


def rows(found: pd.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return list(found[list(names)].itertuples(index=False, name=None))


def test_seven_statements_and_no_other_number():
    found = wl.check(ARTICLE.format(tanks="3,600"), on=DAY)
    assert rows(found, "category", "measure", "value", "claimed_value") == SEVEN
    assert set(found["verdict"]) == {"consistent"}
    assert set(found["as_of"]) == {pd.Timestamp(DAY)}
    assert found["source_url"].str.startswith("https://").all()


def test_one_wrong_figure_is_the_one_inconsistent():
    found = wl.check(ARTICLE.format(tanks="4,600"), on=DAY)
    wrong = found[found["verdict"] != "consistent"]
    assert rows(wrong, "quote", "verdict", "claimed_value") == [
        ("over 4,600 tanks", "inconsistent", 3661)
    ]
    assert len(found) == len(SEVEN)


def test_quotes_are_where_they_say():
    text = ARTICLE.format(tanks="3,600")
    found = rows(wl.check(text, on=DAY), "quote", "start", "end")
    assert len(found) == len(SEVEN)
    for quote, start, end in found:
        assert text[start:end] == quote


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("over 3,600 tanks", "consistent"),
        ("more than 3,000 tanks", "consistent"),
        ("over 4,000 tanks", "inconsistent"),
        ("over 100 tanks", "unverifiable"),  # holds, but says nothing
        ("nearly 3,700 tanks", "consistent"),
        ("nearly 3,600 tanks", "inconsistent"),
        ("about 3,700 tanks", "consistent"),
        ("some 3,000 tanks", "inconsistent"),
        ("at least 3,661 tanks", "consistent"),
        ("up to 4,000 tanks", "consistent"),
        ("up to 3,000 tanks", "inconsistent"),
        ("between 3,500 and 4,000 tanks", "consistent"),
        ("3,500-3,600 tanks", "inconsistent"),
        ("3,700 tanks", "consistent"),  # what 3,661 rounds to
        ("3,600 tanks", "inconsistent"),  # what it does not round to
        ("3,661 tanks", "consistent"),
        ("3,662 tanks", "inconsistent"),
        ("3.7 thousand tanks", "consistent"),
        ("3,600+ tanks", "consistent"),
    ],
)
def test_verdicts_by_hedge_and_precision(words, verdict):
    text = f"Russia has lost {words} since the start of the full-scale invasion, Kyiv says."
    found = wl.check(text, on=DAY)
    assert found["verdict"].tolist() == [verdict], found["reason"].tolist()


def test_the_day_before_counts_and_is_said():
    found = wl.check("Russia has lost 182,660 troops since Feb. 24, 2022.", on=DAY)
    [(verdict, claimed, reason)] = rows(found, "verdict", "claimed_value", "reason")
    assert (verdict, claimed) == ("consistent", 182660)
    assert reason.startswith("the total of 2023-04-17")
    assert found["as_of"].tolist() == [pd.Timestamp("2023-04-17")]


@pytest.mark.parametrize(
    ("text", "value", "claimed", "verdict"),
    [
        ("Over the past day Russia lost 470 troops.", 470, 470, "consistent"),
        ("In the past week Russia lost about 3,800 troops.", 3800, 3810, "consistent"),
        ("Russia lost 17 tanks over the last week.", 17, 17, "consistent"),
        ("Russia lost 21,000 troops in March 2023, Kyiv says.", 21000, 24500, "inconsistent"),
        (
            "Since the start of the year Russia has lost 640 tanks, Kyiv says.",
            640,
            631,
            "inconsistent",
        ),
    ],
)
def test_periods_are_worked_out_from_the_words(text, value, claimed, verdict):
    found = wl.check(text, on=DAY)
    [(measure, stated, told, judged)] = rows(found, "measure", "value", "claimed_value", "verdict")
    assert (measure, stated, judged) == ("increment", value, verdict)
    assert abs(told - claimed) < 600


def test_another_claimants_figure_is_compared_with_its_own():
    text = (
        "Oryx has visually confirmed the loss of 1,902 Russian tanks. "
        "The General Staff's figure is 3,661 tanks lost."
    )
    found = wl.check(text, on=DAY)
    assert rows(found, "claimant", "claimed_value", "verdict") == [
        ("oryx", 1902, "consistent"), ("ua_general_staff", 3661, "consistent")
    ]  # fmt: skip


def test_ukrainian_prose():
    text = (
        "За даними Генштабу, росіяни вже втратили понад 183 тисячі солдатів, більш як 3600 танків "
        "і 18 кораблів. За минулу добу ЗСУ знищили 470 окупантів та один танк. "
        "Дві ракети влучили у Харків, поранено п'ятьох людей; курс долара – 36,6 гривні."
    )
    found = wl.check(text, on=DAY)
    assert rows(found, "category", "measure", "value") == [
        ("personnel", "cumulative", 183000),
        ("tanks", "cumulative", 3600),
        ("ships", "cumulative", 18),
        ("personnel", "increment", 470),
        ("tanks", "increment", 1),
    ]
    assert set(found["verdict"]) == {"consistent"}


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("Russia's losses rose by 1,070 to 968,130, the General Staff said.", ["1,070", "968,130"]),
        ("Russia's tank losses: 10,802 (Ukraine), 3,974 (Oryx).", ["3,974"]),
        ("Ukraine's count of Russian losses on Monday was 968,130.", ["968,130"]),
        ("Russia lost 9 tanks in Q3 2024 at 10:30 near Hill 184.", []),
    ],
)
def test_a_figure_without_a_noun_is_told_where_losses_are(text, unread):
    verdicts = wl.check(text, on=date(2025, 5, 13))
    bare = verdicts[verdicts["verdict"] == "unread"]
    assert list(bare["quote"]) == unread
    assert set(bare["reason"]) <= {"no words tell what is counted"}


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine received 31 Abrams tanks and 60 Leopard tanks from its partners.",
        "The 47th Brigade destroyed two tanks near Robotyne.",
        "Russia launched 54 drones overnight, of which 47 were shot down.",
        "Twelve civilians were killed and 40 injured in a missile strike on Dnipro.",
        "A $325 million package has 125 mm tank shells, 12% more than in May.",
        "On April 14, 2022 the cruiser sank; the T-72, the Su-34 and the Mi-24 are old.",
        "The 1st Tank Army has moved 3 km; 14 settlements and 2,000 homes have no power.",
        "Wagner recruited 40 prisoners; 100 soldiers returned home in an exchange.",
        "",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert wl.check(text, on=DAY).empty


def test_what_cannot_be_compared_says_why():
    found = wl.check("Russia has lost 12,345 tanks since Feb. 24, 2022.", on="2031-01-01")
    [(verdict, reason)] = rows(found, "verdict", "reason")
    assert verdict == "unverifiable"
    assert "no claim of the General Staff" in reason
    found = wl.check("Russia lost 1,200 soldiers in recent weeks.", on=DAY)
    assert rows(found, "verdict", "reason") == [
        ("unverifiable", "the words do not tell the period's days")
    ]


def test_a_bulletin_checks_against_itself():
    text = (
        "Загальні бойові втрати противника з 24.02.22 по 18.04.23: особового складу – близько "
        "183130 (+470) осіб, танків – 3661 (+1), літаків – 308 (+0), РСЗВ – 539 (+0)"
    )
    found = wl.check(text, on=DAY)
    assert found["verdict"].tolist().count("inconsistent") == 1
    assert found.set_index("quote")["verdict"]["РСЗВ – 539"] == "inconsistent"


def test_a_day_is_needed():
    with pytest.raises(wl.ArgumentError, match="on: expected the day of the article"):
        wl.check("Russia has lost 3,661 tanks.")


def test_an_unhedged_total_agrees_with_what_rounds_to_it_and_with_no_other():
    for claimed in (3500, 3649, 3650, 3661, 3749, 3750, 3800):
        rounds = abs(claimed - 3700) <= 50
        assert (agreement(Stated(3700, "exact", 100), claimed) == "agrees") is rounds


@pytest.mark.parametrize("claimant", ["ua_general_staff", "ru_mod", "oryx", "uk_mod"])
@pytest.mark.parametrize("day", [date(2022, 3, 1), date(2026, 8, 15)])
def test_every_label_leads_to_a_category_of_the_code_list(claimant, day):
    named = {row["category"] for row in codes.rows("text_labels") if row["category"]}
    found = {meaning(name, claimant, day) for name in named}
    assert found <= set(codes.categories())


def test_vehicles_that_oryx_counted_are_no_error():
    text = "Oryx puts Russian tank losses at over 4,300. The brigade lost nearly 30 vehicles."
    assert set(wl.check(text, on="2026-08-15")["verdict"]) <= {"consistent", "unverifiable"}


@pytest.mark.parametrize(
    "sentence",
    [
        "By comparison, the Soviet Union lost about 15,000 men in Afghanistan.",
        "About 15,000 Soviet troops died in Afghanistan over ten years.",
        "In Vietnam 58,000 soldiers were killed.",
    ],
)
def test_losses_of_other_wars_are_left_alone(sentence):
    text = f"Russia has lost 183,130 troops since the invasion, Kyiv says. {sentence}"
    assert list(wl.check(text, on=DAY)["value"]) == [183130]


def test_a_comparison_with_another_war_takes_nothing_away():
    text = "Russia has lost 183,130 troops, Kyiv says, far more than the Soviet Union lost in all."
    assert list(wl.check(text, on=DAY)["verdict"]) == ["consistent"]


@pytest.mark.parametrize(
    "text",
    [
        "Russia has lost 35 flurbs, the General Staff said.",
        "Росія втратила 35 флурбів, повідомив Генштаб.",
    ],
)
def test_a_lone_figure_with_an_unknown_noun_is_told(text):
    checked = wl.check(text, on="2023-04-18")
    assert checked["verdict"].tolist() == ["unread"]
    assert "35" in checked["quote"][0]


@pytest.mark.parametrize(
    "text",
    [
        "The number of Russian tanks confirmed by Oryx reached 3,299.",
        "The tally of Russian tanks lost, kept by Oryx, rose to 3,299.",
        "Кількість російських танків, підтверджених Oryx, досягла 3299.",
        "Количество российских танков, подтверждённых Oryx, достигло 3299.",
    ],
)
def test_a_clause_may_part_a_figure_from_what_it_counts(text):
    [row] = wl.check(text, on="2024-10-01").to_dict("records")
    assert (row["claimant"], row["category"], row["value"]) == ("oryx", "tanks", 3299)


@pytest.mark.parametrize(
    "text",
    [
        "For tanks, Oryx lists 3,299.",
        "Russia's tank losses as confirmed by Oryx: 3,299.",
        "In tanks alone Russia is down 3,299, says Oryx.",
        "Oryx's tally is now 3,299 tanks.",
    ],
)
def test_what_a_counter_of_losses_says_is_never_dropped(text):
    assert wl.check(text, on="2024-10-01")["verdict"].isin(["unread", "unverifiable"]).tolist() == [
        True
    ]


def test_parts_of_what_was_named_before_them_are_read():
    text = "Of the tanks, 1,896 were destroyed, 150 damaged and 532 captured, according to Oryx."
    assert list(wl.check(text, on="2024-10-01")["value"]) == [1896, 150, 532]


def test_a_total_in_brackets_tells_nothing_of_the_figure_before_them():
    day = wl.load(claimants="ua_general_staff", categories="tanks", since="2024-09-19",
                  until="2024-09-19").set_index("measure")["value"]  # fmt: skip
    text = f"Russia lost {day['increment'] + 3} tanks ({day['cumulative']:,} in total) over the past day, the General Staff said."  # noqa: E501
    checked = wl.check(text, on="2024-09-19")
    assert checked["verdict"].tolist() == ["inconsistent", "consistent"]
    assert checked["measure"].tolist() == ["increment", "cumulative"]


def test_a_total_told_within_a_year_is_not_taken_for_the_losses_of_the_year():
    text = "In 2023 Oryx had confirmed 12,000 pieces of Russian equipment."
    [row] = wl.check(text, on="2024-10-01").to_dict("records")
    assert row["verdict"] == "unverifiable"
    assert "may be the total of a day in between" in row["reason"]

"""Statements: numbers, days, hostile text, and the word lists that they are read by."""

from __future__ import annotations

import pytest

from warlosses import codes
from warlosses.texts.language.days import join_days
from warlosses.texts.language.figures import find_figures
from warlosses.texts.language.folding import fold, fold_word
from warlosses.texts.language.statements import read_statements
from warlosses.texts.language.tokens import tokenize


def figures(text: str) -> list[tuple[int, int | None, str, int | None]]:
    found = find_figures(join_days(tokenize(fold(text).text)))
    return [
        (
            f.value,
            f.high,
            f.hedge,
            f.increment.value * (f.increment.sign or 1) if f.increment else None,
        )
        for f in found
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18355", 18355), ("18 355", 18355), ("18\u00a0355", 18355), ("18,355", 18355),
        ("18.355", 18355), ("18'355", 18355), ("646 тис. 400", 646400), ("1 тыс. 218", 1218),
        ("24,7 тисяч", 24700), ("24.7 thousand", 24700), ("1 млн 226 тис. 420", 1226420),
        ("1.2 million", 1200000), ("3.6k", 3600), ("півтори тисячі", 1500),
        ("восемь с половиной тысяч", 8500), ("two", 2), ("десять", 10), ("одну", 1),
        ("100 000 000", 100_000_000), ("33 350 тис.", 33350),
    ],
)  # fmt: skip
def test_number_forms(text, value):
    assert [found[0] for found in figures(text)] == [value]


@pytest.mark.parametrize(
    "text",
    ["T-72", "С-300", "Су-34", "F16", "14th", "36-й", "155-mm", "5%", "12 %", "$3,000", "€500",
     "16:30", "2022-04-18", "18.04.2023", "№ 5".replace(" ", ""), "9" * 30],
)  # fmt: skip
def test_what_is_no_figure(text):
    assert figures(f"near {text} there") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3661 (+1)", (3661, None, "exact", 1)),
        ("3661 (+1 за добу) од.", (3661, None, "exact", 1)),
        ("3661 (+ 1) од.", (3661, None, "exact", 1)),
        ("3661 +1", (3661, None, "exact", 1)),
        ("3661, +43 per day", (3661, None, "exact", 43)),
        ("3661 (-1)", (3661, None, "exact", -1)),
        ("3661 (плюс 5)", (3661, None, "exact", 5)),
        ("3661 (43 за добу)", (3661, None, "exact", 43)),
        ("3661 од. (+1)", (3661, None, "exact", 1)),
        ("~3661", (3661, None, "about", None)),
        ("15-20 thousand", (15000, 20000, "range", None)),
        ("between 15,000 and 20,000", (15000, 20000, "range", None)),
        ("5 (five)", (5, None, "exact", None)),
    ],
)
def test_what_stands_with_a_figure(text, expected):
    assert figures(text) == [expected]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.02.22", (2022, 2, 24)),
        ("станом на 18.04.2023", (2023, 4, 18)),
        ("as of 2023-04-18", (2023, 4, 18)),
        ("18 квітня 2023 року", (2023, 4, 18)),
        ("April 18, 2023", (2023, 4, 18)),
        ("18th of April 2023", (2023, 4, 18)),
        ("Feb. 24", (None, 2, 24)),
        ("по 27.09", (None, 9, 27)),
        ("in August 2022", (2022, 8, None)),
        ("у вересні 2022 року", (2022, 9, None)),
        ("since 2014", (2014, None, None)),
        ("18. April 2023", (2023, 4, 18)),
        ("18 kwietnia 2023", (2023, 4, 18)),
    ],
)
def test_days(text, day):
    tokens = join_days(tokenize(fold(text).text))
    assert [tuple(t.day) for t in tokens if t.day] == [day]


BULLETIN = "Втрати противника: танків – 3661 (+1), ББМ – 7098 (+4), літаків – 308"


@pytest.mark.parametrize(
    "text",
    [
        BULLETIN,
        BULLETIN.replace("а", "a").replace("і", "i").replace("В", "B"),  # Latin letters
        "\u202e" + "\u200b".join(BULLETIN) + "\u202c",
        BULLETIN.replace(" ", "\u00a0"),
        BULLETIN.upper(),
        BULLETIN.replace(" – ", "-"),
    ],
)
def test_disguises_change_nothing(text):
    found = {(s.category, s.measure): s.value for s in read_statements(text).statements}
    assert found == {
        ("tanks", "cumulative"): 3661, ("tanks", "increment"): 1,
        ("armored_vehicles", "cumulative"): 7098, ("armored_vehicles", "increment"): 4,
        ("aircraft", "cumulative"): 308,
    }  # fmt: skip


@pytest.mark.parametrize(
    "piece",
    ["1", "1,111", "1 234 567 ", "(", "tanks (", "(+1) ", "tanks 5, ", "tanks – 5 (+1)\n",
     "т\u200bа", "\u202e5", "24.02.22 ", "тис. ", "12\n", "tanks\n", "\u0301", "l'", "+5 ",
     "lost in the past day 5 tanks since "],
)  # fmt: skip
def test_hostile_text_is_answered(piece):
    """Benchmarks tell the time, which is in proportion; here, that there is an answer at all."""
    found = read_statements(piece * (8_000 // len(piece)))
    assert all(s.value <= 100_000_000 for s in found.statements)


def test_the_word_lists_are_sound():
    kinds = {row["kind"] for row in codes.rows("text_words")}
    assert {"number", "scale", "month", "period", "total", "loss", "claimant"} <= kinds
    known = {*codes.categories(), "vehicles", ""}
    for row in codes.rows("text_labels"):
        assert row["category"] in known, row
        assert row["outcome"] in {"", *codes.terms("outcome")}, row
        assert row["category"] or row["role"] == "other", row
        assert fold_word(row["label"]).strip(), row
        assert all("*" not in word[:-1] for word in row["label"].split()), row
    claimants = {row["meaning"] for row in codes.rows("text_words") if row["kind"] == "claimant"}
    assert claimants <= {*codes.claimants(), "other"}


def test_every_category_of_the_bulletin_has_labels_in_its_three_languages():
    found = {(row["language"], row["category"]) for row in codes.rows("text_labels")}
    for category in ("personnel", "tanks", "armored_vehicles", "artillery", "mlrs", "air_defense",
                     "aircraft", "helicopters", "uavs", "cruise_missiles", "ships", "submarines",
                     "vehicles_fuel_tanks", "special_equipment", "ground_robots",
                     "srbm_launchers"):  # fmt: skip
        assert {("uk", category), ("en", category), ("ru", category)} <= found

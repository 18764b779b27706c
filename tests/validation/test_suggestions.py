"""What was meant is proposed only where there is one way to read it."""
# other alphabets and signs are what this is about

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warlosses.validation.suggestions import (
    certain,
    for_fault,
    near_code,
    plain_number,
    possible_days,
    proposed,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3,661", "3661"),
        ("3.661", "3661"),
        ("3 661", "3661"),
        ("3\u00a0661", "3661"),
        ("3\u202f661", "3661"),
        ("3'661", "3661"),
        ("1,183,130", "1183130"),
        ("1.183.130,00", "1183130"),
        ("3661.0", "3661"),
        ("3661,00", "3661"),
        ("+34", "34"),
        ("−5", "-5"),
        ("~3661", "3661"),
        ("about 3,661", "3661"),
        ("03661", "3661"),
        ("٣٦٦١", "3661"),
        ("3661\u200b", "3661"),
        ("3,66", None),
        ("36,61", None),
        ("3,661.5", None),
        ("1.183,130", None),
        ("1,183,13", None),
        ("0.123", None),
        ("4O353", None),
        ("two", None),
        ("", None),
        ("9" * 100, None),
    ],
)
def test_numbers(text, number):
    assert for_fault("WL102", "value", text) == (number, "")


@given(st.integers(-(10**9), 10**9), st.sampled_from(",. '’_\u00a0\u202f"))
def test_grouped_numbers_read_back(number, mark):
    grouped = f"{number:,}".replace(",", mark)

    assert plain_number(grouped) == str(number)


@given(st.text(max_size=80))
def test_proposals_are_whole_numbers_and_days(text):
    number = plain_number(text)
    assert number is None or str(int(number)) == number
    for day in possible_days(text):
        assert date.fromisoformat(day).isoformat() == day


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("18.04.2023", ["2023-04-18"]),
        ("18/04/2023", ["2023-04-18"]),
        ("04/18/2023", ["2023-04-18"]),
        ("03/04/2023", ["2023-03-04", "2023-04-03"]),
        ("04.04.2023", ["2023-04-04"]),
        ("2023/4/8", ["2023-04-08"]),
        ("2023.04.18.", ["2023-04-18"]),
        ("20230418", ["2023-04-18"]),
        ("2023-18-04", ["2023-04-18"]),
        ("2023-04-18T06:00:00", ["2023-04-18"]),
        ("2023-04-18 06:00:00+02:00", ["2023-04-18"]),
        ("18 April 2023", ["2023-04-18"]),
        ("April 18th, 2023", ["2023-04-18"]),
        ("18 квітня 2023 року", ["2023-04-18"]),
        ("18 апреля 2023 г.", ["2023-04-18"]),
        ("1 мар 2023", ["2023-03-01"]),
        ("45034", ["2023-04-18"]),
        ("2023-04-18\u200b", ["2023-04-18"]),
        ("12345", []),
        ("2023-02-30", []),
        ("18 Foo 2023", []),
        ("18.04.23", ["2023-04-18"]),
        ("2023-04-17T21:00:00.000Z", ["2023-04-17", "2023-04-18"]),
        ("2023-04-17 22:00:00", ["2023-04-17", "2023-04-18"]),
        ("2023-04-18T00:00:00+03:00", ["2023-04-18"]),
        ("2023-04-17T21:00:00-05:00", ["2023-04-17", "2023-04-18"]),
        ("16-08-26", ["2026-08-16"]),
        ("03.04.23", ["2023-03-04", "2023-04-03"]),
        ("0025-04-18", ["2025-04-18"]),
        ("45034.0", ["2023-04-18"]),
        ("45034.25", ["2023-04-18"]),
        ("“2023-04-18”", ["2023-04-18"]),
        ("yesterday", []),
        ("", []),
    ],
)
def test_days(text, days):
    near, why = for_fault("WL104", "as_of", text)

    assert near == (days[0] if len(days) == 1 else None)
    assert why == (f", which may be {' or '.join(days)}" if len(days) > 1 else "")


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("category", "tank", "tanks"),
        ("category", "Tanks", "tanks"),
        ("category", "tanks\u200b", "tanks"),
        ("category", "tаnks", "tanks"),  # a Cyrillic letter
        ("category", "танки", "tanks"),
        ("category", "air defense", "air_defense"),
        ("category", "spoons", None),
        ("claimant", "Oryx", "oryx"),
        ("belligerent", "ru", "RU"),
        ("belligerent", "Росія", "RU"),
        ("belligerent", "USA", None),
        ("measure", "cummulative", "cumulative"),
        ("qualifier", "x" * 10_000, None),
    ],
)
def test_codes(column, text, code):
    assert for_fault("WL107", column, text)[0] == code


def test_code_of_an_empty_text():
    assert near_code("category", "") is None


@pytest.mark.parametrize(
    ("rule", "text", "near", "why"),
    [
        ("WL102", "1227З", "12273", "Cyrillic З (U+0417)"),
        ("WL102", "4O353", "40353", "Latin O (U+004F)"),
        ("WL102", "“1466990”", "1466990", "typographic quotes"),
        ("WL102", "47988 шт", "47988", ""),
        ("WL102", "4.6319E+05", None, "may have dropped digits"),
        ("WL104", "“2026-08-16”", "2026-08-16", "typographic quotes"),
        ("WL104", "0025-04-18", "2025-04-18", ""),
        ("WL104", "2023-02-30", None, ""),
    ],
)
def test_proposals_name_what_deceives(rule, text, near, why):
    column = "as_of" if rule == "WL104" else "value"
    found, told = proposed(rule, column, text)
    assert found == near
    assert why in told
    assert bool(told) == bool(why)


@pytest.mark.parametrize(
    ("rule", "text", "written"),
    [
        ("WL103", "3,661", "3661"),
        ("WL103", "1 183 130", "1183130"),
        ("WL103", "12.0", "12"),
        ("WL102", "+5", None),  # an increment, in a total's place?
        ("WL102", "“3661”", "3661"),
        ("WL103", "1.000", None),  # one, with three decimals, in another program
        ("WL103", "3,66", None),
        ("WL102", "03661", None),
        ("WL102", "~3661", None),
        ("WL102", "about 3661", None),
        ("WL102", "1227З", None),
        ("WL102", "4.6319E+05", None),
        ("WL102", "47988 шт", None),
        ("WL104", "18.04.2023", "2023-04-18"),
        ("WL104", "18 квітня 2023 року", "2023-04-18"),
        ("WL104", "2023-04-18 00:00:00", "2023-04-18"),
        ("WL104", "2023-04-18T06:00:00", None),
        ("WL104", "2023-04-17T21:00:00Z", None),
        ("WL104", "03/04/2023", None),
        ("WL104", "45034", None),  # a spreadsheet of another system counts from another day
        ("WL104", "18.04.23", None),
        ("WL107", "танки", "tanks"),
        ("WL107", "TANKS", "tanks"),
        ("WL107", "tаnks", "tanks"),
        ("WL107", "cannons", None),
        ("WL107", "spoons", None),
        ("WL107", "drones", None),  # of other claimants, there are kinds of them
    ],
)
def test_what_is_certain(rule, text, written):
    column = {"WL104": "as_of", "WL107": "category"}.get(rule, "value")
    assert certain(rule, column, text) == written


def test_what_the_bulletin_calls_a_code_is_certain_in_its_mouth():
    assert certain("WL107", "category", "drones", "ua_general_staff") == "uavs"


@given(st.integers(0, 10**9), st.sampled_from(["{:,}", "{:_}", "{}.0", "+{}", "“{}”", " {} "]))
def test_what_is_certain_of_a_figure_is_the_figure(number, form):
    written = certain("WL102", "value", form.format(number))
    assert written in (None, str(number))

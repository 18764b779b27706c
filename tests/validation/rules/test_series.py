"""The rules of the series' own past, on small contributions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from warlosses import validate

DAY = pd.Timestamp("2023-04-18")
GAINS = {
    "tanks": (6, 9, 4, 11, 7),
    "artillery": (13, 8, 21, 10),
    "uavs": (12, 25, 9, 30, 18),
    "ships": (0,),
}
LAST = {"tanks": 3660, "artillery": 2806, "uavs": 2353, "ships": 18}
RIGHT = {"tanks": 3668, "artillery": 2819, "uavs": 2370, "ships": 18}


def claims(days=60):
    """What the dataset holds: the gains, over and over, up to the day before DAY."""
    frames = []
    for category, gains in GAINS.items():
        back = np.concatenate([[0], np.cumsum(np.resize(gains, days - 1))])
        as_of = DAY - pd.to_timedelta(np.arange(1, days + 1), unit="D")
        frames.append(
            pd.DataFrame({"as_of": as_of, "category": category, "value": LAST[category] - back})
        )
    return pd.concat(frames).assign(
        claimant="ua_general_staff", belligerent="RU", outcome="lost", measure="cumulative"
    )


def contribution(*days, **changes):
    """One statement a day: the right totals, but for the changes of the first day."""
    days = days or (RIGHT,)
    rows = [
        (DAY + pd.Timedelta(days=n), category, value)
        for n, day in enumerate(days)
        for category, value in (day | (changes if n == 0 else {})).items()
    ]
    frame = pd.DataFrame(rows, columns=["as_of", "category", "value"])
    return frame.assign(
        as_of=frame["as_of"].dt.date.astype(str),
        claimant="ua_general_staff",
        belligerent="RU",
        source_url="https://www.mil.gov.ua/news/losses",
    )


def found(frame, baseline=None):
    """Rule, row and suggestion of what the series' past has to say."""
    report = validate(frame, claims() if baseline is None else baseline, select=["WL3"])
    return [(f.rule, f.row, f.suggestion) for f in report.findings]


def test_right_totals_have_nothing_against_them():
    assert found(contribution()) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"tanks": 368}, ("WL305", 1, "3668")),  # a digit lost
        ({"tanks": 36668}, ("WL305", 1, "3668")),  # doubled
        ({"tanks": 6368}, ("WL305", 1, "3668")),  # swapped
        ({"tanks": 3968}, ("WL305", 1, "3668")),  # mistyped
        ({"tanks": 3581}, ("WL301", 1, None)),
        ({"tanks": 5821}, ("WL302", 1, None)),
        ({"tanks": 3660}, ("WL303", 1, None)),
        ({"tanks": 2819}, ("WL306", 1, None)),
    ],
)
def test_each_mistake_has_its_one_rule(change, expected):
    assert found(contribution(**change)) == [expected]


def test_a_figure_beyond_doubt_is_an_error_and_all_else_a_warning():
    def severities(**changes):
        return [f.severity for f in validate(contribution(**changes), claims()).findings]

    assert "error" in severities(tanks=368)
    assert "error" not in severities(tanks=3581)


def test_the_message_says_what_was_expected_and_what_was_found():
    (finding,) = validate(contribution(tanks=3581), claims(), select=["WL3"]).findings
    assert finding.message == (
        "3581 is 79 below 3660 of 2023-04-17; a restatement by the claimant looks like this too"
    )


def test_yesterdays_bulletin_is_found_once():
    assert found(contribution(LAST)) == [("WL304", 1, None)]


def test_the_bulletin_of_several_days_ago_is_found_once():
    held = claims()
    older = held[held["as_of"] == DAY - pd.Timedelta(days=4)].set_index("category")["value"]
    assert found(contribution(older.to_dict())) == [("WL304", 1, None)]


def test_a_category_that_seldom_moves_may_stand_still():
    assert found(contribution(ships=18)) == []


def test_a_fault_is_not_found_again_on_the_next_day():
    later = {"tanks": 3676, "artillery": 2829, "uavs": 2390, "ships": 18}
    assert found(contribution(RIGHT, later, tanks=368)) == [("WL305", 1, "3668")]


def test_a_new_level_is_found_once():
    levels = [
        {"tanks": 3400 + 8 * n, "artillery": 2819 + 11 * n, "uavs": 2370 + 17 * n, "ships": 18}
        for n in range(6)
    ]
    assert [rule for rule, _, _ in found(contribution(*levels))] in (["WL301"], ["WL305"])


def test_days_of_the_contribution_itself_do_not_count_from_the_dataset():
    frame = contribution()
    ahead = claims().assign(as_of=lambda c: c["as_of"] + pd.Timedelta(days=30))
    held = pd.concat([claims(), ahead[ahead["as_of"] >= DAY].assign(value=99_999)])
    assert found(frame, held) == []


def test_a_printed_increment_confirms_the_total():
    totals = contribution(tanks=3600)
    beside = totals[totals["category"] == "tanks"].assign(measure="increment", value=-60)
    both = pd.concat([totals.assign(measure="cumulative"), beside], ignore_index=True)
    assert found(both) == []
    assert found(both.assign(value=both["value"].replace(-60, 8))) != []


def test_nothing_is_said_without_a_past():
    assert found(contribution(), claims().iloc[:0]) == []

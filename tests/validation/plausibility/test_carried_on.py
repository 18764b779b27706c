"""Mistakes that are carried from one day to the next, told by the ledger of the bundled release."""

from __future__ import annotations

import pandas as pd
import pytest

import warlosses as wl
from warlosses import validate

DAY = (
    "2026-03-30"  # one transcription read 351 helicopters from 2026-03-22 on, where 350 is settled
)


@pytest.fixture(scope="module")
def before():
    held = wl.load(claimants="ua_general_staff", categories="helicopters", measures="cumulative")
    return held[held["as_of"] < DAY]


def contribution(value, day=DAY):
    return pd.DataFrame(
        {
            "as_of": [day],
            "claimant": ["ua_general_staff"],
            "belligerent": ["RU"],
            "category": ["helicopters"],
            "value": [value],
            "source_url": [f"https://mod.gov.ua/news/{day}"],
        }
    )


def found(data, baseline):
    findings = validate(data, baseline).findings
    return [(f.rule, f.severity, f.suggestion) for f in findings]


def test_a_figure_that_was_set_aside_the_day_before_is_found(before):
    assert found(contribution(351), before) == [("WL307", "warning", "350")]
    (finding,) = validate(contribution(351), before).findings
    assert finding.message == (
        "351 is what petroivaniuk read for 2026-03-29 too, where the dataset has settled 350"
    )


def test_the_settled_figure_and_any_other_are_let_be(before):
    assert found(contribution(350), before) == []
    assert found(contribution(352), before) == []


def test_a_frame_of_claims_without_the_facts_of_its_release_will_do(before):
    bare = before[["as_of", "claimant", "belligerent", "category", "measure", "value"]]
    assert found(contribution(351), pd.DataFrame(bare.to_dict("list"))) == [
        ("WL307", "warning", "350")
    ]


def test_a_baseline_that_the_ledger_knows_nothing_of_tells_nothing(before):
    other = before.assign(value=before["value"] + 1, status="single")
    other.attrs = {}
    assert found(contribution(352), other) == []


def test_only_the_day_before_counts(before):
    assert found(contribution(351), before[before["as_of"] < "2026-03-29"]) == []


def test_only_days_before_the_contribution_count(before):
    """An earlier day of the series in the same file, and the days after it are not looked at."""
    earlier = contribution(349, "2026-03-18")
    both = pd.concat([earlier, contribution(351)], ignore_index=True)
    rules = {f.rule for f in validate(both, before, select=["WL3"]).findings}
    assert "WL307" not in rules

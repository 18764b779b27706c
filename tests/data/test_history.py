from __future__ import annotations

import pytest

import warlosses as wl


def test_the_story_of_a_slip():
    story = wl.history("ua_general_staff.RU.personnel.lost.cumulative.2024-01-02")
    slip = story[story["source_id"] == "petroivaniuk"]
    assert slip["value"].tolist() == [360820, 792170, 360820]
    assert slip["at"].is_monotonic_increasing
    assert slip["until"].notna().tolist() == [True, True, False]
    assert slip["source_url"].str.contains("/blob/").all()
    assert slip["source_url"].nunique() == 3


def test_a_correction_is_part_of_the_story():
    story = wl.history("ua_general_staff.RU.artillery.lost.cumulative.2026-03-04")
    last = story.iloc[-1]
    assert (last["event"], last["value"]) == ("corrected", 37874)
    assert "+32" in last["note"]


@pytest.mark.parametrize(
    ("claim_id", "hint"),
    [
        (
            "ua_general_staff.RU.tanks.lost.cumulative.2023-4-18",
            "near: ua_general_staff.RU.tanks.lost",
        ),
        ("nonsense", "ids look like"),
    ],
)
def test_an_unknown_claim_names_near_ones(claim_id, hint):
    with pytest.raises(wl.ArgumentError, match=hint):
        wl.history(claim_id)

from __future__ import annotations

import pandas as pd
import pytest

import warlosses as wl
from warlosses.data.compare import side_by_side


def claims(rows):
    frame = pd.DataFrame(rows, columns=["claimant", "category", "as_of", "value"])
    return frame.assign(
        as_of=pd.to_datetime(frame["as_of"]),
        period_start=pd.Timestamp("2022-02-24"),
        outcome="lost",
        value=frame["value"].astype("Int64"),
    )


def test_parts_are_added_up():
    frame = side_by_side(
        claims(
            [
                ("ua_general_staff", "aircraft_helicopters", "2022-05-01", 20),
                ("oryx", "aircraft", "2022-05-01", 3),
                ("oryx", "helicopters", "2022-05-01", 4),
            ]
        ),
        "aircraft_helicopters",
    )
    assert frame.iloc[0].to_dict() == {"oryx": 7, "ua_general_staff": 20}
    assert frame.attrs["rolled_up"] == {"oryx": ["aircraft", "helicopters"]}


def test_a_day_that_lacks_a_part_in_use_is_null_not_less():
    days = ("2022-05-01", "2022-05-02", "2022-05-03")
    rows = [("oryx", "aircraft", d, 3) for d in days]
    rows += [("oryx", "helicopters", d, 4) for d in (days[0], days[2])]
    frame = side_by_side(claims(rows), "aircraft_helicopters")
    assert pd.Timestamp(days[1]) not in frame["oryx"].dropna().index


def test_a_part_not_in_use_yet_does_not_count_as_missing():
    rows = [("oryx", "aircraft", "2022-05-01", 3), ("oryx", "aircraft", "2022-05-02", 3)]
    rows += [("oryx", "helicopters", "2022-05-02", 4)]
    assert side_by_side(claims(rows), "aircraft_helicopters")["oryx"].tolist() == [3, 7]


def test_a_part_that_just_ends_leaves_a_hole_unless_another_took_it_over():
    days = ("2022-05-01", "2022-05-02")
    rows = [("oryx", "helicopters", d, 4) for d in days] + [("oryx", "aircraft", days[0], 3)]
    assert side_by_side(claims(rows), "aircraft_helicopters")["oryx"].tolist() == [7]
    rows = [("oryx", "trucks_vehicles_jeeps", days[0], 3)]
    rows += [("oryx", "trucks_vehicles_jeeps_trains", days[1], 5)]
    assert side_by_side(claims(rows), "vehicles_fuel_tanks")["oryx"].tolist() == [3, 5]


def test_no_line_goes_across_a_change_of_what_is_counted():
    days = ("2026-04-28", "2026-05-01", "2026-05-16", "2026-06-01")
    rows = [("oryx", "all_equipment", d, v) for d, v in zip(days, (9, 10, 7, 8), strict=True)]
    rows += [("ua_general_staff", "all_equipment", d, 50) for d in days]
    frame = side_by_side(claims(rows), "all_equipment")
    assert frame["oryx"].tolist()[:2] == [9, 10]
    assert pd.isna(frame.loc["2026-05-15", "oryx"])
    assert frame["oryx"].diff().dropna().tolist() == [1, 1]
    assert list(frame.attrs["scope_changes"]) == ["oryx"]
    assert side_by_side(claims(rows[:2]), "all_equipment").attrs["scope_changes"] == {}


def test_a_narrower_count_is_no_sequel_in_a_sum_of_parts():
    rows = [("oryx", "trucks_vehicles_jeeps", "2026-05-01", 9), ("oryx", "trucks", "2026-06-01", 7)]
    assert side_by_side(claims(rows), "vehicles_fuel_tanks")["oryx"].tolist() == [9]


@pytest.mark.parametrize("category", ["armored_vehicles", "uavs"])
def test_a_narrow_window_shows_what_the_whole_series_shows(category):
    whole = wl.compare(category, belligerent="RU")
    for day in ("2022-12-26", "2023-04-18", "2026-08-15"):
        window = wl.compare(category, belligerent="RU", since=day, until=day)
        pd.testing.assert_frame_equal(window, whole.loc[day:day], check_freq=False)


def test_oryx_armoured_vehicles_are_the_sum_of_five_types():
    frame = wl.compare("armored_vehicles", belligerent="RU")
    assert frame.attrs["rolled_up"]["oryx"] == ["afvs", "ifvs", "apcs", "mraps", "imvs"]
    day = wl.load(
        claimants="oryx", belligerents="RU", outcomes="lost", since="2023-04-18", until="2023-04-18"
    ).set_index("category")["value"]
    assert frame.loc["2023-04-18", "oryx"] == day[["afvs", "ifvs", "apcs", "mraps", "imvs"]].sum()
    # The day whose infantry fighting vehicles could not be read has no sum.
    assert pd.Timestamp("2022-12-26") not in frame["oryx"].dropna().index


def test_people_are_compared_by_outcome():
    columns = wl.compare("personnel", belligerent="RU").columns
    assert {"ua_general_staff", "mediazona_bbc:killed", "uk_mod:killed_or_wounded"} <= set(columns)


def test_an_unknown_category_names_the_near_ones():
    with pytest.raises(wl.ArgumentError, match="did you mean 'tanks'"):
        wl.compare("tank", belligerent="RU")

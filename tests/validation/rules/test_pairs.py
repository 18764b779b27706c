"""Files of one run that contradict each other."""

from __future__ import annotations

import pandas as pd
import pytest

from warlosses import validate

ROW = {
    "as_of": "2023-04-18",
    "claimant": "ua_general_staff",
    "belligerent": "RU",
    "category": "tanks",
    "value": 3661,
    "source_url": "https://www.mil.gov.ua/news/2023/04/18/losses",
}


def told(folder, *files):
    """What is said of claims that stand twice in files a.csv, b.csv, ..."""
    paths = []
    for name, rows in zip("abc", files, strict=False):
        path = folder / f"{name}.csv"
        pd.DataFrame(rows).to_csv(path, index=False)
        paths.append(path)
    nothing = pd.DataFrame(columns=[*ROW, "measure"])
    report = validate(paths, nothing)
    return [
        (f.file.rsplit("/", 1)[-1], f.rule, f.severity, f.row)
        for f in report.findings
        if f.severity != "info"
    ]


def test_files_that_agree_are_two_sources(tmp_path):
    other = ROW | {"source_url": "https://www.mil.gov.ua/news/2023/04/18/other"}
    assert told(tmp_path, [ROW], [other]) == []


def test_files_that_contradict_each_other_are_told_in_the_later_one(tmp_path):
    later = [ROW | {"category": "uavs", "value": 2353}, ROW | {"value": 3616}]
    assert told(tmp_path, [ROW], later) == [("b.csv", "WL211", "error", 2)]


def test_the_message_names_the_other_file_and_its_row(tmp_path):
    frames = [pd.DataFrame([ROW]), pd.DataFrame([ROW | {"value": 3616}])]
    nothing = pd.DataFrame(columns=[*ROW, "measure"])
    (finding,) = validate(frames, nothing, select=["WL211"]).findings
    assert finding.message == "row 1 of <frame> already gives this claim as 3661; found 3616"


def test_the_message_names_the_line_of_the_other_file_that_has_lines(tmp_path):
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, value in zip(paths, (3661, 3616), strict=True):
        pd.DataFrame([ROW | {"value": value}]).to_csv(path, index=False)
    (finding,) = validate(paths, pd.DataFrame(columns=[*ROW, "measure"]), select=["WL211"]).findings
    assert finding.message.startswith(f"line 2 of {paths[0]} already gives this claim as 3661")


def test_each_of_three_files_is_compared_with_the_first(tmp_path):
    wrong = ROW | {"value": 3616}
    assert told(tmp_path, [ROW], [wrong], [wrong]) == [
        ("b.csv", "WL211", "error", 1),
        ("c.csv", "WL211", "error", 1),
    ]


def test_of_a_file_the_last_row_on_a_claim_counts(tmp_path):
    spoken = ROW | {"claimant": "ru_mod", "belligerent": "UA", "category": "uavs"}
    rows = [spoken | {"value": 3600}, spoken]
    assert told(tmp_path, rows, [spoken]) == [("a.csv", "WL211", "warning", 2)]


def test_who_speaks_several_times_a_day_is_warned_of(tmp_path):
    spoken = ROW | {"claimant": "ru_mod", "belligerent": "UA", "category": "uavs"}
    assert told(tmp_path, [spoken], [spoken | {"value": 3700}]) == [
        ("b.csv", "WL211", "warning", 1)
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"qualifier": "about"},
        {"qualifier": "range", "value": None, "value_low": 3600, "value_high": 3700},
    ],
)
def test_hedges_and_bounds_contradict_too(tmp_path, change):
    assert [rule for _, rule, *_ in told(tmp_path, [ROW], [ROW | change])] == ["WL211"]

"""The engine: everything at once, each finding in its place, one finding a fault."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import warlosses as wl
from warlosses import InvalidContributionError, schema, validate
from warlosses.columns import CONTRIBUTION
from warlosses.errors import ArgumentError
from warlosses.validation.typed.schema_checks import COLUMN_RULES, ROW_RULES
from warlosses.validation.validate import LIMITS

DAY = "2023-04-18"
PAGE = "https://www.mil.gov.ua/news/2023/04/18/losses"
NOTHING = pd.DataFrame(
    {name: [] for name in ("as_of", "claimant", "belligerent", "category", "measure", "value")}
)


def row(category="tanks", value=3661, **changes):
    facts = {"as_of": DAY, "claimant": "ua_general_staff", "belligerent": "RU"}
    return facts | {"category": category, "value": value, "source_url": PAGE} | changes


def frame_of(*rows):
    return pd.DataFrame(rows)


def claim(value, *, category="tanks", day=DAY, measure="cumulative", status="corroborated"):
    return row(category, value, as_of=day, measure=measure) | {
        "status": status,
        "source_id": "orc-losses",
        "n_sources": 2,
    }


def found_in(data, baseline=NOTHING):
    findings = validate(data, baseline).findings
    return [(f.rule, f.row, f.column) for f in findings if f.severity != "info"]


def test_all_findings_at_once_in_the_order_of_rows():
    data = frame_of(
        row(value="3,661"),
        row("tank"),
        row("uavs", 2353, source_url=""),
        row("mlrs", "", claimant="nobody"),
        row("ships", -18),
    )

    assert found_in(data) == [
        ("WL103", 1, "value"),
        ("WL107", 2, "category"),
        ("WL401", 3, "source_url"),
        ("WL105", 4, "claimant"),
        ("WL201", 4, "value"),
        ("WL202", 5, "value"),
    ]


def test_row_numbers_do_not_come_from_an_index():
    data = frame_of(row(), row("uavs", -1)).set_index(pd.Index([7, 7]))

    assert found_in(data) == [("WL202", 2, "value")]


def test_repeated_wrong_text_is_found_in_every_row():
    data = frame_of(*(row("tank", n) for n in range(20)))

    assert found_in(data) == [("WL107", n, "category") for n in range(1, 21)]


def test_findings_have_value_message_and_suggestion():
    (finding,) = validate(frame_of(row("tank")), NOTHING).findings

    assert (finding.value, finding.message) == ("tank", "unknown category 'tank'")
    assert (finding.suggestion, finding.file) == ("tanks", "<frame>")


@pytest.mark.parametrize("backend", ["polars", "arrow"])
def test_other_frames(backend):
    data = wl.load(
        claimants="ua_general_staff", since=DAY, until=DAY, measures="cumulative", backend=backend
    )
    columns = ["as_of", "claimant", "belligerent", "category", "value", "qualifier", "source_url"]

    report = validate(data.select(columns))
    assert report.ok
    assert report.rows == {"<frame>": 13}


def test_select_and_ignore_take_beginnings_of_codes():
    data = frame_of(row("tank", "3,661"), row("uavs", 1, source_url=""))

    assert {f.rule for f in validate(data, NOTHING, select=["WL1"]).findings} == {"WL103", "WL107"}
    assert {f.rule for f in validate(data, NOTHING, ignore="WL1").findings} == {"WL401"}


def test_strict_counts_warnings():
    data = frame_of(row(source_url="https://www.mil.gov.ua/"))

    assert validate(data, NOTHING).ok
    report = validate(data, NOTHING, strict=True)
    assert not report.ok
    with pytest.raises(InvalidContributionError, match="WL404"):
        report.raise_for_errors()


def test_several_files(tmp_path):
    right, wrong = tmp_path / "right.csv", tmp_path / "wrong.csv"
    frame_of(row()).to_csv(right, index=False)
    frame_of(row("tank")).to_csv(wrong, index=False)

    report = validate([right, wrong], NOTHING)
    assert [f.rule for f in report.findings] == ["WL107"]
    assert report.findings[0].file.endswith("wrong.csv")
    assert sorted(report.rows.values()) == [1, 1]
    assert list(report.lines.values()) == [wrong.read_text().splitlines()[1]]


def test_very_many_findings_are_counted():
    most = LIMITS.max_findings
    data = pd.concat([frame_of(row("tank"))] * (most + 5), ignore_index=True)

    findings = validate(data, NOTHING).findings
    assert len(findings) == most + 1
    assert findings[0].message == f"5 more places like the {most:,} listed"


def test_baseline_has_to_be_claims():
    with pytest.raises(ArgumentError, match=r"baseline: expected a frame of claims.*lacks.*value"):
        validate(frame_of(row()), pd.DataFrame({"as_of": []}))


# --- Against the dataset -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        ("corroborated", "error"),
        ("corrected", "error"),
        ("single", "warning"),
        ("disputed", "warning"),
    ],
)
def test_difference_weighs_as_the_claim_is_settled(status, severity):
    (finding,) = validate(frame_of(row(value=3662)), frame_of(claim(3661, status=status))).findings

    assert (finding.rule, finding.severity, finding.suggestion) == ("WL501", severity, "3661")
    assert "orc-losses, 1 more" in finding.message


def test_sources_that_hold_the_settled_figure_come_from_the_ledger():
    (finding,) = validate(frame_of(row(value=3662))).findings

    asked = {"claimants": "ua_general_staff", "categories": "tanks", "since": DAY, "until": DAY}
    readings = wl.load("observations", **asked, measures="cumulative")
    told = re.fullmatch(r"the dataset has 3661 \(corroborated: (.+)\); found 3662", finding.message)
    assert told
    assert set(told[1].split(", ")) == set(readings.loc[readings["value"] == 3661, "source_id"])


def test_range_is_compared_with_a_range():
    estimate = {
        "as_of": "2025-02-21",
        "claimant": "bbc_russian",
        "belligerent": "RU",
        "category": "personnel",
        "outcome": "killed",
        "value_low": 146194,
        "value_high": 211169,
        "qualifier": "range",
        "source_url": "https://www.bbc.com/russian/articles/losses",
    }

    assert found_in(frame_of(estimate), None) == []
    wrong = frame_of(estimate | {"value_high": 211196})
    assert found_in(wrong, None) == [("WL501", 1, "value_low")]


def test_figure_that_the_dataset_holds_is_no_error_however_unlikely():
    past = [claim(3600 + 5 * n, day=f"2023-04-{n + 1:02}") for n in range(17)]
    data = frame_of(row(value=368))

    assert not validate(data, frame_of(*past)).ok
    report = validate(data, frame_of(*past, claim(368)))
    assert report.ok
    assert report.count("warning") == 1


# --- One finding a fault -----------------------------------------------------------------------


def test_slip_in_a_total_is_found_once_and_the_printed_increment_explains_it():
    past = frame_of(*(claim(3600 + 5 * n, day=f"2023-04-{n + 1:02}") for n in range(17)))
    data = frame_of(row(value=3865, measure="cumulative"), row(value=5, measure="increment"))

    (finding,) = validate(data, past).findings
    assert (finding.row, finding.suggestion) == (1, "3685")


def test_wrong_figure_that_the_dataset_knows_is_found_once():
    past = [claim(3600 + 5 * n, day=f"2023-04-{n + 1:02}") for n in range(17)]
    data = frame_of(row(value=38650))

    assert found_in(data, frame_of(*past, claim(3685))) == [("WL501", 1, "value")]


def test_total_of_the_day_before_may_stand_in_the_same_file():
    data = frame_of(
        row(value=3655, as_of="2023-04-17", source_url=PAGE.replace("18", "17")),
        row(value=3661),
        row(value=9, measure="increment"),
    ).assign(measure=["cumulative", "cumulative", "increment"])

    assert found_in(data) == [("WL212", 2, "value")]


def test_claim_twice_is_a_warning_where_the_claimant_speaks_several_times_a_day():
    facts = {"claimant": "ru_mod", "belligerent": "UA"}
    data = frame_of(row(value=300, **facts), row(value=305, **facts))

    (finding,) = validate(data, NOTHING).findings
    assert (finding.rule, finding.severity, finding.row) == ("WL211", "warning", 2)


def test_same_figure_at_another_link_is_not_a_row_twice():
    data = frame_of(row(), row(source_url=PAGE + "-en"))

    assert found_in(data) == []


def test_missing_columns_take_their_defaults():
    data = frame_of(row(), row(outcome="", measure="", qualifier="", period_start=""))

    assert found_in(data) == [("WL210", 2, None)]


def test_every_check_of_the_schema_has_a_rule():
    model = schema.Contributions.to_schema()

    assert {check.name for check in model.checks} == set(ROW_RULES)
    assert {name for name, column in model.columns.items() if column.checks} == set(COLUMN_RULES)


@pytest.mark.parametrize("day", ["2022-03-01", "2022-05-01", "2023-04-18"])
def test_right_days_pass(day):
    data = wl.load(claimants="ua_general_staff", since=day, until=day)[list(CONTRIBUTION)]

    report = validate(data)
    assert report.ok
    assert "WL502" in {f.rule for f in report.findings}


def csv_of(*rows, head="as_of,claimant,belligerent,category,measure,value,source_url"):
    return "\n".join([head, *rows, ""]).encode()


LINK = "https://www.mil.gov.ua/news/2023/04/18/losses"
TWICE = f"2023-04-18,ua_general_staff,RU,tanks,cumulative,3661,{LINK}"


def test_a_message_names_lines_where_there_are_lines(tmp_path):
    rows = [{"as_of": "2023-04-18", "claimant": "ua_general_staff", "belligerent": "RU",
             "category": "tanks", "value": 3661, "source_url": LINK}] * 2  # fmt: skip
    path = tmp_path / "day.csv"
    path.write_bytes(csv_of(TWICE, TWICE))
    nothing = pd.DataFrame({n: [] for n in NOTHING.columns})
    found = [f.message for f in validate(path, nothing).findings if f.rule == "WL210"]
    assert found == ["line 2 already says the same"]
    pd.DataFrame(rows).to_excel(tmp_path / "day.xlsx", index=False)
    (finding,) = (f for f in validate(tmp_path / "day.xlsx", nothing).findings if f.rule == "WL210")
    assert finding.message == "row 2 already says the same"
    found = [f.message for f in validate(rows, nothing).findings if f.rule == "WL210"]
    assert found == ["row 1 already says the same"]


def test_an_increment_is_told_by_its_line(tmp_path):
    path = tmp_path / "day.csv"
    increment = TWICE.replace("cumulative,3661", "increment,11")
    before = TWICE.replace("04-18", "04-17").replace("3661", "3657").replace("04/18", "04/17")
    path.write_bytes(csv_of(before, TWICE, increment))
    nothing = pd.DataFrame({n: [] for n in NOTHING.columns})
    (finding,) = (f for f in validate(path, nothing).findings if f.rule == "WL212")
    assert (finding.line, "the increment in line 4 is +11" in finding.message) == (3, True)


def test_a_misnamed_column_is_not_also_told_in_each_row():
    head = "Date,claimant,Side,category,Count,value_low,source_url"
    rows = [f"2023-04-18,ua_general_staff,RU,{c},3,,{LINK}" for c in ("tanks", "uavs")]
    from warlosses.validation.readers.read import read_contribution

    report = validate(read_contribution(csv_of(*rows, head=head), format="csv"))
    assert {f.rule for f in report.findings if f.severity == "error"} == {"WL005"}
    assert [f.suggestion for f in report.findings if f.rule == "WL005"] == [
        "as_of", "belligerent", "value",
    ]  # fmt: skip


def test_a_bound_where_the_value_belongs():
    head = "as_of,claimant,belligerent,category,value,value_low,source_url"
    from warlosses.validation.readers.read import read_contribution

    data = csv_of(f"2023-04-18,ua_general_staff,RU,tanks,,3661,{LINK}", head=head)
    report = validate(read_contribution(data, format="csv"))
    (finding,) = (f for f in report.findings if f.rule == "WL204")
    assert finding.suggestion.startswith("Move the figure from value_low to value")


def test_the_missing_link_of_all_rows_says_where_it_comes_from(tmp_path):
    path = tmp_path / "day.csv"
    path.write_bytes(
        csv_of(*[TWICE.replace(LINK, "").replace("tanks", c) for c in ("mlrs", "uavs")])
    )
    report = validate(path)
    text = " ".join(report.render().split())
    assert "source_url is empty in all 2 rows" in text
    assert "parse` and `warlosses template` write it into each row with --source-url" in text

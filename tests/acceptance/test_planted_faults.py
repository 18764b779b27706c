"""Faults of every kind planted in a right day, one a file: that one is found, and nothing else."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest

import warlosses as wl
from warlosses import validate
from warlosses.columns import CONTRIBUTION

DAY = "2026-06-18"
BEFORE = "2026-06-17"
LINK = "https://mod.gov.ua/news/2026-06-18"
ROW = {  # data rows by category, from 1
    name: number
    for number, name in enumerate(
        (
            *("personnel", "tanks", "armored_vehicles", "artillery", "mlrs", "air_defense"),
            *("aircraft", "helicopters", "uavs", "cruise_missiles", "ships", "submarines"),
            *("vehicles_fuel_tanks", "special_equipment", "ground_robots"),
        ),
        start=1,
    )
}


@pytest.fixture(scope="module")
def held():
    """All that the dataset holds of the bulletin, up to the day."""
    return wl.load(claimants="ua_general_staff", until=DAY)


@pytest.fixture(scope="module")
def before(held):
    """What the dataset held the day before."""
    return held[held["as_of"] < DAY]


def totals(held, day):
    chosen = held[(held["as_of"] == day) & (held["measure"] == "cumulative")]
    return chosen.set_index("category")["value"].to_dict()


@pytest.fixture
def rows(held):
    """The day as a right contribution: fifteen rows of text cells."""
    values = totals(held, DAY)
    facts = {
        "as_of": DAY,
        "claimant": "ua_general_staff",
        "belligerent": "RU",
        "outcome": "lost",
        "measure": "cumulative",
        "qualifier": "exact",
        "source_url": LINK,
    }
    return [
        dict.fromkeys(CONTRIBUTION, "")
        | facts
        | {"category": category, "value": str(values[category])}
        for category in ROW
    ]


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, CONTRIBUTION, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def check(text, folder, baseline, name="day.csv"):
    """Return what is found in a file, infos left out: rule, line, column; and the position."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = [f for f in validate(path, baseline).findings if f.severity != "info"]
    return [(f.rule, f.line, f.column, f.position) for f in found]


def place(text, line, column):
    """Where a cell begins in its line, from 1, behind its quote; None for the whole line."""
    if column is None:
        return None
    row = text.splitlines()[line - 1]
    before = row.split(",")[: CONTRIBUTION.index(column)]
    start = len(",".join(before)) + bool(before)
    return start + row[start:].startswith('"') + 1


def test_the_day_is_right(rows, before, held, tmp_path):
    assert check(as_csv(rows), tmp_path, before) == []
    assert check(as_csv(rows), tmp_path, held) == []


# Wrong cells: what is planted where, and the rule that finds it there.
CELLS = {
    "claimant left empty": ("WL101", "tanks", "claimant", ""),
    "day left empty": ("WL101", "uavs", "as_of", ""),
    "category left empty": ("WL101", "mlrs", "category", ""),
    "tilde before the number": ("WL102", "tanks", "value", "~11970"),
    "letter O for a zero": ("WL102", "artillery", "value", "4O353"),
    "plus before the number": ("WL102", "ships", "value", "+34"),
    "word for a number": ("WL102", "submarines", "value", "two"),
    "thousands comma": ("WL103", "tanks", "value", "11,970"),
    "thousands point": ("WL103", "artillery", "value", "44.140"),
    "thousands no-break space": ("WL103", "uavs", "value", "361\u00a0004"),
    "decimal fraction": ("WL103", "mlrs", "value", "1900.5"),
    "day, month, year": ("WL104", "tanks", "as_of", "18.06.2026"),
    "ambiguous order of the day": ("WL104", "tanks", "as_of", "06/07/2026"),
    "month in letters": ("WL104", "tanks", "as_of", "18 June 2026"),
    "thirteenth month": ("WL104", "aircraft", "as_of", "2026-13-18"),
    "day that no month has": ("WL104", "aircraft", "as_of", "2026-06-31"),
    "day with its hour": ("WL104", "aircraft", "as_of", "2026-06-18T07:00:00"),
    "wrong period": ("WL104", "tanks", "period_start", "the war"),
    "claimant by another name": ("WL105", "tanks", "claimant", "ua_genstaff"),
    "belligerent in small letters": ("WL106", "tanks", "belligerent", "ru"),
    "category in Ukrainian": ("WL107", "tanks", "category", "танки"),
    "category in the singular": ("WL107", "helicopters", "category", "helicopter"),
    "outcome mistyped": ("WL108", "tanks", "outcome", "destoyed"),
    "measure mistyped": ("WL109", "tanks", "measure", "total"),
    "qualifier mistyped": ("WL110", "personnel", "qualifier", "aproximately"),
    "two figures run together": ("WL111", "personnel", "value", "13854304423000"),
    "no figure": ("WL201", "tanks", "value", ""),
    "dash read as minus": ("WL202", "tanks", "value", "-11970"),
    "people captured": ("WL205", "personnel", "outcome", "captured"),
    "tanks killed": ("WL205", "tanks", "outcome", "killed"),
    "category of before the merger": ("WL206", "tanks", "category", "military_vehicles"),
    "year of another century": ("WL207", "tanks", "as_of", "2926-06-18"),
    "year before the war": ("WL208", "tanks", "as_of", "2016-06-18"),
    "period starts after the day": ("WL209", "tanks", "period_start", "2026-06-19"),
    "link left empty": ("WL401", "tanks", "source_url", ""),
    "link without its beginning": ("WL402", "tanks", "source_url", "mod.gov.ua/news/losses"),
    "name in place of a link": ("WL402", "tanks", "source_url", "General Staff"),
    "link to a file on a disk": ("WL402", "tanks", "source_url", "file:///C:/losses.html"),
    "link of the day before": ("WL403", "tanks", "source_url", LINK.replace("18", "17")),
    "link to a home page": ("WL404", "tanks", "source_url", "https://mod.gov.ua/"),
    "link into a branch": (
        *("WL404", "tanks", "source_url"),
        "https://github.com/someone/losses/blob/main/data.csv",
    ),
}


@pytest.mark.parametrize(
    ("rule", "category", "column", "planted"), CELLS.values(), ids=CELLS.keys()
)
def test_wrong_cell(rule, category, column, planted, rows, before, tmp_path):
    line = ROW[category] + 1
    rows[line - 2][column] = planted
    text = as_csv(rows)

    assert check(text, tmp_path, before) == [(rule, line, column, place(text, line, column))]


# Wrong figures that are right numbers: made of the row's right figure, or of all of the day.
FIGURES = {
    "total falls": ("WL301", "armored_vehicles", lambda right, _: right - 1358),
    "total leaps": ("WL302", "tanks", lambda right, _: right + 2345),
    "cell left as yesterday's": ("WL303", "uavs", None),
    "digit lost": ("WL305", "artillery", lambda right, _: str(right)[:-1]),
    "digit too many": ("WL305", "tanks", lambda right, _: f"1{right}"),
    "digits swapped": ("WL305", "uavs", lambda right, _: swapped(right)),
    "digit mistyped": ("WL305", "mlrs", lambda right, _: f"9{right % 1000:03}"),
    "figure of another row": ("WL306", "air_defense", lambda _, today: today["mlrs"]),
}


def swapped(number):
    text = str(number)
    return text[1] + text[0] + text[2:]


@pytest.mark.parametrize(("rule", "category", "figure"), FIGURES.values(), ids=FIGURES.keys())
def test_wrong_figure(rule, category, figure, rows, held, before, tmp_path):
    line = ROW[category] + 1
    today, last = totals(held, DAY), totals(held, BEFORE)
    planted = figure(today[category], today) if figure else last[category]
    rows[line - 2]["value"] = str(planted)
    text = as_csv(rows)

    assert check(text, tmp_path, before) == [(rule, line, "value", place(text, line, "value"))]


# Bounds and qualifiers that do not go together, in the row of personnel.
BOUNDS = {
    "bounds exchanged": ("WL203", "value_low", "", "1400000", "1300000", "range"),
    "value outside its bounds": ("WL203", "value", "1385430", "1100000", "1200000", "range"),
    "bounds with exact": ("WL204", "qualifier", "1385430", "1300000", "1400000", "exact"),
    "more than, without its bound": ("WL204", "value_low", "1385430", "", "", "more_than"),
    "range without its end": ("WL204", "value_low", "", "1300000", "", "range"),
}


@pytest.mark.parametrize(
    ("rule", "column", "value", "low", "high", "qualifier"), BOUNDS.values(), ids=BOUNDS.keys()
)
def test_wrong_bounds(rule, column, value, low, high, qualifier, rows, before, tmp_path):
    rows[0] |= {"value": value, "value_low": low, "value_high": high, "qualifier": qualifier}
    text = as_csv(rows)

    assert check(text, tmp_path, before) == [(rule, 2, column, place(text, 2, column))]


def test_row_twice(rows, before, tmp_path):
    assert check(as_csv([*rows, rows[3]]), tmp_path, before) == [("WL210", 17, None, None)]


def test_claim_twice_with_different_figures(rows, before, tmp_path):
    other = rows[3] | {"value": str(int(rows[3]["value"]) + 1)}
    text = as_csv([*rows, other])

    assert check(text, tmp_path, before) == [("WL211", 17, "value", place(text, 17, "value"))]


def test_increment_does_not_add_up(rows, held, before, tmp_path):
    gain = totals(held, DAY)["tanks"] - totals(held, BEFORE)["tanks"]
    printed = rows[1] | {"measure": "increment", "value": str(gain + 10)}
    text = as_csv([*rows, printed])

    assert check(text, tmp_path, before) == [("WL212", 3, "value", place(text, 3, "value"))]


def test_negative_increment(rows, before, tmp_path):
    printed = rows[1] | {"measure": "increment", "category": "srbm_launchers", "value": "-3"}
    printed |= {"as_of": "2022-04-18", "source_url": LINK.replace("2026-06-18", "2022-04-18")}
    text = as_csv([*rows, printed])

    assert check(text, tmp_path, before) == [("WL213", 17, "value", place(text, 17, "value"))]


def test_yesterdays_bulletin(rows, held, before, tmp_path):
    last = totals(held, BEFORE)
    for row in rows:
        row["value"] = str(last[row["category"]])

    found = check(as_csv(rows), tmp_path, before)
    assert [rule for rule, *_ in found] == ["WL304"]


def test_differs_from_the_settled_claim(rows, held, tmp_path):
    rows[1]["value"] = str(int(rows[1]["value"]) + 1)
    text = as_csv(rows)

    assert check(text, tmp_path, held) == [("WL501", 3, "value", place(text, 3, "value"))]


def without_column(text, column):
    records = list(csv.DictReader(io.StringIO(text)))
    out = io.StringIO()
    writer = csv.DictWriter(
        out, [c for c in CONTRIBUTION if c != column], extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


def edited(line, old, new):
    """Return an edit of one line of a text."""

    def edit(text):
        lines = text.splitlines(keepends=True)
        assert old in lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(old, new, 1)
        return "".join(lines)

    return edit


def in_cyrillic_bytes(text):
    return edited(4, ",\n", ",бронемашини\n")(text).encode("cp1251")


FILES = {
    "not UTF-8": ("WL002", 4, in_cyrillic_bytes),
    "header alone": ("WL003", None, lambda text: text.splitlines()[0] + "\n"),
    "column missing": ("WL004", 1, lambda text: without_column(text, "source_url")),
    "column mistyped": ("WL005", 1, edited(1, "category", "categry")),
    "column unknown": ("WL005", 1, edited(1, "note", "remark")),
    "column twice": ("WL006", 1, edited(1, "value_high", "value_low")),
    "comma in a number": ("WL007", 3, edited(3, "cumulative,12", "cumulative,12,")),
    "field missing": ("WL007", 5, edited(5, ",cumulative", "")),
    "cell too long": ("WL008", 6, edited(6, ",\n", "," + "x" * 20_000 + "\n")),
    "delimiters mixed": ("WL009", 1, edited(1, "claimant,belligerent,", "claimant;belligerent;")),
}


@pytest.mark.parametrize(("rule", "line", "plant"), FILES.values(), ids=FILES.keys())
def test_wrong_file(rule, line, plant, rows, before, tmp_path):
    found = check(plant(as_csv(rows)), tmp_path, before)

    assert [place[:2] for place in found] == [(rule, line)]


def test_json_cut_off(rows, before, tmp_path):
    records = [{k: v for k, v in row.items() if v} for row in rows]
    text = json.dumps(records, indent=1)[:-30]

    found = check(text, tmp_path, before, "day.json")
    assert [rule for rule, *_ in found] == ["WL001"]


def test_wrong_cell_of_json_has_a_pointer(rows, before, tmp_path):
    records = [{k: v for k, v in row.items() if v} for row in rows]
    records[3]["value"] = "44,140"
    path = tmp_path / "day.json"
    path.write_text(json.dumps(records))

    found = [f for f in validate(path, before).findings if f.severity != "info"]
    assert [(f.rule, f.pointer) for f in found] == [("WL103", "/3/value")]


def test_there_are_fifty_kinds():
    planted_alone = 8
    tables = (CELLS, FIGURES, BOUNDS, FILES)
    assert sum(map(len, tables)) + planted_alone >= 50


@pytest.mark.slow
def test_the_days_of_a_month_are_right(held):
    """Right days pass without an error, against the dataset and against what it held before."""
    days = pd.date_range(end=DAY, periods=8, freq="4D")
    for day in days:
        frame = held[held["as_of"] == day][list(CONTRIBUTION)]
        assert len(frame) > 20
        for baseline in (held, held[held["as_of"] < day]):
            report = validate(frame, baseline)
            assert report.ok, report.findings

"""Charts of frames: what is drawn is what the frame holds, none left out, no hole bridged."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from lxml import html

import warlosses as wl
from warlosses.charts.altair_chart import save

pytest.importorskip("altair")

STAFF = {"claimant": "ua_general_staff"}


def find(spec):
    """Return the rows that stand in a chart, wherever they are."""
    if isinstance(spec, dict):
        if spec.get("datasets"):
            (rows,) = spec["datasets"].values()
            return rows
        if isinstance(spec.get("values"), list):
            return spec["values"]
        spec = list(spec.values())
    if isinstance(spec, list):
        for inner in spec:
            found = find(inner)
            if found:
                return found
    return []


def test_every_daily_row_is_in_the_chart_however_many():
    frame = wl.daily(**STAFF)
    assert len(frame) > 5000
    rows = find(wl.plot(frame).to_dict())
    assert len(rows) == len(frame)
    assert [row["value"] for row in rows] == frame["value"].astype(object).where(
        frame["value"].notna(), None
    ).tolist()


def test_several_days_told_as_one_are_drawn_over_all_of_them():
    frame = wl.daily("uavs", claimant="ru_mod")
    gap = frame[frame["status"] == "gap"].iloc[0]
    row = next(
        r
        for r in find(wl.plot(frame).to_dict())
        if r["as_of"] == gap["as_of"].strftime("%Y-%m-%dT00:00:00")
    )
    assert pd.Timestamp(row["end"]) - pd.Timestamp(row["start"]) == pd.Timedelta(
        days=int(gap["days"])
    )
    assert row["a_day"] == pytest.approx(gap["span_value"] / gap["days"])
    assert row["value"] is None


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_totals_hold_each_point(layout):
    frame = wl.load(
        claimants="ua_general_staff",
        categories=["tanks", "mlrs"],
        outcomes="lost",
        measures="cumulative",
        layout=layout,
    )
    rows = [row for row in find(wl.plot(frame).to_dict()) if row["value"] is not None]
    points = frame["value"].notna().sum() if layout == "long" else frame.notna().sum().sum()
    assert len(rows) == points
    assert {row["series"] for row in rows} == {
        "tanks",
        "multiple launch rocket systems (MLRS)",
    }


def test_a_line_is_broken_where_days_are_missing():
    days = pd.to_datetime(["2023-01-01", "2023-01-02", "2023-01-03", "2023-01-09", "2023-01-10"])
    frame = pd.DataFrame({"oryx": [1, 2, 3, 9, 10]}, index=pd.DatetimeIndex(days, name="as_of"))
    rows = find(wl.plot(frame).to_dict())
    assert [(row["as_of"][8:10], row["value"]) for row in rows] == [
        ("01", 1), ("02", 2), ("03", 3), ("04", None), ("09", 9), ("10", 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (pd.DataFrame({"as_of": []}), "no rows"),
        (pd.DataFrame({"a": [1]}), "expected a frame of daily"),
        ([1], "expected a pandas frame; found list"),
    ],
)
def test_what_is_no_frame_of_ours_is_named(frame, told):
    with pytest.raises(wl.ArgumentError, match=told):
        wl.plot(frame)


def test_totals_are_not_mixed_with_increments():
    frame = wl.load(claimants="ua_general_staff", categories="tanks", since="2024-01-01")
    with pytest.raises(wl.ArgumentError, match="no common scale"):
        wl.plot(frame)


EACH_KIND = {
    "daily": lambda: wl.daily("tanks", since="2026-01-01", **STAFF),
    "daily, nothing but losses": lambda: wl.daily("tanks", **STAFF).query("status == 'observed'"),
    "side by side": lambda: wl.compare("tanks", "RU"),
    "totals": lambda: wl.load(categories="tanks", measures="cumulative", belligerents="RU"),
    "totals that nobody doubts": lambda: wl.load(
        categories="tanks", measures="cumulative", claimants="oryx", belligerents="RU"
    ),
    "wide": lambda: wl.load(layout="wide", claimants="ua_general_staff"),
    "coverage": lambda: wl.coverage(claimants="ua_general_staff"),
    "coverage of one series": lambda: wl.coverage(claimants="nl_mivd").head(1),
}


@pytest.mark.parametrize("kind", EACH_KIND)
def test_each_kind_has_a_size_and_something_in_it(tmp_path, kind):
    pytest.importorskip("vl_convert")
    path = tmp_path / "chart.svg"
    save(wl.plot(EACH_KIND[kind]()), path)
    root = html.fromstring(path.read_bytes())
    assert 600 < float(root.get("width")) < 1200
    assert 50 < float(root.get("height")) < 1500
    marks = [g for g in root.iter("g") if g.get("role") == "graphics-object"]
    assert any(g.get("aria-roledescription", "").endswith("mark container") for g in marks)


def test_coverage_has_a_bar_for_each_series():
    frame = wl.coverage(claimants=["ua_general_staff", "ru_mod"])
    rows = find(wl.plot(frame).to_dict())
    assert len(rows) == len({row["series"] for row in rows}) == len(frame)
    for row, (_, series) in zip(rows, frame.iterrows(), strict=True):
        assert row["first_day"] == series["first_day"].strftime("%Y-%m-%dT00:00:00")
        share = series["days"] / (series["days"] + series["missing_days"])
        assert row["share"] == pytest.approx(share)


def test_labels_are_names_and_what_is_shown_is_said():
    chart = wl.plot(wl.compare("tanks", "RU", since="2023-01-01", until="2023-06-30")).to_dict()
    names = {row["series"] for row in find(chart)}
    assert names == {"General Staff of the Armed Forces of Ukraine", "Oryx (oryxspioenkop.com)"}
    subject, source = chart["title"]["subtitle"]
    assert subject == "tanks, lost by RU, 2023-01-01 to 2023-06-30"
    assert source.startswith("Claims, not facts.")


@pytest.mark.parametrize(
    ("suffix", "start"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".json", b"{")]
)
def test_a_chart_is_saved_as_its_name_ends(tmp_path, suffix, start):
    pytest.importorskip("vl_convert")
    path = tmp_path / f"chart{suffix}"
    save(wl.plot(wl.daily("tanks", **STAFF)), path)
    assert path.read_bytes().startswith(start)
    if suffix == ".json":
        assert json.loads(path.read_text())["title"]["text"] == "Daily losses, as claimed"


def test_a_saved_page_fetches_nothing(tmp_path):
    pytest.importorskip("vl_convert")
    path = tmp_path / "chart.html"
    save(wl.plot(wl.daily("tanks", **STAFF)), path)
    text = path.read_text(encoding="utf-8")
    assert "<script src=" not in text
    assert "cdn.jsdelivr" not in text


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(wl.ArgumentError, match="ends in"):
        save(wl.plot(wl.daily("tanks", **STAFF)), tmp_path / "chart.gif")

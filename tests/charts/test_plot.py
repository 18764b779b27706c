"""Charts of frames: what is drawn is what the frame holds, none left out, no hole bridged."""

from __future__ import annotations

import json

import pandas as pd
import pytest

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
    rows = find(wl.plot(frame).to_dict())
    points = frame["value"].notna().sum() if layout == "long" else frame.notna().sum().sum()
    assert len(rows) == points
    assert {row["series"].split(": ")[-1].split(",")[0] for row in rows} == {
        "tanks",
        "multiple launch rocket systems (MLRS)",
    }


def test_a_line_is_broken_where_days_are_missing():
    days = pd.to_datetime(["2023-01-01", "2023-01-02", "2023-01-03", "2023-01-09", "2023-01-10"])
    frame = pd.DataFrame({"oryx": [1, 2, 3, 9, 10]}, index=pd.DatetimeIndex(days, name="as_of"))
    rows = find(wl.plot(frame).to_dict())
    assert [row["piece"] for row in rows] == ["1", "1", "1", "2", "2"]


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

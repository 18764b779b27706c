"""Frames go into what people use next: charts, pivots, sums, Excel."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

import warlosses as wl

plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture(autouse=True)
def _closed_figures():
    plt.switch_backend("Agg")
    yield
    plt.close("all")


def frames():
    daily = wl.daily("tanks", claimant="ua_general_staff")
    wide = wl.load(claimants="ua_general_staff", layout="wide")
    return {
        "daily": daily.set_index("as_of")["value"],
        "daily with gaps": wl.daily("tanks", claimant="oryx", belligerent="RU").set_index("as_of")[
            "value"
        ],
        "wide": wide["submarines"],
        "compare": wl.compare("tanks", belligerent="RU")["oryx"],
    }


@pytest.mark.parametrize("name", ["daily", "daily with gaps", "wide", "compare"])
@pytest.mark.parametrize("draw", ["bar", "plot", "scatter", "step"])
def test_matplotlib_takes_every_series(name, draw):
    series = frames()[name]
    assert series.isna().any()
    getattr(plt, draw)(series.index, series)


def test_matplotlib_takes_a_whole_frame():
    tanks = wl.compare("tanks", belligerent="RU")
    assert len(plt.plot(tanks)) == len(tanks.columns)
    plt.plot(wl.load(claimants="ua_general_staff", layout="wide"))


def test_numbers_are_numbers_to_numpy():
    for name, series in frames().items():
        assert series.to_numpy().dtype.kind in "if", name
        assert np.isfinite(np.nanmean(np.asarray(series))), name


def test_a_wide_column_without_holes_has_whole_numbers():
    wide = wl.load(claimants="ua_general_staff", layout="wide", since="2026-08-14", until="latest")
    assert wide["tanks"].dtype == "int64"


def test_a_pivot_wants_the_outcome_named():
    staff = wl.load(claimants="ua_general_staff", measures="cumulative")
    assert staff["outcome"].astype(str).value_counts().to_dict().keys() == {"lost", "prisoner"}
    assert "outcomes" in wl.describe(staff).loc["outcome", "beware"]
    lost = staff[staff["outcome"] == "lost"]
    wide = lost.pivot(index="as_of", columns="category", values="value")  # noqa: PD010
    assert wide.loc["2022-07-19", "personnel"] == 38550
    both = staff.pivot(index="as_of", columns=["category", "outcome"], values="value")  # noqa: PD010
    assert both.loc["2022-07-19", ("personnel", "lost")] == 38550
    assert both["personnel", "prisoner"].notna().sum() == (staff["outcome"] == "prisoner").sum()


def test_groups_hold_what_occurs():
    staff = wl.load(claimants="ua_general_staff", categories=["tanks", "uavs"])
    assert staff.groupby("category").size().index.tolist() == ["tanks", "uavs"]


def test_excel_takes_columns_without_times(tmp_path):
    frame = wl.load(latest=1, columns=["as_of", "claimant", "category", "value"])
    buffer = io.BytesIO()
    frame.to_excel(buffer, index=False)
    assert pd.read_excel(buffer)["value"].sum() == frame["value"].sum()
    wl.export(wl.load(latest=1), tmp_path / "all.xlsx")
    assert len(pd.read_excel(tmp_path / "all.xlsx")) == len(frame)
    wl.daily("tanks", claimant="ua_general_staff").to_excel(io.BytesIO())


def test_daily_losses_come_out_as_whole_numbers():
    out = io.StringIO()
    frame = wl.daily("tanks", claimant="ua_general_staff", since="latest")
    import contextlib

    with contextlib.redirect_stdout(out):
        wl.export(frame, "-")
    row = frame.iloc[0]
    expected = f"{row['as_of']:%Y-%m-%d},tanks,{int(row['value'])},observed,1,,"
    assert out.getvalue().splitlines()[1].startswith(expected)

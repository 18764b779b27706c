"""An Altair chart of a frame: what it is decides how it is drawn."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses import codes
from warlosses.errors import ArgumentError, MissingExtraError
from warlosses.files import replacing

if TYPE_CHECKING:
    from pathlib import Path

    import altair as alt

# Told apart by readers with any colour vision; none is a flag's.
_COLOURS = ["#7a4b94", "#0f766e", "#b45309", "#4b5563", "#a14a76", "#3f6212"]
_DAILY = {"as_of", "category", "value", "status", "days", "span_value"}
_CLAIMS = {"as_of", "claimant", "belligerent", "category", "outcome", "measure", "value", "status"}
_MOST_LINES = 24
_MISSING = "plot needs {}: pip install 'warlosses[plot]'"


def plot(frame: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Return an Altair chart chosen from what a frame is.

    Parameters
    ----------
    frame : pandas.DataFrame
        What `daily`, `compare` or `load` gave (long, or ``layout="wide"``), whole or cut down.

    Returns
    -------
    altair.Chart
        For daily losses: bars, with several days told as one drawn as blocks over those days, and
        starts, mergers and restatements marked. For totals: a line for each series, broken where
        days are missing. All rows are in it: there is no limit of 5,000.

    Raises
    ------
    ArgumentError
        The frame is none of these, or is empty, or mixes totals with increments.
    MissingExtraError
        Altair is not installed.

    Examples
    --------
    >>> import warlosses as wl
    >>> chart = wl.plot(wl.daily("uavs", belligerent="RU", claimant="ua_general_staff"))
    >>> sorted({layer["mark"]["type"] for layer in chart.to_dict()["spec"]["layer"]})
    ['point', 'rect']
    """
    try:
        import altair as alt
    except ModuleNotFoundError as error:
        raise MissingExtraError(_MISSING.format("altair")) from error
    if not isinstance(frame, pd.DataFrame):
        raise ArgumentError(f"plot: expected a pandas frame; found {type(frame).__name__}.")
    if frame.empty:
        raise ArgumentError("plot: the frame has no rows, so there is nothing to draw.")
    source = _source_line(frame)
    chart: alt.LayerChart | alt.FacetChart
    if set(frame.columns) >= _DAILY:
        chart = _daily(alt, frame, source)
    elif set(frame.columns) >= _CLAIMS:
        chart = _totals(alt, _long(frame), source)
    elif frame.index.name == "as_of" or "as_of" in frame.columns:
        chart = _totals(alt, _side_by_side(frame), source)
    else:
        raise ArgumentError(
            "plot: expected a frame of daily(), compare() or load(); found the columns "
            f"{', '.join(map(str, frame.columns[:8]))}. Keep as_of and value in it."
        )
    return chart


def save(chart: Any, path: Path) -> None:
    """Write a chart as its file's name ends, with nothing fetched when it is opened."""
    kinds = (".html", ".svg", ".png", ".json")
    if path.suffix not in kinds:
        raise ArgumentError(f"{path}: expected a name that ends in {', '.join(kinds)}.")
    settings: dict[str, Any] = {"scale_factor": 2} if path.suffix == ".png" else {}
    if path.suffix == ".html":
        settings["inline"] = True
    drawn: io.BytesIO | io.StringIO = io.BytesIO() if path.suffix == ".png" else io.StringIO()
    try:
        chart.save(drawn, format=path.suffix[1:], **settings)
    except (ImportError, ValueError) as error:
        if "vl-convert" in str(error) or "vl_convert" in str(error):
            raise MissingExtraError(_MISSING.format("vl-convert-python")) from error
        raise
    content = drawn.getvalue()
    with replacing(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def _daily(alt: Any, frame: pd.DataFrame, source: str) -> Any:
    rows = frame.copy()
    day = pd.Timedelta(days=1)
    rows["start"] = rows["as_of"]
    rows["end"] = rows["as_of"] + day
    several = rows["days"].fillna(1).astype(int) > 1
    rows.loc[several, "start"] = rows["as_of"] - pd.to_timedelta(rows["days"].fillna(1) - 1, "D")
    rows["a_day"] = rows["value"].astype("Float64")
    rows.loc[several, "a_day"] = rows["span_value"].astype("Float64") / rows["days"].astype(
        "Float64"
    )
    rows["label"] = rows["category"].map(lambda code: codes.categories()[str(code)].label_en)
    rows_inline = _plain(alt, rows)
    tips = ["as_of:T", "label:N", "value:Q", "status:N", "days:Q", "span_value:Q", "printed:Q"]
    when = {"x": alt.X("start:T", title=None), "x2": "end:T"}
    height = alt.Y("a_day:Q", title="a day")
    base = alt.Chart(rows_inline)
    bars = (
        base.transform_filter("isValid(datum.value)")
        .mark_rect(color=_COLOURS[0])
        .encode(**when, y=height, y2=alt.datum(0), tooltip=tips)
    )
    blocks = (
        base.transform_filter("datum.days > 1")
        .mark_rect(color=_COLOURS[0], opacity=0.25, stroke=_COLOURS[0])
        .encode(**when, y=height, y2=alt.datum(0), tooltip=tips)
    )
    marks = (
        base.transform_filter("datum.status != 'observed' && datum.status != 'gap'")
        .mark_point(filled=True, size=45, color="#1f2328")
        .encode(
            x="as_of:T",
            y=alt.value(0),
            shape=alt.Shape("status:N", title=None),
            tooltip=tips,
        )
    )
    layered = alt.layer(blocks, bars, marks).properties(width=640, height=160)
    facet = layered.facet(row=alt.Row("label:N", title=None)).resolve_scale(y="independent")
    return facet.properties(title=alt.Title("Daily losses, as claimed", subtitle=source))


def _totals(alt: Any, rows: pd.DataFrame, source: str) -> Any:
    names = rows["series"].nunique()
    if names > _MOST_LINES:
        raise ArgumentError(
            f"plot: {names} series in one chart cannot be told apart (at most {_MOST_LINES}). "
            "Choose fewer claimants, categories or outcomes."
        )
    inline = _plain(alt, _broken_at_gaps(rows))
    tips = ["as_of:T", "series:N", "value:Q", "status:N"]
    base = alt.Chart(inline).encode(
        x=alt.X("as_of:T", title=None),
        y=alt.Y("value:Q", title="total"),
        color=alt.Color("series:N", title=None, scale=alt.Scale(range=_COLOURS)),
    )
    lines = base.mark_line(strokeWidth=1.6).encode(
        strokeDash=alt.StrokeDash("series:N", title=None), detail="piece:N", tooltip=tips
    )
    alone = base.transform_filter("datum.alone").mark_point(size=22).encode(tooltip=tips)
    doubted = (
        base.transform_filter("datum.status == 'disputed' || datum.status == 'corrected'")
        .mark_point(filled=True, size=45)
        .encode(shape=alt.Shape("status:N", title=None), tooltip=tips)
    )
    chart = alt.layer(lines, alone, doubted).properties(width=640, height=320)
    return chart.properties(title=alt.Title("Total losses, as claimed", subtitle=source))


def _long(frame: pd.DataFrame) -> pd.DataFrame:
    measures = sorted(map(str, frame["measure"].unique()))
    if len(measures) > 1:
        raise ArgumentError(
            'plot: totals and increments have no common scale; load(measures="cumulative").'
        )
    rows = frame[frame["value"].notna()]
    parts = [rows[name].astype(str) for name in ("claimant", "belligerent", "outcome")]
    label = rows["category"].astype(str).map(lambda c: codes.categories()[c].label_en)
    series = parts[0] + " on " + parts[1] + ": " + label + ", " + parts[2]
    return pd.DataFrame(
        {
            "as_of": rows["as_of"],
            "series": series,
            "value": rows["value"],
            "status": rows["status"].astype(str),
        }
    )


def _side_by_side(frame: pd.DataFrame) -> pd.DataFrame:
    wide = frame if frame.index.name == "as_of" else frame.set_index("as_of")
    numeric = wide.select_dtypes("number")
    if numeric.empty:
        raise ArgumentError("plot: expected columns of figures beside as_of; found none.")
    numeric.columns = [
        codes.categories()[str(name)].label_en if name in codes.categories() else str(name)
        for name in numeric.columns
    ]
    rows = numeric.reset_index().melt("as_of", var_name="series", value_name="value")
    return rows[rows["value"].notna()].assign(status="")


def _broken_at_gaps(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the number of their unbroken piece: no line goes over missing days."""
    rows = rows.sort_values(["series", "as_of"])
    steps = rows.groupby("series")["as_of"].diff()
    usual = steps.groupby(rows["series"]).transform("median").fillna(pd.Timedelta(days=1))
    begins = (steps > usual).fillna(True) | steps.isna()
    piece = begins.cumsum()
    alone = piece.map(piece.value_counts()) == 1
    return rows.assign(piece=piece.astype(str), alone=alone)


def _plain(alt: Any, rows: pd.DataFrame) -> Any:
    """Return rows as they stand in the chart itself, where Altair's limit of 5,000 is none."""
    plain = rows.astype(object).where(rows.notna(), None)
    for column in rows.select_dtypes("datetime"):
        plain[column] = rows[column].dt.strftime("%Y-%m-%dT00:00:00")  # read as local: no day moves
    return alt.InlineData(values=plain.to_dict("records"))


def _source_line(frame: pd.DataFrame) -> str:
    used = sorted(map(str, frame["source_id"].unique())) if "source_id" in frame else []
    version = frame.attrs.get("version", "")
    told = f"; read in {', '.join(used)}" if used else ""
    return f"Claims, not facts. warlosses {version}{told}".strip()

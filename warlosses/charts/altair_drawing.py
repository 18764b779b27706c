"""How daily losses, totals and coverage are drawn with Altair.

Altair is handed in: it is a large extra, imported where somebody draws.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from warlosses.charts.chart_series import category_name, claimant_name

# Told apart by readers with any colour vision; none is a flag's.
_COLOURS = ["#7a4b94", "#0f766e", "#b45309", "#4b5563", "#a14a76", "#3f6212"]
_INK, _FAINT, _GRID = "#1f2328", "#57606a", "#e7e9ec"
_DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3]]
_WIDTH = 640
_A_LINE = 16  # pixels of height for a series of coverage
_STATES = {
    "running": _COLOURS[1],
    "ended": _COLOURS[0],
    "replaced": _COLOURS[2],
    "occasional": _COLOURS[3],
}
# A year at its first day, months by name, other days in full.
_DAY_LABELS = (
    "timeFormat(datum.value, '%d') != '01' ? timeFormat(datum.value, '%-d %b') : "
    "timeFormat(datum.value, '%m') == '01' ? timeFormat(datum.value, '%Y') : "
    "timeFormat(datum.value, '%b')"
)
_DOUBTED = ("disputed", "corrected")


def daily(alt: Any, frame: pd.DataFrame) -> Any:
    """Return bars for each category, with several days told as one as a block over those days."""
    rows = frame.copy()
    days = rows["days"].fillna(1)
    several = days > 1
    rows["start"] = rows["as_of"].where(~several, rows["as_of"] - pd.to_timedelta(days - 1, "D"))
    rows["end"] = rows["as_of"] + pd.Timedelta(days=1)
    shares = rows["span_value"].astype("Float64") / days.astype("Float64")
    rows["a_day"] = rows["value"].astype("Float64").where(~several, shares)
    rows["label"] = rows["category"].astype(str).map(category_name)
    tips = ["as_of:T", "label:N", "value:Q", "status:N", "days:Q", "span_value:Q", "printed:Q"]
    base = alt.Chart(_plain(alt, rows))
    shape = {
        "x": _days(alt, "start:T"),
        "x2": "end:T",
        "y": alt.Y("a_day:Q", title="a day", axis=alt.Axis(tickCount=4, format=",d")),
        "y2": alt.datum(0),
        "tooltip": tips,
    }
    layers = [
        base.transform_filter("datum.days > 1")
        .mark_rect(color=_COLOURS[0], opacity=0.25, stroke=_COLOURS[0])
        .encode(**shape),
        base.transform_filter("isValid(datum.value)").mark_rect(color=_COLOURS[0]).encode(**shape),
    ]
    if not rows["status"].isin(["observed", "gap"]).all():  # a scale without values has no size
        layers.append(
            base.transform_filter("datum.status != 'observed' && datum.status != 'gap'")
            .mark_point(filled=True, size=45, color=_INK, opacity=1)
            .encode(
                x="as_of:T",
                y=alt.value(0),
                shape=alt.Shape("status:N", title=None, legend=alt.Legend(orient="top")),
                tooltip=tips,
            )
        )
    layered = alt.layer(*layers).properties(width=_WIDTH, height=160)
    facet = layered.facet(row=alt.Row("label:N", title=None, header=_row_header(alt)))
    return _finished(alt, facet.resolve_scale(y="independent"), "Daily losses, as claimed", frame)


def totals(alt: Any, series: pd.DataFrame, frame: pd.DataFrame) -> Any:
    """Return a line for each series, broken where days are missing."""
    rows = broken_at_gaps(series)
    names = list(dict.fromkeys(rows.sort_values("value", ascending=False)["series"]))
    colours = [_COLOURS[n % len(_COLOURS)] for n in range(len(names))]
    dashes = [_DASHES[n // len(_COLOURS) % len(_DASHES)] for n in range(len(names))]
    legend = alt.Legend(
        orient="top", direction="vertical", labelLimit=0, symbolType="stroke", columns=2
    )
    tips = ["as_of:T", "series:N", "value:Q", "status:N"]
    base = alt.Chart(_plain(alt, rows)).encode(
        x=_days(alt, "as_of:T"),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(format=",d", tickCount=6)),
        color=alt.Color(
            "series:N", title=None, scale=alt.Scale(domain=names, range=colours), legend=legend
        ),
        tooltip=tips,
    )
    line = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash(
            "series:N", title=None, scale=alt.Scale(domain=names, range=dashes), legend=legend
        )
    )
    layers = [line]
    if rows["alone"].any():
        lone = base.transform_filter("datum.alone")
        layers.append(lone.mark_point(size=8, filled=True, opacity=1))
    if rows["status"].isin(_DOUBTED).any():  # a scale without values has no size
        layers.append(
            base.transform_filter(alt.FieldOneOfPredicate(field="status", oneOf=list(_DOUBTED)))
            .mark_point(filled=True, size=45, opacity=1)
            .encode(shape=alt.Shape("status:N", title=None, legend=alt.Legend(orient="top")))
        )
    chart = alt.layer(*layers).properties(width=_WIDTH, height=320)
    return _finished(alt, chart, "Total losses, as claimed", frame)


def coverage(alt: Any, frame: pd.DataFrame) -> Any:
    """Return a bar for each series, the paler the fewer of its days have a claim."""
    rows = frame.copy()
    rows["series"] = _series_names(frame)
    rows["end"] = rows["last_day"] + pd.Timedelta(days=1)
    rows["share"] = rows["days"] / (rows["days"] + rows["missing_days"])
    order = rows.sort_values(["first_day", "last_day"], ascending=[True, False])["series"]
    tips = ["series:N", "first_day:T", "last_day:T", "days:Q", "missing_days:Q", "state:N"]
    base = alt.Chart(_plain(alt, rows)).encode(
        y=alt.Y(
            "series:N",
            title=None,
            sort=list(dict.fromkeys(order)),
            axis=alt.Axis(labelLimit=0, grid=False),
        ),
        color=alt.Color(
            "state:N",
            title=None,
            scale=alt.Scale(domain=list(_STATES), range=list(_STATES.values())),
            legend=alt.Legend(orient="top"),
        ),
        tooltip=tips,
    )
    bars = base.mark_bar(height=8).encode(
        x=_days(alt, "first_day:T"),
        x2="end:T",
        opacity=alt.Opacity(
            "share:Q",
            title="share of days with a claim",
            scale=alt.Scale(domain=[0, 1], range=[0.15, 1]),
            legend=alt.Legend(orient="top", format="%", values=[0.1, 0.5, 1], symbolType="square"),
        ),
    )
    ends = [
        base.mark_tick(thickness=2, height=10, opacity=1).encode(x=f"{day}:T")
        for day in ("first_day", "last_day")
    ]
    chart = alt.layer(bars, *ends).properties(width=_WIDTH, height=alt.Step(_A_LINE))
    return _finished(alt, chart, "From the first claim to the last", frame)


def broken_at_gaps(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with one without a value in each gap: no line goes over missing days.

    ``alone`` are those between two gaps, of which no line can be drawn.
    """
    rows = rows.sort_values(["series", "as_of"], ignore_index=True)
    steps = rows.groupby("series")["as_of"].diff()
    usual = steps.groupby(rows["series"]).transform("median")
    begins = steps.isna() | (steps > usual)
    rows["alone"] = begins & begins.shift(-1, fill_value=True)
    after_gap = rows[steps > usual]
    before = after_gap.assign(
        as_of=after_gap["as_of"] - steps[after_gap.index] + pd.Timedelta(days=1),
        value=float("nan"),
        status="",
        alone=False,
    )
    whole = pd.concat([rows.astype({"value": "float64"}), before])
    return whole.sort_values(["series", "as_of"], ignore_index=True)


def _series_names(frame: pd.DataFrame) -> pd.Series:
    """Return the names of the series of coverage: of the codes that tell them apart."""
    told = [
        frame[column].astype(str)
        for column in ("claimant", "belligerent", "category", "outcome", "measure")
        if column in frame and len(frame[column].unique()) > 1
    ]
    if not told:
        return pd.Series("all", index=frame.index)
    names = told[0]
    for texts in told[1:]:
        names = names + " " + texts
    return names


def _plain(alt: Any, rows: pd.DataFrame) -> Any:
    """Return rows as they stand in the chart itself, where Altair's limit of 5,000 is none."""
    plain = rows.astype(object).where(rows.notna(), None)
    for column in rows.select_dtypes("datetime"):
        plain[column] = rows[column].dt.strftime("%Y-%m-%dT00:00:00")  # read as local: no day moves
    return alt.InlineData(values=plain.to_dict("records"))


def _finished(alt: Any, chart: Any, title: str, frame: pd.DataFrame) -> Any:
    """Return a chart with its title, what is shown and by whom, and a quiet frame around it."""
    lines = [*_subject(frame), _source_line(frame)]
    return (
        chart.properties(title=alt.Title(title, subtitle=lines))
        .configure_title(
            anchor="start",
            color=_INK,
            fontSize=15,
            subtitleColor=_FAINT,
            subtitleFontSize=11,
            subtitlePadding=4,
            offset=12,
        )
        .configure_axis(
            domainColor=_FAINT,
            gridColor=_GRID,
            labelColor=_FAINT,
            tickColor=_FAINT,
            titleColor=_FAINT,
            titleFontWeight="normal",
        )
        .configure_legend(labelColor=_INK, labelFontSize=11, titleColor=_FAINT)
        .configure_view(stroke=None)
    )


def _days(alt: Any, field: str) -> Any:
    axis = alt.Axis(labelExpr=_DAY_LABELS, tickCount=10, labelOverlap="greedy")
    return alt.X(field, title=None, axis=axis)


def _row_header(alt: Any) -> Any:
    return alt.Header(
        labelAngle=0, labelOrient="top", labelAnchor="start", labelColor=_INK, labelPadding=4
    )


def _subject(frame: pd.DataFrame) -> list[str]:
    """Return whose losses, of what, by whom, where the query has a single one, and the days."""
    query = frame.attrs.get("query", {})
    given = {name: _single(query.get(name)) for name in ("categories", "belligerents", "claimants")}
    parts = [
        category_name(given["categories"]) if given["categories"] else "",
        f"lost by {given['belligerents']}" if given["belligerents"] else "",
        claimant_name(given["claimants"]) if given["claimants"] else "",
    ]
    days = frame.get("as_of", frame.index)
    if isinstance(days.dtype, np.dtype) and days.dtype.kind == "M":
        parts.append(f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}")
    told = ", ".join(part for part in parts if part)
    return [told] if told else []


def _single(given: Any) -> str:
    """Return the one code that a filter names; nothing where it names several or none."""
    if isinstance(given, str):
        return given
    return str(given[0]) if given and len(given) == 1 else ""


def _source_line(frame: pd.DataFrame) -> str:
    used = sorted(map(str, frame["source_id"].unique())) if "source_id" in frame else []
    version = frame.attrs.get("version", "")
    told = f"; read in {', '.join(used)}" if used else ""
    return f"Claims, not facts. warlosses {version}{told}".strip()

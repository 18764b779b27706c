"""An Altair chart of a frame: what it is decides how it is drawn."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses.charts import altair_drawing as drawing
from warlosses.charts.chart_series import of_claims, of_columns
from warlosses.errors import ArgumentError, MissingExtraError
from warlosses.files import replacing

if TYPE_CHECKING:
    from pathlib import Path

    import altair as alt

_DAILY = {"as_of", "category", "value", "status", "days", "span_value"}
_CLAIMS = {"as_of", "claimant", "belligerent", "category", "outcome", "measure", "value", "status"}
_COVERAGE = {"first_day", "last_day", "days", "missing_days", "state"}
_MISSING = "plot needs {}: pip install 'warlosses[plot]'"


def plot(frame: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Return an Altair chart chosen from what a frame is.

    Parameters
    ----------
    frame : pandas.DataFrame
        What `daily`, `compare`, `load` (long, or ``layout="wide"``) or `coverage` gave, whole or
        cut down.

    Returns
    -------
    altair.Chart
        For daily losses: bars, with several days told as one drawn as blocks over those days, and
        starts, mergers and restatements marked. For totals: a line for each series, broken where
        days are missing. For coverage: a bar for each series from its first day to its last, the
        paler the fewer of these days have a claim. All rows are in it: there is no limit of 5,000.

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
    columns = set(frame.columns)
    chart: alt.LayerChart | alt.FacetChart
    if columns >= _DAILY:
        chart = drawing.daily(alt, frame)
    elif columns >= _CLAIMS:
        chart = drawing.totals(alt, of_claims(frame), frame)
    elif columns >= _COVERAGE:
        chart = drawing.coverage(alt, frame)
    elif frame.index.name == "as_of" or "as_of" in columns:
        chart = drawing.totals(alt, of_columns(frame), frame)
    else:
        raise ArgumentError(
            "plot: expected a frame of daily(), compare(), load() or coverage(); found the columns "
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

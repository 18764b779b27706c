"""What `schema.Contributions` says of a contribution: pandera's checks, run lazily, all at once.

The checks of a column run on its distinct texts, the checks of whole rows on the columns they need.
pandera's index is not trusted: failing texts are found again by themselves, failing rows by a row
number that travels along as a column.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pandera.pandas as pan
import pyarrow as pa
import pyarrow.compute as pc

from warlosses import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

# Which rule of the catalogue a check of the schema stands for.
COLUMN_RULES = {
    "claimant": 105,
    "belligerent": 106,
    "category": 107,
    "outcome": 108,
    "measure": 109,
    "qualifier": 110,
    "source_url": 402,
}
_FEW = 1000
# A failing row comes back as a line for each of its cells, so a check gets only what it looks at.
ROW_RULES = {
    "has_a_figure": ("WL201", ["value", "value_low", "value_high"]),
    "totals_not_negative": ("WL202", ["value", "measure"]),
    "period_in_order": ("WL209", ["as_of", "period_start"]),
}


def failing_texts(
    texts: Mapping[str, pa.StringArray],
) -> dict[str, np.ndarray[Any, Any]]:
    """Return for each column which of its distinct texts the schema refuses.

    Examples
    --------
    >>> import pyarrow as pa
    >>> found = failing_texts({"category": pa.array(["tanks", "tank"])})
    >>> found["category"].tolist()
    [False, True]
    """
    filled = {name: array for name, array in texts.items() if len(array)}
    failing = {name: np.zeros(len(array), dtype=bool) for name, array in texts.items()}
    if not filled:
        return failing
    # One small frame for all columns: the shorter ones repeat their texts.
    height = max(map(len, filled.values()))
    places = np.arange(height)
    frame = pd.DataFrame(
        {
            name: pd.array(array.take(places % len(array)), dtype="str")
            for name, array in filled.items()
        }
    )
    cases = _failure_cases(pan.DataFrameSchema({n: _columns()[n] for n in filled}), frame)
    for name, array in filled.items():
        wrong = cases.loc[cases["column"] == name, "failure_case"].drop_duplicates()
        if len(wrong):
            refused = pa.array(wrong.astype("str").tolist(), pa.string())
            failing[name] = np.asarray(pc.is_in(array, value_set=refused), dtype=bool)
    return failing


def failing_rows(frame: pd.DataFrame) -> dict[str, np.ndarray[Any, Any]]:
    """Return for each rule the numbers of the rows that break it.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``row``, the row's number, and the columns that the checks of whole rows look at.
    """
    by_rule: dict[str, np.ndarray[Any, Any]] = {}
    if frame.empty:
        return by_rule
    checks = {check.name: check for check in _contributions().checks}
    if len(frame) < _FEW and _is_right(list(checks.values()), frame):
        return by_rule  # as nearly all are: asked once, not check by check
    for name, (rule, needed) in ROW_RULES.items():
        schema_of_rows = pan.DataFrameSchema({}, checks=checks[name])
        cases = _failure_cases(schema_of_rows, frame[["row", *needed]])
        rows = cases.loc[cases["column"] == "row", "failure_case"]
        if len(rows):
            by_rule[rule] = np.unique(rows.to_numpy(dtype="int64"))
    return by_rule


def _is_right(checks: list[pan.Check], frame: pd.DataFrame) -> bool:
    try:
        pan.DataFrameSchema({}, checks=checks).validate(frame)
    except pan.errors.SchemaError:
        return False
    return True


def _failure_cases(checked: pan.DataFrameSchema, frame: pd.DataFrame) -> pd.DataFrame:
    try:
        checked.validate(frame, lazy=True)
    except pan.errors.SchemaErrors as error:
        cases: pd.DataFrame = error.failure_cases
        return cases
    return pd.DataFrame({"column": [], "check": [], "failure_case": []})


@cache
def _contributions() -> pan.DataFrameSchema:
    return schema.Contributions.to_schema()


@cache
def _columns() -> dict[str, pan.Column]:
    return {name: _contributions().columns[name] for name in COLUMN_RULES}

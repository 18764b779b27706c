"""The series that a frame of totals holds, each with a name that people can read."""

from __future__ import annotations

import pandas as pd

from warlosses import codes
from warlosses.errors import ArgumentError

_MOST_LINES = 24
_WHOLE = "lost"  # the outcome that needs no word


def of_claims(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of a long frame: ``as_of``, ``series``, ``value``, ``status``."""
    measures = sorted(map(str, frame["measure"].unique()))
    if len(measures) > 1:
        raise ArgumentError(
            'plot: totals and increments have no common scale; load(measures="cumulative").'
        )
    rows = frame[frame["value"].notna()]
    told = {name: rows[name].astype(str) for name in ("claimant", "belligerent", "outcome")}
    is_told = {name: len(texts.unique()) > 1 for name, texts in told.items()}
    name = rows["category"].astype(str).map(category_name)
    if is_told["outcome"] or not told["outcome"].eq(_WHOLE).all():
        name = name + ", " + told["outcome"].str.replace("_", " ")
    if is_told["belligerent"]:
        name = told["belligerent"] + ": " + name
    if is_told["claimant"]:
        name = told["claimant"].map(claimant_name) + ", " + name
    return _few_enough(
        pd.DataFrame(
            {
                "as_of": rows["as_of"],
                "series": name,
                "value": rows["value"],
                "status": rows["status"].astype(str),
            }
        )
    )


def of_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of a frame with a column for each claimant or category, as `of_claims`."""
    wide = frame if frame.index.name == "as_of" else frame.set_index("as_of")
    numeric = wide.select_dtypes("number")
    if numeric.empty:
        raise ArgumentError("plot: expected columns of figures beside as_of; found none.")
    numeric.columns = [column_name(str(name)) for name in numeric.columns]
    rows = numeric.reset_index().melt("as_of", var_name="series", value_name="value")
    return _few_enough(rows[rows["value"].notna()].assign(status=""))


def column_name(column: str) -> str:
    """Return the name of what a column holds: a category, or a claimant with an outcome.

    >>> column_name("mlrs"), column_name("nato:killed_or_wounded")
    ('multiple launch rocket systems (MLRS)', 'NATO officials, killed or wounded')
    """
    if column in codes.categories():
        return category_name(column)
    claimant, _, outcome = column.partition(":")
    name = claimant_name(claimant)
    return f"{name}, {outcome.replace('_', ' ')}" if outcome else name


def category_name(code: str) -> str:
    """Return a category's English name; the code where the lists have none."""
    category = codes.categories().get(code)
    return category.label_en if category else code


def claimant_name(code: str) -> str:
    """Return a claimant's English name; the code where the lists have none."""
    claimant = codes.claimants().get(code)
    return claimant.name_en if claimant else code


def _few_enough(rows: pd.DataFrame) -> pd.DataFrame:
    names = rows["series"].nunique()
    if names > _MOST_LINES:
        raise ArgumentError(
            f"plot: {names} series in one chart cannot be told apart (at most {_MOST_LINES}). "
            "Choose fewer claimants, categories or outcomes."
        )
    return rows

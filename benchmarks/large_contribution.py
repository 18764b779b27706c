"""A large contribution to measure with: right rows, made up, of claimants seldom heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from warlosses import codes
from warlosses.columns import CONTRIBUTION

if TYPE_CHECKING:
    from pathlib import Path

FIRST, LAST = "2022-02-24", "2026-08-15"
_SEED = 20220224


def rows(number: int) -> pd.DataFrame:
    """Return so many totals: series that grow from day to day in bursts, sorted by day."""
    rng = np.random.default_rng(_SEED)
    days = pd.date_range(FIRST, LAST)
    items = [c.code for c in codes.categories().values() if c.unit == "items" and not c.valid_from]
    silent = [c.code for c in codes.claimants().values() if not c.statements_a_day]
    silent = [code for code in silent if code != "oryx"]
    keys = [(code, side, item) for item in items for code in silent for side in ("RU", "UA")]
    keys = keys[: -(-number // len(days))]
    means = rng.uniform(5, 60, len(keys))
    gains = np.column_stack([rng.negative_binomial(3, 3 / (3 + m), len(days)) for m in means])
    names = pd.DataFrame(keys, columns=["claimant", "belligerent", "category"])
    tiled = pd.concat([names] * len(days), ignore_index=True)
    day = days.repeat(len(keys))
    frame = tiled.assign(
        as_of=day.strftime("%Y-%m-%d"),
        outcome="lost",
        measure="cumulative",
        value=(100 + gains.cumsum(axis=0)).ravel(),
        value_low=None,
        value_high=None,
        qualifier="exact",
        period_start=None,
        source_url="https://example.org/losses/" + day.strftime("%Y/%m/%d"),
        note=None,
    )
    return frame.head(number)[list(CONTRIBUTION)]


def write(folder: Path, number: int) -> tuple[Path, Path]:
    """Write the rows as CSV and as Parquet; return both paths."""
    frame = rows(number)
    csv, parquet = folder / "large.csv", folder / "large.parquet"
    frame.to_csv(csv, index=False)
    figures = {name: frame[name].astype("Int64") for name in ("value", "value_low", "value_high")}
    as_of = pd.to_datetime(frame["as_of"]).dt.date
    start = pd.Series(None, frame.index, dtype="datetime64[ms]")
    note = pd.Series(None, frame.index, dtype="str")
    frame.assign(as_of=as_of, period_start=start, note=note, **figures).to_parquet(parquet)
    return csv, parquet

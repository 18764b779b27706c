"""The tables of a release: what people keep is read, and each is held against its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pandera.errors

from warlosses import codes
from warlosses.errors import SourceError
from warlosses.schema import TABLES
from warlosses.schema_columns import columns

if TYPE_CHECKING:
    from pathlib import Path


def code_lists() -> dict[str, pd.DataFrame]:
    """Return the code lists as the frames that a release holds."""
    lists = {
        name: pd.DataFrame(codes.rows(name), dtype="str")
        for name in ("sources", "claimants", "categories")
    }
    lists["sources"] = lists["sources"].astype({"rank": "Int16"})
    for column in ("valid_from", "valid_to"):
        days = lists["categories"][column].replace("", None)
        lists["categories"][column] = pd.to_datetime(days).astype("datetime64[ms]")
    return lists


def read_corrections(path: Path) -> pd.DataFrame:
    """Return this project's decisions, checked against their schema.

    Raises
    ------
    SourceError
        The file is missing, or a row breaks the schema; the rows are named.
    """
    try:
        text = pd.read_csv(path, dtype="str", keep_default_na=False)
        frame = text.assign(
            from_value=pd.to_numeric(text["from_value"].replace("", None)).astype("Int64"),
            to_value=pd.to_numeric(text["to_value"]).astype("Int64"),
            decided_on=pd.to_datetime(text["decided_on"], format="%Y-%m-%d").astype(
                "datetime64[ms]"
            ),
        )
    except (OSError, KeyError, ValueError) as error:
        raise SourceError(f"{path}: expected the corrections' CSV; found {error}.") from error
    check("corrections", frame)
    return frame.sort_values("claim_id", ignore_index=True)


def typed(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables with each column in the type that its schema wants."""
    return {
        name: frame.astype(
            {c.name: c.pandas_type for c in columns(TABLES[name]) if c.name in frame}
        )
        for name, frame in frames.items()
    }


def check(name: str, frame: pd.DataFrame) -> None:
    """Hold one table against its schema; raise `SourceError` with the first rows that break it."""
    try:
        TABLES[name].validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases[["column", "check", "failure_case", "index"]].head(10)
        raise SourceError(f"table {name}: rows break the schema:\n{cases.to_string()}") from errors


def check_corrections(corrections: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Refuse a decision on a claim that there is not."""
    unknown = corrections.loc[~corrections["claim_id"].isin(claims["claim_id"]), "claim_id"]
    if len(unknown):
        raise SourceError(
            f"corrections: expected claims of this release; found {', '.join(unknown.head(5))}. "
            "Correct the claim_id, or take the row out."
        )

"""What changed between two tables of claims: pure comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from warlosses.data.backends import to_frame

if TYPE_CHECKING:
    from warlosses.releases.release import Release

KEY = ("as_of", "claimant", "belligerent", "category", "outcome", "measure")


# What a claim is said to have changed in, and the columns that tell.
ASPECTS = {
    "value": ("value", "value_low", "value_high", "qualifier"),
    "status": ("status",),
    "source": ("source_id", "source_url"),
}


COMPARED = tuple(column for columns in ASPECTS.values() for column in columns)


CITED = ("kind", "reason", "evidence_url")


COUNTED = {"added": "new", "changed": "changed", "withdrawn": "withdrawn"}


def read_claims(release: Release) -> pd.DataFrame:
    """Return what is compared of a release's claims."""
    columns = ["claim_id", *KEY, *COMPARED]
    return to_frame(release.read("claims", columns))


def compare_claims(
    then: pd.DataFrame, now: pd.DataFrame, corrections: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return a row for each claim that differs, in the order of days and ids.

    Parameters
    ----------
    then, now : pandas.DataFrame
        Claims with `KEY` and `COMPARED`.
    corrections : pandas.DataFrame, optional
        Decisions to cite.
    """
    columns = ["claim_id", *KEY, *COMPARED]
    old, new = then[columns].set_index("claim_id"), now[columns].set_index("claim_id")
    still_there = old.index.get_indexer(new.index) >= 0  # isin is slow on text
    both = new.index[still_there]
    left, right = old.loc[both], new.loc[both]
    differs = {
        name: pd.concat([_differ(left[c], right[c]) for c in cs], axis=1).any(axis=1)
        for name, cs in ASPECTS.items()
    }
    changed = both[pd.DataFrame(differs).any(axis=1).to_numpy()]
    parts = {
        "added": new.index[~still_there],
        "withdrawn": old.index[new.index.get_indexer(old.index) < 0],
        "changed": changed,
    }
    rows = []
    for change, ids in parts.items():
        shown = (old if change == "withdrawn" else new).loc[ids, list(KEY)]
        what = [""] * len(ids)
        if change == "changed":
            what = [",".join(n for n in ASPECTS if flags[n]) for flags in _flags(differs, ids)]
        rows.append(shown.assign(change=change, what=what))
    changes = pd.concat(rows).astype({"change": "str", "what": "str"})
    for column in COMPARED:
        changes[f"{column}_before"] = old[column].reindex(changes.index)
        changes[f"{column}_after"] = new[column].reindex(changes.index)
    changes = changes.rename_axis("claim_id").reset_index()
    if corrections is not None:
        cited = corrections.set_index("claim_id")[list(CITED)].add_prefix("correction_")
        changes = changes.join(cited, on="claim_id")
    changes = changes[["claim_id", "change", "what", *[c for c in changes if c not in _FIRST]]]
    return changes.sort_values(["as_of", "claim_id"], ignore_index=True)


_FIRST = {"claim_id", "change", "what"}


def count(claims: pd.DataFrame) -> dict[str, int]:
    """Return how many claims of a comparison are new, changed and withdrawn."""
    sizes = claims["change"].value_counts()
    return {name: int(sizes.get(change, 0)) for change, name in COUNTED.items()}


def _differ(left: pd.Series, right: pd.Series) -> pd.Series:
    equal = (left == right).astype("boolean").fillna(value=False)
    return ~(equal | (left.isna() & right.isna()))


def _flags(differs: dict[str, pd.Series], ids: pd.Index) -> list[dict[str, bool]]:
    frame = pd.DataFrame(differs).loc[ids]
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.to_numpy().tolist()]

"""What changed from one release to another: claims added, withdrawn, changed, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq

from warlosses.data.backends import to_frame
from warlosses.releases.find import Release, find_release

if TYPE_CHECKING:
    from pathlib import Path

KEY = ("as_of", "claimant", "belligerent", "category", "outcome", "measure")
# What a claim is said to have changed in, and the columns that tell.
ASPECTS = {
    "value": ("value", "value_low", "value_high", "qualifier"),
    "status": ("status",),
    "source": ("source_id", "source_url"),
}
COMPARED = tuple(column for columns in ASPECTS.values() for column in columns)
_CITED = ("kind", "reason", "evidence_url")
_COUNTED = {"added": "new", "changed": "changed", "withdrawn": "withdrawn"}


@dataclass(frozen=True)
class Difference:
    """What changed from one release to another.

    Attributes
    ----------
    before, after : str
        The two versions.
    claims : pandas.DataFrame
        A row for each claim that was ``added``, ``withdrawn`` or ``changed`` (column ``change``;
        ``what`` names value, status or source), its key, each compared column before and after,
        and the correction that explains it if this project decided one.
    inputs : list of dict
        What the later release was built from: sources with commits and hashes.
    """

    before: str
    after: str
    claims: pd.DataFrame
    inputs: list[dict[str, Any]]

    @property
    def counts(self) -> dict[str, int]:
        """How many claims are new, changed and withdrawn."""
        return count(self.claims)

    def summary(self) -> pd.DataFrame:
        """Return how many claims of each claimant and category were added, changed, withdrawn."""
        rows = self.claims
        found = pd.crosstab([rows["claimant"], rows["category"]], rows["change"])
        found = found.reindex(columns=list(_COUNTED), fill_value=0)
        found.columns.name = None
        return found.reset_index()

    def to_frame(self) -> pd.DataFrame:
        """Return the changed claims, one row each."""
        return self.claims

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "before": self.before,
            "after": self.after,
            "counts": self.counts,
            "summary": json.loads(self.summary().to_json(orient="records")),
            "claims": json.loads(
                self.claims.assign(as_of=self.claims["as_of"].dt.strftime("%Y-%m-%d")).to_json(
                    orient="records", force_ascii=False
                )
            ),
        }

    def to_json(self) -> str:
        """Return everything as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)

    def to_csv(self) -> str:
        """Return the changed claims as CSV."""
        return str(self.claims.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n"))

    def to_markdown(self) -> str:
        """Return release notes."""
        from warlosses.data.notes_ import render

        return render(self)


def diff(a: str | Path, b: str | Path, *, offline: bool | None = None) -> Difference:
    """Tell what changed from one release to another.

    Parameters
    ----------
    a, b : str or Path
        The earlier and the later release: versions (downloaded on first use) or folders.
    offline : bool, optional
        Download nothing; by default as ``WARLOSSES_OFFLINE`` says.

    Returns
    -------
    Difference
        ``.claims``, ``.counts``, ``.summary()``, ``.to_json()``, ``.to_csv()``, ``.to_markdown()``.

    Examples
    --------
    >>> import warlosses as wl
    >>> wl.diff("2026.8.15", "2026.8.15").counts
    {'new': 0, 'changed': 0, 'withdrawn': 0}
    """
    return between(find_release(a, offline=offline), find_release(b, offline=offline))


def between(before: Release | None, after: Release) -> Difference:
    """Return the difference of two releases; without the first, everything is new."""
    now = read_claims(after)
    then = now.iloc[:0] if before is None else read_claims(before)
    corrections = to_frame(pq.read_table(after.path("corrections")))
    return Difference(
        before="" if before is None else before.version,
        after=after.version,
        claims=compare_claims(then, now, corrections),
        inputs=list(after.manifest.get("inputs", [])),
    )


def read_claims(release: Release) -> pd.DataFrame:
    """Return what is compared of a release's claims."""
    columns = ["claim_id", *KEY, *COMPARED]
    return to_frame(pq.read_table(release.path("claims"), columns=columns))


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
    held = old.index.get_indexer(new.index) >= 0  # isin is slow on text
    both = new.index[held]
    left, right = old.loc[both], new.loc[both]
    differs = {
        name: pd.concat([_differ(left[c], right[c]) for c in cs], axis=1).any(axis=1)
        for name, cs in ASPECTS.items()
    }
    changed = both[pd.DataFrame(differs).any(axis=1).to_numpy()]
    parts = {
        "added": new.index[~held],
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
    found = pd.concat(rows).astype({"change": "str", "what": "str"})
    for column in COMPARED:
        found[f"{column}_before"] = old[column].reindex(found.index)
        found[f"{column}_after"] = new[column].reindex(found.index)
    found = found.rename_axis("claim_id").reset_index()
    if corrections is not None:
        cited = corrections.set_index("claim_id")[list(_CITED)].add_prefix("correction_")
        found = found.join(cited, on="claim_id")
    found = found[["claim_id", "change", "what", *[c for c in found if c not in _FIRST]]]
    return found.sort_values(["as_of", "claim_id"], ignore_index=True)


_FIRST = {"claim_id", "change", "what"}


def count(claims: pd.DataFrame) -> dict[str, int]:
    """Return how many claims of a comparison are new, changed and withdrawn."""
    sizes = claims["change"].value_counts()
    return {name: int(sizes.get(change, 0)) for change, name in _COUNTED.items()}


def _differ(left: pd.Series, right: pd.Series) -> pd.Series:
    equal = (left == right).astype("boolean").fillna(value=False)
    return ~(equal | (left.isna() & right.isna()))


def _flags(differs: dict[str, pd.Series], ids: pd.Index) -> list[dict[str, bool]]:
    frame = pd.DataFrame(differs).loc[ids]
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.to_numpy().tolist()]

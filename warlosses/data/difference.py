"""What changed from one release to another: claims added, withdrawn, changed, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses.data.backends import to_frame
from warlosses.data.changes import COUNTED, compare_claims, count, read_claims
from warlosses.data.export import csv_text
from warlosses.letters import escaped_in_json, printable
from warlosses.notebook import html_table
from warlosses.releases.find import find_release

if TYPE_CHECKING:
    from pathlib import Path

    from warlosses.releases.release import Release


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
        counts = pd.crosstab([rows["claimant"], rows["category"]], rows["change"])
        counts = counts.reindex(columns=list(COUNTED), fill_value=0)
        counts.columns.name = None
        return counts.reset_index()

    def in_words(self) -> list[str]:
        """Return a sentence for each claim that was changed or withdrawn; new ones are counted."""
        # Of a first release everything is new; what is told singly changed under a reader.
        touched = self.claims[self.claims["change"] != "added"]
        return [_sentence(row) for row in touched.to_dict("records")]

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

    def _repr_html_(self) -> str:
        counts = ", ".join(f"{number:,} {kind}" for kind, number in self.counts.items())
        # What changed is what one wants to see; what is new is only counted.
        changed = self.claims[self.claims["change"] == "changed"]
        rows = json.loads(changed.astype("str").to_json(orient="records", force_ascii=False))
        shown = rows or json.loads(self.summary().to_json(orient="records"))
        return html_table(shown, caption=f"{self.before} to {self.after}: {counts}")

    def to_json(self) -> str:
        """Return everything as JSON."""
        return escaped_in_json(json.dumps(self.to_dict(), ensure_ascii=False, indent=1))

    def to_csv(self) -> str:
        """Return the changed claims as CSV."""
        return csv_text(self.claims)

    def to_markdown(self) -> str:
        """Return release notes."""
        return release_notes(self)


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
    >>> wl.diff("2026.9.6", "2026.9.6").counts
    {'new': 0, 'changed': 0, 'withdrawn': 0}
    """
    return between(find_release(a, offline=offline), find_release(b, offline=offline))


def between(before: Release | None, after: Release) -> Difference:
    """Return the difference of two releases; without the first, everything is new."""
    now = read_claims(after)
    then = now.iloc[:0] if before is None else read_claims(before)
    corrections = to_frame(after.read("corrections"))
    return Difference(
        before="" if before is None else before.version,
        after=after.version,
        claims=compare_claims(then, now, corrections),
        inputs=[given.to_dict() for given in after.manifest.inputs],
    )


_LISTED = 50


def release_notes(difference: Difference) -> str:
    """Return release notes in Markdown."""
    head = f"against {difference.before}" if difference.before else "the first release"
    counts = difference.counts
    lines = [
        f"# Release {difference.after}",
        "",
        (
            f"Claims {head}: {counts['new']:,} new, {counts['changed']:,} changed, "
            f"{counts['withdrawn']:,} withdrawn. A claim is what someone said, not a fact."
        ),
    ]
    if len(difference.claims):
        lines += ["", "## By claimant and category", ""]
        lines += _table(difference.summary().to_dict("records"))
    touched = difference.in_words()
    if touched:
        lines += ["", "## Changed and withdrawn", ""]
        lines += [f"- {sentence}" for sentence in touched[:_LISTED]]
        if len(touched) > _LISTED:
            lines.append(
                f"- and {len(touched) - _LISTED:,} more: "
                f"`warlosses diff {difference.before} {difference.after} --format csv`"
            )
    if difference.inputs:
        lines += ["", "## Built from", ""]
        lines += [f"- {_input(found)}" for found in difference.inputs]
    return "\n".join(map(printable, lines)) + "\n"


def _sentence(row: dict[Any, Any]) -> str:
    """Return one claim's change in words, with the correction that explains it."""
    claim = f"`{row['claim_id']}`"
    if row["change"] == "withdrawn":
        text = f"{claim} withdrawn (was {_figure(row, 'before')}, {row['source_id_before']})"
    else:
        parts = {
            "value": f"{_figure(row, 'before')} → {_figure(row, 'after')}",
            "status": f"{row['status_before']} → {row['status_after']}",
            "source": f"read in {row['source_id_after']}: <{row['source_url_after']}>",
        }
        text = f"{claim} " + "; ".join(parts[name] for name in row["what"].split(","))
    if isinstance(row.get("correction_reason"), str):
        text += (
            f". Correction ({row['correction_kind']}): {row['correction_reason']}, "
            f"<{row['correction_evidence_url']}>"
        )
    return text


def _figure(row: dict[Any, Any], when: str) -> str:
    value, low, high = (row[f"{name}_{when}"] for name in ("value", "value_low", "value_high"))
    bounds = " to ".join(f"{bound:,}" for bound in (low, high) if not pd.isna(bound))
    text = bounds if pd.isna(value) else f"{value:,}"
    qualifier = str(row[f"qualifier_{when}"]).replace("not_recorded", "reported").replace("_", " ")
    return text if qualifier in ("exact", "range") else f"{qualifier} {text}"


def _input(source: dict[str, Any]) -> str:
    commit = source.get("commit")
    at = f" at `{str(commit)[:12]}`" if commit else ""
    taken = str(source.get("taken_at") or "")[:10]
    return f"{source['source_id']}{at}" + (f", taken {taken}" if taken else "")


def _table(rows: list[dict[Any, Any]]) -> list[str]:
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return lines + ["| " + " | ".join(str(row[name]) for name in names) + " |" for row in rows]

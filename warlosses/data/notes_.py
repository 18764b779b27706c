"""Release notes: a difference in words and tables, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from warlosses.data.difference import Difference

_LISTED = 50


def render(difference: Difference) -> str:
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
    # Of a first release everything is new; what is told singly is what changed under a reader.
    touched = difference.claims[difference.claims["change"] != "added"]
    if len(touched):
        lines += ["", "## Changed and withdrawn", ""]
        lines += [f"- {_sentence(row)}" for row in touched.head(_LISTED).to_dict("records")]
        if len(touched) > _LISTED:
            lines.append(
                f"- and {len(touched) - _LISTED:,} more: "
                f"`warlosses diff {difference.before} {difference.after} --format csv`"
            )
    if difference.inputs:
        lines += ["", "## Built from", ""]
        lines += [f"- {_input(found)}" for found in difference.inputs]
    return "\n".join(lines) + "\n"


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
    qualifier = str(row[f"qualifier_{when}"]).replace("_", " ")
    return text if qualifier in ("exact", "range") else f"{qualifier} {text}"


def _input(found: dict[str, Any]) -> str:
    commit = found.get("commit")
    at = f" at `{str(commit)[:12]}`" if commit else ""
    taken = str(found.get("taken_at") or "")[:10]
    return f"{found['source_id']}{at}" + (f", taken {taken}" if taken else "")


def _table(rows: list[dict[Any, Any]]) -> list[str]:
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return lines + ["| " + " | ".join(str(row[name]) for name in names) + " |" for row in rows]

"""An article as an HTML page, its figures marked by verdict and linked to the claims."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from warlosses.letters import visible

if TYPE_CHECKING:
    import pandas as pd

_STYLE = """
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
article { white-space: pre-wrap; overflow-wrap: anywhere; }
mark { padding: 0 .15em; border-bottom: .15em solid; color: inherit; }
mark a { color: inherit; text-decoration: none; }
mark.consistent { background: #e3f4e3; border-color: #1a7f37; }
mark.inconsistent { background: #fde3e3; border-color: #b3261e; border-bottom-style: double; }
mark.unverifiable { background: #fff4d6; border-color: #8a6100; border-bottom-style: dashed; }
mark.unread { background: #ececf4; border-color: #4b4b7a; border-bottom-style: dotted; }
mark small { font-size: .75em; font-weight: 600; padding-left: .25em; }
table { border-collapse: collapse; margin-top: 2rem; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem; }
td { border-top: 1px solid #ccc; }
"""
_HEADS = ("stated", "category", "claimed", "verdict", "why")
_TITLE = "Figures on losses, checked"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render_page(text: str, verdicts: pd.DataFrame) -> str:
    """Return a page with a text and the verdicts of `warlosses.check` on it.

    >>> import warlosses as wl
    >>> text = "Russia has lost 3,661 tanks <b> since Feb. 24, 2022."
    >>> page = render_page(text, wl.check(text, on="2023-04-18"))
    >>> "&lt;b&gt;" in page, '<mark class="consistent"' in page
    (True, True)
    """
    rows: list[dict[str, Any]] = json.loads(verdicts.to_json(orient="records", date_format="iso"))
    lines = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{_TITLE}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{_TITLE}</h1>",
        f"<article>{_marked(text, rows)}</article>",
        _listed(rows),
        "</body></html>",
    ]
    return "\n".join(lines)


def _marked(text: str, rows: list[dict[str, Any]]) -> str:
    """Return the text with marks; one within another is nested in it."""
    parts: list[str] = []
    open_until: list[tuple[int, str]] = []
    at = 0
    for row in sorted(rows, key=lambda r: (r["start"], -r["end"])):
        while open_until and open_until[-1][0] <= row["start"]:
            end, verdict = open_until.pop()
            parts += [_escaped(text[at:end]), _closing(verdict)]
            at = end
        if open_until and row["end"] > open_until[-1][0]:
            continue  # two that overlap and do not nest: the list below has both
        parts += [_escaped(text[at : row["start"]]), _opening(row)]
        at = row["start"]
        open_until.append((row["end"], row["verdict"]))
    while open_until:
        end, verdict = open_until.pop()
        parts += [_escaped(text[at:end]), _closing(verdict)]
        at = end
    return "".join([*parts, _escaped(text[at:])])


def _opening(row: dict[str, Any]) -> str:
    title = f"{row['verdict']}: {row['reason']}"
    if row["remark"]:
        title += f" ({row['remark']})"
    mark = f'<mark class="{row["verdict"]}" title="{_escaped(title)}">'
    return f"{mark}{_link(row, '&#8599;')}" if row["source_url"] else mark


def _closing(verdict: str) -> str:
    """Close a mark with its verdict as a word: colour alone tells some readers nothing."""
    return f"<small>{verdict}</small></mark>"


def _link(row: dict[str, Any], words: str) -> str:
    return f'<a href="{_escaped(row["source_url"])}" rel="noopener noreferrer">{words}</a>'


def _listed(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "<p>No statement about losses was found.</p>"
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    lines = [f"<table><thead><tr>{heads}</tr></thead><tbody>"]
    for row in rows:
        claimed = f"{row['claimed_value']:,}" if isinstance(row["claimed_value"], int) else ""
        linked = _link(row, claimed) if row["source_url"] else claimed
        cells = (
            _escaped(" ".join(row["quote"].split())),
            _escaped(", ".join(part for part in (row["category"], row["measure"]) if part)),
            linked,
            _escaped(row["verdict"]),
            _escaped("; ".join(part for part in (row["reason"], row["remark"]) if part)),
        )
        lines.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def _escaped(text: str) -> str:
    """Return a text for HTML, without what nobody sees: marks of direction could turn a figure."""
    lines = text.replace("\t", " ").split("\n")
    return escape("\n".join(map(visible, lines)))

"""An article as an HTML page, its figures marked by verdict and linked to the claims."""

from __future__ import annotations

import json
from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from warlosses import codes
from warlosses.letters import visible

if TYPE_CHECKING:
    import pandas as pd

# Each verdict is told by its word, the kind of line below it and its colour, in both themes.
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #ccc; --link: #0b57d0;
  --yes: #e3f4e3; --yes-line: #1a7f37; --no: #fde3e3; --no-line: #b3261e;
  --open: #fff4d6; --open-line: #8a6100; --left: #ececf4; --left-line: #4b4b7a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #16181c; --line: #3c4046;
  --link: #8ab4f8; --yes: #12361d; --yes-line: #57c07a; --no: #46201d; --no-line: #f2857c;
  --open: #3a2f10; --open-line: #dcb454; --left: #2a2a44; --left-line: #a9a9dc; } }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 1.5rem; line-height: 1.25; }
a { color: var(--link); }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.consistent { background: var(--yes); border-color: var(--yes-line); }
.inconsistent { background: var(--no); border-color: var(--no-line); }
.unverifiable { background: var(--open); border-color: var(--open-line); }
.unread { background: var(--left); border-color: var(--left-line); }
mark, td b { padding: 0 .2em; border-bottom: .15em solid; color: inherit; }
mark.inconsistent, td b.inconsistent { border-bottom-style: double; }
mark.unverifiable, td b.unverifiable { border-bottom-style: dashed; }
mark.unread, td b.unread { border-bottom-style: dotted; }
mark a { margin-right: .2em; }
mark small { font-size: .72em; font-weight: 600; padding-left: .3em; white-space: nowrap; }
table { border-collapse: collapse; margin-top: 2rem; font-size: .9rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; }
td { border-top: 1px solid var(--line); overflow-wrap: anywhere; }
td b { font-weight: 600; white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.below { font-size: .85rem; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr { display: block; border-top: 1px solid var(--line); padding: .5rem 0; }
  td { display: block; border: 0; padding: 0; }
  td:empty { display: none; }
  td.number { text-align: left; }
  td.number::before { content: attr(data-head) " "; }
}
"""
_VERDICTS = ("consistent", "inconsistent", "unverifiable", "unread")
_HEADS = ("verdict", "stated", "of whom and what", "claimed", "why")
_TITLE = "Figures on losses, checked"
_BELOW = (
    "What is compared is what somebody claims, not what happened: consistent says that a statement "
    "agrees with a claim. Verdicts by warlosses."
)
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
        f"<main><h1>{_TITLE}</h1>",
        f"<p>{_counted(rows)}</p>",
        f'<div class="text">{_marked(text, rows)}</div>',
        _listed(rows),
        f'<p class="below">{_BELOW}</p>',
        "</main></body></html>",
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
    title = _escaped(f"{row['verdict']}: {_why(row)}")
    mark = f'<mark class="{row["verdict"]}" title="{title}">'
    return f"{mark}{_link(row, '&#8599;')}" if row["source_url"] else mark


def _closing(verdict: str) -> str:
    """Close a mark with its verdict as a word: colour alone tells some readers nothing."""
    return f"<small>{verdict}</small></mark>"


def _link(row: dict[str, Any], words: str) -> str:
    told = "" if words[0].isdigit() else ' aria-label="the page of the claim"'
    return f'<a href="{_escaped(row["source_url"])}" rel="noopener noreferrer"{told}>{words}</a>'


def _why(row: dict[str, Any]) -> str:
    return "; ".join(part for part in (row["reason"], row["remark"]) if part)


def _counted(rows: list[dict[str, Any]]) -> str:
    counts = Counter(row["verdict"] for row in rows)
    told = [f"{counts[verdict]} {verdict}" for verdict in _VERDICTS if counts[verdict]]
    return ", ".join(told) or "No statement about losses was found."


def _listed(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    lines = [f"<table><thead><tr>{heads}</tr></thead><tbody>"]
    for row in rows:
        claimed = f"{row['claimed_value']:,}" if isinstance(row["claimed_value"], int) else ""
        linked = _link(row, claimed) if claimed and row["source_url"] else claimed
        cells = (
            f'<td><b class="{row["verdict"]}">{row["verdict"]}</b></td>',
            f"<td>{_escaped(' '.join(row['quote'].split()))}</td>",
            f"<td>{_escaped(_of_what(row))}</td>",
            f'<td class="number" data-head="claimed">{linked}</td>',
            f"<td>{_escaped(_why(row))}</td>",
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def _of_what(row: dict[str, Any]) -> str:
    """Return whose claim on what a statement was held against, in words."""
    claimant, category = (row[name] or "" for name in ("claimant", "category"))
    named = codes.claimants().get(claimant), codes.categories().get(category)
    words = (
        named[0].name_en if named[0] else claimant,
        named[1].label_en if named[1] else category,
        row["belligerent"],
        row["measure"],
    )
    return ", ".join(word for word in words if word)


def _escaped(text: str) -> str:
    """Return a text for HTML, without what nobody sees: marks of direction could turn a figure."""
    lines = text.replace("\t", " ").split("\n")
    return escape("\n".join(map(visible, lines)))

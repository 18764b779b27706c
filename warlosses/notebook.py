"""What a notebook shows of a result: a small table, safe to be part of any page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST = 60  # rows; the rest is counted


def html_table(rows: Sequence[Mapping[str, Any]], *, caption: str = "") -> str:
    """Return rows as an HTML table, text escaped; of many, the first.

    >>> page = html_table([{"file": "a<b", "rows": 1200}], caption="one file")
    >>> page[page.index("<tbody>"):]
    '<tbody><tr><td>a&lt;b</td><td>1,200</td></tr></tbody></table>'
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    left_out = len(rows) - _MOST
    told = f"{caption}; {left_out:,} more rows" if left_out > 0 else caption
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(row.get(name))}</td>" for name in names) + "</tr>"
        for row in rows[:_MOST]
    )
    return (
        f"<table><caption>{escape(told)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def html_facts(facts: Mapping[str, Any], *, caption: str = "") -> str:
    """Return named facts as an HTML table, one row each.

    >>> html_facts({"version": "2026.9.6"})
    '<table><caption></caption><tbody><tr><th>version</th><td>2026.9.6</td></tr></tbody></table>'
    """
    body = "".join(
        f"<tr><th>{escape(name)}</th><td>{_cell(fact)}</td></tr>" for name, fact in facts.items()
    )
    return f"<table><caption>{escape(caption)}</caption><tbody>{body}</tbody></table>"


def _cell(fact: Any) -> str:
    if fact is None or fact is False:
        return ""
    if isinstance(fact, bool):
        return "yes"
    if isinstance(fact, int):
        return f"{fact:,}"
    if isinstance(fact, dict):
        return escape(", ".join(f"{name} {_cell(part)}" for name, part in fact.items()))
    return escape(str(fact))

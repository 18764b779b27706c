"""A report as one page that stands alone: no network, no script, fit to print or to send."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from warlosses._version import __version__
from warlosses.letters import printable
from warlosses.validation.catalogue import CATALOGUE
from warlosses.validation.finding import SEVERITIES, counted, place
from warlosses.validation.reporters.excerpt import NAMES, excerpt, folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.finding import Finding, Findings

_MOST = 200  # of one rule in one file
_MOST_IN_FRAGMENT = 20
_WIDTH = 96
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --pale: #f3f3f6; --dim: #5c5c66;
  --line: #d8d8de; --error: #b3261e; --warning: #8a5a00; --info: #1f5fa8; --mark: #ffd9d4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6ea; --paper: #17171a; --pale: #222226;
  --dim: #a2a2ad; --line: #3a3a42; --error: #ff8a80; --warning: #f2c265; --info: #8ab8f0;
  --mark: #6b2a26; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 3rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p { margin: .3rem 0; }
.verdict { font-size: 1.1rem; font-weight: 600; }
.bad { color: var(--error); }
.finding { border-left: 4px solid var(--tone); padding: .1rem 0 .1rem .8rem; margin: 1rem 0;
  break-inside: avoid; }
.error { --tone: var(--error); } .warning { --tone: var(--warning); } .info { --tone: var(--info); }
.level, .level a { color: var(--tone); font-weight: 600; }
.where, .more, footer { color: var(--dim); font-size: .9rem; }
pre { background: var(--pale); margin: .4rem 0; padding: .4rem .6rem; white-space: pre-wrap;
  font: .85rem/1.45 ui-monospace, monospace; }
mark { background: var(--mark); color: inherit; }
dt { font-weight: 600; } dd { margin: 0 0 .4rem; }
footer { margin-top: 3rem; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } a { color: inherit; } }
"""


def render(report: Findings) -> str:
    """Return the report as an HTML page: by file what was found, errors first; then the rules."""
    verdict = f'<p class="verdict{"" if report.ok else " bad"}">{_text(report.summary())}</p>'
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>warlosses validate: {_text(report.summary())}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            "<h1>Contribution report</h1>",
            verdict,
            *_files(report),
            *_rules(report),
            "</main>",
            f"<footer>warlosses {escape(__version__)}</footer>",
            "</body>",
            "</html>",
        ]
    )


def fragment(report: Findings) -> str:
    """Return the report as a piece of a page, for a notebook: the verdict, and a table."""
    rows = [
        "<tr>"
        + "".join(
            f'<td style="text-align: left; vertical-align: top">{_text(cell)}</td>'
            for cell in (place(f), f"{f.rule} {f.severity}", f.message, f.suggestion or "")
        )
        + "</tr>"
        for f, _ in folded(report, _MOST_IN_FRAGMENT)
    ]
    heads = "".join(f"<th>{name}</th>" for name in ("place", "rule", "what", "help"))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f"<div><p><b>{_text(report.summary())}</b></p>{table if rows else ''}</div>"


def _files(report: Findings) -> Iterator[str]:
    ordered = sorted(report.findings, key=lambda f: SEVERITIES.index(f.severity))
    shown = list(folded(replace(report, findings=ordered), _MOST))
    for file in dict.fromkeys([*report.rows, *(f.file for f in report.findings)]):
        yield f"<h2>{_text(NAMES.get(file, file))}</h2>"
        own = [(finding, left_out) for finding, left_out in shown if finding.file == file]
        rows = counted(report.rows.get(file, 0), "row")
        yield f'<p class="where">{rows}{"" if own else ", nothing found"}</p>'
        for finding, left_out in own:
            yield from _finding(report, finding)
            if left_out:
                yield f'<p class="more">{_text(left_out)}</p>'


def _finding(report: Findings, finding: Finding) -> Iterator[str]:
    code = _text(finding.rule)
    linked = f'<a href="#{code}">{code}</a>' if finding.rule in CATALOGUE else code
    yield f'<div class="finding {_text(finding.severity)}">'
    yield (
        f'<p><span class="level">{linked} {_text(finding.severity)}</span> '
        f'<span class="where">{_text(place(finding))}</span></p>'
    )
    yield f"<p>{_text(finding.message)}</p>"
    yield from _shown(report, finding)
    if finding.suggestion:
        yield f"<p><b>Help:</b> {_text(finding.suggestion)}</p>"
    yield "</div>"


def _shown(report: Findings, finding: Finding) -> Iterator[str]:
    piece = excerpt(report, finding, _WIDTH)
    if piece is not None:
        before, cell, after = (
            escape(part)
            for part in (
                piece.text[: piece.start],
                piece.text[piece.start : piece.end],
                piece.text[piece.end :],
            )
        )
        marked = f"<mark>{cell or ' '}</mark>" if piece.end > piece.start else ""
        yield f"<pre>{before}{marked}{after}</pre>"
    elif finding.value is not None and finding.column is not None:
        yield f"<pre>{_text(finding.column)}: <mark>{_text(finding.value[:_WIDTH])}</mark></pre>"


def _rules(report: Findings) -> Iterator[str]:
    codes = {f.rule for f in report.findings}
    rules = [rule for code, rule in CATALOGUE.items() if code in codes]
    if rules:
        yield "<h2>The rules</h2>"
    for rule in rules:
        yield f'<h3 id="{_text(rule.code)}">{_text(rule.code)} {_text(rule.title)}</h3>'
        yield "<dl>"
        advice = {"What it does": rule.what, "Why it matters": rule.why, "What to do": rule.cure}
        for heading, text in advice.items():
            yield f"<dt>{heading}</dt><dd>{_text(text)}</dd>"
        yield "</dl>"


def _text(text: str) -> str:
    return escape(printable(text))

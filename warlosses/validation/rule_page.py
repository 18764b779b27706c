"""The page of all rules in Markdown, made from their declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses import letters
from warlosses.validation.catalogue import CATALOGUE, FAMILIES

if TYPE_CHECKING:
    from warlosses.validation.catalogue import Example, Rule

BASELINE_HEADER = "as_of,claimant,belligerent,category,outcome,measure,value,status,source_id"
_LONGEST_LINE = 200
_HEAD = """\
# Rules

<!-- Made by `python -m tools.generate`; do not edit. -->

What `warlosses validate` looks for. Each rule has a stable code; `warlosses explain WL107` tells
the same on the command line. An error has to be mended; a warning asks for a second look, and
counts with `--strict`; an info changes nothing.
"""


def rules_page() -> str:
    """Return the page of all rules, in Markdown."""
    parts = [_HEAD, "| code | severity | what |\n|---|---|---|\n" + "\n".join(map(_row, _all()))]
    for prefix, title in FAMILIES.items():
        parts.append(f"## {title} ({prefix}xx)")
        parts += [section(rule) for rule in _all() if rule.code.startswith(prefix)]
    return "\n\n".join(parts) + "\n"


def _all() -> list[Rule]:
    return list(CATALOGUE.values())


def _row(rule: Rule) -> str:
    return f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.severity} | {rule.title} |"


def section(rule: Rule) -> str:
    """Return what the page says of one rule."""
    return "\n\n".join(
        [
            f"### {rule.code} {rule.name}",
            f"**{rule.title}** ({rule.severity}; since {rule.since}).",
            f"**Message.** `{rule.message}`",
            f"**What it does.** {rule.what}",
            f"**Why it matters.** {rule.why}",
            f"**What to do.** {rule.cure}",
            f"Found in:\n\n{_example(rule.failing)}",
            f"Not in:\n\n{_example(rule.passing)}",
        ]
    )


def _example(example: Example) -> str:
    text = f"```{example.format}\n{shown(example.text)}\n```"
    if not example.baseline:
        return text
    rows = "\n".join((BASELINE_HEADER, *example.baseline))
    return f"{text}\n\nwhere the dataset holds:\n\n```csv\n{rows}\n```"


def shown(text: str | bytes) -> str:
    """Return an example as it can be shown: what is no text or unseen escaped, long lines cut."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    text = "".join(ascii(c)[1:-1] if letters.hidden(c) else c for c in text)
    lines = text.rstrip("\n").split("\n")
    return "\n".join(
        line if len(line) <= _LONGEST_LINE else f"{line[:60]}... ({len(line):,} characters)"
        for line in lines
    )

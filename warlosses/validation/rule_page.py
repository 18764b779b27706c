"""The page of all rules, made from their declarations.

Run ``python -m warlosses.validation.rule_page`` to write ``docs/rules.md``; with ``--check`` it
tells whether the page is up to date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from warlosses.paths import schemas_dir
from warlosses.validation.catalogue import CATALOGUE, FAMILIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.validation.catalogue import Example, Rule

BASELINE_HEADER = "as_of,claimant,belligerent,category,outcome,measure,value,status,source_id"
_LONGEST_LINE = 200
_HEAD = """\
# Rules

<!-- Made by `python -m warlosses.validation.rule_page`; do not edit. -->

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
            f"**{rule.title}** ({rule.severity}).",
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
    held = "\n".join((BASELINE_HEADER, *example.baseline))
    return f"{text}\n\nwhere the dataset holds:\n\n```csv\n{held}\n```"


def shown(text: str | bytes) -> str:
    """Return an example as it can be shown: bytes that are no text escaped, very long lines cut."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace").replace("\ufeff", "\\ufeff")
    lines = text.rstrip("\n").split("\n")
    return "\n".join(
        line if len(line) <= _LONGEST_LINE else f"{line[:60]}... ({len(line):,} characters)"
        for line in lines
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or check it; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m warlosses.validation.rule_page",
        description="Write the page of all rules.",
    )
    usual = schemas_dir().parent / "docs" / "rules.md"
    parser.add_argument("file", nargs="?", type=Path, default=usual)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    given = parser.parse_args(arguments)
    page = rules_page()
    if given.check:
        if given.file.is_file() and given.file.read_bytes() == page.encode():
            return 0
        sys.stderr.write(f"stale: {given.file}\nRun `python -m warlosses.validation.rule_page`.\n")
        return 1
    given.file.parent.mkdir(parents=True, exist_ok=True)
    given.file.write_bytes(page.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())

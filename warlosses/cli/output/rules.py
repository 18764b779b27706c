"""Rules of the catalogue -> text for a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from warlosses.cli.output.table import style, table, wrap
from warlosses.validation.catalogue import FAMILIES
from warlosses.validation.rule_page import BASELINE_HEADER, rules_page, section, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from warlosses.validation.catalogue import Example, Rule

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_INDENT = 16
_SHOWN_OF_SERIES = 4  # lines of a series that show what it is like


def listed(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield all rules, a line each, by family."""
    for number, (family, of_family) in enumerate(groupby(rules, key=lambda rule: rule.code[:3])):
        if number:
            yield ""
        yield style(FAMILIES[family], bold=True)
        lines = table(
            ["code", "severity", "what"],
            [[rule.code, rule.severity, rule.title] for rule in of_family],
            left=["code", "severity", "what"],
        )
        yield from lines[1:]


def described(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield all that is declared of some rules."""
    for number, rule in enumerate(rules):
        if number:
            yield from ("", "")
        level = style(rule.severity, fg=_COLOURS[rule.severity], bold=True)
        yield f"{style(f'{rule.code} {rule.name}', bold=True)} ({level})"
        yield from wrap(f"{rule.title}.")
        yield ""
        told = {"message": rule.message, "what it does": rule.what, "why it matters": rule.why}
        for label, text in {**told, "what to do": rule.cure}.items():
            yield from wrap(text, label, indent=_INDENT)
        yield from _example("found in", rule.failing)
        yield from _example("not in", rule.passing)


def markdown(rules: Iterable[Rule] | None = None) -> str:
    """Return some rules as the page of all rules has them, or that page."""
    return rules_page().rstrip() if rules is None else "\n\n".join(section(r) for r in rules)


def _example(heading: str, example: Example) -> Iterator[str]:
    yield from ("", f"{heading}:")
    yield from (f"  {line}" for line in shown(example.text).split("\n"))
    if example.baseline:
        yield "where the dataset holds:"
        left_out = len(example.baseline) - _SHOWN_OF_SERIES
        yield f"  {BASELINE_HEADER}"
        if left_out > 0:
            yield f"  ... ({left_out} more lines)"
        yield from (f"  {line}" for line in example.baseline[-_SHOWN_OF_SERIES:])

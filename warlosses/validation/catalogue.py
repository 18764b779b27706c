"""The catalogue: every rule, declared once; one family a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.codes import check_codes
from warlosses.validation.readers import (
    rules,
)
from warlosses.validation.rule import Example, Hit, Rule
from warlosses.validation.rules import (
    another_day,
    attribution,
    dataset,
    figures,
    increments,
    logic,
    new_series,
    pairs,
    series,
    types,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

FAMILIES = {
    "WL0": "The file",
    "WL1": "Types and codes",
    "WL2": "Logic within and between rows",
    "WL3": "The series' own past",
    "WL4": "Attribution",
    "WL5": "Against the dataset",
}

CATALOGUE: dict[str, Rule] = {
    rule.code: rule
    for family in (
        rules,
        types,
        figures,
        logic,
        pairs,
        series,
        increments,
        attribution,
        dataset,
        new_series,
        another_day,
    )
    for rule in family.RULES
}


def severity_of(hit: Hit) -> str:
    """Return how grave a hit is: in its own case, else as its rule usually is."""
    return hit.severity or CATALOGUE[hit.code].severity


def explain(code: str) -> Rule:
    """Return a rule of the catalogue by its code.

    Parameters
    ----------
    code : str
        Such as ``WL107``, in capitals or not.

    Raises
    ------
    ArgumentError
        There is no such rule; near matches are listed.

    Examples
    --------
    >>> explain("wl107").title
    'Unknown category'
    """
    wanted = code.strip().upper()
    check_codes("rule", wanted, CATALOGUE)
    return CATALOGUE[wanted]


def rule_codes(wanted: Iterable[str]) -> list[str]:
    """Return codes, or beginnings of codes, in capitals; each must be of some rule.

    Raises
    ------
    ArgumentError
        No rule's code begins like that; near matches are listed.

    Examples
    --------
    >>> rule_codes(["wl107", "WL3"])
    ['WL107', 'WL3']
    """
    known_codes = []
    for given in wanted:
        code = given.strip().upper()
        if not code or not any(known.startswith(code) for known in CATALOGUE):
            check_codes("rule", given, CATALOGUE)
        known_codes.append(code)
    return known_codes


__all__ = [
    "CATALOGUE",
    "FAMILIES",
    "Example",
    "Hit",
    "Rule",
    "explain",
    "rule_codes",
    "severity_of",
]

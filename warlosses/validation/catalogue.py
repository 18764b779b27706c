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
    """Return a rule of the catalogue by its code or its name.

    Parameters
    ----------
    code : str
        Such as ``WL107``, in capitals or not, or ``unknown-category``.

    Raises
    ------
    ArgumentError
        There is no such rule; near matches are listed.

    Examples
    --------
    >>> explain("wl107").title
    'Unknown category'
    >>> explain("unknown-category").code
    'WL107'
    """
    return CATALOGUE[_full_code(code)]


def _full_code(given: str) -> str:
    """Return the code of the one rule that a code or a name means; raise if there is none."""
    code, name = given.strip().upper(), given.strip().lower().replace("_", "-")
    if code in CATALOGUE:
        return code
    by_name = {rule.name: rule.code for rule in CATALOGUE.values()}
    if name not in by_name:
        # A code is missed by a code, a name by a name: each is told its own near ones.
        known = CATALOGUE if code.startswith("WL") else by_name
        check_codes("rule", code if code.startswith("WL") else name, known)
    return by_name[name]


def rule_codes(wanted: Iterable[str]) -> list[str]:
    """Return codes, or beginnings of codes, in capitals; each, or a name, must be of some rule.

    Raises
    ------
    ArgumentError
        No rule's code begins like that, and none has that name; near matches are listed.

    Examples
    --------
    >>> rule_codes(["wl107", "WL3", "unknown-category"])
    ['WL107', 'WL3', 'WL107']
    """
    return [_code_or_beginning(given) for given in wanted]


def _code_or_beginning(given: str) -> str:
    code = given.strip().upper()
    if code and any(known.startswith(code) for known in CATALOGUE):
        return code
    return _full_code(given)


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

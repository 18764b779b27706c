"""Contributions: read a file, run the rules, report. Importing this package loads nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

_HOMES = {
    "validate": "engine",
    "Finding": "finding",
    "InvalidContributionError": "finding",
    "Report": "finding",
    "explain": "rules",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'warlosses.contributions' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"warlosses.contributions.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


if TYPE_CHECKING:
    from warlosses.contributions.engine import validate as validate
    from warlosses.contributions.finding import Finding as Finding
    from warlosses.contributions.finding import InvalidContributionError as InvalidContributionError
    from warlosses.contributions.finding import Report as Report
    from warlosses.contributions.rules import explain as explain

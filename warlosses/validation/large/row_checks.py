"""The rules on single rows (WL1xx, WL201 to WL209, WL213) as conditions of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warlosses.columns import CODES, DAYS, FIGURES, KEY_REQUIRED
from warlosses.schema import Contributions
from warlosses.validation.large.sql import Sql, any_of, both, matches
from warlosses.validation.rules.conditions import (
    NEGATIVE_INCREMENT,
    READABLE,
    of_figures,
    of_logic,
)
from warlosses.validation.rules.types import ODD_NOTES
from warlosses.validation.typed.schema_checks import COLUMN_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from warlosses.validation.large.typed_columns import Typed
    from warlosses.validation.rules.conditions import Condition

_OF_FIGURES = ("WL102", "WL103", "WL111")
_NAMES = ("as_of", *CODES, *FIGURES, "period_start")


class Check(NamedTuple):
    """One rule in one column: the rows that break it."""

    code: str
    column: str | None
    broken: str

    @property
    def is_error(self) -> bool:
        """Whether such a row is compared with no other."""
        return self.code != NEGATIVE_INCREMENT.code and self.code not in ODD_NOTES


NOT_TOLD = ""  # the code of a check that only keeps a row from being compared with others


def row_checks(typed: Typed, *, asks_for_figures: bool) -> list[Check]:
    """Return all checks of single rows, over the columns of the query of typed rows.

    Rows that break none but `NEGATIVE_INCREMENT` and those on notes are usable, if the file has the
    key's columns.

    Parameters
    ----------
    typed : Typed
        The query.
    asks_for_figures : bool
        Whether a row without a figure is told (see `figures.asks_for_figures`).
    """
    checks = [*_of_cells(typed), *_of_schema(typed, asks_for_figures=asks_for_figures)]
    conditions = [*of_figures(), *of_logic(), NEGATIVE_INCREMENT]
    checks += [Check(c.code, c.column, _holds(c, typed)) for c in conditions]
    told = {check.broken for check in checks}
    in_all = _of_schema(typed, asks_for_figures=True, is_told=False)
    return checks + [Check(NOT_TOLD, None, c.broken) for c in in_all if c.broken not in told]


def is_usable(typed: Typed) -> str:
    """Return whether a row's claim and figure are right, so that it is compared with others."""
    if not has_key(typed):
        return "false"
    checks = row_checks(typed, asks_for_figures=True)
    return f"({any_of(check.broken for check in checks if check.is_error)}) is not true"


def has_key(typed: Typed) -> bool:
    """Whether the file has the columns that make a claim."""
    return set(KEY_REQUIRED) <= set(typed.names)


def _of_cells(typed: Typed) -> Iterator[Check]:
    """Yield the checks of single cells: given, and what their column asks for."""
    for name in typed.names:
        if name in KEY_REQUIRED:
            yield Check("WL101", name, f"not given_{name}")
        if name in CODES:
            yield Check(f"WL{COLUMN_RULES[name]}", name, f"wrong_{name} <> 0")
        elif name in DAYS:
            yield Check("WL104", name, f"wrong_{name} <> 0")
        elif name in FIGURES:
            for code in _OF_FIGURES:
                yield Check(code, name, f"wrong_{name} = {int(code[2:])}")
        elif name == "note":
            for code, pattern in ODD_NOTES.items():
                yield Check(code, name, matches(name, pattern))


def _of_schema(typed: Typed, *, asks_for_figures: bool, is_told: bool = True) -> Iterator[Check]:
    """Yield the schema's own checks of whole rows, asked of the query's columns."""
    row = {name: Sql(name) for name in _NAMES}
    readable = f"not ({typed.wrong(*READABLE)})"
    column = "value" if "value" in typed.names else None
    if asks_for_figures:
        lacks = ~_declared("has_a_figure")(row)
        yield Check("WL201", column, both(lacks.text, readable))
    negative = ~_declared("totals_not_negative")(row)
    yield Check("WL202", "value", both(negative.text, readable))
    if "period_start" in typed.names:
        # A total's usual period starts with the war: a day before that is WL208's.
        told = f"{readable} and given_period_start" if is_told else readable
        ends_first = ~_declared("period_in_order")(row)
        yield Check("WL209", "period_start", both(ends_first.text, told))


def _declared(name: str) -> Callable[[Mapping[str, Sql]], Sql]:
    """Return what the schema says of whole rows, as a function of a query's columns."""
    check: Callable[[Mapping[str, Sql]], Sql] = getattr(Contributions, name)
    return check


def _holds(condition: Condition, typed: Typed) -> str:
    holds: Sql = condition.holds({name: Sql(name) for name in _NAMES})
    if not condition.readable:
        return holds.text
    return both(holds.text, f"not ({typed.wrong(*condition.readable)})")

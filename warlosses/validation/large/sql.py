"""Cells as SQL: what a condition says of arrays, said of the columns of a query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(frozen=True, eq=False)
class Sql:
    """An expression of a query that is written as Python writes comparisons.

    A comparison with what is missing counts as false, as it does in memory: a query leaves it
    undecided, so that only its opposite needs care.

    Examples
    --------
    >>> low, high = Sql("low"), Sql("high")
    >>> (low > high).text, (~(low > 5)).text
    ('(low > high)', '(((low > 5)) is not true)')
    >>> Sql("measure").isin(["increment"]).text
    "(measure in ('increment'))"
    """

    text: str

    def __eq__(self, other: object) -> Sql:  # type: ignore[override]
        """Return whether both are the same."""
        return self._with("=", other)

    def __ne__(self, other: object) -> Sql:  # type: ignore[override]
        """Return whether they differ."""
        return self._with("<>", other)

    __hash__ = None  # type: ignore[assignment]  # it stands for many values

    def __lt__(self, other: object) -> Sql:
        """Return whether it is less."""
        return self._with("<", other)

    def __le__(self, other: object) -> Sql:
        """Return whether it is no more."""
        return self._with("<=", other)

    def __gt__(self, other: object) -> Sql:
        """Return whether it is more."""
        return self._with(">", other)

    def __ge__(self, other: object) -> Sql:
        """Return whether it is no less."""
        return self._with(">=", other)

    def __and__(self, other: Sql) -> Sql:
        """Return whether both hold; the second is only asked of rows for which the first does."""
        return Sql(f"case when {self.text} then {other.text} else false end")

    def __or__(self, other: Sql) -> Sql:
        """Return whether one of them holds."""
        return self._with("or", other)

    def __invert__(self) -> Sql:
        """Return whether it does not hold."""
        return Sql(f"(({self.text}) is not true)")

    def isin(self, codes: Collection[str]) -> Sql:
        """Return whether it is one of some codes."""
        return Sql(f"({self.text} in ({listed(codes)}))")

    def isna(self) -> Sql:
        """Return whether it is missing."""
        return Sql(f"({self.text} is null)")

    def notna(self) -> Sql:
        """Return whether it is there."""
        return Sql(f"({self.text} is not null)")

    def _with(self, operator: str, other: object) -> Sql:
        """Return the expression of an operator between this one and another."""
        return Sql(f"({self.text} {operator} {literal(other)})")


def literal(value: Any) -> str:
    """Return a value as a query has it.

    >>> literal("it's"), literal(3), literal(np.datetime64("2022-02-24"))
    ("'it''s'", '3', "date '2022-02-24'")
    """
    match value:
        case Sql():
            return value.text
        case np.datetime64():
            return f"date '{value.astype('datetime64[D]')}'"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case int():
            return str(value)
        case _:
            raise TypeError(f"expected an expression, a text, a number or a day; found {value!r}")


def listed(codes: Iterable[str]) -> str:
    """Return codes with commas between them."""
    return ", ".join(literal(code) for code in codes)


def any_of(conditions: Iterable[str]) -> str:
    """Return whether one of some conditions holds; of none, that it does not."""
    return " or ".join(f"({condition})" for condition in conditions) or "false"


def both(first: str, second: str) -> str:
    """Return whether two conditions hold; the second is only asked where the first does."""
    return (Sql(first) & Sql(second)).text


def quoted(name: str) -> str:
    """Return a column's name, quoted."""
    return '"' + name.replace('"', '""') + '"'


def matches(column: str, pattern: str) -> str:
    """Return whether a pattern is in a text."""
    return f"regexp_matches({column}, {literal(pattern)})"


def is_listed(column: str, codes: Collection[str]) -> str:
    """Return whether a text is one of some codes.

    By a function that can't fail, as DuckDB then looks at distinct texts and not at rows.
    """
    return f"(list_position([{listed(codes)}], {column}) > 0)"


def stripped(column: str, white: str) -> str:
    """Return a text without white space around it."""
    return f"trim({column}, {literal(white)})"

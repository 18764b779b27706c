"""The typed columns of a contribution as SQL, compiled from what the schema declares.

Nearly all cells are right, and engines look at the distinct codes of a column only while nothing
in an expression can fail. So a right cell is told by a plain comparison; only the others are
stripped, matched and weighed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from warlosses.codes import WAR_START
from warlosses.columns import CODES, DAYS, FIGURES, KEY_REQUIRED
from warlosses.schema_columns import MODELS, columns
from warlosses.validation.large.sql import (
    any_of,
    is_listed,
    listed,
    literal,
    matches,
    quoted,
    stripped,
)
from warlosses.validation.readers.cells import WHITE
from warlosses.validation.typed.schema_checks import COLUMN_RULES
from warlosses.validation.typed.text_columns import LARGEST, LONGEST_INT64, MARKED, WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warlosses.schema_columns import Column

# What a column's values are in the file, as far as it matters here.
TEXT, INTEGER, DAY, MOMENT, FRACTION, DECIMAL, BOOLEAN, NOTHING = (
    *("text", "integer", "day", "moment", "fraction", "decimal", "boolean", "nothing"),
)
_FIRST_DAY, _LAST_DAY = "date '1000-01-01'", "date '9999-12-31'"
_EXACT = 2**53
_SMALLEST_PLAIN, _LARGEST_PLAIN = 1e-5, 1e10  # beyond, fractions are written with an exponent
_SMALLEST_PLAIN_HERE = 1e-4  # ... by DuckDB


class Typed(NamedTuple):
    """A query of typed rows.

    Attributes
    ----------
    query : str
        Gives ``row``, each column of a contribution typed (of wrong cells, nothing), and for each
        column of the file ``wrong_NAME``, the number of the rule that refuses the cell, or 0; and
        ``given_NAME`` for those that must be given, and for ``period_start``.
    names : tuple of str
        The columns that the file has.
    """

    query: str
    names: tuple[str, ...]

    def wrong(self, *names: str) -> str:
        """Return whether a cell of one of some columns is wrong."""
        return any_of(f"wrong_{name} <> 0" for name in names if name in self.names)


def typed(source: str, names: Mapping[str, str], kinds: Mapping[str, str]) -> Typed:
    """Return the query of typed rows.

    Parameters
    ----------
    source : str
        A query, or a table, that has the file's columns and ``row``.
    names : mapping
        The file's own name of each column of a contribution that it has.
    kinds : mapping
        What the values of each of these columns are.
    """
    declared = {column.name: column for column in columns(MODELS["contribution"])}
    plain, judged = ["row"], ["row"]
    for name, column in declared.items():
        if name in names:
            of_cell = _Cell(column, quoted(names[name]), kinds[name])
            plain += of_cell.plain()
            judged += of_cell.judged()
        else:
            plain.append(f"cast({_default(column)} as {_SQL_TYPES[column.kind]}) as {name}")
            judged += [] if name == "period_start" else [name]
            judged += [f"false as given_{name}"] if name in (*KEY_REQUIRED, "period_start") else []
    judged.append(_period(is_there="period_start" in names))
    inner = f"select {', '.join(plain)} from {source}"
    query = f"select {', '.join(judged)} from ({inner}) as plain"
    return Typed(query, tuple(names))


_SQL_TYPES = {"string": "string", "int64": "bigint", "date": "date"}


def _default(column: Column) -> str:
    return "null" if column.default is None else literal(column.default)


def _period(*, is_there: bool) -> str:
    """Return the period's first day: the usual one, where none is given."""
    war = literal(np.datetime64(WAR_START))
    usual = f"case when measure = 'increment' then as_of else {war} end"
    if not is_there:
        return f"{usual} as period_start"
    return f"case when {_IS_GIVEN} then period_start else {usual} end as period_start"


_IS_GIVEN = "(period_start is not null or wrong_period_start <> 0)"


class _Cell(NamedTuple):
    """One column of the file, and how to read it."""

    column: Column
    cell: str
    kind: str

    def plain(self) -> list[str]:
        """Return the column as far as it can be told without the others."""
        name = self.column.name
        if name in CODES:
            return self._code()
        if name in FIGURES:
            return self._figure()
        if name in DAYS:
            return self._day()
        return [f"{self._free()} as {name}"]

    def _free(self) -> str:
        """Return a free text: stripped only where there is something to strip."""
        if self.kind != TEXT:
            return self.text()
        ends = (self.cell, f"right({self.cell}, 1)")
        is_bare = " and ".join(f"ascii({end}) between 33 and 126" for end in ends)
        return f"case when {is_bare} then {self.cell} else {self.text()} end"

    def judged(self) -> list[str]:
        """Return the column with what is wrong with it."""
        name = self.column.name
        selected = [] if name == "period_start" else [name]
        if name in (*CODES, *FIGURES, *DAYS):
            selected.append(f"wrong_{name}")
        if name in KEY_REQUIRED:
            wrong = f" or wrong_{name} <> 0" if name in DAYS else ""
            selected.append(f"({name} is not null{wrong}) as given_{name}")
        elif name == "period_start":
            selected.append(f"{_IS_GIVEN} as given_period_start")
        return selected

    def text(self) -> str:
        """Return the cell as the readers give it: stripped text, nothing where it is empty."""
        return f"nullif({stripped(self._written(), WHITE)}, '')"

    def _written(self) -> str:
        """Return the cell as text: numbers and days in their plain form."""
        cell = self.cell
        written = f"cast({cell} as string)"
        whole = f"cast(cast({cell} as bigint) as string)"
        match self.kind:
            case "text":
                return cell
            case "fraction":
                is_whole = f"floor({cell}) = {cell} and abs({cell}) < {_EXACT}"
                has_exponent = f"abs({cell}) < {_SMALLEST_PLAIN} or abs({cell}) >= {_LARGEST_PLAIN}"
                is_small = f"abs({cell}) < {_SMALLEST_PLAIN_HERE}"
                small = f"case when {cell} < 0 then '-0.00001' else '0.00001' end"
                return (
                    f"case when isnan({cell}) then null when {is_whole} then {whole} "
                    f"when {has_exponent} then 'e' when {is_small} then {small} "
                    f"else {written} end"
                )
            case "decimal":
                is_whole = f"floor({cell}) = {cell} and abs({cell}) < {_EXACT}"
                return f"case when {is_whole} then {whole} else {written} end"
            case "moment":
                midnight = f"cast({cell} as date)"
                return (
                    f"case when {cell} = {midnight} then cast({midnight} as string) "
                    f"else {written} end"
                )
            case _:
                return written

    def _code(self) -> list[str]:
        name, text, default = self.column.name, self.text(), _default(self.column)
        kept = text if default == "null" else f"coalesce({text}, {default})"
        allowed, rule = listed(self.column.allowed), COLUMN_RULES[self.column.name]
        is_right = is_listed(self.cell, self.column.allowed)
        if self.kind != TEXT:
            is_right = "false"
        return [
            f"case when {is_right} then {self.cell} else {kept} end as {name}",
            (
                f"case when {is_right} then 0 when {text} is null or {text} in ({allowed}) then 0 "
                f"else {rule} end as wrong_{name}"
            ),
        ]

    def _figure(self) -> list[str]:
        name, cell = self.column.name, self.cell
        beyond = f"not between -{LARGEST} and {LARGEST}"
        if self.kind == NOTHING:
            return [f"cast(null as bigint) as {name}", f"0 as wrong_{name}"]
        if self.kind == INTEGER:
            number = f"try_cast({cell} as bigint)"
            is_beyond = f"{cell} is not null and ({number} is null or {number} {beyond})"
            return [
                f"case when {number} {beyond} then null else {number} end as {name}",
                f"case when {is_beyond} then 111 else 0 end as wrong_{name}",
            ]
        written = self._written()
        number = f"try_cast({written} as bigint)"
        is_plain = f"cast({number} as string) = {written}"
        text = self.text()
        bare = f"try_cast({text} as bigint)"
        is_right = (
            f"{matches(text, WHOLE)} and length({text}) <= {LONGEST_INT64} "
            f"and {bare} between -{LARGEST} and {LARGEST}"
        )
        return [
            (
                f"case when {is_plain} then case when {number} {beyond} then null "
                f"else {number} end when {is_right} then {bare} end as {name}"
            ),
            (
                f"case when {is_plain} then case when {number} {beyond} then 111 else 0 end "
                f"when {text} is null then 0 "
                f"when {matches(text, MARKED)} then 103 "
                f"when not {matches(text, WHOLE)} then 102 "
                f"when {is_right} then 0 else 111 end as wrong_{name}"
            ),
        ]

    def _day(self) -> list[str]:
        name, cell = self.column.name, self.cell
        within = f"between {_FIRST_DAY} and {_LAST_DAY}"
        if self.kind == NOTHING:
            return [f"cast(null as date) as {name}", f"0 as wrong_{name}"]
        if self.kind == DAY:
            return [
                f"case when {cell} {within} then {cell} end as {name}",
                f"case when {cell} is null or {cell} {within} then 0 else 104 end as wrong_{name}",
            ]
        written, text = self._written(), self.text()
        first, second = (f"try_cast({one} as date)" for one in (written, text))
        is_plain = f"cast({first} as string) = {written} and {first} {within}"
        is_day = f"cast({second} as string) = {text} and {second} {within}"
        return [
            f"case when {is_plain} then {first} when {is_day} then {second} end as {name}",
            (
                f"case when {is_plain} then 0 when {text} is null then 0 when {is_day} then 0 "
                f"else 104 end as wrong_{name}"
            ),
        ]

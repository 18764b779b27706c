"""Logic between rows: the same claim twice, and totals with the increments printed beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from warlosses import codes
from warlosses.claims.figure import figure_text
from warlosses.validation.examples import HEADER, PAGE, TANKS, lines
from warlosses.validation.plausibility.increments import mismatches
from warlosses.validation.rule import Example, Hit, RowNumber, Rule
from warlosses.validation.rules.conditions import NEGATIVE_INCREMENT, in_memory, rows_that_hold
from warlosses.validation.typed.claim_keys import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from warlosses.validation.arrays import Flags, Integers
    from warlosses.validation.typed.contribution import Contribution

# What two rows of one claim say.
SAID = ("value", "value_low", "value_high", "qualifier")
_MEASURED = HEADER.replace("category,", "category,measure,")
_TOTAL = f"2023-04-18,ua_general_staff,RU,tanks,cumulative,3661,{PAGE}"
_PRINTED = f"2023-04-18,ua_general_staff,RU,tanks,increment,{{}},{PAGE}"
_YESTERDAY = ("2023-04-17,ua_general_staff,RU,tanks,lost,cumulative,3660,corroborated,orc-losses",)

RULES = (
    Rule(
        code="WL210",
        name="row-twice",
        severity="error",
        title="The same row twice",
        message="{first} already says the same",
        what="Finds rows with the same claim, figures, qualifier and link as one before them.",
        why="A row pasted twice often stands where another one should.",
        cure="Remove the row, or put in the one that is missing.",
        failing=Example(lines(TANKS, TANKS)),
        passing=Example(lines(TANKS, TANKS.replace("tanks,3661", "uavs,2353"))),
    ),
    Rule(
        code="WL211",
        name="claim-twice",
        severity="error",
        title="One claim twice, with different figures",
        message="{first} already gives this claim as {other}; found {found}",
        what="Finds rows of the same claimant, belligerent, category, outcome, measure and period "
        "that differ in their figures or qualifier, in one file or in two of the same run. "
        "Where a claimant speaks several times a day it only warns: the last one counts.",
        why="Only one of them can be what the claimant said; the category or the day of the other "
        "is probably wrong.",
        cure="Look at the source; correct the category, the day or the figure, or remove a row.",
        failing=Example(lines(TANKS, TANKS.replace("3661", "7130"))),
        passing=Example(lines(TANKS, TANKS.replace("tanks,3661", "armored_vehicles,7130"))),
    ),
    Rule(
        code="WL212",
        name="increment-does-not-add-up",
        severity="warning",
        title="The total and the printed increment do not add up",
        message="total {total} is {difference:+} on the day before ({before}), but the increment "
        "in {increment_row} is {increment:+}",
        what="Takes the total of the day before, from the same file or else from the dataset, adds "
        "the increment that was printed for the day, and compares the sum with the day's total. A "
        "total that makes up for a mismatch within the week before is passed over.",
        why="One of the three figures is mistyped. It only warns, because some printed figures "
        "truly do not add up: claimants restate totals without a word.",
        cure="Compare all three figures with the source. If it prints them so, leave them.",
        failing=Example(lines(_TOTAL, _PRINTED.format(11), header=_MEASURED), baseline=_YESTERDAY),
        passing=Example(lines(_TOTAL, _PRINTED.format(1), header=_MEASURED), baseline=_YESTERDAY),
        # The settled claim knows best, then what the series' past says.
        yields_to=("WL501", "WL301", "WL302", "WL303", "WL304", "WL305", "WL306", "WL307", "WL308"),
        proposes_by="by the printed increment",
    ),
    Rule(
        code="WL213",
        name="negative-increment",
        severity="warning",
        title="A negative increment",
        message="an increment is seldom below zero; found {found}",
        what="Warns of increments below zero.",
        why="A claimant takes losses back now and then, and says so; more often a dash was read as "
        "a minus sign.",
        cure="Look at the source. If it prints a minus, leave it.",
        failing=Example(lines(_PRINTED.format(-1), header=_MEASURED)),
        passing=Example(lines(_PRINTED.format(1), header=_MEASURED)),
    ),
)


def find_conflicts(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Hit]:
    """Yield the rows that do not go together with others of the file, or of the day before."""
    yield from _twice(contribution)
    yield from _sums(contribution, baseline)


def superseded_rows(contribution: Contribution) -> Flags:
    """For each row, whether a later one of the file gives the same claim."""
    keys = contribution.keys
    return np.asarray(pd.Series(keys).duplicated(keep="last")) & (keys >= 0)


def _twice(contribution: Contribution) -> Iterator[Hit]:
    frame, keys = contribution.frame, contribution.keys
    again = np.flatnonzero(np.asarray(pd.Series(keys).duplicated()) & (keys >= 0))
    if not len(again):
        return
    firsts = find(keys[again], keys, keep="first")
    same = np.logical_and.reduce([_same(frame[name], again, firsts) for name in SAID])
    # The same figure at another link is a second place to read it.
    same_link = _same(frame["source_url"], again, firsts)
    for place, first in zip(again[same & same_link], firsts[same & same_link], strict=True):
        yield Hit("WL210", int(place) + 1, None, {"first": RowNumber(int(first) + 1)})
    several = frame["claimant"].isin(speak_several_times()).to_numpy()
    columns = {name: frame[name].to_numpy(dtype=object) for name in SAID}
    for place, first in zip(again[~same], firsts[~same], strict=True):
        one, other = ({n: c[at] for n, c in columns.items()} for at in (place, first))
        yield contradiction(
            int(place) + 1, one, RowNumber(int(first) + 1), other, mild=bool(several[place])
        )


def contradiction(
    row: int, one: Mapping[str, Any], first: int | str, other: Mapping[str, Any], *, mild: bool
) -> Hit:
    """Return what to say of a row that gives a claim otherwise than another one did."""
    fields = {"first": first, "other": figure_text(other), "found": figure_text(one)}
    column = "value_low" if pd.isna(one["value"]) else "value"
    return Hit("WL211", row, column, fields, None, "warning" if mild else None)


def speak_several_times() -> set[str]:
    """Return the claimants that may give a claim several times a day: the last one counts."""
    return {c.code for c in codes.claimants().values() if c.statements_a_day == "several"}


def find_contradictions(
    files: Sequence[tuple[Callable[[int], str], Contribution]],
) -> Iterator[tuple[int, Hit]]:
    """Yield the rows of files of one run that give a claim otherwise than an earlier file did.

    Of a claim that stands twice in a file the last row counts. What two files say alike is no
    fault: the second one is another source.

    Parameters
    ----------
    files : sequence of (callable, Contribution)
        What names their rows, and the rows, in the order in which they were given.

    Yields
    ------
    tuple of int and Hit
        The place of the file among them, and what to say of one of its rows.
    """
    parts = []
    for place, (_, contribution) in enumerate(files):
        keys = contribution.keys
        kept = (keys >= 0) & ~superseded_rows(contribution)
        own = contribution.frame.loc[kept, [*SAID, "claimant"]].astype("object")
        parts.append(own.assign(key=keys[kept], row=np.flatnonzero(kept) + 1, place=place))
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["key"].duplicated(keep=False)]
    several = speak_several_times()
    firsts: dict[int, dict[str, Any]] = {}
    for row in ({str(n): cell for n, cell in r.items()} for r in rows.to_dict("records")):
        first = firsts.setdefault(row["key"], row)
        if any(_unlike(row[name], first[name]) for name in SAID):
            where = files[first["place"]][0](first["row"])
            mild = row["claimant"] in several
            yield row["place"], contradiction(row["row"], row, where, first, mild=mild)


def _unlike(one: Any, other: Any) -> bool:
    """Whether two cells differ; two missing ones do not."""
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) != pd.isna(other))
    return bool(one != other)


def _same(column: pd.Series[Any], ones: Integers, others: Integers) -> Flags:
    """For pairs of rows, whether a column has the same in both, or in both nothing."""
    codes_of, _ = pd.factorize(column)
    same: Flags = codes_of[ones] == codes_of[others]
    return same


def find_negative_increments(contribution: Contribution) -> Iterator[Hit]:
    """Yield the increments below zero."""
    cells = in_memory(contribution)
    for row in rows_that_hold(NEGATIVE_INCREMENT, contribution, cells):
        yield Hit("WL213", row, "value", {"found": int(cells["value"][row - 1])})


def _sums(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Hit]:
    for mismatch in mismatches(contribution, baseline):
        meant = mismatch.before + mismatch.increment
        fields = {
            **mismatch._asdict(),
            "increment_row": RowNumber(mismatch.increment_row),
            "difference": mismatch.difference,
        }
        yield Hit(
            "WL212",
            mismatch.row,
            "value",
            fields,
            str(meant) if meant >= 0 else None,
            related_rows=(mismatch.increment_row,),
        )

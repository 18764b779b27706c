"""Types and codes: each cell is a day, a number or a code that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from warlosses import letters
from warlosses.columns import KEY_REQUIRED
from warlosses.validation import suggestions
from warlosses.validation.examples import HEADER, PAGE, TANKS, lines
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.rule import Example, Hit, Rule
from warlosses.validation.typed.text_columns import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from warlosses.validation.typed.contribution import Contribution
    from warlosses.validation.typed.text_columns import TextColumn

_RIGHT = Example(lines(TANKS))


# Rows with a hole for the code that a rule looks at.
_BULLETIN = f"2023-04-18,{{}},{{}},{{}},3661,{PAGE}"
_ORYX = "2023-04-18,oryx,RU,tanks,1157,https://example.org/archive/oryx-2023-04-18,{}"
_PERSONNEL = f"2023-04-18,ua_general_staff,RU,personnel,183130,{PAGE},{{}}"


def _code_rule(column: str, code: str, row: str, *, right: str, mistyped: str) -> Rule:
    """Declare the rule of one code list; the mistyped code in the row is cured by the right one."""
    lists = {"category": "categories.csv", "claimant": "claimants.csv"}
    header = HEADER if column in HEADER.split(",") else f"{HEADER},{column}"
    return Rule(
        code=code,
        name=f"unknown-{column}",
        severity="error",
        title=f"Unknown {column}",
        message=f"unknown {column} {{found!r}}{{why}}",
        what=f"Looks the {column} up in its code list, `schemas/{lists.get(column, 'terms.csv')}`.",
        why="A code that is not in the list makes a series of its own, which nobody finds again.",
        cure="Write the code as in the list. If the list lacks it, propose it there, with its "
        "definition, in a pull request of its own.",
        failing=Example(lines(row.format(mistyped), header=header)),
        passing=Example(lines(row.format(right), header=header)),
    )


RULES = (
    Rule(
        code="WL101",
        name="cell-empty",
        severity="error",
        title="A required cell is empty",
        message="{column} is required; the cell is empty",
        what="Asks for as_of, claimant, belligerent and category in every row. (The link has a "
        "rule of its own, WL401, and so have the figures, WL201.)",
        why="Without them a row does not say who claimed what, and when.",
        cure="Fill in the cell; nothing is taken over from the row above.",
        failing=Example(lines(TANKS.replace("ua_general_staff", ""))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL102",
        name="not-a-whole-number",
        severity="error",
        title="Not a whole number",
        message="expected a whole number in digits; found {found!r}{why}",
        what="Takes digits 0 to 9, with a minus sign before them where a claimant takes losses "
        "back.",
        why="Words and signs such as 'about', '+' or '~' hide what the claimant said.",
        cure="Write digits alone. A hedge goes into qualifier, a range into value_low and "
        "value_high.",
        failing=Example(lines(TANKS.replace("3661", "~3661"))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL103",
        name="number-with-marks",
        severity="error",
        title="A number with thousands or decimal marks",
        message="expected digits without marks; found {found!r}{why}",
        what="Refuses points, commas, apostrophes and spaces within a number, and proposes the "
        "plain number where they group its digits by threes.",
        why="3.661 is a thousand times more in one country than in another. Losses are whole.",
        cure="Write the number without marks.",
        failing=Example(lines(TANKS.replace("3661", '"3,661"'))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL104",
        name="not-a-day",
        severity="error",
        title="Not a day as YYYY-MM-DD",
        message="expected a day as YYYY-MM-DD; found {found!r}{why}",
        what="Takes a day of the calendar as year, month, day, and proposes it where another order "
        "can only mean one day.",
        why="03/04/2023 is two different days on the two sides of an ocean.",
        cure="Write the day as 2023-04-18.",
        failing=Example(lines(TANKS.replace("2023-04-18,", "18.04.2023,"))),
        passing=_RIGHT,
    ),
    _code_rule(
        "claimant",
        "WL105",
        _BULLETIN.format("{}", "RU", "tanks"),
        right="ua_general_staff",
        mistyped="ua_genstaff",
    ),
    _code_rule(
        "belligerent",
        "WL106",
        _BULLETIN.format("ua_general_staff", "{}", "tanks"),
        right="RU",
        mistyped="RUS",
    ),
    _code_rule(
        "category",
        "WL107",
        _BULLETIN.format("ua_general_staff", "RU", "{}"),
        right="tanks",
        mistyped="tank",
    ),
    _code_rule("outcome", "WL108", _ORYX, right="destroyed", mistyped="destroyd"),
    _code_rule("measure", "WL109", TANKS + ",{}", right="cumulative", mistyped="cummulative"),
    _code_rule("qualifier", "WL110", _PERSONNEL, right="about", mistyped="abuot"),
    Rule(
        code="WL111",
        name="number-out-of-range",
        severity="error",
        title="A number beyond anything that could be meant",
        message=f"expected at most {LARGEST}; found {{found}}",
        what=f"Refuses numbers above {LARGEST} and below its negative.",
        why="Such a number is two cells run together, or a key that stuck.",
        cure="Look at the source again.",
        failing=Example(lines(TANKS.replace("3661", "36613661366136613661"))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL112",
        name="unseen-characters",
        severity="error",
        title="A note with characters that nobody sees",
        message="expected a text that can be seen; found {found}",
        what="Refuses control characters, marks that turn the direction of writing or have no "
        "width, and code points of no alphabet, in a note.",
        why="They make a text look like another one, and a terminal act on it.",
        cure="Type the note anew, or paste it without its formatting.",
        failing=Example(lines(f"{TANKS},as printed\u202e", header=f"{HEADER},note")),
        passing=Example(lines(f"{TANKS},as printed", header=f"{HEADER},note")),
    ),
    Rule(
        code="WL113",
        name="note-like-a-formula",
        severity="warning",
        title="A note that a spreadsheet takes for a formula",
        message="the note begins with {found!r}: a spreadsheet that opens the CSV would compute it",
        what="Warns of notes that begin with =, +, - or @.",
        why="Exports are opened in spreadsheets; a formula can send away what stands beside it.",
        cure="Begin the note with a word.",
        failing=Example(lines(f"{TANKS},=as printed", header=f"{HEADER},note")),
        passing=Example(lines(f"{TANKS},as printed", header=f"{HEADER},note")),
    ),
)
# What no note may hold: characters that act without being seen, and what a spreadsheet computes.
ODD_NOTES = {"WL112": letters.HIDDEN, "WL113": r"^\s*[=+@-]"}


def find_wrong_cells(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Hit]:  # noqa: ARG001
    """Yield the cells that are missing or not what their column asks for."""
    for name in KEY_REQUIRED:
        if name in contribution.columns:
            for row in contribution.columns[name].empty_rows():
                yield Hit("WL101", row, name, {"column": name})
    for name, column in contribution.columns.items():
        if name == "source_url":
            continue  # rules/attribution.py
        for rule, cells, more in column.faulty_cells(LIMITS.max_findings):
            for row, text in cells:
                near, why = suggestions.proposed(rule, name, text)
                yield Hit(rule, row, name, {"found": suggestions.shorten(text), "why": why}, near)
            if more:
                yield Hit(rule, None, name, {}, times=more)
    if "note" in contribution.columns:
        yield from _odd_notes(contribution.columns["note"])


def _odd_notes(column: TextColumn) -> Iterator[Hit]:
    """Yield the notes that deceive: by what is not seen, or by what a spreadsheet makes of them."""
    for code, pattern in ODD_NOTES.items():
        matches = np.asarray(pc.match_substring_regex(column.texts, pattern), dtype=bool)
        for place in np.flatnonzero(np.append(matches, False)[column.codes]):
            text = column.texts[int(column.codes[place])].as_py()
            told = letters.hidden(text) if code == "WL112" else text.strip()[:1]
            yield Hit(code, int(place) + 1, "note", {"found": told})

"""How a rule is declared: once, with all that a contributor may want to know of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from warlosses.validation.finding import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Mapping


# What a contributor writes in a row's note to say that a figure that looks impossible is printed.
NOTE_WORDS = "as printed"
AS_PRINTED = (
    f"Then only a note of the row that says {NOTE_WORDS!r} makes a warning of it; the warning "
    "names the note."
)


class RowNumber(int):
    """The number of a data row, from 1, that a message names: told as its line if it has one."""


class Hit(NamedTuple):
    """What a rule found, before the engine says where in the file that is.

    Attributes
    ----------
    code : str
        The rule's code.
    row : int or None
        Data row, from 1; None where the whole contribution is meant.
    column : str or None
        The contribution's column.
    fields : dict
        What the rule's message template asks for; a row of the file as a `RowNumber`.
    suggestion : str or None
        The likely intended value, or what to do next.
    severity : str or None
        Severity in this case, where it isn't the rule's usual one.
    times : int
        For how many such places it stands; more than one only where they are too many to be told.
    related_rows : tuple of int
        Further rows that it speaks for: the one printed beside it, or all that stand still.
    note : str
        The row's note, where it made a warning of an error.
    """

    code: str
    row: int | None
    column: str | None
    fields: Mapping[str, object]
    suggestion: str | None = None
    severity: str | None = None
    times: int = 1
    related_rows: tuple[int, ...] = ()
    note: str = ""

    @property
    def rows(self) -> frozenset[int]:
        """All rows that it is about."""
        own = () if self.row is None else (self.row,)
        return frozenset((*own, *self.related_rows))


@dataclass(frozen=True)
class Example:
    """A contribution that shows a rule: rows as text, and what the dataset already holds.

    Attributes
    ----------
    text : str
        The file's text (CSV unless ``format`` says otherwise), or bytes where text won't do.
    format : str
        ``csv``, ``tsv``, ``json``, ``ndjson``.
    baseline : tuple of str
        Claims that the dataset holds, as CSV lines below the header
        ``as_of,claimant,belligerent,category,outcome,measure,value,status,source_id``.
    """

    text: str | bytes
    format: str = "csv"
    baseline: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue.

    Attributes
    ----------
    code : str
        Stable: ``WL0xx`` the file, ``WL1xx`` types and codes, ``WL2xx`` logic within and between
        rows, ``WL3xx`` the series' own past, ``WL4xx`` attribution, ``WL5xx`` against the dataset.
    name : str
        Short name, in-kebab-case.
    severity : str
        Usual severity.
    title : str
        One line.
    message : str
        Template of the findings' message, for ``str.format``.
    what, why, cure : str
        What it does, why it matters, what to do.
    failing, passing : Example
        Contributions on which it fires, and the cured one on which it doesn't.
    since : str
        The package's version that had it first.
    yields_to : tuple of str
        Codes of rules that say the same better: of one fault on one row, their hit is told.
    proposes_by : str
        How it knows the figure that it proposes, said where another rule's hit is told in its
        place; empty where it has none to hand on.
    yields_to_note : bool
        Whether its errors become warnings where the row's note says that the page prints it so.
    """

    code: str
    name: str
    severity: str
    title: str
    message: str
    what: str
    why: str
    cure: str
    failing: Example
    passing: Example
    since: str = "0.1.0"
    yields_to: tuple[str, ...] = ()
    proposes_by: str = ""
    yields_to_note: bool = False

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"{self.code}: unknown severity {self.severity!r}")

    def to_dict(self) -> dict[str, Any]:
        """Return the declaration as plain data; an example's bytes that are no text are escaped."""
        told = asdict(self)
        for name in ("failing", "passing"):
            text = told[name]["text"]
            if isinstance(text, bytes):
                told[name]["text"] = text.decode("utf-8", "backslashreplace")
        return told

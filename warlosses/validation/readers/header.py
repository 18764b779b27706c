"""Which columns a contribution has: known, unknown, twice or missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from warlosses.columns import CONTRIBUTION, FIGURES, REFERENCE, REQUIRED
from warlosses.errors import near_matches
from warlosses.letters import visible
from warlosses.validation.readers.notes import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.validation.readers.notes import Facts, Notes

# What people call the columns.
_ALSO = {
    "date": "as_of",
    "day": "as_of",
    "type": "category",
    "count": "value",
    "number": "value",
    "total": "value",
    "low": "value_low",
    "min": "value_low",
    "high": "value_high",
    "max": "value_high",
    "url": "source_url",
    "link": "source_url",
    "source": "source_url",
    "comment": "note",
    "comments": "note",
    "remark": "note",
}
_LONGEST_NAME = 40
Locate = Callable[[int], "Facts"]


class Header(NamedTuple):
    """What became of a file's column names.

    Attributes
    ----------
    columns : dict
        Place in the file of each known column that it has, in the order of `CONTRIBUTION`.
    unknown : list of str
        Names that are not known; such columns are not read.
    missing : list of str
        Required columns that the file lacks; ``value`` stands for all three figures.
    """

    columns: dict[str, int]
    unknown: list[str]
    missing: list[str]


def judge(names: Sequence[str], notes: Notes, locate: Locate) -> Header:
    """Sort a file's column names and note what is wrong with them.

    Parameters
    ----------
    names : sequence of str
        The names in the file's order, stripped.
    notes : Notes
        Takes the findings.
    locate : callable
        Tells where the name at a place stands, as facts of a finding.
    """
    limits = notes.limits
    if len(names) > limits.max_columns:
        notes.refuse_large("columns", f"{limits.max_columns}", f"{len(names):,}", **locate(0))
    first: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for i, name in enumerate(names):
        if len(name) > limits.max_cell:
            _refuse_long_name(name, notes, locate(i))
        if name == REFERENCE:
            notes.add("WL010", {"found": f"a column for the eye alone, {name}"}, **locate(i))
            continue
        seen = first if name in CONTRIBUTION else unknown
        if name and name in (first | unknown):
            place = locate(i) | {"column": shown(name)}
            notes.add("WL006", {"column": shown(name)}, **place)
        else:
            seen[name] = i
    found = set(first)
    missing = [c for c in REQUIRED if c not in found]
    if found.isdisjoint(FIGURES):
        missing.append("value")
    meant = set()
    for name, i in unknown.items():
        near = near_column(name, found)
        meant.add("value" if near in FIGURES else near)
        cure = near or (None if name else "Give the column a name, or remove it.")
        place = locate(i) | {"column": shown(name) or None, "suggestion": cure}
        notes.add("WL005", {"column": shown(name)}, **place)
    # One fault, one finding: a misspelt column is not also a missing one.
    for column in missing:
        if column not in meant:
            wanted = "value (or value_low, value_high)" if column == "value" else column
            notes.add("WL004", {"column": wanted}, **locate(-1) | {"column": column})
    columns = {c: first[c] for c in CONTRIBUTION if c in first}
    return Header(columns, list(unknown), missing)


def near_column(name: str, taken: set[str] | frozenset[str] = frozenset()) -> str | None:
    """Return the known column that a name likely stands for, unless the file has that one too.

    >>> near_column("As of"), near_column("catagory"), near_column("URL"), near_column("weather")
    ('as_of', 'category', 'source_url', None)
    """
    plain = visible(name).strip().casefold().replace(" ", "_").replace("-", "_")
    if plain in CONTRIBUTION:
        near = plain
    elif plain in _ALSO:
        near = _ALSO[plain]
    else:
        # Longer names are not misspelt column names, and comparing them takes long.
        names = CONTRIBUTION if len(plain) <= _LONGEST_NAME else ()
        near = next(iter(near_matches(plain, names, most=1, cutoff=0.7)), "")
    return near if near and near not in taken else None


def _refuse_long_name(name: str, notes: Notes, place: Facts) -> None:
    notes.refuse_large(
        "length of a column's name",
        f"{notes.limits.max_cell:,} characters",
        f"{len(name):,}",
        **place,
    )

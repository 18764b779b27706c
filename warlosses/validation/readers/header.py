"""Which columns a contribution has: known, unknown, twice or missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from warlosses import codes, letters
from warlosses.columns import CONTRIBUTION, FIGURES, REFERENCE, REQUIRED
from warlosses.errors import near_matches
from warlosses.validation.readers.notes import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

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
    "side": "belligerent",
    "country": "belligerent",
    "army": "belligerent",
    "who": "claimant",
    "author": "claimant",
    "losses": "value",
    "figure": "value",
    "amount": "value",
    "quantity": "value",
    "equipment": "category",
    "дата": "as_of",
    "день": "as_of",
    "посилання": "source_url",
    "ссылка": "source_url",
    "категорія": "category",
    "категория": "category",
    "кількість": "value",
    "количество": "value",
    "примітка": "note",
    "примечание": "note",
}
_LONGEST_NAME = 40
_FEWEST = 3
_LONG = (
    "Write a row for each figure; `warlosses template` makes such a table to fill in, "
    "`warlosses parse` reads a bulletin into one."
)
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
    first, unknown = _sorted(names, notes, locate)
    missing = [c for c in REQUIRED if c not in first]
    if first.keys().isdisjoint(FIGURES):
        missing.append("value")
    meant = _note_unknown(unknown, first.keys(), missing, notes, locate)
    # One fault, one finding: a misspelt column is not also a missing one.
    for column in missing:
        if column not in meant:
            wanted = "value (or value_low, value_high)" if column == "value" else column
            notes.add("WL004", {"column": wanted}, **locate(-1) | {"column": column})
    columns = {c: first[c] for c in CONTRIBUTION if c in first}
    return Header(columns, list(unknown), missing)


def _sorted(
    names: Sequence[str], notes: Notes, locate: Locate
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the places of the known columns and of the others; note what stands twice."""
    first: dict[str, int] = {}
    unknown: dict[str, int] = {}
    in_capitals = []
    for i, given in enumerate(names):
        if len(given) > notes.limits.max_cell:
            _refuse_long_name(given, notes, locate(i))
        name = plain_name(given)
        if name != given and name in names:
            name = given  # the file has the column itself, too
        if name == REFERENCE:  # the template's own, for the eye alone
            continue
        if name and name in (first | unknown):
            notes.add("WL006", {"column": shown(name)}, **locate(i) | {"column": shown(name)})
            continue
        if name != given:
            in_capitals.append(i)
        (first if name in CONTRIBUTION else unknown)[name] = i
    if in_capitals:
        told = ", ".join(shown(names[i]) for i in in_capitals)
        notes.add("WL010", {"found": f"column names in capitals: {told}"}, **locate(in_capitals[0]))
    return first, unknown


def _note_unknown(
    unknown: Mapping[str, int],
    taken: Collection[str],
    missing: Sequence[str],
    notes: Notes,
    locate: Locate,
) -> set[str]:
    """Note the columns that are not known; return the columns that they were probably meant as."""
    of_categories = [name for name in unknown if codes.resolve("category", name) is not None]
    if "category" in missing and of_categories:
        first, *others = of_categories
        told = (
            f" and {len(others)} more"
            if len(others) > 1
            else f" and {others[0]!r}"
            if others
            else ""
        )
        more = f"{told}: expected a row for each figure, with its category in the column category"
        place = locate(unknown[first]) | {"column": shown(first), "suggestion": _LONG}
        notes.add("WL005", {"column": shown(first), "more": more}, **place)
        meant = {"category", "value"}
    else:
        of_categories, meant = [], set()
    for name, i in unknown.items():
        if name in of_categories:
            continue
        near = near_column(name, taken)
        if near is not None:
            meant.add("value" if near in FIGURES else near)
        deceives = letters.oddities(name)
        place = locate(i) | {"column": shown(name) or None, "suggestion": near or _cure(name)}
        more = f"; {deceives}" if deceives else ""
        notes.add("WL005", {"column": shown(name), "more": more}, **place)
    return meant


def _cure(name: str) -> str | None:
    if not name or name.startswith("Unnamed: "):
        return "Remove the column (pandas: index=False), or give it a name."
    return None


def plain_name(name: str) -> str:
    """Return the known column that a name is but for the size of its letters; else the name itself.

    >>> plain_name("As_Of"), plain_name(" Value "), plain_name("As of")
    ('as_of', 'value', 'As of')
    """
    plain = name.strip().casefold()
    return plain if plain in CONTRIBUTION or plain == REFERENCE else name


def is_header(cells: Iterable[str | None]) -> bool:
    """Whether a row looks like a line of column names: several of its cells are known ones.

    >>> is_header(["as_of", "Claimant", "category"]), is_header(["2023-04-18", "oryx", "value"])
    (True, False)
    """
    return len({plain_name(c) for c in cells if c} & {*CONTRIBUTION}) >= _FEWEST


def near_column(name: str, taken: Collection[str] = ()) -> str | None:
    """Return the known column that a name likely stands for, unless the file has that one too.

    >>> near_column("As of"), near_column("catagory"), near_column("URL"), near_column("weather")
    ('as_of', 'category', 'source_url', None)
    """
    plain = letters.by_shape(letters.unquoted(name)).replace(" ", "_").replace("-", "_")
    if plain in CONTRIBUTION:
        near = plain
    elif plain in _ALSO or name.strip().casefold() in _ALSO:
        near = _ALSO.get(plain) or _ALSO[name.strip().casefold()]
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

"""A line of code that gives some rows of a table again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

Mask: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"

ARGUMENTS = {
    "claimants": "claimant",
    "belligerents": "belligerent",
    "categories": "category",
    "outcomes": "outcome",
    "measures": "measure",
}
DAYS = ("since", "until")
_DROPPED_FIRST = ("measures", "outcomes", "belligerents", *DAYS, "categories", "claimants")
_TOLD = 3  # claimants and categories are named where they are no more, though it went without
_CODES = ("status", "source_id", "qualifier")  # which `load` has no filter for
_MOST_PLACES = 200  # more of them in a line nobody would read


@dataclass(frozen=True)
class Recall:
    """A table as `load` gives it, in whose words rows of it can be named.

    Attributes
    ----------
    rows : pandas.DataFrame
        The table in its order, with the columns of a claim's key.
    table, known_on, version
        What `load` was told to get it.
    filters : dict
        The filters that it was told, too.
    """

    rows: pd.DataFrame
    table: str
    known_on: str | None
    version: str
    filters: dict[str, Any]

    def recall(self, wanted: Mask) -> tuple[str, bool]:
        """Return a line that gives the rows, and whether it gives no others.

        As they were loaded, if those are just they; else with more filters; else by what their
        statuses, sources or qualifiers have in common; else by their places, if they are few.
        """
        if wanted.all():
            return self.line(), True
        filters, narrow = self._narrowest(wanted)
        line = self.line(**filters)
        if np.array_equal(narrow, wanted):
            return line, True
        words, kept = self._in_common(wanted, narrow)
        if np.array_equal(kept, wanted):
            return f'{line}.query("{" and ".join(words)}")', True
        runs = _runs(np.flatnonzero(wanted[narrow]))
        if len(runs) > _MOST_PLACES:
            return line, False
        return f"{line}.iloc[{_places(runs)}]", True

    def line(self, **filters: Any) -> str:
        """Return a call of `load`, narrower by these filters than the table is.

        >>> table = Recall(pd.DataFrame(), "claims", None, "2026.9.6", {"categories": ["tanks"]})
        >>> table.line(since="2023-04-18")
        'wl.load(categories="tanks", since="2023-04-18", version="2026.9.6")'
        """
        told = [] if self.table == "claims" else [_quoted(self.table)]
        told += [f"{name}={_quoted(value)}" for name, value in {**self.filters, **filters}.items()]
        if self.known_on:
            told.append(f"known_on={_quoted(self.known_on)}")
        return f"wl.load({', '.join([*told, f'version={_quoted(self.version)}'])})"

    def _mask(self, filters: dict[str, Any]) -> Mask:
        """Return which rows filters let through."""
        mask = np.ones(len(self.rows), dtype=bool)
        for name, value in filters.items():
            if name in ARGUMENTS:
                mask &= self.rows[ARGUMENTS[name]].isin(_listed(value)).to_numpy()
            else:
                days, day = self.rows["as_of"], pd.Timestamp(value)
                mask &= (days >= day if name == "since" else days <= day).to_numpy()
        return mask

    def _narrowest(self, wanted: Mask) -> tuple[dict[str, Any], Mask]:
        """Return the fewest filters that let through least besides the rows, and what they let."""
        rows = self.rows[wanted]
        filters: dict[str, Any] = {
            argument: sorted(map(str, rows[column].unique()))
            for argument, column in ARGUMENTS.items()
        }
        filters |= {
            "since": str(rows["as_of"].min().date()),
            "until": str(rows["as_of"].max().date()),
        }
        narrow = self._mask(filters)
        for name in _DROPPED_FIRST:
            fewer = {k: v for k, v in filters.items() if k != name}
            if name in ("claimants", "categories") and len(filters[name]) <= _TOLD:
                continue
            if np.array_equal(self._mask(fewer), narrow):
                filters = fewer
        return filters, narrow

    def _in_common(self, wanted: Mask, narrow: Mask) -> tuple[list[str], Mask]:
        """Return what to ask of the codes that `load` has no filter for, and what that leaves."""
        words, kept = [], narrow
        for name in (name for name in _CODES if name in self.rows):
            values = sorted(map(str, self.rows.loc[wanted, name].unique()))
            further = kept & self.rows[name].isin(values).to_numpy()
            if not np.array_equal(further, kept):
                kept = further
                words.append(
                    f"{name} == {values[0]!r}" if len(values) == 1 else f"{name} in {values}"
                )
        return words, kept


def _listed(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _quoted(value: str | Iterable[str]) -> str:
    """Return a code or several as Python.

    >>> _quoted(["tanks", "uavs"]), _quoted(["tanks"])
    ('["tanks", "uavs"]', '"tanks"')
    """
    texts = [f'"{code}"' for code in _listed(value)]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _runs(places: np.ndarray[Any, Any]) -> list[tuple[int, int]]:
    """Return runs of places, first and last.

    >>> _runs(np.array([0, 1, 2, 5, 7, 8]))
    [(0, 2), (5, 5), (7, 8)]
    """
    breaks = np.flatnonzero(np.diff(places) > 1)
    firsts, lasts = places[[0, *(breaks + 1)]], places[[*breaks, len(places) - 1]]
    return [(int(a), int(b)) for a, b in zip(firsts, lasts, strict=True)]


def _places(runs: list[tuple[int, int]]) -> str:
    """Return what to write between the brackets of ``.iloc``.

    >>> _places([(0, 2)]), _places([(0, 2), (5, 5)])
    ('0:3', '[*range(0, 3), 5]')
    """
    if len(runs) == 1:
        return f"{runs[0][0]}:{runs[0][1] + 1}"
    told = (str(a) if a == b else f"*range({a}, {b + 1})" for a, b in runs)
    return f"[{', '.join(told)}]"

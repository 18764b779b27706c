"""A claim's key as one number, so that rows and claims are matched by whole arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from warlosses import codes

if TYPE_CHECKING:
    from collections.abc import Collection

# Days fit in 16 bits from 1970 to 2149; other days are no claims.
DAY_BITS = 16
_LAST_DAY = 2**DAY_BITS - 1
# What a key of a daily increment moves by in a day: its period starts on the day itself.
A_DAY_OF_INCREMENTS = 2**DAY_BITS + 1


def claim_keys(
    frame: pd.DataFrame, *, usable: np.ndarray[Any, Any] | None = None
) -> np.ndarray[Any, Any]:
    """Return for each row a number that is the same for the same claim.

    The day is in the lowest bits: one less is the same claim of the day before.

    Parameters
    ----------
    frame : pandas.DataFrame
        The columns of a claim's key.
    usable : numpy.ndarray, optional
        Which rows have a key; the others get negative numbers, each another one.

    Examples
    --------
    >>> days = pd.to_datetime(["2023-04-17", "2023-04-18"])
    >>> parts = ["oryx", "RU", "tanks", "lost", "cumulative"]
    >>> names = ["claimant", "belligerent", "category", "outcome", "measure"]
    >>> frame = pd.DataFrame([parts] * 2, columns=names)
    >>> keys = claim_keys(frame.assign(as_of=days, period_start=pd.Timestamp("2022-02-24")))
    >>> int(keys[1] - keys[0])
    1
    """
    key = np.zeros(len(frame), dtype="int64")
    known = np.ones(len(frame), dtype=bool) if usable is None else usable.copy()
    for name in ("claimant", "belligerent", "category", "outcome", "measure"):
        listed = _listed(name)
        places = _places(frame[name], listed)
        known &= places >= 0
        key = key * len(listed) + places
    for name in ("period_start", "as_of"):
        days = frame[name].to_numpy(dtype="datetime64[D]").astype("int64")
        known &= (days >= 0) & (days <= _LAST_DAY)
        key = (key << DAY_BITS) + np.where(known, days, 0)
    return np.where(known, key, -1 - np.arange(len(frame)))


def series_of(keys: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the part of claims' keys that stands for claimant, belligerent, ..., measure."""
    return keys >> (2 * DAY_BITS)


def find(
    wanted: np.ndarray[Any, Any],
    keys: np.ndarray[Any, Any],
    keep: Literal["first", "last"] = "last",
) -> np.ndarray[Any, Any]:
    """Return the place of each wanted key among the keys, -1 for none.

    >>> find(np.array([7, 9]), np.array([9, 8, 9])).tolist()
    [-1, 2]
    """
    index: pd.Index[Any] = pd.Index(keys)
    if not index.is_unique:
        # A key that nobody asks for in place of each that comes again keeps the places as they are.
        nobody = np.iinfo("int64").min + np.arange(len(keys))
        index = pd.Index(np.where(index.duplicated(keep=keep), nobody, keys))
    return index.get_indexer(pd.Index(wanted))


def _listed(name: str) -> Collection[str]:
    lists: dict[str, Collection[str]] = {
        "claimant": codes.claimants(),
        "category": codes.categories(),
    }
    return lists.get(name) or codes.terms(name)


def _places(column: pd.Series[Any], listed: Collection[str]) -> np.ndarray[Any, Any]:
    """Return for each row the place of its code in the list, -1 where it is not in it."""
    coded = column.astype("category") if column.dtype != "category" else column
    place = {code: number for number, code in enumerate(listed)}
    of_category = [place.get(code, -1) for code in coded.cat.categories]
    return np.array([*of_category, -1], dtype="int64")[coded.cat.codes.to_numpy()]

"""Every exception that warlosses raises on purpose, and near matches for what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_LONGEST = 200
# Lists up to this length are told even where a near match is; of longer ones, the beginning.
_FEW = 7
_MOST_TOLD = 12


class WarlossesError(Exception):
    """Base class: something was wrong that the caller can mend."""


class ArgumentError(WarlossesError, ValueError):
    """An argument names something that does not exist; the text lists near matches."""


class MissingFileError(ArgumentError, FileNotFoundError):
    """A path leads to no file."""


class SourceError(WarlossesError):
    """A source's file is not what it should be: says which file, where, and the cure."""


class ReleaseError(WarlossesError):
    """A release is missing, incomplete or not one that this version can read."""


class CacheError(ReleaseError):
    """The folder for downloads can't be written or locked, or there is none."""


class TrustError(ReleaseError):
    """What a release host sent, or what is here, is not what was signed: nothing of it was used."""


class FetchError(WarlossesError):
    """A file could not be fetched, or the answer was not what was expected.

    ``status`` is the HTTP status, where it was what was wrong.
    """

    def __init__(self, text: str, *, status: int | None = None) -> None:
        super().__init__(text)
        self.status = status


class MissingExtraError(WarlossesError, ImportError):
    """An optional dependency is needed; the text says which extra to install."""


class ResourceError(WarlossesError):
    """Memory or disk did not suffice for what was asked; the text says what to give more of."""


class BulletinError(WarlossesError):
    """A text is no bulletin, more than one, or does not tell its claimant."""


class BulletinDayError(BulletinError):
    """A bulletin does not tell the day that it speaks of."""


class UnreadItemWarning(UserWarning):
    """An item of a bulletin's list has a figure but no label that is known."""


def near_matches(
    given: object, known: Iterable[str], *, most: int = 3, cutoff: float = 0.5
) -> list[str]:
    """Return the known words that are spelt like a given one, the nearest first.

    >>> near_matches("tank", ["uavs", "tanks"])
    ['tanks']
    """
    import difflib  # seldom needed, and start-up is to be quick

    # Longer texts are no misspelt words, and comparing them takes long.
    return difflib.get_close_matches(str(given)[:_LONGEST], known, n=most, cutoff=cutoff)


def unknown(
    kind: str,
    given: object,
    known: Collection[str],
    *,
    near: Sequence[str] | None = None,
    odd: str = "",
) -> ArgumentError:
    """Return the error for a word that a list does not have, with what was probably meant.

    Parameters
    ----------
    kind : str
        What the list is of: ``category``.
    given : object
        What was given.
    known : collection of str
        The whole list.
    near : sequence of str, optional
        What was probably meant, where more than the spelling tells; by default what is spelt alike.
    odd : str, default ''
        What of the word deceives the eye: a letter that only looks like the right one.

    Examples
    --------
    >>> print(unknown("backend", "panda", ["pandas", "polars"]))
    unknown backend 'panda'; did you mean 'pandas'? known: pandas, polars
    >>> print(unknown("category", "drones", ["tanks", "uavs"], near=["uavs"]))
    unknown category 'drones'; did you mean 'uavs'? known: tanks, uavs
    """
    meant = near_matches(given, known) if near is None else near
    hint = f"did you mean {' or '.join(repr(word) for word in meant)}?" if meant else ""
    if len(known) <= _FEW or not meant:
        told = ", ".join([*known][:_MOST_TOLD])
        rest = len(known) - _MOST_TOLD
        hint = f"{hint} known: {told}{f', and {rest} more' if rest > 0 else ''}".strip()
    told = "; ".join(part for part in (odd, hint) if part)
    return ArgumentError(f"unknown {kind} {given!r}; {told}")

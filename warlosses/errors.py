"""Every exception that warlosses raises on purpose."""

from __future__ import annotations


class WarlossesError(Exception):
    """Base class: something was wrong that the caller can mend."""


class ArgumentError(WarlossesError, ValueError):
    """An argument names something that does not exist; the text lists near matches."""


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


class BulletinError(WarlossesError):
    """A text is no bulletin, more than one, or does not tell its claimant."""


class BulletinDayError(BulletinError):
    """A bulletin does not tell the day that it speaks of."""


class UnreadItemWarning(UserWarning):
    """An item of a bulletin's list has a figure but no label that is known."""

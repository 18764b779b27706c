"""What a shell proposes behind an option: the codes, with what they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def codes_of(kind: str) -> Callable[[str], list[tuple[str, str]]]:
    """Return what proposes the codes of a list; of a list with commas, its last one.

    >>> dict(codes_of("category")("tank"))["tanks"]
    'tanks'
    """

    def proposed(incomplete: str) -> list[tuple[str, str]]:
        from warlosses.data.labels import names_of

        before, comma, begun = incomplete.rpartition(",")
        return [
            (f"{before}{comma}{code}", name)
            for code, name in names_of(kind, "en").items()
            if code.lower().startswith(begun.lower())
        ]

    return proposed


def versions(incomplete: str) -> list[str]:
    """Return the versions that are here."""
    import warlosses as wl

    return [version for version in ("latest", *wl.versions()) if version.startswith(incomplete)]


def days(incomplete: str) -> list[str]:
    """Return the words for days; the rest is a date to type."""
    return [word for word in ("latest", "today", "yesterday") if word.startswith(incomplete)]

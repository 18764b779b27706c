"""What is said of a hit: its rule's template filled in, rows named as people count them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.validation.catalogue import CATALOGUE
from warlosses.validation.rule import RowNumber
from warlosses.validation.suggestions import shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from warlosses.validation.rule import Hit


def message_of(hit: Hit, name_of_row: Callable[[int], str]) -> str:
    """Return what to say of a hit; a note that made a warning of an error is named."""
    fields = {
        name: name_of_row(fact) if isinstance(fact, RowNumber) else fact
        for name, fact in hit.fields.items()
    }
    message = CATALOGUE[hit.code].message.format(**fields)
    note = f"; no error, because the note says {shorten(hit.note)!r}" if hit.note else ""
    return message + note

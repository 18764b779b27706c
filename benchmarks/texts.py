"""What is measured of reading texts: bulletins a second, and hostile text in proportion."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from case import Case
from harness import Measured, time_call, time_calls

import warlosses as wl

if TYPE_CHECKING:
    from case import Settings

_BULLETINS = 1000
_SECOND = 1000.0  # ms
_HOSTILE = ("1", "1,111 ", "(", "tanks (+1) ", "т\u200bа\u202e", "5 tanks lost in the past day ")
_SHORT, _LONG = 50_000, 200_000  # characters


def _bulletins() -> list[str]:
    """Write each day's claims of the General Staff out as its bulletin does."""
    data = wl.load(claimants="ua_general_staff", measures="cumulative", outcomes="lost")
    labels = wl.load("categories").set_index("code")["label_uk"]
    texts = []
    for day, rows in list(data.groupby("as_of"))[:_BULLETINS]:
        items = [
            f"{labels[r.category]} ‒ {r.value} (+{r.value % 40}) од" for r in rows.itertuples()
        ]
        head = f"Загальні бойові втрати противника з 24.02.22 по {day:%d.%m.%y} (орієнтовно):\n"
        body = ",\n".join(items)
        texts.append(f"{head}{body}.\nДані уточнюються.\n")
    return texts


def _parse(settings: Settings) -> Measured:
    texts = _bulletins()

    def parse_all() -> None:
        for text in texts:  # one after the other, none kept
            wl.parse(text)

    ours = time_call(parse_all, settings.runs).ours
    return Measured(ours * _BULLETINS / len(texts), _SECOND, ours / len(texts), "ms")


def _hostile(settings: Settings) -> Measured:
    from warlosses.texts.language.statements import read_statements

    def read(size: int) -> None:
        for piece in _HOSTILE:
            read_statements(piece * (size // len(piece)))

    return time_calls(partial(read, _LONG), partial(read, _SHORT), settings.runs)


CASES = (
    Case("parse", "`wl.parse` of 1,000 bulletins", "a second", 1.0, _parse),
    Case("hostile", "reading hostile text, 1.2 MB", "a quarter of it", 5.0, _hostile),
)

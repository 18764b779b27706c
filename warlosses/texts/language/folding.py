"""Text made plain for matching, with a way back to the original places.

Case, dashes, kinds of space, stacked marks and letters that only look alike fall together, one
character for one; what takes no room (zero-width characters, direction marks) is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from warlosses.letters import LOOKALIKES

_SAME = {"ё": "e", "ї": "i", "ґ": "г", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "s"}
_DASHES = "‐‑‒–—―−﹘﹣－⁃─━➖"
_QUOTES = "’‘ʼ`´′ʹ＇"
_BULLETS = "•▪▫◾◽■□●○◦‣⁌⁍∙·▸►▶➡→✔✅❌❗☑🔹🔸🔺🔻▪⚫⚪🔴💥☠➔➢"
_BULLET = "\u2022"
_MARKS = {
    "\t": "|",  # between the cells of a table
    **dict.fromkeys("\n\v\f\x85\u2028\u2029", "\n"),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_QUOTES, "'"),
    **dict.fromkeys(_BULLETS, _BULLET),
}
_KEPT = "й"  # a letter of its own, not one with a mark
# A keycap ("1" and a frame) numbers a line; it is no figure.
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_DROPPED = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\u0300-\u036f\u0483-\u0487\u20d0-\u20ff]+"
)
_BREVE = "\u0306"


class _Table(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_one(chr(code))
        return folded


def _fold_one(char: str) -> str:
    known = _MARKS.get(char)
    if known is not None:
        return known
    if char.isspace():
        return " "
    if (digit := unicodedata.digit(char, None)) is not None:
        # A raised or circled digit is a footnote's or a list's, not part of a figure.
        return str(digit) if unicodedata.category(char) == "Nd" else _BULLET
    return _fold_letter(char)


def _fold_letter(char: str) -> str:
    lower = char.lower()
    lower = LOOKALIKES.get(lower, _SAME.get(lower, lower))
    if lower in _KEPT:
        return lower
    base = unicodedata.normalize("NFKD", lower)[:1].lower()
    if base.isdecimal():  # a fraction, a superscript
        return _BULLET
    return LOOKALIKES.get(base, _SAME.get(base, base)) or " "


_TABLE = _Table()


def fold_word(text: str) -> str:
    """Return a word of a word list as `fold` would leave it.

    >>> fold_word("Вертольотів") == fold_word("ВЕРТОЛЬОТІВ"), fold_word("ББМ").isascii()
    (True, False)
    """
    return fold(text).text


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where its characters stood in the original."""

    text: str
    original: str
    _cuts: tuple[int, ...] = ()
    _shifts: tuple[int, ...] = ()

    def place(self, position: int) -> int:
        """Return where a character of the folded text stands in the original."""
        if not self._cuts:
            return position
        at = bisect_right(self._cuts, position)
        return position + (self._shifts[at - 1] if at else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a stretch of the original, its end not beyond the last character held."""
        return self.place(start), self.place(end - 1) + 1 if end > start else self.place(start)


def fold(text: str) -> Folded:
    """Fold a text.

    Examples
    --------
    >>> found = fold("ТАНКІВ \u2012 3\u200b661")
    >>> found.text == fold("танкiв - 3661").text
    True
    >>> found.original[slice(*found.span(9, 13))]
    '3\u200b661'
    """
    if text.isascii():
        plain = text.replace("\t", "|").replace("\r", " ").replace("`", "'").lower()
        return Folded(plain.replace("\v", "\n").replace("\f", "\n"), text)
    source = text
    if "\u20e3" in text:
        source = _KEYCAP.sub(lambda m: "\u2022" + " " * (len(m[0]) - 1), text)
    if not _DROPPED.search(source):
        return Folded(source.translate(_TABLE), text)
    return _fold_with_gaps(source, text)


def _fold_with_gaps(source: str, original: str) -> Folded:
    parts: list[str] = []
    cuts: list[int] = []
    shifts: list[int] = []
    kept = last = shift = 0
    for dropped in _DROPPED.finditer(source):
        part = source[last : dropped.start()]
        if dropped[0].startswith(_BREVE) and part[-1:] in ("и", "И"):
            part = part[:-1] + "й"
        parts.append(part)
        kept += len(part)
        shift += len(dropped[0])
        last = dropped.end()
        cuts.append(kept)
        shifts.append(shift)
    parts.append(source[last:])
    return Folded("".join(parts).translate(_TABLE), original, tuple(cuts), tuple(shifts))

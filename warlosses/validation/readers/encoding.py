"""Bytes -> UTF-8 bytes: byte order marks are taken off, any other encoding is refused by name."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warlosses.validation.readers.notes import Notes

_STEP = 1 << 20
_CURE = "Save the file as UTF-8 (in Excel: 'CSV UTF-8'; elsewhere: iconv -f {0} -t UTF-8 FILE)."
_NAMES = {
    "cp1251": "cp1251 (Windows Cyrillic)",
    "koi8_u": "KOI8-U (Cyrillic)",
    "cp866": "cp866 (DOS Cyrillic)",
    "mac_cyrillic": "MacCyrillic (Macintosh, Cyrillic)",
    "cp1252": "cp1252 (Windows Western European)",
}
# As iconv calls them: KOI8-U is not KOI8_U there.
_FOR_ICONV = {
    "cp1251": "CP1251",
    "koi8_u": "KOI8-U",
    "cp866": "CP866",
    "mac_cyrillic": "MACCYRILLIC",
    "cp1252": "CP1252",
}
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
# The letters that Ukrainian and Russian texts have most of.
_FREQUENT = frozenset("оаеиінтсрвлкмдпу")
# No mark of real texts, or a letter of Macedonian and Serbian, which Macintosh's bytes look like.
_UNUSUAL = re.compile(r"[^\w\s.,;:!?«»„“”’'\"()№–—-]|[ЂЃѓЉЊЌЋЏђљњќћџЅѕЈј]")  # noqa: RUF001
LINE_BREAK = re.compile(rb"\r\n|\r|\n")


def to_utf8(raw: bytes, notes: Notes) -> bytes:
    """Return a text file's content as valid UTF-8 without a byte order mark, or refuse it."""
    if raw.startswith(_UTF32):
        notes.refuse(
            "WL002",
            {"found": "UTF-32, by its byte order mark"},
            suggestion=_CURE.format("UTF-32"),
        )
    for mark, encoding in _UTF16.items():
        if raw.startswith(mark):
            return _without_nul(_from_utf16(raw, encoding, notes), notes)
    data = raw
    if raw.startswith(codecs.BOM_UTF8):
        notes.add("WL010", {"found": "a byte order mark at the beginning"}, line=1)
        data = raw[len(codecs.BOM_UTF8) :]
    _check_nul(raw, notes)
    _check_utf8(raw, notes)
    return data


def line_of(data: bytes, offset: int) -> int:
    r"""Return the number of the line that a byte is in; ``\n``, ``\r\n`` and ``\r`` end lines.

    >>> line_of(b"a\r\nb\rc\nd", 7)
    4
    """
    before = data[:offset]
    breaks = before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
    # Standing on the second half of a line break is still standing on its line.
    return breaks + 1 - (before[-1:] == b"\r" and data[offset : offset + 1] == b"\n")


def _from_utf16(raw: bytes, encoding: str, notes: Notes) -> bytes:
    decoder = codecs.getincrementaldecoder(encoding)()
    parts = []
    try:
        for start in range(2, len(raw), _STEP):
            part = raw[start : start + _STEP]
            parts.append(decoder.decode(part, start + _STEP >= len(raw)).encode())
    except UnicodeDecodeError as error:
        done = b"".join(parts) + error.object[: error.start].decode(encoding, "replace").encode()
        notes.refuse(
            "WL002",
            {"found": f"UTF-16 that breaks off or is damaged: {error.reason}"},
            line=line_of(done, len(done)),
            suggestion=_CURE.format("UTF-16"),
        )
    notes.add("WL010", {"found": "UTF-16 text, by its byte order mark"}, line=1)
    return b"".join(parts)


def _check_nul(raw: bytes, notes: Notes) -> None:
    offset = raw.find(b"\0")
    if offset < 0:
        return
    head = raw[: 1 << 16]
    is_wide = head.count(b"\0") > len(head) // 4
    guess = "; it looks like UTF-16 without a byte order mark" if is_wide else ""
    notes.refuse(
        "WL002",
        {"found": f"a NUL byte at byte {offset:,}{guess}"},
        line=line_of(raw, offset),
        suggestion=_CURE.format("UTF-16LE")
        if is_wide
        else "Hand in a text file, or name the format if it is not one.",
    )


def _without_nul(data: bytes, notes: Notes) -> bytes:
    offset = data.find(b"\0")
    if offset >= 0:
        notes.refuse(
            "WL002",
            {"found": "a NUL character"},
            line=line_of(data, offset),
            suggestion="Take it out; it stands for nothing in a text.",
        )
    return data


def _check_utf8(raw: bytes, notes: Notes) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, max(len(raw), 1), _STEP):
        n_waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(raw[start : start + _STEP], start + _STEP >= len(raw))
        except UnicodeDecodeError as error:
            offset = start - n_waiting + error.start
            if error.reason == "unexpected end of data":
                reason = f"a text that breaks off within a character, at byte {offset:,}"
                cure = "The end of the file is missing: save it or copy it again."
            else:
                guess = likely_encoding(raw[max(0, offset - 1024) : offset + (1 << 16)])
                reason = f"byte 0x{raw[offset]:02X} at byte {offset:,}; "
                reason += f"the text looks like {_NAMES[guess]}"
                cure = _CURE.format(_FOR_ICONV[guess])
            notes.refuse("WL002", {"found": reason}, line=line_of(raw, offset), suggestion=cure)


def likely_encoding(sample: bytes) -> str:
    """Return the single-byte encoding that a text seems to be in.

    >>> likely_encoding("знищено 12 танків".encode("cp1251"))
    'cp1251'
    >>> likely_encoding("décès déclarés".encode("cp1252"))
    'cp1252'
    """
    runs = re.findall(rb"[\x80-\xff]+", sample)
    if not runs or sum(map(len, runs)) / len(runs) < 2:  # noqa: PLR2004  accents stand alone
        return "cp1252"

    def score(encoding: str) -> int:
        words = b" ".join(runs).decode(encoding, "replace")
        odd = len(_UNUSUAL.findall(words)) + sum(
            a.islower() and b.isupper() for a, b in pairwise(words)
        )
        return sum(letter in _FREQUENT for letter in words) - 2 * odd

    return max(("cp1251", "koi8_u", "cp866", "mac_cyrillic"), key=score)

"""Numbers and texts made small for the page, with nothing but what ``assets/unpack.js`` undoes."""

from __future__ import annotations

import base64
import lzma
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Raw LZMA with the literals' context of three bits; the page's decoder knows no other kind.
_FILTERS = [
    {
        "id": lzma.FILTER_LZMA1,
        "preset": 6 | lzma.PRESET_EXTREME,
        "nice_len": 273,
        "lc": 3,
        "lp": 0,
        "pb": 0,
    }
]
_ONE_BYTE = 192
_SEVEN_BITS = 127


def packed_numbers(values: Iterable[int]) -> bytes:
    """Return whole numbers as bytes: those near nought take one, its sign in the lowest bit.

    >>> packed_numbers([0, 1, -1, 95]).hex(), packed_numbers([96, 2500]).hex()
    ('000201be', 'c000c84b')
    """
    out = bytearray()
    for value in values:
        rest = value * 2 if value >= 0 else -value * 2 - 1
        if rest < _ONE_BYTE:
            out.append(rest)
            continue
        rest -= _ONE_BYTE
        out.append(_ONE_BYTE + (rest & 63))
        rest >>= 6
        while True:
            out.append(rest & _SEVEN_BITS | (128 if rest > _SEVEN_BITS else 0))
            rest >>= 7
            if not rest:
                break
    return bytes(out)


def packed_text(content: bytes) -> str:
    """Return bytes as the page holds them: their number, and base64 of raw LZMA.

    >>> packed_text(b"aaaa" * 1000).partition(":")[0]
    '4000'
    """
    packed = lzma.compress(content, format=lzma.FORMAT_RAW, filters=_FILTERS)
    return f"{len(content)}:{base64.b64encode(packed).decode()}"

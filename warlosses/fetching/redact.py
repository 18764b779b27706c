"""What of an address, or of what an origin sent, may stand in a message or a record."""

from __future__ import annotations

import re

_USERINFO = re.compile(r"(?<=//)[^/?#\s]*@")


def redacted(text: str) -> str:
    r"""Return a text without the names and passwords in its addresses, nor signs of control.

    Such a sign, sent by a server, could write over what stands in a terminal.

    >>> redacted("http://me:secret@example.org/a@b: expected the file")
    'http://example.org/a@b: expected the file'
    >>> redacted("no \x1b[2J such page")
    'no \\x1b[2J such page'
    """
    plain = _USERINFO.sub("", text)
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in plain)

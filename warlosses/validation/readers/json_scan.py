"""JSON, scanned with bounds: where an object's members stand, and what makes it unreadable.

The standard library's reader gives no places, and takes any depth and any number of members; here
an object is measured before that reader gets to see it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

if TYPE_CHECKING:
    from warlosses.validation.readers.limits import ReadLimits

_SPACE = rb"[ \t\r\n]*+"
_TEXT = rb'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"'
_NUMBER = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"
_SCALAR = rb"(?:%b|%b|true|false|null|NaN|-?Infinity)" % (_TEXT, _NUMBER)
_MEMBER = rb"%b%b:%b%b%b" % (_TEXT, _SPACE, _SPACE, _SCALAR, _SPACE)

SPACE = re.compile(_SPACE)
TEXT = re.compile(_TEXT)
SCALAR = re.compile(_SCALAR)
_BRACKETS = re.compile(rb'[^"\[\]{}]*+(?:%b[^"\[\]{}]*+)*+' % _TEXT)
_WORD = re.compile(rb"[^\s,\[\]{}:]{1,40}")


class Member(NamedTuple):
    """One member of an object: its key, and from where to where its value stands."""

    key: bytes
    key_at: int
    start: int
    end: int


class ScanError(Exception):
    """The text is not JSON, or is over a limit; ``offset`` says where."""

    def __init__(self, offset: int, expected: str, found: str, *, limit: str = "") -> None:
        self.offset = offset
        self.expected = expected
        self.found = found
        self.limit = limit
        super().__init__(f"expected {expected}; found {found}")


def flat_object(limits: ReadLimits) -> re.Pattern[bytes]:
    """Return the pattern of an object within the limits that nests nothing: nearly all are.

    >>> from warlosses.validation.readers.limits import ReadLimits
    >>> bool(flat_object(ReadLimits()).match(b'{"as_of": "2023-04-18", "value": 3661}'))
    True
    """
    most = limits.max_columns - 1
    more = rb"(?:,%b%b){0,%d}+" % (_SPACE, _MEMBER, most)
    return re.compile(rb"\{%b(?:%b%b)?\}" % (_SPACE, _MEMBER, more))


def scan_object(data: bytes, start: int, end: int, limits: ReadLimits) -> tuple[list[Member], int]:
    """Return an object's members and where it ends.

    Raises
    ------
    ScanError
        It is not an object, is broken, or exceeds a limit.

    Examples
    --------
    >>> from warlosses.validation.readers.limits import ReadLimits
    >>> members, end = scan_object(b'{"value": [1, 2]}', 0, 17, ReadLimits())
    >>> members[0].start, members[0].end, end
    (10, 16, 17)
    """
    if data[start : min(start + 1, end)] != b"{":
        _fail(data, start, end, "an object, { ... }")
    members: list[Member] = []
    at = _skip(data, start + 1, end)
    while data[at : min(at + 1, end)] != b"}" or members:
        key = TEXT.match(data, at, end)
        if key is None:
            _fail(data, at, end, "a column's name in double quotes")
        colon = _skip(data, key.end(), end)
        if data[colon : min(colon + 1, end)] != b":":
            _fail(data, colon, end, "a colon")
        value_at = _skip(data, colon + 1, end)
        value_end = scan_value(data, value_at, end, limits, depth=2)
        members.append(Member(key[0], at, value_at, value_end))
        if len(members) > limits.max_columns:
            number = "more in one object"
            raise ScanError(at, "columns", number, limit=f"{limits.max_columns}")
        at = _skip(data, value_end, end)
        mark = data[at : min(at + 1, end)]
        if mark == b"}":
            break
        if mark != b",":
            _fail(data, at, end, "a comma or }")
        at = _skip(data, at + 1, end)
    return members, at + 1


def scan_value(data: bytes, start: int, end: int, limits: ReadLimits, *, depth: int) -> int:
    """Return where a value ends; of a nested one only the brackets are looked at.

    ``depth`` is how many brackets it is within.
    """
    scalar = SCALAR.match(data, start, end)
    if scalar is not None:
        return scalar.end()
    if data[start : min(start + 1, end)] not in (b"[", b"{"):
        _fail(data, start, end, "a value")
    at, level = start, depth
    while True:
        mark = data[at : min(at + 1, end)]
        if mark in (b"[", b"{"):
            level += 1
            if level > limits.max_nesting:
                raise ScanError(at, "levels of nesting", "more", limit=f"{limits.max_nesting}")
        elif mark in (b"]", b"}"):
            level -= 1
            if level == depth:
                return at + 1
        else:
            _fail(data, at, end, "a bracket that closes")
        # A character takes up to twelve bytes here: two escapes of six.
        if at - start > 12 * limits.max_cell:
            limit = f"{limits.max_cell:,} characters"
            raise ScanError(start, "length of a cell", "more", limit=limit)
        between = _BRACKETS.match(data, at + 1, end)
        assert between is not None  # it matches the empty text too
        at = between.end()


def _skip(data: bytes, at: int, end: int) -> int:
    space = SPACE.match(data, at, end)
    return space.end() if space else at


def _fail(data: bytes, at: int, end: int, expected: str) -> NoReturn:
    if at >= end:
        what = "the end of the file" if end == len(data) else "the end of the line"
    elif data[at : at + 1] == b'"':
        what = "a text that is not closed, or holds a line break or a wrong escape"
    elif data[at : at + 1] in (b",", b":", b"[", b"]", b"{", b"}"):
        what = data[at : at + 1].decode()
    else:
        word = _WORD.match(data, at, end)
        what = repr(word[0].decode(errors="ignore")) if word else "something else"
    raise ScanError(at, expected, what)

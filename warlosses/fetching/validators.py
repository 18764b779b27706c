"""What a server calls its file (its ETag or its date), kept to be sent back another day.

Nobody signs it, and what is kept outlives the answer that it came with: one that is too long or
holds odd characters would be refused by every honest server from then on.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_USUAL = re.compile(r"[ -~]{1,200}")
# What a server answers that can't read a request's headers, or will not do as they ask.
REFUSED = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    }
)


def usable(validator: str | None) -> str | None:
    r"""Return a validator that may be sent back; None for one that is better forgotten.

    >>> usable('"5f1a"'), usable('"a\x07"'), usable("a" * 20_000), usable(None)
    ('"5f1a"', None, None, None)
    """
    return validator if validator and _USUAL.fullmatch(validator) else None


def strong_validator(headers: Mapping[str, str]) -> str | None:
    """Return what an answer calls the very bytes of its body; None where it does not say."""
    if "Content-Encoding" in headers:
        return None
    etag = headers.get("ETag", "")
    return usable(etag if etag.startswith('"') else headers.get("Last-Modified"))

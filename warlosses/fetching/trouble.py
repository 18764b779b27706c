"""What can go wrong with a request, whether to try again, and when: no effects here."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from warlosses.fetching.limits import FetchLimits

RETRIED = frozenset({429, 500, 502, 503, 504})
_A_YEAR = 365 * 86400.0

LATER = "check the network connection and try again later"
BROWSER = "open the address in a browser: the file may have moved, been removed or been closed off"


class Trouble(Exception):  # noqa: N818 - a step on the way to a FetchError, never seen outside
    """One try went wrong.

    Parameters
    ----------
    instead
        What came instead of the file.
    cure
        What the reader of the message can do.
    again
        Whether another try may help.
    wait
        Seconds the server asked us to wait, if it did.
    status
        The HTTP status, where it is what was wrong.
    """

    def __init__(
        self,
        instead: str,
        cure: str = LATER,
        *,
        again: bool = False,
        wait: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(instead)
        self.instead = instead
        self.cure = cure
        self.again = again
        self.wait = wait
        self.status = status


def trouble_with(
    status: int, headers: Mapping[str, str], now: datetime, *, also: Collection[int] = ()
) -> Trouble | None:
    """Say what is wrong with an answer's status, or None if nothing is.

    `also` are statuses, besides 200, that the request asked for.

    Examples
    --------
    >>> trouble_with(200, {}, datetime.now(UTC))
    >>> trouble_with(404, {}, datetime.now(UTC)).again
    False
    """
    if status == HTTPStatus.OK or status in also:
        return None
    wait = named_wait(status, headers, now)
    again = status in RETRIED
    if wait is not None:
        when = (now.astimezone(UTC) + timedelta(seconds=wait)).strftime("%Y-%m-%d %H:%M:%S UTC")
        limit = " (rate limit used up)" if _is_rate_limited(status, headers) else ""
        cure = f"try again after {when}"
        return Trouble(f"HTTP {status}{limit}", cure, again=again, wait=wait, status=status)
    return Trouble(f"HTTP {status}", LATER if again else BROWSER, again=again, status=status)


def named_wait(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """Read how many seconds the server asks us to wait: Retry-After, or GitHub's rate limit.

    Examples
    --------
    >>> named_wait(503, {"Retry-After": "7"}, datetime.now(UTC))
    7.0
    """
    try:
        if "Retry-After" in headers:
            text = headers["Retry-After"].strip()
            seconds = float(text) if text.isdecimal() else _until(parsedate_to_datetime(text), now)
        elif _is_rate_limited(status, headers):
            seconds = float(headers["X-RateLimit-Reset"]) - now.timestamp()
        else:
            return None
    except (ValueError, KeyError, OverflowError):
        return None
    # Anything beyond a year is a mistake, and as a date may not even be printable.
    return min(max(seconds, 0.0), _A_YEAR)


def backoff(tries: int, limits: FetchLimits) -> float:
    """Choose how long to wait after so many failed tries.

    The random part keeps many readers that failed together from coming back together.
    """
    wait = min(limits.backoff * 2.0 ** (tries - 1), limits.longest_wait)
    return wait * random.uniform(0.5, 1.0)  # noqa: S311 - not for secrets


def _is_rate_limited(status: int, headers: Mapping[str, str]) -> bool:
    # GitHub also sends "0 remaining" with the last answer that it does give.
    return status in {403, 429} and headers.get("X-RateLimit-Remaining") == "0"


def _until(moment: datetime, now: datetime) -> float:
    # An HTTP date is always UTC; Python reads the zone "-0000" as no zone at all.
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp()

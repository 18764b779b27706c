"""Fetch one file over HTTP, bounded in time, size, redirects and tries.

The decisions (`trouble_with`, `named_wait`, `backoff`) are pure; `Fetcher.get` has the effect.
The tries are counted here and not by urllib3's ``Retry``, which sees only the head of an answer
(a body that is cut off later is past it), would wait without regard to the deadline, and shortens
a long ``Retry-After`` where we want to give up and say when to come back.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from warlosses import __version__
from warlosses.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

RETRIED = frozenset({429, 500, 502, 503, 504})
CHUNK = 64 * 1024
_A_YEAR = 365 * 86400.0

_LATER = "check the network connection and try again later"
_BROWSER = "open the address in a browser: the file may have moved, been removed or been closed off"
_CERTIFICATE = "check this computer's date, and the certificate of a proxy if there is one"
_TOO_SLOW = "try again on a faster connection, or allow more time (Limits.deadline)"


@dataclass(frozen=True)
class Limits:
    """How long, how much and how often; all times are in seconds.

    Parameters
    ----------
    tries
        Requests made for one file before giving up, the first included.
    connect_timeout, read_timeout
        Longest wait for a connection, and for the next bytes of an answer.
    deadline
        Longest time for one file, with all its tries, waits and redirects.
    max_bytes
        Largest body, after decompression.
    redirects
        Redirects followed in one try.
    backoff
        Wait after the first failed try; it doubles with each further one.
    longest_wait
        No wait is longer; a server that asks for more ends the tries.
    """

    tries: int = 4
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    deadline: float = 300.0
    max_bytes: int = 64 * 1024 * 1024
    redirects: int = 5
    backoff: float = 0.5
    longest_wait: float = 60.0


@dataclass(frozen=True)
class Response:
    """What an origin answered: status 200 with a body, or 304 (not modified) without one."""

    status: int
    body: bytes
    etag: str | None
    last_modified: str | None
    url: str


class Trouble(Exception):  # noqa: N818 - a step on the way to a FetchError, never seen outside
    """One try went wrong.

    Parameters
    ----------
    found
        What came instead of the file.
    cure
        What the reader of the message can do.
    again
        Whether another try may help.
    wait
        Seconds the server asked us to wait, if it did.
    """

    def __init__(
        self, found: str, cure: str = _LATER, *, again: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(found)
        self.found = found
        self.cure = cure
        self.again = again
        self.wait = wait


class Fetcher:
    """One HTTP session with limits; opens no connection before the first `get`.

    Parameters
    ----------
    limits
        Bounds on every file.
    sleep, clock, now
        Waiting, the monotonic clock and the time of day; tests replace them.
    session
        The connections to use, for instance some that are open to public addresses only.

    Examples
    --------
    >>> with Fetcher(Limits(tries=2)) as fetcher:
    ...     fetcher.get("ftp://example.org/a.json")
    Traceback (most recent call last):
    ...
    warlosses.errors.FetchError: ftp://example.org/a.json: expected the file (HTTP 200), found ...
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        session: requests.Session | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._sleep = sleep
        self._clock = clock
        self._now = now
        self._session = session or requests.Session()
        self._session.headers["User-Agent"] = user_agent()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept open between files."""
        self._session.close()

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int | None = None,
    ) -> Response:
        """Fetch one file.

        Parameters
        ----------
        url
            An http or https address.
        etag, last_modified
            What the last answer for this address carried; lets the server say "not modified".
        max_bytes
            Overrides ``limits.max_bytes``.

        Raises
        ------
        FetchError
            The file did not come whole and within the limits.
        """
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in validators.items() if value}
        largest = self.limits.max_bytes if max_bytes is None else max_bytes
        start = self._clock()
        tries = 0
        while True:
            tries += 1
            try:
                return self._try(url, headers, largest, start + self.limits.deadline)
            except Trouble as trouble:
                wait = self._wait_before_next(trouble, tries, start + self.limits.deadline)
                if wait is None:
                    raise FetchError(
                        f"{url}: expected the file (HTTP 200), found {trouble.found}; "
                        f"gave up after {tries} of at most {self.limits.tries} tries in "
                        f"{self._clock() - start:.0f} s; {trouble.cure}"
                    ) from trouble
            self._sleep(wait)

    def _wait_before_next(self, trouble: Trouble, tries: int, ends: float) -> float | None:
        """Seconds before the next try, or None if there is to be none."""
        if not trouble.again or tries >= self.limits.tries:
            return None
        wait = backoff(tries, self.limits) if trouble.wait is None else trouble.wait
        too_long = wait > self.limits.longest_wait or self._clock() + wait >= ends
        return None if too_long else wait

    def _try(self, url: str, headers: dict[str, str], largest: int, ends: float) -> Response:
        try:
            with self._open(url, headers, ends) as answer:
                trouble = trouble_with(
                    answer.status_code, answer.headers, self._now(), conditional=bool(headers)
                )
                if trouble:
                    raise trouble
                return Response(
                    status=answer.status_code,
                    body=self._read(answer, largest, ends),
                    etag=answer.headers.get("ETag"),
                    last_modified=answer.headers.get("Last-Modified"),
                    url=answer.url,
                )
        except requests.exceptions.SSLError as error:
            raise Trouble(f"no secure connection ({error})", _CERTIFICATE) from error
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise Trouble(f"no answer in time ({error})", again=True) from error
        except (requests.ConnectionError, urllib3.exceptions.HTTPError) as error:
            raise Trouble(f"a broken connection ({error})", again=True) from error
        except (requests.RequestException, ValueError) as error:
            raise Trouble(f"a request that cannot be made ({error})", _BROWSER) from error

    def _open(self, url: str, headers: dict[str, str], ends: float) -> requests.Response:
        """Open `url`, following redirects.

        Not left to requests, which reads the body of every redirect whole, however long it is.
        """
        allowed = ("https",) if url.lower().startswith("https:") else ("http", "https")
        for _ in range(self.limits.redirects + 1):
            if urlsplit(url).scheme.lower() not in allowed:
                raise Trouble(f"an address that is not {' or '.join(allowed)} ({url})", _BROWSER)
            left = self._time_left(ends)
            timeouts = min(self.limits.connect_timeout, left), min(self.limits.read_timeout, left)
            answer = self._session.get(
                url, headers=headers, timeout=timeouts, stream=True, allow_redirects=False
            )
            target = self._session.get_redirect_target(answer)
            if target is None:
                return answer
            answer.close()
            url = urljoin(url, target)
        raise Trouble(f"more than {self.limits.redirects} redirects, the last to {url}", _BROWSER)

    def _read(self, answer: requests.Response, largest: int, ends: float) -> bytes:
        """Read the body; urllib3 raises if it is shorter than its Content-Length."""
        declared = answer.headers.get("Content-Length", "")
        if declared.isdecimal() and int(declared) > largest:
            raise _too_large(largest)
        body = bytearray()
        # read1 hands over what has come so far. read and iter_content wait until a whole chunk is
        # there, so that a server which drips bytes could hold us far beyond the deadline.
        while chunk := answer.raw.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > largest:
                raise _too_large(largest)
            self._time_left(ends)
        return bytes(body)

    def _time_left(self, ends: float) -> float:
        left = ends - self._clock()
        if left <= 0:
            raise Trouble(f"no end within {self.limits.deadline:g} s", _TOO_SLOW)
        return left


def user_agent() -> str:
    """Name this library and its version to the servers it asks."""
    return f"warlosses/{__version__} (+https://github.com/warlosses/warlosses)"


def trouble_with(
    status: int, headers: Mapping[str, str], now: datetime, *, conditional: bool
) -> Trouble | None:
    """Say what is wrong with an answer's status, or None if nothing is.

    Examples
    --------
    >>> trouble_with(200, {}, datetime.now(UTC), conditional=False)
    >>> trouble_with(404, {}, datetime.now(UTC), conditional=False).again
    False
    """
    if status == requests.codes.ok or (status == requests.codes.not_modified and conditional):
        return None
    wait = named_wait(status, headers, now)
    again = status in RETRIED
    if wait is not None:
        when = (now.astimezone(UTC) + timedelta(seconds=wait)).strftime("%Y-%m-%d %H:%M:%S UTC")
        limit = " (rate limit used up)" if _is_rate_limited(status, headers) else ""
        return Trouble(f"HTTP {status}{limit}", f"try again after {when}", again=again, wait=wait)
    return Trouble(f"HTTP {status}", _LATER if again else _BROWSER, again=again)


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


def backoff(tries: int, limits: Limits) -> float:
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


def _too_large(largest: int) -> Trouble:
    return Trouble(f"more than {largest} bytes", f"{_BROWSER}; or allow more (Limits.max_bytes)")

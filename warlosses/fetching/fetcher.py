"""Fetch one file over HTTP, bounded in time, size, redirects and tries.

The decisions are in `warlosses.fetching.trouble`, `warlosses.fetching.address` and
`warlosses.fetching.partial_file`; `Fetcher.get` and `Fetcher.save` have the effect.
The tries are counted here and not by urllib3's ``Retry``, which sees only the head of an answer
(a body that is cut off later is past it), would wait without regard to the deadline, and shortens
a long ``Retry-After`` where we want to give up and say when to come back.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import urljoin

import requests
import urllib3

from warlosses._version import __version__
from warlosses.errors import FetchError
from warlosses.fetching.address import Way
from warlosses.fetching.failures import trouble_of
from warlosses.fetching.limits import FetchLimits
from warlosses.fetching.redact import redacted
from warlosses.fetching.trouble import BROWSER, Trouble, backoff, trouble_with
from warlosses.fetching.validators import REFUSED, usable
from warlosses.fetching.watch import USUAL, Kinds, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from types import TracebackType

    from warlosses.fetching.partial_file import PartialFile

CHUNK = 64 * 1024
_REFUSED_RANGES = REFUSED | {HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE}
_Got = TypeVar("_Got")

_TOO_SLOW = "try again on a faster connection, or allow more time (FetchLimits.deadline)"


@dataclass(frozen=True)
class Response:
    """What an origin answered: status 200 with a body, or 304 (not modified) without one."""

    status: int
    body: bytes
    etag: str | None
    last_modified: str | None
    url: str


class Fetcher:
    """One HTTP session with limits; opens no connection before the first `get`.

    Parameters
    ----------
    limits
        Bounds on every file.
    sleep, clock, now
        Waiting, the monotonic clock and the time of day; tests replace them.
    session, kinds
        The session to use, and the classes of its connections (plain and secure).

    Examples
    --------
    >>> with Fetcher(FetchLimits(tries=2)) as fetcher:
    ...     fetcher.get("ftp://example.org/a.json")
    Traceback (most recent call last):
    ...
    warlosses.errors.FetchError: ftp://example.org/a.json: expected the file (HTTP 200), found ...
    """

    def __init__(
        self,
        limits: FetchLimits | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        session: requests.Session | None = None,
        kinds: Kinds = USUAL,
    ) -> None:
        self.limits = limits or FetchLimits()
        self._sleep = sleep
        self._clock = clock
        self._now = now
        self._session = session or requests.Session()
        self._session.headers["User-Agent"] = user_agent()
        self._way = Way(self._session)
        self._watch = Watch(self._session, kinds, self._way.opened)

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
            What the last answer for this address carried; lets the server say "not modified". A
            server that refuses the request because of them is asked again without.
        max_bytes
            Overrides ``limits.max_bytes``.

        Raises
        ------
        FetchError
            The file did not come whole and within the limits.
        """
        url = url.strip()
        validators = {"If-None-Match": usable(etag), "If-Modified-Since": usable(last_modified)}
        headers = {name: value for name, value in validators.items() if value}
        largest = self.limits.max_bytes if max_bytes is None else max_bytes

        def attempt(ends: float) -> Response:
            also = {HTTPStatus.NOT_MODIFIED} if headers else set()
            try:
                with self._asking(url, headers, ends, also) as answer:
                    return Response(
                        status=answer.status_code,
                        body=b"".join(self._chunks(answer, largest, ends)),
                        etag=usable(answer.headers.get("ETag")),
                        last_modified=usable(answer.headers.get("Last-Modified")),
                        url=redacted(answer.url),
                    )
            except Trouble as trouble:
                if headers and trouble.status in REFUSED:
                    headers.clear()
                    trouble.again = True
                raise

        return self._persist(url, attempt, self.limits.deadline)

    def save(
        self,
        url: str,
        partial: PartialFile,
        progress: Callable[[int], None] = lambda _: None,
    ) -> bool:
        """Fetch a file of a known size to disk, going on from what is there of it.

        The size alone is checked; a file that was changed on the way is for the caller to find.
        Tries that bring the file forward are not counted against ``limits.tries``.

        Parameters
        ----------
        url
            An http or https address.
        partial
            Where the file goes, and how much of it there is.
        progress
            Told how many bytes there are.

        Returns
        -------
        bool
            Whether it came in parts, which may be of different files.

        Raises
        ------
        FetchError
            The file did not come whole and within the limits; what came is kept, to be resumed.
        OSError
            It can't be written.
        """
        url = url.strip()
        longest = self.limits.deadline + partial.size / self.limits.slowest
        furthest = partial.have
        in_parts = furthest > 0

        def grew() -> bool:
            # Only beyond the furthest byte so far: a server that makes us begin again and again
            # brings the same bytes forward each time.
            nonlocal furthest
            before, furthest = furthest, max(furthest, partial.have)
            return furthest - before >= CHUNK

        def attempt(ends: float) -> None:
            nonlocal in_parts
            headers = {"Accept-Encoding": "identity", **partial.request_headers()}
            also = {HTTPStatus.PARTIAL_CONTENT} if "Range" in headers else set()
            try:
                with self._asking(url, headers, ends, also) as answer:
                    start = partial.start_of(answer.status_code, answer.headers)
                    in_parts = start > 0
                    with partial.open(start, answer.headers) as file:
                        have = start
                        for chunk in self._chunks(answer, partial.size - start, ends):
                            file.write(chunk)
                            have += len(chunk)
                            progress(have)
            except Trouble as trouble:
                if also and trouble.status in _REFUSED_RANGES:
                    partial.discard()
                    trouble.again = True
                raise
            if partial.have < partial.size:
                instead = f"an answer cut off after {partial.have} of {partial.size} bytes"
                raise Trouble(instead, again=True)

        if not partial.is_whole:
            self._persist(url, attempt, longest, grew)
        return in_parts

    def _persist(
        self,
        url: str,
        attempt: Callable[[float], _Got],
        longest: float,
        grew: Callable[[], bool] = lambda: False,
    ) -> _Got:
        """Try until it works, a limit is reached, or the trouble is one that will stay."""
        start = self._clock()
        tries = counted = 0
        while True:
            tries, counted = tries + 1, counted + 1
            try:
                return attempt(start + longest)
            except Trouble as trouble:
                counted = 1 if grew() else counted
                wait = self._wait_before_next(trouble, counted, start + longest)
                if wait is None:
                    text = (
                        f"{url}: expected the file (HTTP 200), found {trouble.instead}; "
                        f"gave up after {tries} of at most {max(self.limits.tries, tries)} tries "
                        f"in {self._clock() - start:.0f} s; {trouble.cure}"
                    )
                    raise FetchError(redacted(text), status=trouble.status) from trouble
            self._sleep(wait)

    def _wait_before_next(self, trouble: Trouble, tries: int, ends: float) -> float | None:
        """Seconds before the next try, or None if there is to be none."""
        if not trouble.again or tries >= self.limits.tries:
            return None
        wait = backoff(tries, self.limits) if trouble.wait is None else trouble.wait
        too_long = wait > self.limits.longest_wait or self._clock() + wait >= ends
        return None if too_long else wait

    @contextmanager
    def _asking(
        self, url: str, headers: dict[str, str], ends: float, also: Collection[int]
    ) -> Iterator[requests.Response]:
        """Give the answer to read, if its status is as hoped; every failure becomes a `Trouble`."""
        try:
            with (
                self._watch.until(self._time_left(ends)),
                self._open(url, headers, ends) as answer,
            ):
                trouble = trouble_with(answer.status_code, answer.headers, self._now(), also=also)
                if trouble:
                    raise trouble
                yield answer
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError, OSError) as e:
            trouble = trouble_of(e)
            if trouble is None:
                raise
            if trouble.again:
                self._time_left(ends)  # a connection that the watch cut is one out of time
            raise trouble from e

    def _open(self, url: str, headers: dict[str, str], ends: float) -> requests.Response:
        """Open `url`, following redirects.

        Not left to requests, which reads the body of every redirect whole, however long it is.
        """
        first = url
        for hop in range(self.limits.redirects + 1):
            self._way.step(url, first if hop else None)
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
        raise Trouble(f"more than {self.limits.redirects} redirects, the last to {url}", BROWSER)

    def _chunks(self, answer: requests.Response, largest: int, ends: float) -> Iterator[bytes]:
        """Yield the body as it comes; urllib3 raises if it is shorter than its Content-Length."""
        declared = answer.headers.get("Content-Length", "")
        if declared.isdecimal() and int(declared) > largest:
            raise _too_large(largest)
        size = 0
        # read1 hands over what has come so far. read and iter_content wait until a whole chunk is
        # there, so that a server which drips bytes could hold us far beyond the deadline.
        while chunk := answer.raw.read1(CHUNK, decode_content=True):
            size += len(chunk)
            if size > largest:
                raise _too_large(largest)
            yield chunk
            self._time_left(ends)
        self._time_left(ends)  # what the watch cut off looks like an end

    def _time_left(self, ends: float) -> float:
        left = ends - self._clock()
        if left <= 0:
            raise Trouble("no end within the time allowed", _TOO_SLOW)
        return left


def user_agent() -> str:
    """Name this library and its version to the servers it asks."""
    return f"warlosses/{__version__} (+https://github.com/warlosses/warlosses)"


def _too_large(largest: int) -> Trouble:
    return Trouble(
        f"more than {largest} bytes", f"{BROWSER}; or allow more (FetchLimits.max_bytes)"
    )

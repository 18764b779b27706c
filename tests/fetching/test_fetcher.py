"""The fetcher, against a real server on the loopback address."""

from __future__ import annotations

import gzip
import socket
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.support.http import LoopbackServer, QuietHandler, serving
from warlosses.errors import FetchError
from warlosses.fetching.fetcher import Fetcher
from warlosses.fetching.limits import FetchLimits
from warlosses.fetching.partial_file import PartialFile
from warlosses.fetching.trouble import backoff, named_wait

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message
    from pathlib import Path

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@dataclass
class Answer:
    """One scripted answer; `length` may lie, `drip` sends byte by byte with a pause."""

    status: int = 200
    body: bytes = b"[1]"
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    drip: float = 0.0
    header_drip: float = 0.0
    pause: float = 0.0


class Server(LoopbackServer):
    """Gives the scripted answers in turn, the last one for ever; remembers the requests."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.script: list[Answer] = []
        self.seen: list[Message] = []
        self.url += "/a.json"


class Handler(QuietHandler):
    server: Server

    def reply(self) -> None:
        self.server.seen.append(self.headers)
        script = self.server.script
        answer = script.pop(0) if len(script) > 1 else script[0]
        time.sleep(answer.pause)
        headers = dict(answer.headers)
        if answer.status != 304 and "Transfer-Encoding" not in answer.headers:
            length = len(answer.body) if answer.length is None else answer.length
            headers["Content-Length"] = str(length)
        self.send_head(answer.status, headers, answer.header_drip)
        if answer.drip:
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                self.server.parts_sent += 1
                time.sleep(answer.drip)
        else:
            self.wfile.write(answer.body)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server()) as server:
        yield server


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def fetcher(waits: list[float]) -> Iterator[Fetcher]:
    limits = FetchLimits(connect_timeout=60, read_timeout=60, deadline=600, max_bytes=1000)
    with Fetcher(limits, sleep=waits.append, now=lambda: NOW) as fetcher:
        yield fetcher


def test_whole_file(server: Server, fetcher: Fetcher) -> None:
    server.script = [Answer(headers={"ETag": '"e"', "Last-Modified": "Fri"})]
    response = fetcher.get(server.url)
    assert (response.status, response.body, response.url) == (200, b"[1]", server.url)
    assert (response.etag, response.last_modified) == ('"e"', "Fri")
    assert server.seen[0]["User-Agent"].startswith("warlosses/")
    assert server.seen[0]["User-Agent"].endswith("(+https://github.com/warlosses/warlosses)")
    assert "If-None-Match" not in server.seen[0]


def test_not_modified(server: Server, fetcher: Fetcher) -> None:
    server.script = [Answer(304)]
    response = fetcher.get(server.url, etag='"e"', last_modified="Fri, 01 May 2026 12:00:00 GMT")
    assert (response.status, response.body) == (304, b"")
    assert server.seen[0]["If-None-Match"] == '"e"'
    assert server.seen[0]["If-Modified-Since"] == "Fri, 01 May 2026 12:00:00 GMT"


def test_not_modified_unasked_is_refused(server: Server, fetcher: Fetcher) -> None:
    server.script = [Answer(304)]
    with pytest.raises(FetchError, match="HTTP 304"):
        fetcher.get(server.url)


@pytest.mark.parametrize("odd", ["a" * 20_000, '"a\x07"', '"é"'])
def test_an_odd_validator_is_neither_kept_nor_sent(
    odd: str, server: Server, fetcher: Fetcher, tmp_path: Path
) -> None:
    server.script = [Answer(headers={"ETag": odd, "Last-Modified": odd})]
    response = fetcher.get(server.url, etag=odd, last_modified=odd)
    assert (response.etag, response.last_modified) == (None, None)
    assert {"If-None-Match", "If-Modified-Since"}.isdisjoint(server.seen[0])
    (tmp_path / "a").write_bytes(b"[")
    (tmp_path / "a.etag").write_text(odd, encoding="latin-1")  # as an older version kept it
    fetcher.save(server.url, PartialFile(tmp_path / "a", 3))
    assert "If-Range" not in server.seen[1]
    assert not (tmp_path / "a.etag").exists()


@pytest.mark.parametrize("status", [400, 412, 431])
def test_a_server_that_refuses_the_validators_is_asked_without(
    status: int, server: Server, fetcher: Fetcher, tmp_path: Path
) -> None:
    server.script = [Answer(status, b""), Answer(), Answer(status, b""), Answer()]
    assert fetcher.get(server.url, etag='"e"').body == b"[1]"
    (tmp_path / "a").write_bytes(b"[")
    (tmp_path / "a.etag").write_text('"e"')
    fetcher.save(server.url, PartialFile(tmp_path / "a", 3))
    assert (tmp_path / "a").read_bytes() == b"[1]"
    assert [m["If-None-Match"] or m["If-Range"] for m in server.seen] == ['"e"', None, '"e"', None]


@pytest.mark.parametrize("status", [400, 412, 431])
def test_a_server_that_refuses_a_plain_request_is_not_asked_again(
    status: int, server: Server, fetcher: Fetcher
) -> None:
    server.script = [Answer(status, b"")]
    with pytest.raises(FetchError, match=f"HTTP {status}"):
        fetcher.get(server.url)
    assert len(server.seen) == 1


def test_compressed(server: Server, fetcher: Fetcher) -> None:
    server.script = [Answer(body=gzip.compress(b"[1]"), headers={"Content-Encoding": "gzip"})]
    assert fetcher.get(server.url).body == b"[1]"


CUT_GZIP = Answer(body=gzip.compress(b"[1]")[:-9], length=23, headers={"Content-Encoding": "gzip"})
CUT_CHUNKED = Answer(body=b"5\r\n[1", headers={"Transfer-Encoding": "chunked"})


@pytest.mark.parametrize(
    "first",
    [
        *(Answer(status, b"") for status in (429, 500, 502, 503, 504)),
        Answer(length=100),
        CUT_GZIP,
        CUT_CHUNKED,
    ],
    ids=lambda answer: f"{answer.status}-{answer.length}-{len(answer.body)}",
)
def test_second_try_works(
    server: Server, fetcher: Fetcher, waits: list[float], first: Answer
) -> None:
    server.script = [first, Answer()]
    assert fetcher.get(server.url).body == b"[1]"
    assert len(server.seen) == 2
    assert len(waits) == 1
    assert 0.25 <= waits[0] <= 0.5


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7", 7), ("Fri, 01 May 2026 12:00:30 GMT", 30), ("Fri, 01 May 2020 12:00:00 GMT", 0)],
)
def test_retry_after(
    server: Server, fetcher: Fetcher, waits: list[float], status: int, text: str, seconds: int
) -> None:
    server.script = [Answer(status, headers={"Retry-After": text}), Answer()]
    assert fetcher.get(server.url).status == 200
    assert waits == [seconds]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("soon", None),
        ("", None),
        ("-5", None),
        ("9" * 5000, 365 * 86400),
        ("Fri, 01 May 2026 12:00:30 -0000", 30),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 365 * 86400),
    ],
)
def test_odd_retry_after(text: str, seconds: float | None) -> None:
    assert named_wait(503, {"Retry-After": text}, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "headers", "when"),
    [
        (503, {"Retry-After": "3600"}, "try again after 2026-05-01 13:00:00 UTC"),
        (429, {"Retry-After": "Fri, 01 May 2026 18:00:00 GMT"}, "2026-05-01 18:00:00 UTC"),
        (
            403,
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{NOW.timestamp() + 60:.0f}"},
            r"rate limit used up\).*try again after 2026-05-01 12:01:00 UTC",
        ),
    ],
)
def test_says_when_to_come_back(
    server: Server, fetcher: Fetcher, status: int, headers: dict[str, str], when: str
) -> None:
    server.script = [Answer(status, headers=headers)]
    with pytest.raises(FetchError, match=when):
        fetcher.get(server.url)
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 451])
def test_refusal_is_final(server: Server, fetcher: Fetcher, status: int) -> None:
    server.script = [Answer(status, b"")]
    with pytest.raises(FetchError, match=f"HTTP {status}; gave up after 1 .*browser") as caught:
        fetcher.get(server.url)
    assert server.url in str(caught.value)
    assert len(server.seen) == 1


def test_gives_up(server: Server, fetcher: Fetcher, waits: list[float]) -> None:
    server.script = [Answer(502)]
    with pytest.raises(FetchError, match="HTTP 502; gave up after 4 of at most 4 tries"):
        fetcher.get(server.url)
    assert len(server.seen) == 4
    assert len(waits) == 3


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b"x" * 1001),
        Answer(body=b"", length=10**12),
        Answer(body=gzip.compress(b"x" * 10**6), headers={"Content-Encoding": "gzip"}),
    ],
)
def test_too_large(server: Server, fetcher: Fetcher, answer: Answer) -> None:
    server.script = [answer]
    with pytest.raises(FetchError, match="more than 1000 bytes"):
        fetcher.get(server.url)
    assert len(server.seen) == 1


def test_smaller_limit_for_one_file(server: Server, fetcher: Fetcher) -> None:
    server.script = [Answer()]
    with pytest.raises(FetchError, match="more than 2 bytes"):
        fetcher.get(server.url, max_bytes=2)


SILENCE = Answer(pause=60)  # far longer than anyone here waits


def test_silence_is_tried_again(server: Server, waits: list[float]) -> None:
    server.script = [SILENCE, Answer()]
    with Fetcher(FetchLimits(read_timeout=1), sleep=waits.append) as fetcher:
        assert fetcher.get(server.url).body == b"[1]"
    assert len(server.seen) == 2
    assert len(waits) == 1


def test_silence_for_ever(server: Server, waits: list[float]) -> None:
    server.script = [SILENCE]
    with (
        Fetcher(FetchLimits(read_timeout=0.2), sleep=waits.append) as fetcher,
        pytest.raises(FetchError, match=r"no answer in time .*after 4 of at most 4 tries"),
    ):
        fetcher.get(server.url)


DRIPS = {
    "body": Answer(body=b"x" * 1000, drip=0.05),
    "headers": Answer(headers={f"X-{n}": "y" for n in range(90)}, header_drip=0.2),
}


@pytest.mark.parametrize("dripping", DRIPS)
def test_what_drips_ends_at_the_deadline(server: Server, dripping: str) -> None:
    server.script = [DRIPS[dripping]]
    with (
        Fetcher(FetchLimits(deadline=0.3)) as fetcher,
        pytest.raises(FetchError, match="no end within"),
    ):
        fetcher.get(server.url)
    assert server.parts_sent < 80  # it did not wait for the end
    assert len(server.seen) == 1


def test_saves_a_file_over_several_tries(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    body = bytes(range(200)) * 1000
    cut = {"ETag": '"e"'}
    rest = {**cut, "Content-Range": f"bytes 100000-{len(body) - 1}/{len(body)}"}
    server.script = [
        Answer(body=body[:100_000], length=len(body), headers=cut),
        Answer(503, b""),
        Answer(206, body[100_000:], headers=rest),
    ]
    seen: list[int] = []
    partial = PartialFile(tmp_path / "a", len(body))
    fetcher.save(server.url, partial, seen.append)
    assert partial.path.read_bytes() == body
    assert [m["Range"] for m in server.seen] == [None, "bytes=100000-", "bytes=100000-"]
    assert {m["If-Range"] for m in server.seen[1:]} == {'"e"'}
    assert seen == sorted(seen)
    assert seen[-1] == len(body)
    fetcher.save(server.url, partial)  # nothing is left to ask for
    assert len(server.seen) == 3


def test_progress_is_not_counted_as_a_failed_try(
    server: Server, fetcher: Fetcher, tmp_path: Path
) -> None:
    size, step = 1_000_000, 100_000
    server.script = [
        Answer(206 if n else 200, bytes(step), length=size - n * step, headers={
            "ETag": '"e"', "Content-Range": f"bytes {n * step}-{size - 1}/{size}"})
        for n in range(10)
    ]  # fmt: skip
    partial = PartialFile(tmp_path / "a", size)
    fetcher.save(server.url, partial)  # ten answers, though four tries are allowed
    assert partial.is_whole


def test_a_range_that_cannot_be_had_begins_anew(
    server: Server, fetcher: Fetcher, tmp_path: Path
) -> None:
    server.script = [Answer(416, b""), Answer(body=b"x" * 10)]
    (tmp_path / "a").write_bytes(b"yyy")
    (tmp_path / "a.etag").write_text('"e"')
    fetcher.save(server.url, PartialFile(tmp_path / "a", 10))
    assert (tmp_path / "a").read_bytes() == b"x" * 10


def test_no_wait_beyond_the_deadline(server: Server, waits: list[float]) -> None:
    server.script = [Answer(503, headers={"Retry-After": "20"})]
    with (
        Fetcher(FetchLimits(deadline=10), sleep=waits.append) as fetcher,
        pytest.raises(FetchError, match="gave up after 1 of"),
    ):
        fetcher.get(server.url)
    assert waits == []


def test_redirect(server: Server, fetcher: Fetcher) -> None:
    server.script = [Answer(301, headers={"Location": "/b.json"}), Answer()]
    assert fetcher.get(server.url).url == server.url.replace("a.json", "b.json")


@pytest.mark.parametrize(
    ("target", "message", "requests"),
    [
        ("/a.json", "more than 5 redirects", 6),
        ("file:///etc/hosts", "not http or https", 1),
        ("ftp://127.0.0.1/a.json", "not http or https", 1),
        ("http://[::1/", "cannot be made", 1),
    ],
)
def test_bad_redirect(
    server: Server, fetcher: Fetcher, target: str, message: str, requests: int
) -> None:
    server.script = [Answer(302, headers={"Location": target})]
    with pytest.raises(FetchError, match=message):
        fetcher.get(server.url)
    assert len(server.seen) == requests


@pytest.mark.parametrize("url", ["file:///etc/hosts", "a.json", "", "http://", "http://[::1"])
def test_bad_address(fetcher: Fetcher, waits: list[float], url: str) -> None:
    with pytest.raises(FetchError, match="gave up after 1 of"):
        fetcher.get(url)
    assert waits == []


def test_connection_refused(fetcher: Fetcher, waits: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match=r"broken connection .*after 4 of .*check the network"):
        fetcher.get(f"http://127.0.0.1:{port}/a.json")
    assert len(waits) == 3


def test_backoff_grows_to_its_cap() -> None:
    limits = FetchLimits(backoff=1, longest_wait=4)
    for tries, longest in enumerate([1, 2, 4, 4, 4], start=1):
        assert longest / 2 <= backoff(tries, limits) <= longest

"""What a fetch may take: time, tries and bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FetchLimits:
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
    slowest
        Bytes a second that a large file must come at: it adds its size over this to the deadline.
    """

    tries: int = 4
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    deadline: float = 300.0
    max_bytes: int = 64 * 1024 * 1024
    redirects: int = 5
    backoff: float = 0.5
    longest_wait: float = 60.0
    slowest: float = 64 * 1024

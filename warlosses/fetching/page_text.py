"""A page's bytes -> its main text and day, worked out in a process of its own that has bounds.

A page of a few megabytes can be made to take minutes and gigabytes in the libraries that read it,
by many tags, tags within tags, or one tag with many attributes. There are more such ways than can
be looked for, so time and memory themselves are bounded.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from warlosses.errors import FetchError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable

PROCESSOR_SECONDS = 5
MOST_MEMORY = 768 * 2**20
_LONGEST_WAIT = 60.0  # where the system does not count a process's time
_SAVE = "Save the text from a browser and give the file."


def page_text(body: bytes, url: str) -> tuple[str, date | None]:
    """Return the main text of a page, and the day it says it was published; a plain text as it is.

    Raises
    ------
    FetchError
        To read the page takes more time or memory than any article does.
    MissingExtraError
        The library that extracts the text is not installed.

    Examples
    --------
    >>> page_text("Втрати: танків 3661".encode(), "https://example.org/")
    ('Втрати: танків 3661', None)
    """
    if body.lstrip()[:1] != b"<":
        return body.decode("utf-8", "replace"), None
    if importlib.util.find_spec("trafilatura") is None:  # an extra
        raise _missing("trafilatura")
    facts = _in_bounds(body, url)
    if "missing" in facts:
        raise _missing(facts["missing"])
    title, text = facts["title"], facts["text"]
    whole = text if title in text else f"{title}\n{text}"
    try:
        return whole, date.fromisoformat(facts["date"])
    except ValueError:
        return whole, None


def _missing(what: str) -> MissingExtraError:
    return MissingExtraError(
        f"reading web pages needs {what}, which is not installed: pip install 'warlosses[web]'"
    )


def _in_bounds(body: bytes, url: str) -> dict[str, str]:
    head = {"url": url, "seconds": PROCESSOR_SECONDS, "memory": MOST_MEMORY}
    try:
        done = subprocess.run(  # noqa: S603  what was fetched is in its standard input alone
            [sys.executable, "-P", "-m", __name__],
            input=json.dumps(head).encode() + b"\n" + body,
            capture_output=True,
            timeout=_LONGEST_WAIT,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        facts: dict[str, str] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise FetchError(
            f"{url}: expected a page that can be read in {PROCESSOR_SECONDS} seconds of processor "
            f"time and {MOST_MEMORY // 2**20} MiB of memory; found one of {len(body):,} bytes that "
            f"can't. {_SAVE}"
        ) from error
    return facts


def _bound_this_process(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: there is the longest wait alone
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _extractor() -> Callable[..., Any]:
    """Return the library's function.

    It is imported before memory is bounded: what it says is missing is then no page's doing.
    """
    import trafilatura

    extract: Callable[..., Any] = trafilatura.bare_extraction
    return extract


def _extract(extract: Callable[..., Any], body: bytes, url: str) -> dict[str, str]:
    extracted = extract(
        body, url=url, favor_recall=True, include_comments=False, with_metadata=True
    )
    facts: dict[str, Any] = {}
    if extracted is not None:
        facts = extracted if isinstance(extracted, dict) else extracted.as_dict()
    return {name: facts.get(name) or "" for name in ("title", "text", "date")}


def _answer() -> dict[str, str]:
    """Return what the page on standard input says, within the bounds that its first line gives."""
    head = json.loads(sys.stdin.buffer.readline())
    try:
        extract = _extractor()
    except ImportError as error:  # it is there, and something that it needs is not
        return {"missing": error.name or str(error)}
    _bound_this_process(head["seconds"], head["memory"])
    return _extract(extract, sys.stdin.buffer.read(), head["url"])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_answer()))

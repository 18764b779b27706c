"""Bring a mirror, a folder of the origins' files, up to date with their repositories.

A mirror holds ``FOLDER/FILE`` for each file, and what `warlosses.building.mirror_record` keeps of it.
`check_file` decides whether a file may come in; `refresh_mirror` has the effect.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from warlosses.building.mirror_record import STATE, Commit, MirrorRecord, read_bytes
from warlosses.errors import ArgumentError, FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from warlosses.fetching.fetcher import Fetcher

_GITHUB = "https://github.com/"
_SLUG = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


@dataclass(frozen=True)
class Origin:
    """One file to keep up to date; the files of a source share its repository and folder.

    Parameters
    ----------
    source_id, repo
        The source, and its repository as https://github.com/OWNER/NAME.
    folder, file
        Where the file goes in the mirror.
    repo_path
        Where it is in the repository.
    format
        ``json`` (a list) or ``csv`` (comma-separated, with a header).
    """

    source_id: str
    repo: str
    folder: str
    file: str
    repo_path: str
    format: str

    def __post_init__(self) -> None:
        if not self.repo.startswith(_GITHUB) or not _SLUG.fullmatch(self.slug):
            raise ArgumentError(
                f"{self.source_id}: expected https://github.com/OWNER/NAME, found {self.repo!r}"
            )
        if self.format not in _COUNTERS:
            raise ArgumentError(
                f"{self.source_id}: expected a format among {', '.join(_COUNTERS)}, "
                f"found {self.format!r}"
            )

    @property
    def slug(self) -> str:
        """OWNER/NAME, as GitHub's addresses have it."""
        return self.repo.removeprefix(_GITHUB).removesuffix("/").removesuffix(".git")

    @property
    def name(self) -> str:
        """The file's place in the mirror."""
        return f"{self.folder}/{self.file}"


@dataclass(frozen=True)
class Refreshed:
    """What was done for one source; `changed` says whether its files were downloaded."""

    source_id: str
    commit: str
    committed_at: datetime
    changed: bool
    bytes_downloaded: int


def refresh_mirror(
    mirror: Path,
    origins: Sequence[Origin],
    fetcher: Fetcher,
    *,
    api: str = "https://api.github.com",
    raw: str = "https://raw.githubusercontent.com",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Callable[[str, int, int], None] | None = None,
    accept_shrink: bool = False,
) -> list[Refreshed]:
    """Download what has changed since the last time, source by source.

    Parameters
    ----------
    mirror
        The folder; made if it does not exist. What it holds beyond `origins` is left alone.
    origins
        The files to keep up to date.
    fetcher
        Fetches them.
    api, raw
        Where to ask for commits and for files.
    now
        The time of day, for ``retrieved_at``.
    progress
        Called with a source's id, how many sources are done and how many there are: before each
        source, and once after the last.
    accept_shrink
        Take a file even if it has fewer than half the rows of the copy that is here.

    Raises
    ------
    FetchError
        Some sources failed, and are as they were; the others are up to date.
    """
    sources: dict[str, list[Origin]] = {}
    for origin in origins:
        sources.setdefault(origin.source_id, []).append(origin)
    state = MirrorRecord(mirror)
    done: list[Refreshed] = []
    failures: list[str] = []
    for number, (source_id, files) in enumerate(sources.items()):
        if progress:
            progress(source_id, number, len(sources))
        try:
            commit = max(
                (_last_commit(origin, fetcher, api, state.answers) for origin in files),
                key=lambda commit: commit.moment,
            )
            bodies: dict[str, bytes] = {}
            if not state.has(files, commit):
                for origin in files:
                    url = f"{raw}/{origin.slug}/{commit.sha}/{quote(origin.repo_path)}"
                    body = fetcher.get(url).body
                    old = read_bytes(mirror / origin.name)
                    check_file(origin, url, body, old, accept_shrink=accept_shrink)
                    bodies[origin.file] = body
                state.replace(files, commit, bodies, now())
            size = sum(map(len, bodies.values()))
            done.append(Refreshed(source_id, commit.sha, commit.moment, bool(bodies), size))
        except (FetchError, OSError) as error:
            failures.append(f"{source_id}: {error}")
    try:
        state.save_answers()
    except OSError as error:
        failures.append(f"{STATE}: {error}")
    if progress and sources:
        progress(source_id, len(sources), len(sources))
    if failures:
        raise FetchError(
            f"{len(done)} of {len(sources)} sources are up to date in {mirror}; what failed is "
            "as it was:\n" + "\n".join(f"- {failure}" for failure in failures)
        )
    return done


def check_file(
    origin: Origin, url: str, body: bytes, old: bytes | None, *, accept_shrink: bool = False
) -> None:
    """Refuse a file that is not in its format, or has lost more than half of its rows.

    Parameters
    ----------
    origin, url
        The file and where it was fetched, for the message.
    body, old
        What came, and the copy that is here.
    accept_shrink
        Do not compare the numbers of rows.

    Raises
    ------
    FetchError
        Says what was expected, what was found, and the cure.
    """
    try:
        rows = count_rows(origin.format, body)
    except ValueError as error:
        found = body[:240].decode("utf-8-sig", "replace")[:60]
        raise FetchError(
            f"{origin.name}: expected {error}, found {found!r}; the origin may have moved or be "
            f"showing an error page; open {url} in a browser; your old copy is untouched"
        ) from error
    if old is None or accept_shrink:
        return
    try:
        old_rows = count_rows(origin.format, old)
    except ValueError:
        return
    if rows * 2 < old_rows:
        raise FetchError(
            f"{origin.name}: expected about as many rows as before, found old {old_rows} rows, "
            f"new {rows} rows; it may be a truncated upload; look at {url} and, if it is right, "
            "use --accept-shrink; your old copy is untouched"
        )


def count_rows(form: str, body: bytes) -> int:
    r"""Count the rows of a JSON list or a CSV file; raise ValueError, saying why, if it isn't one.

    Examples
    --------
    >>> count_rows("json", b'[{"day": 1}, {"day": 2}]')
    2
    >>> count_rows("csv", b"date,tanks\n2022-02-24,30\n")
    1
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"UTF-8 text (byte {error.start} is not)") from error
    if not text.strip():
        raise ValueError(f"{form.upper()} rather than an empty file")
    if text.lstrip().startswith("<"):
        raise ValueError(f"{form.upper()} rather than HTML or XML")
    return _COUNTERS[form](text)


def _count_json(text: str) -> int:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"whole JSON ({error})") from error
    if not isinstance(rows, list) or not rows:
        raise ValueError("a JSON list with at least one entry")
    return len(rows)


def _count_csv(text: str) -> int:
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as error:
        raise ValueError(f"whole CSV ({error})") from error
    width = len(rows[0])
    if width == 1:
        raise ValueError("CSV with a comma in its first line")
    if len(rows) == 1:
        raise ValueError("CSV with at least one row below its header")
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise ValueError(f"CSV with {width} fields a row (row {number} has {len(row)})")
    return len(rows) - 1


_COUNTERS = {"json": _count_json, "csv": _count_csv}


def _last_commit(origin: Origin, fetcher: Fetcher, api: str, answers: dict[str, Commit]) -> Commit:
    """Ask for the last commit to a file, and remember the answer in `answers`."""
    query = urlencode({"path": origin.repo_path, "per_page": 1})
    url = f"{api}/repos/{origin.slug}/commits?{query}"
    before = answers.get(url)
    answer = fetcher.get(
        url,
        etag=before.etag if before else None,
        last_modified=before.last_modified if before else None,
    )
    if before and answer.status == HTTPStatus.NOT_MODIFIED:
        return before
    try:
        newest = json.loads(answer.body)[0]
        at = newest["commit"]["committer"]["date"]
        commit = Commit(newest["sha"], at, answer.etag, answer.last_modified)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise FetchError(
            f"{url}: expected a list with the last commit to {origin.repo_path!r}, found "
            f"{answer.body[:60].decode(errors='replace')!r}; the file may have been moved or "
            f"renamed; look for it in {origin.repo}; your old copy is untouched"
        ) from error
    answers[url] = commit
    return commit

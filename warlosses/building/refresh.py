"""Bring a mirror, a folder of the origins' files, up to date with their repositories.

A mirror holds ``FOLDER/FILE`` for each file, and what `warlosses.building.mirror_record` keeps of
it. `check_file` decides whether a file may come in; `refresh_mirror` has the effect.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from warlosses.building.file_checks import check_file
from warlosses.building.mirror_record import STATE, Commit, MirrorRecord, read_bytes
from warlosses.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from warlosses.building.origins import Origin
    from warlosses.fetching.fetcher import Fetcher


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

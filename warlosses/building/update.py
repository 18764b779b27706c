"""Fetch the origins, then build on the newest release here: what a scheduler calls every day."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warlosses.building.build import BuildResult, build
from warlosses.building.origins import origins
from warlosses.files import alone_in
from warlosses.paths import local_releases_dir, mirror_dir

if TYPE_CHECKING:
    from collections.abc import Callable


def update(
    mirror: str | Path | None = None,
    out: str | Path | None = None,
    *,
    accept_shrink: bool = False,
    accept_loss: bool = False,
    progress: Callable[[str], None] | None = None,
    **options: Any,
) -> BuildResult:
    """Bring the data up to date: fetch the origins, then build on the newest release here.

    Parameters
    ----------
    mirror : path, optional
        A folder of copies to take instead of the network (see `warlosses.build`). Without it the
        origins are fetched into the user's cache; what has not changed is not downloaded again.
    out : path, optional
        Folder of releases; by default the user's data folder, where ``load(version="latest")``
        and ``load(version=...)`` find them.
    accept_shrink : bool
        Take a fetched file even if it has fewer than half the rows of the copy before.
    accept_loss : bool
        Build although a source's copy lacks many claims that it had before.
    progress : callable, optional
        Told in a few words what is being done.
    **options
        ``previous``, ``contributions`` and ``corrections``, as for `warlosses.build`.

    Returns
    -------
    BuildResult
        With ``is_new`` False where nothing changed.

    Raises
    ------
    FetchError
        An origin could not be fetched, or did not send what was expected; nothing was replaced.
    SourceError
        A copy can't be read; no release was touched.
    """
    out = Path(out) if out is not None else local_releases_dir()
    with ExitStack() as stack:
        if mirror is None:  # what is fetched stays as it is until it is built on
            stack.enter_context(alone_in(mirror_dir(), progress or (lambda _: None)))
            mirror = _fetch(accept_shrink=accept_shrink, progress=progress)
        return build(mirror, out, accept_loss=accept_loss, progress=progress, **options)


def _fetch(*, accept_shrink: bool, progress: Callable[[str], None] | None) -> Path:
    # Late: with a mirror that is here, the libraries of HTTP are not needed.
    from warlosses.building.refresh import refresh_mirror
    from warlosses.fetching.fetcher import Fetcher

    def tell(source_id: str, done: int, total: int) -> None:
        if progress and done < total:
            progress(f"fetching {source_id} ({done + 1} of {total})")

    mirror = mirror_dir()
    with Fetcher() as fetcher:
        refresh_mirror(mirror, origins(), fetcher, progress=tell, accept_shrink=accept_shrink)
    return mirror

"""A process that does things in children and kills them on the way: ``python killable.py``.

It imports once, then reads a line of JSON for each child: what to do, with what, and after how many
seconds to kill it. It answers with the seconds that the child took, or null if it was killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from functools import partial
from typing import Any
from unittest.mock import patch


def download(url: str, root: str) -> None:
    import warlosses as wl

    wl.download(url=url, root=root)


def publish(folder: str, repo: str, keys: list[str], root: str) -> None:
    import warlosses as wl

    wl.publish(folder, repo, keys=keys, root=root)


def build(mirror: str, out: str, contributions: str, corrections: str) -> None:
    import warlosses as wl

    wl.build(mirror, out, contributions=contributions, corrections=corrections)


def update(github: str, sources: list[str], contributions: str, corrections: str) -> None:
    import warlosses as wl
    from warlosses.building import refresh, update
    from warlosses.building.origins import origins

    refreshed = partial(refresh.refresh_mirror, api=f"{github}/api", raw=f"{github}/raw")
    wanted = [o for o in origins() if o.source_id in sources]
    with (
        patch.object(refresh, "refresh_mirror", refreshed),
        patch.object(update, "origins", lambda: wanted),
    ):
        wl.update(contributions=contributions, corrections=corrections)


DEEDS = {deed.__name__: deed for deed in (download, publish, build, update)}


def in_a_child(deed: str, arguments: dict[str, Any], seconds: float | None) -> float | None:
    """Do it in a child; kill that after so many seconds, if it is still at it."""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            DEEDS[deed](**arguments)
            os._exit(0)
        except BaseException as error:  # noqa: BLE001  a child must not go on as the parent
            sys.stderr.write(f"{deed}: {error!r}\n")
            sys.stderr.flush()
            os._exit(1)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None
    if status:
        raise SystemExit(f"{deed} failed")
    return time.monotonic() - start


if __name__ == "__main__":
    import filelock  # noqa: F401
    import tuf.ngclient  # noqa: F401

    import warlosses.building.build
    import warlosses.building.refresh
    import warlosses.publishing.publish
    import warlosses.releases.download
    import warlosses.releases.trust  # noqa: F401

    for line in sys.stdin:
        sys.stdout.write(json.dumps(in_a_child(**json.loads(line))) + "\n")
        sys.stdout.flush()

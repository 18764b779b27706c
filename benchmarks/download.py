"""Measure download plus verify of a large release against curl plus sha256sum, and its memory.

    python benchmarks/download.py [--megabytes 500] [--runs 3]

The host is another process on loopback. Times are no tests: a target missed is said so, and the
exit status is 0.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from harness import ROOT

from warlosses.files import Described, sha256
from warlosses.publishing import signing
from warlosses.releases.manifest import TABLE_NAMES
from warlosses.releases.signed_index import Entry, write_index

sys.path.insert(0, str(ROOT))
from tests.support.release_host import Repo, make_repo

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "2026.1.1"
SPEED_TARGET = 2.0
FLAT = 1.1
_CHILD = """
import resource, sys
import warlosses as wl
wl.download(url=sys.argv[1], root=sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> int:
    """Print the ratio of the times and the growth of the memory."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        large = _timed(Path(place, "large"), arguments.megabytes, arguments.runs)
        small = _timed(Path(place, "small"), max(arguments.megabytes // 10, 1), 1)
    ratio = median(our / their for our, their, _ in large)
    growth = max(m for *_, m in large) / max(m for *_, m in small)
    ours, theirs = median(o for o, *_ in large), median(t for _, t, _ in large)
    print(f"download and verify of {arguments.megabytes} MB: {ours:.2f} s")
    print(f"curl and sha256sum of the same: {theirs:.2f} s")
    print(
        f"ratio {ratio:.2f}, target {SPEED_TARGET}: {'met' if ratio <= SPEED_TARGET else 'missed'}"
    )
    peak = max(m for *_, m in large) / 1024
    print(f"peak memory {peak:.0f} MB, {growth:.2f} of that for a tenth of the size: "
          f"{'flat' if growth <= FLAT else 'not flat'}")  # fmt: skip
    return 0


def _timed(place: Path, megabytes: int, runs: int) -> list[tuple[float, float, int]]:
    """Return for each run: our seconds, theirs, and our peak memory in kB."""
    repo = _repository(place, megabytes)
    found = []
    with _host(repo.path) as url:
        for _ in range(runs + 1):
            cache = place / "cache"
            shutil.rmtree(cache, ignore_errors=True)
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", _CHILD, url, str(repo.root)],
                env={**os.environ, "WARLOSSES_CACHE": str(cache)},
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            ours = time.perf_counter() - start
            address = f"{url}/releases/{VERSION}/claims.parquet"
            start = time.perf_counter()
            subprocess.run(["curl", "-sf", "-o", place / "curl", address], check=True)
            subprocess.run(["sha256sum", place / "curl"], check=True, capture_output=True)
            found.append((ours, time.perf_counter() - start, int(done.stdout)))
    return found[1:]  # the first warms up


def _repository(place: Path, megabytes: int) -> Repo:
    """Return a signed repository of a release with one large file; its tables are never read."""
    place.mkdir()
    repo = make_repo(place)
    folder = repo.path / "releases" / VERSION
    folder.mkdir(parents=True)
    for name in TABLE_NAMES:
        (folder / f"{name}.parquet").write_bytes(name.encode())
    with (folder / "claims.parquet").open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1_000_000))
    files = {p.name: {"bytes": p.stat().st_size, "sha256": sha256(p)} for p in folder.iterdir()}
    manifest, notes = folder / "manifest.json", folder / "notes.md"
    manifest.write_text(json.dumps({"version": VERSION, "files": files}))
    notes.write_text("# Large\n")
    described = [Described(p.stat().st_size, sha256(p)) for p in (manifest, notes)]
    counts = {"new": 1, "changed": 0, "withdrawn": 0}
    size = sum(p.stat().st_size for p in folder.iterdir())
    at = "2026-01-01T00:00:00+00:00"
    entry = Entry(VERSION, "2026-01-01", "1.0.0", at, None, counts, size, *described)
    signing.sign_state(repo.path, repo.signers(), write_index([entry]), trust=repo.trust)
    return repo


@contextmanager
def _host(folder: Path) -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as server:  # fmt: skip
        line = server.stdout.readline() if server.stdout else ""
        yield f"http://127.0.0.1:{line.split(' port ')[1].split()[0]}"
        server.terminate()


if __name__ == "__main__":
    sys.exit(main())

"""Make the bundled release again, or the next one: the one command behind ``datasets/releases``.

``python -m tools.bundle MIRROR`` builds what the copies in MIRROR give on top of the release that
the bundled one continues (its manifest's ``previous``), taken from the repository's own history,
and puts it in the bundled one's place: the same copies give the same bytes. With ``--next`` the new
release continues the bundled one itself.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from warlosses.building.build import build
from warlosses.errors import ReleaseError
from warlosses.paths import bundled_releases_dir
from warlosses.releases.find import find_release
from warlosses.releases.manifest import MANIFEST
from warlosses.releases.release import Release

REPOSITORY = Path(__file__).parents[1]


def release_in_history(version: str, folder: Path) -> Release:
    """Return a release that was bundled once, unpacked into a folder.

    Raises
    ------
    ReleaseError
        The repository's history does not reach back to it.
    """
    place = bundled_releases_dir().resolve().relative_to(REPOSITORY) / version
    last = _git("rev-list", "-n", "1", "HEAD", "--", (place / MANIFEST).as_posix()).decode().strip()
    for commit in (last, f"{last}^"):  # the commit that took it away has it no longer
        if last and _git("ls-tree", "--name-only", commit, "--", place.as_posix(), fails=b""):
            with tarfile.open(fileobj=io.BytesIO(_git("archive", commit, place.as_posix()))) as tar:
                tar.extractall(folder, filter="data")
            return Release(folder / place)
    raise ReleaseError(
        f"{REPOSITORY}: expected a history with {place}; found none. Fetch the whole history "
        "(git fetch --unshallow), or give the release's folder with --previous."
    )


def make(mirror: Path, out: Path, previous: Release) -> Release:
    """Build what a mirror gives on top of a release into an empty folder of releases."""
    return build(mirror, out, previous=previous.folder, accept_loss=True).release


def _git(*arguments: str, fails: bytes | None = None) -> bytes:
    """Return what git says; where it fails, ``fails``, or its own words as an error."""
    command = ["git", "-C", str(REPOSITORY), *arguments]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  git, by us
    if done.returncode == 0:
        return done.stdout
    if fails is not None:
        return fails
    raise ReleaseError(f"{' '.join(command)}: {done.stderr.decode(errors='replace').strip()}")


def main() -> None:
    """Build, and put the release into the bundled one's place."""
    parser = argparse.ArgumentParser(description="Make the bundled release again.")
    parser.add_argument("mirror", type=Path)
    parser.add_argument("--next", action="store_true", help="continue the bundled release itself")
    parser.add_argument("--previous", type=Path, help="folder of the release to continue")
    arguments = parser.parse_args()
    bundled = find_release()
    with tempfile.TemporaryDirectory() as scratch:
        if arguments.previous:
            previous = Release(arguments.previous)
        elif arguments.next or bundled.manifest.previous is None:
            previous = bundled
        else:
            previous = release_in_history(bundled.manifest.previous, Path(scratch) / "history")
        made = make(arguments.mirror, Path(scratch) / "out", previous)
        shutil.rmtree(bundled_releases_dir())
        shutil.copytree(
            made.folder.parent, bundled_releases_dir(), ignore=shutil.ignore_patterns(".lock")
        )
        sys.stdout.write(f"{made.version}, after {previous.version}: {made.manifest.changes}\n")


if __name__ == "__main__":
    main()

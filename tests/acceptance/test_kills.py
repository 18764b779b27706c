"""``kill -9`` at random moments: afterwards the state is the old one or the new one, nothing half.

``python -m pytest tests/acceptance/test_kills.py --kills=100`` kills a hundred times each.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import warlosses as wl
from tests.support.factories import TANKS, write_mirror
from tests.support.github import serving_github
from tests.support.release_host import hosting, make_repo
from warlosses.building import origins
from warlosses.publishing.state import read_state
from warlosses.releases import cache
from warlosses.releases.listing import listed_versions
from warlosses.releases.release import Release

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="forks and kills are POSIX"),
]
HELD = ("petroivaniuk", "orc-losses", "larzs")


@pytest.fixture
def kills(request):
    """How often to kill."""
    return request.config.getoption("--kills")


@pytest.fixture
def place(tmp_path, two_builds, monkeypatch):
    """A home, with two releases of one ledger in it, and what they were built from."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg-cache"))
    monkeypatch.setenv("WARLOSSES_CACHE", str(tmp_path / "cache"))
    return shutil.copytree(two_builds, tmp_path, dirs_exist_ok=True)


@pytest.fixture
def killing(place):
    """Do something in a child again and again, killed each time; between, look and set back."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.killable"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as server:

        def ask(deed, arguments, seconds):
            line = {"deed": deed, "arguments": arguments, "seconds": seconds}
            server.stdin.write(json.dumps(line) + "\n")
            server.stdin.flush()
            return json.loads(server.stdout.readline())

        def run(times, deed, arguments, look, reset):
            reset()
            longest = ask(deed, arguments, None)
            assert look() == "new"
            killed = 0
            for number in range(times):
                if look() == "new":
                    reset()
                moment = (number + random.random()) / times * longest  # spread over the whole
                killed += ask(deed, arguments, moment) is None
                assert look() in ("old", "new")
            assert killed > 0
            assert ask(deed, arguments, None) is not None
            assert look() == "new"

        yield run
        server.stdin.close()


def assert_whole(folder):
    for name, described in Release(folder).manifest.files.items():
        assert described.fits(folder / name), name


def test_killed_downloads(place, killing, kills):
    repo = make_repo(place)
    repo.publish(place / "out" / "2024.5.13")
    with hosting(repo.path) as host:

        def look():
            found = wl.cached_releases()
            for folder in found.values():
                assert cache.problems_with(folder) == []
            return "new" if found else "old"

        def reset():
            shutil.rmtree(place / "cache", ignore_errors=True)

        killing(kills, "download", {"url": host.url, "root": str(repo.root)}, look, reset)
        assert wl.verify(url=host.url, root=repo.root).ok
        assert [p.name for p in cache.releases_dir().iterdir()] == ["2024.5.13"]


def test_killed_publishers(place, killing, kills):
    repo = make_repo(place)
    repo.publish(place / "out" / "2024.5.13")
    fresh = shutil.copytree(repo.path, place / "fresh")
    published = repo.trust.record.read_bytes()
    with hosting(repo.path) as host:

        def look():
            versions = [entry.version for entry in read_state(repo.path, repo.trust).entries]
            shutil.rmtree(place / "cache", ignore_errors=True)
            seen = wl.catalogue(url=host.url, root=fresh / "metadata" / "1.root.json").entries
            assert [entry.version for entry in seen] == versions
            for version in versions:
                assert_whole(repo.path / "releases" / version)
            return {1: "old", 2: "new"}[len(versions)]

        def reset():
            shutil.rmtree(repo.path)
            shutil.copytree(fresh, repo.path)
            repo.trust.record.write_bytes(published)

        arguments = {
            "folder": str(place / "out" / "2024.5.14"),
            "repo": str(repo.path),
            "keys": [str(path) for path in repo.online],
            "root": str(repo.trusted_root),
        }
        killing(kills, "publish", arguments, look, reset)
        assert not list((repo.path / "releases").glob(".staging-*"))


def test_killed_builds(place, killing, kills):
    out, kept = place / "made", place / "out"

    def look():
        versions = listed_versions(out)
        for version in versions:
            assert_whole(out / version)
        manifests = [(root / "2024.5.13" / "manifest.json").read_bytes() for root in (out, kept)]
        assert manifests[0] == manifests[1]
        return {1: "old", 2: "new"}[len(versions)]

    def reset():
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(place / "out" / "2024.5.13", out / "2024.5.13")
        index = json.loads((place / "out" / "index.json").read_text())
        listed = [e for e in index["releases"] if e["version"] == "2024.5.13"]
        (out / "index.json").write_text(json.dumps({"releases": listed}))

    texts = {name: str(place / name) for name in ("contributions",)}
    arguments = {"mirror": str(place / "mirror"), "out": str(out), **texts,
                 "corrections": str(place / "corrections.csv")}  # fmt: skip
    killing(kills, "build", arguments, look, reset)


def test_killed_updates(place, killing, kills):
    """The fetched copies too: each file is the old one or the new one."""
    out = place / "cache" / "built"
    mirror = place / "cache" / "mirror"
    wanted = [origin for origin in origins.origins() if origin.source_id in HELD]
    bodies = {}
    with serving_github() as github:
        for number, sha in enumerate("12"):
            tanks = (*TANKS[:-1], 7480 + number)
            files = write_mirror(place / f"origin-{sha}", days=4 + number, tanks=tanks)
            for origin in wanted:
                body = (files / origin.folder / origin.file).read_bytes()
                bodies.setdefault(origin.name, []).append(body)
                github.publish(sha * 40, f"2024-06-0{sha}T10:00:00Z", origin, body)

        def look():
            versions = listed_versions(out)
            for version in versions:
                assert_whole(out / version)
            for name, known in bodies.items():
                if (mirror / name).is_file():
                    assert (mirror / name).read_bytes() in known, name
            return {1: "old", 2: "new"}[len(versions)]

        def reset():
            for folder in (out, mirror):
                shutil.rmtree(folder, ignore_errors=True)
            out.mkdir(parents=True)
            shutil.copytree(place / "out" / "2024.5.13", out / "2024.5.13")
            index = json.loads((place / "out" / "index.json").read_text())
            listed = [e for e in index["releases"] if e["version"] == "2024.5.13"]
            (out / "index.json").write_text(json.dumps({"releases": listed}))

        arguments = {"github": github.url, "sources": list(HELD),
                     "contributions": str(place / "contributions"),
                     "corrections": str(place / "corrections.csv")}  # fmt: skip
        killing(kills, "update", arguments, look, reset)
        assert list(mirror.iterdir())

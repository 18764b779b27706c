"""Plays a neighbour who may write to the cache, and what lies in it by accident."""

from __future__ import annotations

import json
import os
import sys

import pytest

import warlosses as wl
from warlosses.files import sha256
from warlosses.releases import cache

GOOD = "2024.5.13"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and rights of POSIX")


def test_a_cache_that_everybody_may_change_is_refused(host):
    folder = wl.download()
    for path in (cache.cache_dir(), cache.releases_dir(), folder, folder / "claims.parquet"):
        rights = path.stat().st_mode
        path.chmod(rights | 0o002)
        for use in (wl.load, wl.download):
            with pytest.raises(
                wl.ReleaseError, match=f"{path.name}: expected .* that everybody may"
            ):
                use(version=GOOD)
        path.chmod(rights)
    assert len(wl.load(version=GOOD))


@pytest.mark.skipif(os.getuid() != 0, reason="needs root, to play another user")
@pytest.mark.parametrize(("owner", "group", "rights"), [(1234, 0, 0o755), (0, 1234, 0o775)])
def test_a_cache_of_others_is_refused(host, owner, group, rights):
    folder = wl.download()
    os.chown(folder, owner, group)
    folder.chmod(rights)
    with pytest.raises(wl.ReleaseError, match=r"found that (user|group) 1234 may"):
        wl.load(version=GOOD)


def test_what_is_fetched_is_closed_to_others_whatever_the_umask(host):
    before = os.umask(0o000)
    try:
        folder = wl.download()
    finally:
        os.umask(before)
    assert not [p for p in (folder, *folder.iterdir()) if p.stat().st_mode & 0o022]
    assert len(wl.load(version=GOOD))


def test_a_record_that_is_not_what_was_signed_last_is_not_believed(host):
    """Manifest, record and table changed together: the index that is kept says otherwise."""
    folder = wl.download()
    manifest, record = folder / "manifest.json", folder / cache.RECORD
    old = sha256(manifest)
    manifest.write_text(manifest.read_text().replace("CC-BY-4.0", "CC-BY-5.0"))
    record.write_text(record.read_text().replace(old, sha256(manifest)))
    with pytest.raises(wl.ReleaseError, match="the index that was signed has another manifest"):
        wl.load(version=GOOD, offline=True)
    assert wl.load(version=GOOD).attrs["licence"] == "CC-BY-4.0"  # fetched again


def test_links_on_the_way_are_not_followed(host, home):
    """Neither the folder in which a release is brought together nor a part of a file."""
    strange = home / "precious"
    strange.mkdir()
    (strange / "file.txt").write_text("mine")
    cache.releases_dir().mkdir(parents=True)
    cache.partial_dir(GOOD).symlink_to(strange)
    wl.download()
    assert (strange / "file.txt").read_text() == "mine"
    wl.clean_cache()
    cache.partial_dir(GOOD).mkdir()
    for name in ("claims.parquet", "claims.parquet.part", "manifest.json"):
        (cache.partial_dir(GOOD) / name).symlink_to(strange / "file.txt")
    wl.download()
    assert (strange / "file.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["claims.parquet", "claims.parquet.part", "manifest.json"])
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_is_no_obstacle(host, name, make):
    cache.partial_dir(GOOD).mkdir(parents=True)
    make(cache.partial_dir(GOOD) / name)
    assert wl.download().name == GOOD


@pytest.mark.parametrize("name", ["manifest.json", cache.RECORD])
def test_a_pipe_in_another_version_is_not_waited_for(host, name):
    strange = cache.releases_dir() / "2024.5.12"
    strange.mkdir(parents=True)
    os.mkfifo(strange / name)
    assert wl.download().name == GOOD
    with pytest.raises(wl.ReleaseError, match="its record is broken"):
        wl.load(version="2024.5.12", offline=True)


def test_a_record_nested_deep_is_broken(host):
    record = wl.download() / cache.RECORD
    record.write_text("[" * 100_000)
    with pytest.raises(wl.ReleaseError, match="its record is broken"):
        wl.load(version=GOOD, offline=True)


def test_cleaning_takes_links_away_and_not_what_they_point_to(host, home):
    folder = wl.download()
    moved = home / "moved"
    folder.rename(moved)
    folder.symlink_to(moved)
    (cache.releases_dir() / ".partial-2024.5.12").symlink_to(moved)
    assert wl.clean_cache() == [GOOD]
    assert not list(cache.releases_dir().iterdir())
    assert json.loads((moved / cache.RECORD).read_text())["url"]

"""`update` end to end: a stand-in for GitHub on loopback, the fetched mirror, a release."""

from __future__ import annotations

from functools import partial

import pytest

import warlosses as wl
from tests.support.factories import TANKS, write_mirror, write_texts
from tests.support.github import serving_github
from warlosses import codes
from warlosses.building import refresh, update
from warlosses.fetching.fetcher import Fetcher
from warlosses.fetching.limits import FetchLimits
from warlosses.paths import mirror_dir
from warlosses.releases.listing import newest
from warlosses.sources.registry import READERS

HELD = ("petroivaniuk", "orc-losses", "larzs")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A machine of its own: data, cache and a GitHub that publishes a small mirror's files."""
    with serving_github() as github:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        monkeypatch.setattr(
            refresh,
            "refresh_mirror",
            partial(refresh.refresh_mirror, api=f"{github.url}/api", raw=f"{github.url}/raw"),
        )
        monkeypatch.setattr(
            "warlosses.fetching.fetcher.Fetcher", lambda: Fetcher(FetchLimits(tries=1))
        )
        wanted = [o for o in update.origins() if o.source_id in HELD]
        monkeypatch.setattr(update, "origins", lambda: wanted)
        texts = write_texts(tmp_path)
        monkeypatch.setattr(update, "build", partial(update.build, from_scratch=True, **texts))

        def publish(sha="1", **changes):
            files = write_mirror(tmp_path / "origin", **changes)
            for origin in wanted:
                body = (files / origin.folder / origin.file).read_bytes()
                github.publish(sha * 40, "2024-06-01T10:00:00Z", origin, body)

        publish()
        github.send = publish
        yield github


def test_update_fetches_builds_and_is_found_by_load(here):
    said = []
    result = wl.update(progress=said.append)
    assert result.is_new
    assert said[0] == "fetching petroivaniuk (1 of 3)"
    assert wl.load(version="latest").attrs["version"] == wl.versions()[0]
    frame = wl.load(version=result.release.version, categories="tanks", measures="cumulative")
    assert frame["value"].tolist() == list(TANKS)
    assert result.release.manifest.inputs[0].commit == "1" * 40


def test_a_second_update_downloads_nothing_and_changes_nothing(here):
    wl.update()
    here.raw.clear()
    result = wl.update()
    assert here.raw == []
    assert not result.is_new


def test_what_a_killed_update_left_is_swept(here):
    left = mirror_dir() / ".update-of-a-killed-one"
    left.mkdir(parents=True)
    wl.update()
    assert not left.exists()


def test_what_is_not_expected_is_refused_and_the_old_release_stands(here):
    old = wl.update().release
    here.send(sha="2")
    for key in here.files:
        here.files[key] = b"<!DOCTYPE html><html>down for maintenance</html>"
    with pytest.raises(wl.FetchError, match="rather than HTML"):
        wl.update()
    assert newest(old.folder.parent).version == old.version
    assert wl.load(version=old.version).attrs["version"] == old.version


def test_every_origin_is_of_a_known_source_and_reader():
    for origin in update.origins():
        reader = READERS[origin.source_id]
        assert origin.folder == reader.folder
        assert origin.file in (*reader.files, *reader.optional_files)
        assert origin.repo == codes.sources()[origin.source_id].repo

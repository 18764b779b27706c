"""Plays a failing disk: no figure comes of a release whose bytes are not those released."""

from __future__ import annotations

import random
import shutil

import pyarrow.parquet as pq
import pytest

import warlosses as wl
from warlosses.data.backends import BACKENDS
from warlosses.paths import bundled_releases_dir
from warlosses.releases.listing import newest
from warlosses.releases.manifest import TABLE_NAMES

FLIPS = 80


@pytest.fixture(scope="module")
def bundled_copy(tmp_path_factory):
    """A folder of releases as the package has it; each test leaves it as it was."""
    return shutil.copytree(bundled_releases_dir(), tmp_path_factory.mktemp("damage") / "releases")


@pytest.fixture
def folder(bundled_copy):
    """The folder of the newest release in it."""
    return newest(bundled_copy).folder


@pytest.fixture
def damaged(folder):
    """Write other bytes for a file of the release; put it right again afterwards."""
    whole = {}

    def write(name, damage):
        path = folder / name
        content = whole.setdefault(path, path.read_bytes())
        path.write_bytes(damage(content))

    yield write
    for path, content in whole.items():
        path.write_bytes(content)


def flipped(bit):
    """Return what turns one bit of a file."""

    def damage(content):
        place = bit // 8
        return content[:place] + bytes([content[place] ^ 1 << bit % 8]) + content[place + 1 :]

    return damage


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_a_flipped_bit_anywhere_in_a_table_is_told(folder, damaged, table):
    name = f"{table}.parquet"
    bits = (folder / name).stat().st_size * 8
    told = 0
    for bit in random.Random(2).sample(range(bits), FLIPS):
        damaged(name, flipped(bit))
        with pytest.raises(wl.ReleaseError, match=rf"{name}: expected the table that was released"):
            wl.load(table, version=folder)
        told += 1
    assert told == FLIPS


@pytest.mark.parametrize("backend", BACKENDS)
def test_whatever_reads_the_table_it_is_told(damaged, folder, backend):
    if backend != "arrow":
        pytest.importorskip(backend)
    damaged("claims.parquet", flipped(800_001))
    with pytest.raises(wl.ReleaseError, match="its SHA-256 is another"):
        wl.load(version=folder, categories="tanks", backend=backend)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:-10],
        lambda content: content[: len(content) // 2] + b"PAR1",
        lambda content: content[:9000] + bytes(4096) + content[9000 + 4096 :],
        lambda _: b"",
        lambda _: b"PAR1PAR1",
    ],
    ids=["half", "end cut", "other tail", "zeros", "empty", "no table"],
)
def test_a_table_that_is_cut_or_overwritten_is_told(damaged, folder, damage):
    damaged("claims.parquet", damage)
    with pytest.raises(wl.ReleaseError, match="expected the table that was released"):
        wl.daily("tanks", version=folder)


def test_a_table_in_the_place_of_another_is_told(damaged, folder):
    other = (folder / "sources.parquet").read_bytes()
    damaged("claims.parquet", lambda _: other)
    with pytest.raises(wl.ReleaseError, match="expected the table that was released"):
        wl.load(version=folder)


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b'{"version": "2026.9.6"}'])
def test_a_manifest_that_is_none_is_told(damaged, folder, content):
    damaged("manifest.json", lambda _: content)
    with pytest.raises(wl.ReleaseError, match="expected a release's manifest"):
        wl.load(version=folder)


def test_a_manifest_that_says_something_else_is_told_by_the_list_beside_it(
    damaged, bundled_copy, monkeypatch
):
    monkeypatch.setattr("warlosses.releases.find.bundled_releases_dir", lambda: bundled_copy)
    damaged("manifest.json", lambda content: content.replace(b"CC-BY-4.0", b"CC-BY-5.0"))
    for version in (None, "latest"):
        with pytest.raises(wl.ReleaseError, match=r"manifest\.json: expected the manifest that"):
            wl.load(version=version)


def test_a_whole_file_is_hashed_once_in_a_process(folder, monkeypatch):
    wl.load(version=folder)
    monkeypatch.setattr("warlosses.files.sha256", lambda path: pytest.fail(f"hashed {path} again"))
    assert len(wl.load(version=folder)) == pq.read_metadata(folder / "claims.parquet").num_rows

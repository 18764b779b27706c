"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from warlosses.errors import ArgumentError, ReleaseError
from warlosses.files import Described, replacing, write_whole, writing_to


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "index.json"
    write_whole(path, b"old")

    def full(_self, _target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["index.json"]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("code", "cure"), [(errno.ENOSPC, "make room"), (errno.EACCES, "allow writing there")]
)
def test_what_cannot_be_written_says_what_to_do(tmp_path, code, cure):
    with pytest.raises(ReleaseError, match=cure), writing_to(tmp_path):
        raise OSError(code, "it says why")


def test_a_trouble_of_the_network_is_not_explained_away(tmp_path):
    with pytest.raises(ConnectionResetError), writing_to(tmp_path):
        raise ConnectionResetError(errno.ECONNRESET, "reset")


def test_a_broken_disk_is_named_with_the_cure(tmp_path):
    with pytest.raises(ReleaseError, match=r"a broken disk.*local disk"), writing_to(tmp_path):
        raise OSError(errno.EIO, "a broken disk")


@pytest.mark.parametrize("size", [-1, True, "5", 1.0])
def test_a_size_that_is_none_is_refused(size):
    with pytest.raises(ValueError, match="size"):
        Described.parse({"bytes": size, "sha256": "0" * 64})


def test_what_is_replaced_keeps_its_rights(tmp_path):
    path = tmp_path / "mine.csv"
    path.touch(mode=0o600)
    with replacing(path) as file:
        file.write(b"new")
        (beside,) = tmp_path.glob(".mine*")
        assert beside.stat().st_mode & 0o777 == 0o600  # nor can others read it on its way
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == b"new"


def test_a_link_to_nowhere_is_not_followed(tmp_path):
    (tmp_path / "day.csv").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ArgumentError, match="found a link to"), replacing(tmp_path / "day.csv"):
        pytest.fail("something may be written")
    assert not (tmp_path / "elsewhere").exists()


def test_a_link_stays_one_and_what_it_points_to_is_replaced(tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.touch()
    link.symlink_to(target)
    with replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"

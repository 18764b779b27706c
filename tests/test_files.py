"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from warlosses.errors import ReleaseError
from warlosses.files import Described, write_whole, writing_to


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

"""Whatever is read has an end: pipes and devices are refused, and the rest is bounded."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

import warlosses as wl
from warlosses.cli import texts
from warlosses.cli.app import app
from warlosses.files import read_at_most
from warlosses.publishing.keys import read_public, read_signer
from warlosses.publishing.record import read_record
from warlosses.releases.find import find_release
from warlosses.releases.release import Release
from warlosses.releases.settings import find_host

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")

HEAD = "as_of,claimant,belligerent,category,value,source_url\n"
COMMANDS = (
    "parse {}",
    "check {}",
    "validate {}",
    "validate {} --input-format csv",
    "validate {} --fix",
    "validate {} --diff",
    "validate {} good.csv",
    "verify --root {} --url http://127.0.0.1:9/",
    "releases --root {} --url http://127.0.0.1:9/",
    "download --root {} --url http://127.0.0.1:9/",
    "build --mirror mirror --out out",
    "update --mirror mirror --out out",
    "publish --renew --repo repo --root {}",
    "keys begin --root {} --targets {} --releases {} --snapshot {} --timestamp {} --out drafts",
    "keys change root --add {} --repo repo --out drafts",
    "keys sign {} --key key",
)
READING_A_RELEASE = (
    "validate good.csv --baseline ./release",
    "show tanks --version ./release",
    "info --version ./release",
    "export claims -o out.csv --version ./release",
    "diff ./release ./release",
    "metadata ./release -o out",
    "publish ./release --repo repo",
)


@pytest.fixture
def pipe(tmp_path, monkeypatch):
    """A pipe with a name; who opens it, all the same, reads nothing and need not wait for ever."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def let_go():
        while True:
            os.close(os.open(path, os.O_WRONLY))

    threading.Thread(target=let_go, daemon=True).start()
    return path


def run(command, path):
    done = CliRunner().invoke(app, command.replace("{}", str(path)).split())
    assert done.exit_code
    return " ".join(f"{done.output} {done.exception}".split())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_pipe_is_refused_where_a_file_is_named(pipe, command):
    Path("good.csv").write_text(HEAD)
    Path("mirror").mkdir()
    Path("mirror/SOURCES.toml").symlink_to(pipe)

    assert "expected a file; found a pipe, which may never end" in run(command, pipe)


@pytest.mark.parametrize("command", READING_A_RELEASE)
def test_a_release_has_no_pipe_for_a_manifest(pipe, command):
    Path("good.csv").write_text(HEAD)
    Path("release").mkdir()
    Path("release/manifest.json").symlink_to(pipe)

    assert "no release './release' here" in run(command, pipe)


@pytest.mark.parametrize("name", ["claims.parquet", "report.json"])
def test_a_pipe_among_a_releases_files_is_told(pipe, name):
    release = shutil.copytree(find_release().folder, pipe.parent / "release")
    (release / name).unlink()
    (release / name).symlink_to(pipe)

    with pytest.raises(wl.WarlossesError, match=r"not a file|found a pipe"):
        Release(release).report if name == "report.json" else Release(release).path("claims")


def read_root(path):
    find_host("http://127.0.0.1:9/", path)


@pytest.mark.parametrize("read", [read_public, read_signer, read_record, read_root])
def test_keys_and_records_are_no_pipes(pipe, read):
    with pytest.raises(wl.ArgumentError, match="found a pipe"):
        read(pipe)


def test_what_the_shell_opened_is_read(tmp_path):
    """As in `warlosses parse <(command)`: its end comes when the command is done."""
    reader, writer = os.pipe()
    os.write(writer, b"tanks 5")
    os.close(writer)

    assert read_at_most(f"/dev/fd/{reader}", 100) == b"tanks 5"


class EndlessInput:
    def read(self, size=-1):
        assert 0 <= size < 10_000_000, "a reader that waits for the end waits for ever"
        return b"a" * size


@pytest.mark.parametrize("command", [texts.parse, texts.check])
def test_standard_input_without_end_is_refused(monkeypatch, command):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=EndlessInput()))

    with pytest.raises(wl.ArgumentError, match="at most 200,000 characters; found a longer one"):
        command(file="-")


def test_a_long_file_is_refused_and_not_read_whole(tmp_path, monkeypatch):
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a terabyte, all of it nothing

    with pytest.raises(wl.ArgumentError, match="at most 200,000 characters; found a longer one"):
        texts.parse(file=str(path))

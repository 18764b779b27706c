"""The commands about releases, as they are typed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import warlosses as wl
from tests.support.factories import write_mirror, write_texts
from tests.support.release_host import KEEPERS, hosting, make_repo
from warlosses.cli.app import app


def run(*args, text=None):
    return CliRunner().invoke(app, [str(arg) for arg in args], input=text)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A repository with one release, and where the next one is."""
    folder = tmp_path_factory.mktemp("cli")
    texts = write_texts(folder)
    repo = make_repo(folder)
    for days in (4, 5):
        write_mirror(folder / "mirror", days=days)
        wl.build(folder / "mirror", folder / "out", from_scratch=days == 4, **texts)
    repo.publish(folder / "out" / "2024.5.13")
    return repo, folder / "out"


@pytest.fixture
def user(made, tmp_path, monkeypatch):
    monkeypatch.setenv("WARLOSSES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("OFFLINE", "KEYS"):
        monkeypatch.delenv(f"WARLOSSES_{name}", raising=False)
    with hosting(made[0].path) as host:
        monkeypatch.setenv("WARLOSSES_URL", host.url)
        monkeypatch.setenv("WARLOSSES_ROOT", str(made[0].root))
        yield host


def test_list_download_verify_clean(user):
    listed = run("releases")
    assert listed.exit_code == 0
    header, row = listed.stdout.splitlines()
    assert header.split() == ["version", "data", "through", "size", "new", "changed", "withdrawn"]
    assert row.split()[:2] == ["2024.5.13", "2024-05-13"]
    done = run("download")
    assert done.stdout.startswith("2024.5.13 in ")
    assert done.stderr == ""
    assert run("releases").stdout.splitlines()[1].endswith("here")
    entry = json.loads(run("releases", "--format", "json").stdout)[0]
    assert entry["here"]
    assert entry["changes"]["new"] == 14
    assert run("releases", "--format", "csv").stdout.splitlines()[1].startswith("2024.5.13,2024-05")
    assert run("verify").stdout == "17 of 17 files of 2 releases as released\n"
    assert json.loads(run("verify", "--format", "json").stdout)["ok"]
    offline = run("releases", "--offline")
    assert "as the host said last, good until" in offline.stderr
    assert json.loads(run("cache", "--format", "json").stdout)["releases"][0]["version"]
    assert run("cache", "--keep", "0").stdout == "2024.5.13 removed\n"
    assert "no downloaded releases" in run("cache").stderr


def test_a_changed_file_is_told_with_status_1(user):
    folder = json.loads(run("download", "--format", "json").stdout)["folder"]
    with Path(folder, "claims.parquet").open("r+b") as file:
        file.seek(100)
        file.write(b"x")
    done = run("verify")
    assert done.exit_code == 1
    assert "WRONG" in done.stdout
    assert "`warlosses download 2024.5.13` fetches what is wrong again" in done.stderr
    assert run("download", "2024.5.13").exit_code == 0
    assert run("verify", "2024.5.13").exit_code == 0


def shown_on(terminal):
    """All that is written to a pseudo-terminal until its other end is closed."""
    parts = []
    while True:
        try:
            part = os.read(terminal, 100_000)
        except OSError:  # how Linux says that nobody writes there any more
            part = b""
        if not part:
            return b"".join(parts)
        parts.append(part)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_progress_bar_is_on_standard_error(user):
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "warlosses", "download"],
        stdout=subprocess.PIPE, stderr=theirs, text=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        drawn = shown_on(ours).decode()
        stdout = process.stdout.read()
    os.close(ours)
    assert process.returncode == 0, drawn
    assert stdout.startswith("2024.5.13 in ")
    assert "downloading" in drawn
    assert "kB" in drawn


def test_show_downloads_a_version_on_first_use(user):
    done = run("show", "tanks", "--version", "2024.5.13")
    assert done.exit_code == 0, done.stderr
    assert "7,463" in done.stdout


@pytest.mark.parametrize(("form", "text"), [
    ("text", "2024.5.13 to 2024.5.14: 4 new, 0 changed, 0 withdrawn"),
    ("notes", "# Release 2024.5.14"),
    ("csv", "claim_id,change,what,as_of"),
    ("json", "{"),
])  # fmt: skip
def test_diff(made, form, text):
    out = made[1]
    done = run("diff", out / "2024.5.13", out / "2024.5.14", "--format", form)
    assert done.exit_code == 0
    assert done.stdout.startswith(text)
    assert done.stdout.endswith("\n")


def test_what_changed_is_told_before_what_is_new(made):
    out = made[1]
    lines = run("diff", out / "2024.5.14", out / "2024.5.13").stdout.splitlines()
    assert lines[0] == "2024.5.14 to 2024.5.13: 0 new, 0 changed, 4 withdrawn"
    told = [line for line in lines if line.startswith("- ")]
    assert len(told) == 4
    assert told[0].startswith("- ua_general_staff.RU.")
    assert "withdrawn (was " in " ".join(lines)
    assert lines.index(told[-1]) < next(n for n, row in enumerate(lines) if "category" in row)


def test_publish_and_the_daily_release(made, tmp_path, monkeypatch):
    repo, out = made
    copy = shutil.copytree(repo.path, tmp_path / "repo")
    keys = [word for path in repo.online for word in ("--key", path)]
    keys += ["--root", repo.trusted_root, "--record", tmp_path / "published.json"]
    done = run("publish", out / "2024.5.14", "--repo", copy, *keys)
    assert done.stdout == "2024.5.14 published: 4 new, 0 changed, 0 withdrawn\n"
    again = run("publish", out / "2024.5.14", "--repo", copy, *keys, "--format", "json")
    assert not json.loads(again.stdout)["is_new"]
    assert run("publish", "--renew", "--repo", copy, *keys).stdout == "signed: timestamp\n"
    both = run("publish", out / "2024.5.14", "--renew", "--repo", copy)
    assert (both.exit_code, "either a RELEASE or --renew" in both.stderr) == (2, True)
    folder = tmp_path / "tampered"
    shutil.copytree(out / "2024.5.14", folder)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace("CC-BY-4.0", "CC0"))
    refused = run("publish", folder, "--repo", copy, *keys)
    assert (refused.exit_code, "never changes" in refused.stderr) == (1, True)
    monkeypatch.setattr("warlosses.building.update.build", lambda *_a, **_o: pytest.fail("built"))
    nothing = run("release-daily", "--repo", tmp_path, *keys)
    assert nothing.exit_code == 2
    assert "expected the metadata of a release repository" in nothing.stderr


def test_a_whole_ceremony(tmp_path):
    keys, drafts, repo = tmp_path / "keys", tmp_path / "drafts", tmp_path / "repo"
    keys.mkdir()
    machines = ("releases", "snapshot", "timestamp")
    for name in (*KEEPERS, *machines):
        done = run("keys", "new", keys / name)
        assert done.exit_code == 0
        assert "not encrypted" in done.stderr
    given = [w for name in KEEPERS for role in ("root", "targets")
             for w in (f"--{role}", keys / f"{name}.pub")]  # fmt: skip
    given += [w for name in machines for w in (f"--{name}", keys / f"{name}.pub")]
    assert run("keys", "begin", *given, "--out", drafts).exit_code == 0
    for draft in ("1.root.json", "1.targets.json"):
        shown = run("keys", "sign", drafts / draft, "--key", keys / "alice")
        assert (shown.exit_code, "signed by" in shown.stdout) == (1, False)  # nobody said yes
        assert "the first one" in shown.stderr
        first = run("keys", "sign", drafts / draft, "--key", keys / "alice", text="y\n")
        assert first.stdout.endswith("1 more needed\n")
        early = run("keys", "install", drafts / draft, "--repo", repo)
        assert (early.exit_code, "1 more signatures" in early.stderr) == (2, True)
        run("keys", "sign", drafts / draft, "--key", keys / "carol", "--yes")
        assert run("keys", "install", drafts / draft, "--repo", repo).exit_code == 0
    online = [word for name in machines for word in ("--key", keys / name)]
    inside = run(
        "publish", "--renew", "--repo", repo, *online, "--root", repo / "metadata" / "1.root.json"
    )
    assert (inside.exit_code, "from elsewhere than the copy of the host" in inside.stderr) == (
        2,
        True,
    )
    root = ["--root", drafts / "1.root.json"]
    assert run("publish", "--renew", "--repo", repo, *online, *root).exit_code == 0
    assert (drafts / "published.json").is_file()
    shown = run("keys", "show", "--repo", repo, *root).stdout
    assert [line.split()[0] for line in shown.splitlines()] == [
        "role", "root", "targets", "releases", "snapshot", "timestamp",
    ]  # fmt: skip
    changed = run("keys", "change", "releases", "--repo", repo, "--out", drafts,
                  "--add", keys / "bob.pub", *root)  # fmt: skip
    assert changed.stdout.strip().endswith("2.targets.json")

"""The commands that make releases: what they pass on, what they print, how they fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import warlosses as wl
from tests.support.factories import write_mirror, write_texts
from warlosses.building.build import BuildResult
from warlosses.cli.app import app
from warlosses.releases.find import find_release


def run(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_build(tmp_path):
    texts = [word for name, path in write_texts(tmp_path).items() for word in (f"--{name}", path)]
    copies = write_mirror(tmp_path / "mirror")
    result = run("build", "--mirror", copies, "--out", tmp_path / "releases", *texts,
                 "--from-scratch")  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert result.stderr.startswith("reading the sources\n")
    version = wl.info(next((tmp_path / "releases").glob("20*"))).version
    first, *_, last = result.stdout.splitlines()
    assert first.endswith(" observations")
    assert last.startswith(f"{version} in {tmp_path / 'releases' / version}: ")
    assert last.endswith(": 18 new, 0 changed, 0 withdrawn")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["build", "--mirror", "none", "--out", "made"], "error: none/SOURCES.toml: expected "),
        (["update", "--mirror", "none", "--out", "made"], "error: none/SOURCES.toml: expected "),
        (["build", "--mirror", "none", "--out", "made", "--previous", "1.2.3"],
         "error: no release '1.2.3' here; found "),
    ],
)  # fmt: skip
def test_what_cannot_be_built(tmp_path, monkeypatch, args, message):
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1].startswith(message)
    assert "Give" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", ["--mirror", "--out"])
def test_build_needs_both_folders(missing):
    given = {"--mirror": "a", "--out": "b"}
    given.pop(missing)
    result = run("build", *next(iter(given.items())))
    assert result.exit_code == 2
    assert missing in result.stderr


@pytest.fixture
def asked(monkeypatch):
    """What `update` was asked for; it finds nothing new."""
    found = {}

    def update(mirror, out, *, progress, **options):
        found.update(mirror=mirror, out=out, **options)
        progress("fetching orc-losses (1 of 9)")
        stands = find_release()
        nothing = {"new": 0, "changed": 0, "withdrawn": 0}
        return BuildResult(stands, False, stands.report, nothing)

    monkeypatch.setattr(wl, "update", update, raising=False)
    return found


def test_update_without_options_fetches_into_the_users_folders(asked):
    result = run("update")
    assert result.exit_code == 0
    assert asked == {"mirror": None, "out": None, "accept_shrink": False, "accept_loss": False}
    assert result.stderr == "fetching orc-losses (1 of 9)\n"
    claims = wl.info().rows["claims"]  # the report of the release that stands
    assert result.stdout.startswith(f"{claims:,} claims from ")
    assert f"nothing changed: {wl.info().version} stands, in " in result.stdout


def test_update_passes_its_options_on(asked):
    args = ["--mirror", "a", "--out", "b", "--accept-shrink", "--accept-loss", "--format", "json"]
    result = run("update", *args)
    assert asked == {
        "mirror": Path("a"), "out": Path("b"), "accept_shrink": True, "accept_loss": True,
    }  # fmt: skip
    found = json.loads(result.stdout)
    assert (found["is_new"], found["version"]) == (False, wl.info().version)


def test_metadata(tmp_path):
    done = CliRunner().invoke(app, ["metadata", "2026.9.6", "-o", str(tmp_path / "made")])
    assert (done.exit_code, done.stderr) == (0, "")
    written = {
        path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "made").iterdir()
    }
    assert written == wl.metadata("2026.9.6")
    assert sorted(done.stdout.split()) == sorted(str(tmp_path / "made" / name) for name in written)

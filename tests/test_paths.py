"""The user's folders: no home, a home by its sign, a cache of one's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import warlosses as wl
from warlosses import paths
from warlosses.releases.find import find_release

CODE = """
import os
os.environ.pop("HOME", None)
import pwd
def nobody(_):
    raise KeyError("uid not found")
pwd.getpwuid = nobody  # as for a user that the machine has no entry of
import warlosses as wl
print(wl.versions(), wl.load(version="2026.9.6", backend="arrow").num_rows, wl.cached_releases())
print(wl.diff("2026.9.6", "2026.9.6").counts)
try:
    wl.clean_cache()
    from warlosses.paths import cache_dir
    cache_dir()
except wl.ReleaseError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="homes are found in another way there")
@pytest.mark.parametrize("home", [None, ""])
def test_no_home_is_no_reason_to_fail(home):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("HOME", "XDG", "WARLOSSES"))}
    if home is not None:
        env["HOME"] = home
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"['2026.9.6'] {wl.info().rows['claims']} {{}}" in done.stdout
    assert "Name a folder: WARLOSSES_CACHE" in done.stdout


def test_without_a_home_a_cache_of_one_s_own_will_do(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", "")
    monkeypatch.setenv(paths.CACHE, str(tmp_path))
    assert paths.cache_dir() == tmp_path
    assert wl.cached_releases() == {}


def test_the_home_folder_by_its_sign(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(paths.CACHE, "~/kept")
    assert paths.cache_dir() == tmp_path / "kept"
    assert paths.local_releases_dir() == tmp_path / "kept" / "built"
    shutil.copytree(find_release().folder, tmp_path / "release")
    assert len(wl.load("sources", version="~/release")) == len(wl.load("sources"))
    assert len(wl.load("sources", version=Path("~/release"))) == len(wl.load("sources"))


@pytest.mark.parametrize("text", ["~nobody-of-this-name/x", "a~b", "a/~"])
def test_other_signs_are_names(text):
    assert str(paths.expanded(text)) == str(Path(text))

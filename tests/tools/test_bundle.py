from __future__ import annotations

import pytest

import warlosses as wl
from tools.bundle import release_in_history
from warlosses.releases.find import find_release


def test_the_release_before_comes_from_the_repositorys_history(tmp_path):
    version = find_release().manifest.previous
    try:
        before = release_in_history(version, tmp_path)
    except wl.ReleaseError as error:
        pytest.skip(str(error))
    assert before.version == version
    for name, described in before.manifest.files.items():
        assert described.fits(before.folder / name)


def test_a_release_that_was_never_bundled_is_named(tmp_path):
    with pytest.raises(wl.ReleaseError, match=r"expected a history with .*/1999\.1\.1; found none"):
        release_in_history("1999.1.1", tmp_path)

"""Fixtures and habits of all tests. ``--mirror DIR`` names a folder of copies of the real sources.

Run side by side (``-n auto``) or one after another, the tests are the same; what is dear to make
is made once for all workers, see `tests.support.shared`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import warlosses as wl
from tests.support.shared import made_once
from tools import bundle
from warlosses.releases.find import find_release
from warlosses.releases.listing import newest

if TYPE_CHECKING:
    from warlosses.releases.release import Release

pytest_plugins = ["tests.support.published", "tests.support.browser"]

# How long an example takes depends on what else the machine does, so it says nothing of the code.
settings.register_profile(
    "warlosses",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("warlosses")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--mirror",
        default=os.environ.get("WARLOSSES_MIRROR"),
        help="folder of copies of the real sources (or set WARLOSSES_MIRROR)",
    )
    parser.addoption(
        "--kills",
        type=int,
        default=2,
        help="how often tests/acceptance/test_kills.py kills each deed",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that want the real sources: whatever asks for them, even through another."""
    for item in items:
        if "mirror" in getattr(item, "fixturenames", ()):
            item.add_marker("mirror")


@pytest.fixture(scope="session")
def mirror(request: pytest.FixtureRequest) -> Path:
    """The real sources; tests that need them are skipped where they are not."""
    given = request.config.getoption("--mirror")
    if given is None or not (Path(given) / "SOURCES.toml").is_file():
        pytest.skip("needs copies of the real sources: pass --mirror=DIR or set WARLOSSES_MIRROR")
    return Path(given)


@pytest.fixture(scope="session")
def built(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release that the real sources give on top of the one that the bundled one continues."""
    before = find_release().manifest.previous
    assert before is not None

    def make_it(folder: Path) -> None:
        try:
            previous = bundle.release_in_history(before, folder / "history")
        except wl.ReleaseError as error:
            pytest.skip(str(error))
        bundle.make(mirror, folder / "out", previous)

    release = newest(made_once(tmp_path_factory, "built", make_it) / "out")
    assert release is not None
    return release

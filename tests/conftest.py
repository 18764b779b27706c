"""Shared fixtures. ``--mirror DIR`` names a folder of copies of the real sources."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from warlosses.building.build import BuildResult, build

pytest_plugins = ["tests.support.published"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--mirror",
        default=os.environ.get("WARLOSSES_MIRROR"),
        help="folder of copies of the real sources (or set WARLOSSES_MIRROR)",
    )
    parser.addoption(
        "--kills", type=int, default=2, help="how often tests/test_kills.py kills each deed"
    )


@pytest.fixture(scope="session")
def mirror(request: pytest.FixtureRequest) -> Path:
    """The real sources; tests that need them are skipped where they are not."""
    given = request.config.getoption("--mirror")
    if given is None or not (Path(given) / "SOURCES.toml").is_file():
        pytest.skip("needs copies of the real sources: pass --mirror=DIR or set WARLOSSES_MIRROR")
    return Path(given)


@pytest.fixture(scope="session")
def built(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """A release built from the real sources and nothing before them; made once a session."""
    out = tmp_path_factory.mktemp("built") / "releases"
    return build(mirror, out, from_scratch=True)

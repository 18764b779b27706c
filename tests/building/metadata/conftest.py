"""A release's folder as a client finds it: its files, and the metadata beside them."""

from __future__ import annotations

import json
import shutil

import pytest

from warlosses.building.metadata.make import metadata
from warlosses.releases.find import find_release

BASE = "https://data.example.org/releases/2026.9.6/"
DOI = "10.1234/example"


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The bundled release with its metadata."""
    folder = tmp_path_factory.mktemp("release") / "2026.9.6"
    shutil.copytree(find_release().folder, folder)
    metadata(out=folder)
    return folder


@pytest.fixture(scope="session", params=["as it is", "published"])
def made(request):
    """The files' texts: of a release without an address, and of one with address and DOI."""
    if request.param == "as it is":
        return metadata()
    return metadata(base_url=BASE, doi=DOI, released_on="2026-11-24")


@pytest.fixture
def read(made):
    """Read one of the JSON files."""
    return lambda name: json.loads(made[name])

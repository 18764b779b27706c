"""The page of a release: its links lead to files, and it asks for nothing from elsewhere."""

from __future__ import annotations

import json
import re

import pytest
from lxml import html

import warlosses as wl
from warlosses.building.metadata.facts import facts_of_release
from warlosses.publishing.page import landing_page
from warlosses.releases.find import find_release


@pytest.fixture(scope="module")
def page():
    return landing_page(facts_of_release(find_release()), wl.metadata())


def test_links_lead_to_files_of_the_folder_or_out(page):
    there = {path.name for path in find_release().folder.iterdir()} | set(wl.metadata())
    links = [link for _, _, link, _ in html.fromstring(page).iterlinks()]
    inside = {link for link in links if not link.startswith("https://")}
    assert inside - {"notes.md", "explorer.html"} == there
    assert {"notes.md", "explorer.html"} < inside


def test_asks_for_nothing(page):
    root = html.fromstring(page)
    assert not root.xpath("//img|//link|//iframe|//script[@src]|//script[not(@type)]")
    assert "url(" not in page
    assert "@import" not in page


def test_has_what_search_engines_read(page):
    (script,) = html.fromstring(page).xpath("//script[@type='application/ld+json']")
    assert json.loads(script.text) == json.loads(wl.metadata()["schema-org.jsonld"])


def test_tells_sizes_and_hashes(page):
    text = html.fromstring(page).text_content()
    for name, file in find_release().manifest.files.items():
        assert re.search(rf"{re.escape(name)}.*{file.bytes:,}{file.sha256}", text)


def test_no_text_ends_the_script_early():
    made = {**wl.metadata(), "schema-org.jsonld": '{"name": "</script><b>"}'}
    page = landing_page(facts_of_release(find_release()), made)
    (script,) = html.fromstring(page).xpath("//script")
    assert json.loads(script.text) == {"name": "</script><b>"}


def test_publishing_lays_it_beside_the_files(repo):
    (folder,) = (path for path in (repo.path / "releases").iterdir() if path.is_dir())
    made = wl.metadata(folder)
    assert {"index.html", "explorer.html", *made} <= {path.name for path in folder.iterdir()}
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert f"data version {folder.name}" in index

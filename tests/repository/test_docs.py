"""The docs: every block of code runs, every link leads somewhere, nothing public is left out.

What commands print is written into the pages by ``python -m tests.support.console PAGE...``.
"""

from __future__ import annotations

import difflib
import html
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml
from lxml import html as lxml_html

import warlosses as wl
from tests.support.console import BLOCK, environment, played

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
BLOCKS = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What can't be run here is only how to get it, and what these older pages tell maintainers.
INSTALLS = re.compile(r"pip install '?warlosses(\[\w+\])?'?")
OLDER = ("architecture.md", "plausibility.md", "releasing.md", "rules.md")


def name(path):
    return path.relative_to(DOCS).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_block_of_code_runs_in_a_test(path):
    if path.name in OLDER or path.parent.name == "decisions":
        pytest.skip("no page of examples")
    for language, code in BLOCKS.findall(path.read_text(encoding="utf-8")):
        match language:
            case "python":  # run by doctest, which reads the pages too
                assert code.startswith(">>> "), code
            case "console":  # played below
                assert code.startswith("$ "), code
            case "sh" if path.name == "releases.md":
                pass  # run below, with a host
            case "sh":
                assert all(INSTALLS.fullmatch(line) for line in code.splitlines()), code
            case other:
                pytest.fail(f"a block of {other or 'no language'} that nothing runs: {code}")


def test_doctest_reads_the_pages(pytestconfig):
    assert "docs" in pytestconfig.getini("testpaths")
    assert "docs/*.md" in pytestconfig.getoption("doctestglob")
    assert sum(path.read_text(encoding="utf-8").count(">>> ") for path in PAGES) > 40


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("bash"), reason="needs bash, sed")
@pytest.mark.parametrize(
    "path", [p for p in PAGES if BLOCK.search(p.read_text(encoding="utf-8"))], ids=name
)
def test_commands_print_what_the_page_says(path, tmp_path):
    text = path.read_text(encoding="utf-8")
    difference = difflib.unified_diff(
        text.splitlines(), played(text, tmp_path).splitlines(), name(path), "played", lineterm=""
    )
    assert "\n".join(difference) == ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("bash"), reason="needs bash")
def test_a_host_is_made_and_fetched_from_as_the_page_says(tmp_path):
    text = (DOCS / "releases.md").read_text(encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    blocks = [code for language, code in BLOCKS.findall(text) if language == "sh"]
    script = "set -e\ntrap 'kill $(jobs -p)' EXIT\n" + "\n".join(blocks).replace("8000", port)
    env = environment(tmp_path)
    del env["WARLOSSES_OFFLINE"]
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    version = wl.info().version
    assert f"{version} in {tmp_path / 'cache'}" in done.stdout
    assert "files of 1 release as released" in done.stdout
    assert f"{version} to {version}: 0 new, 0 changed, 0 withdrawn" in done.stdout


def test_the_readme_is_one_screen_whose_links_lead_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 90
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert len(links) > 20
    for link in links:
        place, _, anchor = link.partition("#")
        assert (ROOT / place).is_file(), link
        assert not anchor or anchor in anchors(ROOT / place), link


def anchors(path):
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere_within_the_docs(path):
    text = BLOCKS.sub("", path.read_text(encoding="utf-8"))
    text = re.sub(r"`[^`\n]*`", "", text)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://", link):
            continue
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        assert target.is_file(), link
        assert DOCS in target.parents, f"{link} leads out of the docs: give its address"
        assert not anchor or anchor in anchors(target), link


def navigation():
    content = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return yaml.safe_load(content)["nav"]


def listed(nav):
    for entry in nav if isinstance(nav, list) else nav.values():
        if isinstance(entry, str):
            yield entry
        else:
            yield from listed(entry)


def test_every_page_is_in_the_navigation():
    assert sorted(listed(navigation())) == sorted(name(path) for path in PAGES)


def test_the_reference_has_every_public_name():
    text = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
    told = {line.rpartition(".")[2] for line in text.splitlines() if line.startswith("::: ")}
    assert told == set(wl.__all__) - {"__version__"}


def test_nothing_foreign_is_asked_for():
    content = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = yaml.safe_load(content)
    assert settings["theme"]["font"] is False
    assert not any(key in settings for key in ("extra_javascript", "extra_css"))
    assert "analytics" not in content


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site; built with warnings as errors."""
    program = Path(sysconfig.get_path("scripts")) / "zensical"
    if not program.is_file():
        pytest.skip("needs warlosses[docs]")
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(DOCS, folder / "docs")
    wl.explore(folder / "docs" / "explorer.html")  # as the workflow does before it builds
    (folder / "warlosses").symlink_to(ROOT / "warlosses")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    done = subprocess.run(
        [program, "build", "--clean", "--strict"],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout + done.stderr
    return folder / "site"


def test_the_site_asks_for_nothing_from_elsewhere(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) >= len(PAGES)
    loaded = re.compile(
        r"<(?:script|img|iframe|source)\b[^>]*?\bsrc=[\"']?(https?:)?//"
        r"|<link\b(?=[^>]*rel=[\"']?(?:stylesheet|preload|preconnect|icon))[^>]*href=[\"']?(https?:)?//",
        re.IGNORECASE,
    )
    for page in pages:
        assert not loaded.search(page.read_text(encoding="utf-8")), page
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//|@import", sheet.read_text("utf-8")), sheet


def test_the_site_tells_the_real_signatures(site):
    text = (site / "reference" / "python" / "index.html").read_text(encoding="utf-8")
    plain = html.unescape(re.sub(r"<[^>]+>", "", text))
    for said in ("known_on", "belligerents", "offline", "Answer from what had been recorded"):
        assert said in plain
    for public in sorted(set(wl.__all__) - {"__version__"}):
        assert re.search(rf'id="[\w.]*\.{public}"', text), public


def test_the_explorer_is_shown(site):
    page = lxml_html.parse(site / "explorer" / "index.html").getroot()
    (frame,) = page.iter("iframe")
    place, _, shown = frame.get("src").partition("?")
    assert (site / "explorer" / place).resolve() == site / "explorer.html"
    assert shown == "embed#k=tanks"
    assert frame.get("title")


def test_links_of_the_site_lead_to_its_pages(site):
    checked = 0
    for page in site.rglob("*.html"):
        if page.name in ("404.html", "explorer.html"):  # the latter writes its links itself
            continue
        text = page.read_text(encoding="utf-8")
        for found in re.findall(r"<a\b[^>]*?href=[\"']?([^\"'\s>]+)", text):
            link = html.unescape(found)
            if re.match(r"(https?:|mailto:|javascript:)", link):
                continue
            place, _, anchor = link.partition("#")
            target = (page.parent / place).resolve() if place else page
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{page.relative_to(site)}: {link}"
            if anchor:
                ids = target.read_text(encoding="utf-8")
                assert re.search(rf'\bid="?{re.escape(anchor)}["\s>]', ids), f"{page}: {link}"
            checked += 1
    assert checked > 500

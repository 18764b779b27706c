"""The page on the house, and the contract that holds it up, tell the same."""

from __future__ import annotations

import ast
import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("warlosses", "tools", "tests", "benchmarks", "fuzz")
PACKAGE = ROOT / "warlosses"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
MODULES = sorted(path.name for path in PACKAGE.glob("*.py"))
PACKAGES = sorted(path.parent for path in PACKAGE.rglob("__init__.py"))


def test_the_page_has_the_floors_of_the_contract():
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter", encoding="utf-8")
    floors = contract["importlinter:contract:rooms"]["layers"].split("\n")
    assert "\n".join(filter(None, floors)) in PAGE


@pytest.mark.parametrize("name", [f"{room}/" for room in ROOMS] + MODULES)
def test_the_page_names_what_lies_at_the_top(name):
    tree = PAGE.partition("## The layers")[0]
    assert re.search(rf"^  {re.escape(name)} ", tree, re.MULTILINE)


def test_there_are_about_ten_rooms_and_a_dozen_modules():
    assert 9 <= len(ROOMS) <= 12
    assert len(MODULES) <= 13


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_room_says_what_it_is_for_in_a_line(folder):
    text = (folder / "__init__.py").read_text(encoding="utf-8")
    assert re.match(r'"""[A-Z][^\n]+[.:]', text)
    if folder != PACKAGE:
        assert text.count("\n") == 1, "a room's __init__ has nothing but its purpose"


def test_files_that_the_page_names_exist():
    places = re.findall(r"`((?:[a-z_]+/)+[\w.-]*)`", PAGE)
    assert len(places) > 20
    for place in places:
        assert any((base / place).exists() for base in (PACKAGE, ROOT, ROOT / "docs")), place


def test_decisions_are_listed():
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\(([\w.-]+)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert len(listed) >= 10
    assert sorted(listed) == sorted(path.name for path in folder.glob("[0-9]*.md"))


def private_imports(code: str) -> list[str]:
    """Return the underscored names that code takes out of other modules of the project."""
    return [
        f"{node.module}.{name.name}"
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS
        for name in node.names
        if name.name.startswith("_") and not name.name.startswith("__")
    ]


def test_no_module_takes_a_private_name_out_of_another():
    taken = {
        str(path.relative_to(ROOT)): names
        for top in OURS
        for path in (ROOT / top).rglob("*.py")
        if (names := private_imports(path.read_text("utf-8")))
    }
    assert taken == {}
    assert private_imports("from warlosses.data.load import _wide, load") == [
        "warlosses.data.load._wide"
    ]

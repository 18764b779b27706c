"""What docs and workflows tell people to type exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from warlosses.cli.app import app

ROOT = Path(__file__).parents[2]
FILES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(ROOT.glob("docs/**/*.md")),
    *sorted(ROOT.glob(".github/workflows/*.yml")),
]
TYPED = re.compile(r"(?:^|`|&& )\s*warlosses ((?:keys )?[a-z][a-z-]*)", re.MULTILINE)


def commands() -> dict[str, set[str]]:
    """Every command with its options."""
    group = typer.main.get_command(app)
    context = group.make_context("warlosses", [], resilient_parsing=True)
    found = {}
    for name in group.commands:
        _, command, _ = group.resolve_command(context, [name])
        found[name] = command
        for below, inner in getattr(command, "commands", {}).items():
            found[f"{name} {below}"] = inner
    return {name: {o for p in c.params for o in p.opts} for name, c in found.items()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_and_options_exist(path):
    known = commands()
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    for found in TYPED.finditer(text):
        assert found[1] in known, found[0]
        rest = re.split(r"[`|\n#]", text[found.end() :], maxsplit=1)[0]
        for option in re.findall(r"--[a-z-]+", rest):
            assert option in known[found[1]] | {"--help"}, f"{found[0]} {option}"


def test_the_steps_of_a_release_are_among_them():
    named = {m[1] for m in TYPED.finditer((ROOT / "docs/releasing.md").read_text(encoding="utf-8"))}
    assert named >= {
        "keys new",
        "keys begin",
        "keys sign",
        "keys install",
        "keys change",
        "publish",
    }

"""The worked example of CONTRIBUTING.md: its commands print what it says.

``python tests/test_contributing.py`` writes what they print today into it.
"""

from __future__ import annotations

import csv
import difflib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).parents[2] / "CONTRIBUTING.md"
# A block of commands with their output, or the figures that the contributor types in.
STEP = re.compile(
    r"```console\n(?P<commands>.*?)```|<!-- typed: (?P<typed>[-0-9 ]+) -->", re.DOTALL
)


def played(text: str, folder: Path) -> str:
    """Return the document with what its commands print in a folder, one step after the other."""
    command = folder / "bin" / "warlosses"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m warlosses "$@"\n')
    command.chmod(0o755)
    env = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    env["PATH"] = f"{command.parent}{os.pathsep}{env['PATH']}"

    def step(found: re.Match[str]) -> str:
        if found["typed"]:
            fill_in(folder / "day.csv", found["typed"].split())
            return found[0]
        commands = [line[2:] for line in found["commands"].splitlines() if line.startswith("$ ")]
        script = "\n".join(f"cat <<'EOF'\n$ {line}\nEOF\n{line}" for line in commands)
        done = subprocess.run(
            ["bash", "-c", script], cwd=folder, env=env, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        return f"```console\n{done.stdout}```"

    return STEP.sub(step, text)


def fill_in(path: Path, figures: list[str]) -> None:
    """Type figures into a template, a row each; a row without one, ``-``, is removed."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    place = header.index("value")
    for row, figure in zip(rows, figures, strict=True):
        row[place] = figure
    with path.open("w", encoding="utf-8", newline="") as file:
        stated = [row for row in rows if row[place] != "-"]
        csv.writer(file, lineterminator="\n").writerows([header, *stated])


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("bash"), reason="needs bash, sed")
@pytest.mark.slow
def test_the_worked_example_prints_what_it_says(tmp_path):
    text = DOCUMENT.read_text(encoding="utf-8")
    assert len(STEP.findall(text)) >= 6
    difference = difflib.unified_diff(
        text.splitlines(), played(text, tmp_path).splitlines(), "CONTRIBUTING.md", "played"
    )
    assert "\n".join(difference) == ""


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        DOCUMENT.write_text(played(DOCUMENT.read_text("utf-8"), Path(name)), encoding="utf-8")

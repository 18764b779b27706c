"""Blocks of commands in a page: what they print today.

``python -m tests.support.console PAGE...`` writes it into the pages.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BLOCK = re.compile(r"```console\n(?P<commands>.*?)```", re.DOTALL)


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of somebody who has the package, offline, with a cache of their own."""
    command = folder / "bin" / "warlosses"
    command.parent.mkdir(exist_ok=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m warlosses "$@"\n')
    command.chmod(0o755)
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "WARLOSSES_URL")}
    env |= {
        "PATH": f"{command.parent}{os.pathsep}{env['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "WARLOSSES_CACHE": str(folder / "cache"),
        "WARLOSSES_OFFLINE": "1",
    }
    return env


def played(text: str, folder: Path) -> str:
    """Return a page with what its commands print in a folder, one block after the other."""
    env = environment(folder)

    def step(block: re.Match[str]) -> str:
        commands = [line[2:] for line in block["commands"].splitlines() if line.startswith("$ ")]
        script = "\n".join(f"cat <<'EOF'\n$ {line}\nEOF\n{line}" for line in commands)
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env=env,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return f"```console\n{done.stdout}```"

    return BLOCK.sub(step, text)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        page = Path(name)
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(
                played(page.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8"
            )

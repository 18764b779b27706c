"""What the commands print: nothing in it acts on a terminal but the colours that they add."""

from __future__ import annotations

import json
import re
from typing import Any

import typer

from warlosses.letters import escaped_in_json, printable

_KEPT = re.compile("(\x1b\\[[0-9;]*m|[\n\t])")  # `style` makes the first of what it made printable


def say(text: str = "", *, end: str = "\n", err: bool = False) -> None:
    """Print a text; what comes with the data can't move the cursor, hide or turn what stands there.

    A terminal's colours pass: whoever adds them makes printable what they are put around.
    """
    if not text.isascii() or "\x1b" in text or "\r" in text:
        text = "".join(
            part if number % 2 else printable(part) for number, part in enumerate(_KEPT.split(text))
        )
    typer.echo(text + end, err=err, nl=False)


def say_json(value: Any) -> None:
    """Print a value as JSON; what nobody sees is written as its number."""
    typer.echo(escaped_in_json(json.dumps(value, ensure_ascii=False, indent=1)))


def talk(text: str) -> None:
    """Say something to the user, beside the data."""
    say(text, err=True)

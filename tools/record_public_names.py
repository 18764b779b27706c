"""The names that users rely on, as text: ``python -m tools.record_public_names`` records them anew.

A test compares what is there with what was recorded, so that no name, argument or help text
changes by accident. Who changes one on purpose records it, and the change shows in the review.
"""

from __future__ import annotations

import inspect
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.main import get_command
from typer.testing import CliRunner

import warlosses as wl
from warlosses.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORD = Path(__file__).parents[1] / "tests" / "repository" / "public_names.txt"
# Help pages are drawn by typer: another version draws other boxes.
PLAIN = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}


def recorded() -> str:
    """Return everything that is recorded, in the order of the record."""
    parts = ["# Public names, recorded by `python -m tools.record_public_names`", *names(), ""]
    parts += [f"# Help pages, as typer {typer_version()} draws them", *help_pages()]
    return "\n".join(parts).rstrip() + "\n"


def typer_version() -> str:
    """Return the version of typer that is here, without its patch."""
    return ".".join(version("typer").split(".")[:2])


def names() -> Iterator[str]:
    """Yield each public name with what it takes."""
    for name in sorted(wl.__all__):
        yield described(name, getattr(wl, name))


def described(name: str, thing: Any) -> str:
    """Return a name with its signature; an error with what it can be caught as.

    >>> described("ArgumentError", wl.ArgumentError)
    'class ArgumentError(WarlossesError, ValueError)'
    """
    if isinstance(thing, type) and issubclass(thing, BaseException):
        return f"class {name}({', '.join(base.__name__ for base in thing.__bases__)})"
    if isinstance(thing, type):
        return f"class {name}{inspect.signature(thing)}"
    if callable(thing):
        return f"{name}{inspect.signature(thing)}"
    return f"{name}: {type(thing).__name__}"


def help_pages() -> Iterator[str]:
    """Yield the help of the program and of every command, each below a line that calls it."""
    for words in ((), *commands()):
        result = CliRunner(env=PLAIN).invoke(app, [*words, "--help"], prog_name="warlosses")
        yield f"\n$ warlosses {' '.join([*words, '--help'])}"
        yield "\n".join(line.rstrip() for line in result.stdout.strip().splitlines())


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command, as the words that call it."""
    program: Any = get_command(app)
    context = program.make_context("warlosses", [], resilient_parsing=True)
    for name in program.commands:
        yield (name,)
        # the program holds outlines of its commands, and makes each when it is called
        _, command, _ = program.resolve_command(context, [name])
        for below in getattr(command, "commands", {}):
            yield name, below


if __name__ == "__main__":
    RECORD.write_text(recorded(), encoding="utf-8")

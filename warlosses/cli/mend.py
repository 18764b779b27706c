"""What `warlosses validate --fix` and `--diff` do to files: mend them whole, or show how."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warlosses.cli.output.say import say, talk
from warlosses.errors import ArgumentError
from warlosses.files import read_at_most, replacing
from warlosses.validation.fix import MENDED, describe, fix
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.readers.read import read_contribution, read_or_refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.validation.fix import Fixed

_STANDARD_INPUT = "-"


def mend(
    files: Sequence[str],
    input_format: str | None,
    *,
    select: Sequence[str],
    ignore: Sequence[str],
    writes: bool,
) -> tuple[list[Any], bool]:
    """Mend files, or show how they would be; return them as they are then, and whether any differs.

    What was mended is told beside the data; of standard input, the mended text is printed.
    """
    sheets, differs = [], False
    for name in files:
        try:
            data = _content(name)
        except OSError:
            sheets.append(read_or_refuse(name, format=input_format))
            continue
        fixed = fix(data, name, format=input_format, select=select, ignore=ignore)
        differs |= fixed.after != data
        if not writes:
            say(fixed.diff(), end="")
        elif name == _STANDARD_INPUT:
            _print(fixed.after)
        elif fixed.after != data:
            _write(Path(name), fixed)
        _tell(fixed, writes=writes)
        sheets.append(read_contribution(fixed.after, name=name, format=input_format))
    return sheets, differs


def _content(name: str) -> bytes:
    if name == _STANDARD_INPUT:
        return sys.stdin.buffer.read(LIMITS.max_bytes + 1)
    return read_at_most(name, LIMITS.max_bytes)


def _print(data: bytes) -> None:
    """Print bytes as they are, whatever the terminal's own encoding."""
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        say(data.decode("utf-8", "replace"), end="")
        return
    binary.write(data)
    binary.flush()


def _write(path: Path, fixed: Fixed) -> None:
    """Put a mended file in the place of the old one, unless it has changed."""
    with replacing(path) as file:
        file.write(fixed.after)
        if path.read_bytes() != fixed.before:
            raise ArgumentError(
                f"{path}: somebody else has changed it meanwhile; nothing was written"
            )


def _tell(fixed: Fixed, *, writes: bool) -> None:
    if fixed.kind not in MENDED:
        talk(f"{fixed.name}: text files alone are mended (CSV, TSV, JSON, NDJSON); left as it is")
        return
    for line in describe(fixed.changes, fixed.name):
        talk(line)
    number = len(fixed.changes)
    what = "mended" if writes else "to be mended"
    talk(f"{fixed.name}: {number:,} place{'' if number == 1 else 's'} {what}")

"""What was published last, remembered outside the host: a file that goes into git.

A host can be rolled back to an old state that was rightly signed. Nothing on the host tells; this
record does. It also tells a state that we signed ourselves before the keys were changed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from warlosses.errors import ReleaseError
from warlosses.files import refuse_endless, write_whole

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1


@dataclass(frozen=True)
class Record:
    """The last state that was published.

    Attributes
    ----------
    versions : dict
        Version number of each role's metadata.
    timestamp : str
        SHA-256 of ``timestamp.json``, which leads to all else.
    releases : dict
        SHA-256 of the manifest of every published release, by version.
    """

    versions: dict[str, int]
    timestamp: str
    releases: dict[str, str] = field(default_factory=dict)


def read_record(path: Path) -> Record | None:
    """Return the record; None where nothing was ever published.

    Raises
    ------
    ReleaseError
        The file is no record: without it a rolled-back host would not be noticed.
    """
    refuse_endless(path)
    try:
        return _parse(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(
            f"{path}: expected the record of what was published last; found {error!r}. Restore it "
            "from git."
        ) from error


def _parse(content: dict[str, Any]) -> Record:
    if content.pop("format") != FORMAT:
        raise ValueError(f"another format than {FORMAT}")
    record = Record(**content)
    if not all(type(number) is int for number in record.versions.values()):
        raise ValueError("version numbers that are none")
    return record


def write_record(path: Path, record: Record) -> None:
    """Remember a state; commit the file, so that the next publisher knows it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"format": FORMAT, **asdict(record)}
    write_whole(path, json.dumps(content, indent=1, sort_keys=True).encode() + b"\n")

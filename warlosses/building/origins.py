"""Where each file of a mirror comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from warlosses import codes
from warlosses.errors import ArgumentError

FORMATS = ("json", "csv")
_GITHUB = "https://github.com/"


_SLUG = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


@dataclass(frozen=True)
class Origin:
    """One file to keep up to date; the files of a source share its repository and folder.

    Parameters
    ----------
    source_id, repo
        The source, and its repository as https://github.com/OWNER/NAME.
    folder, file
        Where the file goes in the mirror.
    repo_path
        Where it is in the repository.
    format
        ``json`` (a list) or ``csv`` (comma-separated, with a header).
    """

    source_id: str
    repo: str
    folder: str
    file: str
    repo_path: str
    format: str

    def __post_init__(self) -> None:
        if not self.repo.startswith(_GITHUB) or not _SLUG.fullmatch(self.slug):
            raise ArgumentError(
                f"{self.source_id}: expected https://github.com/OWNER/NAME, found {self.repo!r}"
            )
        if self.format not in FORMATS:
            raise ArgumentError(
                f"{self.source_id}: expected a format among {', '.join(FORMATS)}, "
                f"found {self.format!r}"
            )

    @property
    def slug(self) -> str:
        """OWNER/NAME, as GitHub's addresses have it."""
        return self.repo.removeprefix(_GITHUB).removesuffix("/").removesuffix(".git")

    @property
    def name(self) -> str:
        """The file's place in the mirror."""
        return f"{self.folder}/{self.file}"


def origins() -> list[Origin]:
    """Return the files to fetch, by ``schemas/origins.csv``.

    >>> sorted({origin.source_id for origin in origins()})[:2]
    ['economist', 'larzs']
    """
    return [Origin(repo=codes.sources()[r["source_id"]].repo, **r) for r in codes.rows("origins")]

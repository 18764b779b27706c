"""The code lists, read from ``schemas/*.csv`` with the standard library alone (so it is quick)."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from warlosses.errors import ArgumentError
from warlosses.paths import schemas_dir

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

WAR_START = date(2022, 2, 24)
# The two claimants whose daily bulletins are read as texts.
GENERAL_STAFF, RUSSIAN_MINISTRY = "ua_general_staff", "ru_mod"


class Category(NamedTuple):
    """One row of ``schemas/categories.csv``; days are None where the list leaves them open."""

    code: str
    parent: str
    unit: str
    label_en: str
    label_uk: str
    label_ru: str
    definition: str
    valid_from: date | None
    valid_to: date | None
    merged_into: str

    def in_use_on(self, day: date) -> bool:
        """Whether the category existed on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Claimant(NamedTuple):
    """One row of ``schemas/claimants.csv``.

    ``statements_a_day`` is ``one`` for a daily bulletin, ``several`` where the day's last statement
    is the claim, empty for occasional statements.
    """

    code: str
    name_en: str
    name_uk: str
    name_ru: str
    kind: str
    side: str
    statements_a_day: str
    definition: str


class Source(NamedTuple):
    """One row of ``schemas/sources.csv``.

    ``rank`` orders sources by nearness to the claimant (1 is nearest). ``hedges`` tells whether the
    source records how the claimant hedged; ``transcribes`` names the claimant whose regular
    publication it follows, if any.
    """

    source_id: str
    title: str
    repo: str
    licence: str
    copyright: str
    use: str
    carries: str
    rank: int
    hedges: bool
    transcribes: str

    @property
    def publishable(self) -> bool:
        """Whether a row may name a value that was read here."""
        return self.use != "cross-check"

    def is_permalink(self, url: str) -> bool:
        """Whether a link leads into the source's own repository, not to the claimant's words."""
        return bool(self.repo) and url.startswith(f"{self.repo}/blob/")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``schemas/<name>.csv`` as text.

    >>> rows("terms")[0]["list"]
    'belligerent'
    """
    with (schemas_dir() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def categories() -> dict[str, Category]:
    """Return the categories by code, parents before their parts."""
    return {
        row["code"]: Category(
            **{k: v for k, v in row.items() if not k.startswith("valid_")},
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
        )
        for row in rows("categories")
    }


@cache
def claimants() -> dict[str, Claimant]:
    """Return the claimants by code."""
    return {row["code"]: Claimant(**row) for row in rows("claimants")}


@cache
def sources() -> dict[str, Source]:
    """Return the sources by id."""
    found = {}
    for row in rows("sources"):
        texts = {k: v for k, v in row.items() if k not in ("rank", "hedges")}
        found[row["source_id"]] = Source(
            **texts, rank=int(row["rank"]), hedges=row["hedges"] == "yes"
        )
    return found


@cache
def terms(list_name: str) -> tuple[str, ...]:
    """Return the codes of one of the short lists in ``schemas/terms.csv``.

    >>> terms("measure")
    ('cumulative', 'increment')
    """
    return tuple(row["code"] for row in rows("terms") if row["list"] == list_name)


def children(code: str) -> tuple[str, ...]:
    """Return the categories directly below one.

    >>> children("ships_submarines")
    ('ships', 'submarines')
    """
    return tuple(c.code for c in categories().values() if c.parent == code)


def check_codes(
    kind: str, given: str | Collection[str] | None, known: Collection[str]
) -> list[str] | None:
    """Return the given codes as a list, or raise with the near matches.

    >>> check_codes("category", "tank", ["tanks", "uavs"])
    Traceback (most recent call last):
    ...
    warlosses.errors.ArgumentError: unknown category 'tank'; did you mean 'tanks'?
    """
    if given is None:
        return None
    try:
        asked = [given] if isinstance(given, str) else list(given)
    except TypeError as error:
        raise ArgumentError(f"{kind}: expected a code or several; found {given!r}") from error
    for code in asked:
        if code not in known:
            import difflib

            near = difflib.get_close_matches(str(code), known, n=3, cutoff=0.5)
            hint = (
                f"did you mean {' or '.join(repr(n) for n in near)}?"
                if near
                else f"known: {', '.join(sorted(known))}"
            )
            raise ArgumentError(f"unknown {kind} {code!r}; {hint}")
    return asked


def source_of(path: Path) -> Source:
    """Return the source that a contribution file belongs to."""
    return sources().get(path.stem, sources()["contributions"])

"""Attribution: every row has a link that it can be checked with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warlosses import codes
from warlosses.validation import suggestions
from warlosses.validation.examples import TANKS, lines
from warlosses.validation.rule import Example, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from warlosses.validation.typed.contribution import Contribution

# A host with a dot in it, after at most a name and before at most a port.
_HOST = r"^https?://([^/?#\s@]+@)?([^/?#\s.:]+\.)+[^/?#\s.:]{2,}\.?(:[0-9]+)?([/?#]|$)"
_HOME = r"^https?://[^/?#]+/?(index\.[a-z]+|[a-z]{2}/?)?$"
# Branches of a repository move; a commit does not.
_MOVING = (
    r"^https?://(github\.com/[^/]+/[^/]+/(blob|raw|tree)|raw\.githubusercontent\.com/[^/]+/[^/]+"
    r"|gitlab\.com/.+/-/(blob|raw|tree))/(refs/heads/|main(/|$)|master(/|$)|HEAD(/|$))"
)
_DAY = re.compile(r"(?<!\d)(20[2-9]\d)([-/._]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
# An archive's link begins with the day on which the page was archived.
_ARCHIVED = re.compile(r"^https?://(web\.archive\.org|archive\.[a-z]+)/(web/)?\d+[a-z_]*/")
_PAGE = "https://www.mil.gov.ua/news/2023/04/18/losses"

_RIGHT = Example(lines(TANKS))

RULES = (
    Rule(
        code="WL401",
        name="link-missing",
        severity="error",
        title="The link is missing",
        message="source_url is empty: every claim needs the link where it can be read",
        what="Asks for a link in every row.",
        why="A figure that nobody can look up is a rumour. The link is what this dataset is for.",
        cure="Fill in the deepest public link to where the figure can be read.",
        failing=Example(lines(TANKS.replace(_PAGE, ""))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL402",
        name="not-a-link",
        severity="error",
        title="Not a web link",
        message="expected a web address with its host, such as https://mod.gov.ua/news; "
        "found {found!r}",
        what="Asks for a web address with a host, and without spaces.",
        why="A name such as 'General Staff, Facebook' cannot be followed.",
        cure="Copy the address from the browser, from https:// to its end.",
        failing=Example(lines(TANKS.replace("https://", ""))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL403",
        name="day-in-link-differs",
        severity="warning",
        title="The link is of another day",
        message="the link is of {found}, the row of {as_of}",
        what="Compares a day in the link with as_of. For claimants that speak daily both should be "
        "the same; for the others the link should not be older than the day it speaks of.",
        why="Yesterday's link is easily copied. It only warns, because some sites' own links have "
        "a wrong day.",
        cure="Open the link and see which day it speaks of.",
        failing=Example(lines(TANKS.replace("/04/18/", "/04/17/"))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL404",
        name="link-not-to-a-page",
        severity="warning",
        title="The link leads to a home page or a moving file",
        message="{what}: in a year it will show something else",
        what="Warns of links to a site's home page, and to a file in a branch of a repository.",
        why="What stands there changes; the figure will be gone when someone wants to check it.",
        cure="Link the page of that day, or the file at its commit (on GitHub, press y).",
        failing=Example(lines(TANKS.replace("/news/2023/04/18/losses", "/"))),
        passing=_RIGHT,
    ),
)


def find_wrong_links(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Hit]:  # noqa: ARG001
    """Yield the rows whose link is missing, no link, or not of their day."""
    column = contribution.columns.get("source_url")
    if column is None:
        return  # WL004, once
    for row in column.empty_rows():
        yield Hit("WL401", row, "source_url", {})
    texts = column.texts
    refused = column.faults[:-1] != 0
    refused |= ~_matches(texts, _HOST)
    home = ~refused & _matches(texts, _HOME)
    moving = ~refused & _matches(texts, _MOVING)
    for row, text in _cells(column, refused):
        fields = {"found": suggestions.shorten(text)}
        yield Hit("WL402", row, "source_url", fields, _as_link(text))
    for mask, what in (
        (home, "the link leads to a home page"),
        (moving, "the file is of a branch"),
    ):
        for row, _ in _cells(column, mask):
            yield Hit("WL404", row, "source_url", {"what": what})
    yield from _other_days(contribution, refused)


def _matches(texts: pa.StringArray, pattern: str) -> np.ndarray[Any, Any]:
    return np.asarray(pc.match_substring_regex(texts, pattern), dtype=bool)


def _cells(column: Any, mask: np.ndarray[Any, Any]) -> Iterator[tuple[int, str]]:
    if mask.any():
        for place in np.flatnonzero(np.append(mask, False)[column.codes]):
            yield int(place) + 1, column.texts[int(column.codes[place])].as_py()


def _as_link(text: str) -> str | None:
    """Return a link that lacks only its beginning.

    >>> _as_link("www.mil.gov.ua/news"), _as_link("General Staff")
    ('https://www.mil.gov.ua/news', None)
    """
    bare = re.sub(r"^\w*:?/+", "", text)
    if len(text) > 500 or not re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", bare):  # noqa: PLR2004
        return None
    return f"https://{bare}"


def _other_days(contribution: Contribution, refused: np.ndarray[Any, Any]) -> Iterator[Hit]:
    """Yield the rows whose link has a day in it that is not theirs."""
    column, frame = contribution.columns["source_url"], contribution.frame
    linked = np.full(len(column.texts) + 1, np.datetime64("NaT", "D"), dtype="datetime64[D]")
    shaped = ~refused & _matches(column.texts, r"20[2-9][0-9][-/._]?[01][0-9][-/._]?[0-3][0-9]")
    for place in np.flatnonzero(shaped):
        linked[place] = day_in_link(column.texts[int(place)].as_py())
    found = linked[column.codes]
    as_of = frame["as_of"].to_numpy()
    daily = [c.code for c in codes.claimants().values() if c.statements_a_day]
    is_daily = frame["claimant"].isin(daily).to_numpy()
    # A day out of range is a fault of the day, not of the link.
    first, last = (
        np.datetime64(codes.WAR_START),
        np.datetime64("today", "D") + np.timedelta64(1, "D"),
    )
    known = ~np.isnat(found) & (as_of >= first) & (as_of <= last)
    for place in np.flatnonzero(known & (is_daily & (found != as_of) | (found < as_of))):
        fields = {"found": found[place], "as_of": as_of[place].astype("datetime64[D]")}
        yield Hit("WL403", int(place) + 1, "source_url", fields)


def day_in_link(url: str) -> np.datetime64:
    """Return the day that stands in a link, if there is one and one only.

    >>> str(day_in_link("https://www.mil.gov.ua/news/2023/04/18/losses"))
    '2023-04-18'
    >>> str(day_in_link("https://web.archive.org/web/20240101000000/https://example.org/losses"))
    'NaT'
    """
    found = {"-".join(parts) for parts in _days_of(_ARCHIVED.sub("", url))}
    try:
        return np.datetime64(found.pop() if len(found) == 1 else "NaT", "D")
    except ValueError:
        return np.datetime64("NaT", "D")


def _days_of(url: str) -> list[tuple[str, str, str]]:
    return [(m[1], m[3], m[4]) for m in _DAY.finditer(url)]

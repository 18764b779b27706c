"""Attribution: every row has a link that it can be checked with."""

# ruff: noqa: RUF001  months in other alphabets, and signs of theirs

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warlosses import codes, letters
from warlosses.validation import suggestions
from warlosses.validation.examples import TANKS, lines
from warlosses.validation.rule import Example, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pandas as pd

    from warlosses.validation.typed.contribution import Contribution

# A host with a dot in it, in letters, digits and hyphens, and behind it no space.
_HOST = (
    r"(?i)^https?://((xn--)?[\p{L}\p{N}_]([\p{L}\p{N}_-]*[\p{L}\p{N}_])?\.)+"
    r"[\p{L}]([\p{L}\p{N}-]*[\p{L}\p{N}])\.?([/?#]\S*)?$"
)
# What nobody sees, and what no address holds: quotes, brackets, backslashes, a second address.
_ODD = r"[\p{C}\p{Z}\x{115F}\x{1160}\x{3164}\x{FFA0}\"<>\\^`{}|“”„«»]"
_SECOND = r"(?i)^https?://(https?:|https?//|.*[,;]\s*https?://)"
# A host that isn't written in English letters alone, or only by the code for others.
_FOREIGN = r"(?i)^https?://([^/?#]*[^\x00-\x7F]|([^/?#]*\.)?xn--)"
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
_LONGEST = 2000
_FOR_ALL = (
    "Fill in the link where the figures can be read; `warlosses parse` and `warlosses template` "
    "write it into each row with --source-url URL."
)
_HOME = r"^https?://[^/?#]+/?(index\.[a-z]+|[a-z]{2}/?)?$"
# Branches of a repository move; a commit does not.
_MOVING = (
    r"^https?://(github\.com/[^/]+/[^/]+/(blob|raw|tree)|raw\.githubusercontent\.com/[^/]+/[^/]+"
    r"|gitlab\.com/.+/-/(blob|raw|tree))/(refs/heads/|main(/|$)|master(/|$)|HEAD(/|$))"
)
# As the ministry's own links have had the day since 2026: "na-15-serpnya-2026-roku". Of each month
# the beginning, as it is spelt in Latin letters by one rule or another.
_MONTHS = (
    *(("sich", 1), ("liut", 2), ("lyut", 2), ("ljut", 2), ("berez", 3), ("kvit", 4), ("trav", 5)),
    *(("cherv", 6), ("lyp", 7), ("lip", 7), ("serp", 8), ("veres", 9), ("zhovt", 10)),
    *(("lystop", 11), ("listop", 11), ("grud", 12), ("hrud", 12)),
    *(("yanvar", 1), ("janvar", 1), ("fevral", 2), ("mart", 3), ("aprel", 4), ("maya", 5)),
    *(("iyun", 6), ("ijun", 6), ("iyul", 7), ("ijul", 7), ("avgust", 8), ("sentyabr", 9)),
    *(("oktyabr", 10), ("noyabr", 11), ("dekabr", 12)),
    *(("jan", 1), ("feb", 2), ("mar", 3), ("apr", 4), ("may", 5), ("jun", 6), ("jul", 7)),
    *(("aug", 8), ("sep", 9), ("oct", 10), ("nov", 11), ("dec", 12)),
    *(("січ", 1), ("лют", 2), ("бер", 3), ("квіт", 4), ("трав", 5), ("черв", 6), ("лип", 7)),
    *(("серп", 8), ("верес", 9), ("жовт", 10), ("листоп", 11), ("груд", 12)),
)
_SAID = re.compile(
    r"(?<![0-9])(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?[-_/.](?P<month>[^\W\d_]{3,12})[-_/.](?P<year>20[2-9][0-9])(?![0-9])"
    r"|(?<![^\W\d_])(?P<month2>[^\W\d_]{3,12})[-_/.](?P<day2>[0-3]?[0-9])(?:st|nd|rd|th)?[-_/.](?P<year2>20[2-9][0-9])(?![0-9])",
    re.IGNORECASE,
)
# What any of the shapes of a day has, so that other links are not looked at one by one.
_SHAPES = (
    r"20[2-9][0-9][-/._]?[01][0-9][-/._]?[0-3][0-9]|[0-3][0-9][-._][01][0-9][-._]20[2-9][0-9]"
    r"|(\p{L}{3}|%[0-9A-Fa-f]{2}|[0-9](st|nd|rd|th)?)[-_/.]20[2-9][0-9]"
)
# Day, month, year in figures: "na-15-08-2026".
_REVERSED = re.compile(
    r"(?<![0-9])(0[1-9]|[12][0-9]|3[01])([-._])(0[1-9]|1[0-2])\2(20[2-9][0-9])(?![0-9])"
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
        message="every claim needs the link where it can be read; source_url is empty",
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
        "found {found!r}{why}",
        what="Asks for one web address that anybody can open: with a host's name, and without "
        "spaces, brackets, a name and password, a port, characters that nobody sees, or letters of "
        "another alphabet that make a host look like another one.",
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
    cure = _FOR_ALL if (column.codes < 0).all() else None
    for row in column.empty_rows():
        yield Hit("WL401", row, "source_url", {}, cure)
    texts = column.texts
    refused = column.faults[:-1] != 0
    refused |= ~_matches(texts, _HOST) | _matches(texts, _ODD) | _matches(texts, _SECOND)
    refused |= np.asarray(pc.greater(pc.utf8_length(texts), _LONGEST), dtype=bool)
    refused |= _posing(texts)
    home = ~refused & _matches(texts, _HOME)
    moving = ~refused & _matches(texts, _MOVING)
    for row, text in _cells(column, refused):
        near = _as_link(text)
        fields = {"found": suggestions.shorten(text), "why": _why(text)}
        yield Hit("WL402", row, "source_url", fields, near if near != text else None)
    for row, text in _cells(column, ~refused & _matches(texts, "&amp;")):
        why = ", which is written as in a page's source, with &amp; for &"
        fields = {"found": suggestions.shorten(text), "why": why}
        yield Hit("WL402", row, "source_url", fields, text.replace("&amp;", "&"), "warning")
    for mask, what in (
        (home, "the link leads to a home page"),
        (moving, "the file is of a branch"),
    ):
        for row, _ in _cells(column, mask):
            yield Hit("WL404", row, "source_url", {"what": what})
    yield from _other_days(contribution, refused)


def _matches(texts: pa.StringArray, pattern: str) -> np.ndarray[Any, Any]:
    return np.asarray(pc.match_substring_regex(texts, pattern), dtype=bool)


def _posing(texts: pa.StringArray) -> np.ndarray[Any, Any]:
    """Return which links have a host that looks like another."""
    posing = _matches(texts, _FOREIGN)
    for place in np.flatnonzero(posing):
        posing[place] = bool(_other_than_it_looks(texts[int(place)].as_py()))
    return posing


def _other_than_it_looks(text: str) -> str:
    r"""Return the part of a host that is written to look like another; nothing if none is.

    Letters of two alphabets in one part, or of another that all look English before an English end.

    >>> ascii(_other_than_it_looks("https://www.m\u0456l.gov.ua/x"))
    "'m\\u0456l'"
    >>> _other_than_it_looks("https://міл.укр/x")
    ''
    """
    host = re.split(r"[/?#]", re.sub(r"(?i)^https?://", "", text), maxsplit=1)[0].casefold()
    try:
        labels = [_decoded(label) for label in host.rstrip(".").split(".")]
    except UnicodeError:
        return host
    for label in labels:
        if label.isascii():
            continue
        used = {unicodedata.name(c, "").partition(" ")[0] for c in label if c.isalpha()}
        looks_english = labels[-1].isascii() and letters.by_shape(label).isascii()
        if looks_english or len(used.intersection(_ALPHABETS)) > 1:
            return label
    return ""


def _decoded(label: str) -> str:
    coded = label.startswith("xn--")
    return label[4:].encode("ascii").decode("punycode") if coded else label


def _cells(column: Any, mask: np.ndarray[Any, Any]) -> Iterator[tuple[int, str]]:
    if mask.any():
        for place in np.flatnonzero(np.append(mask, False)[column.codes]):
            yield int(place) + 1, column.texts[int(column.codes[place])].as_py()


def is_link(text: str) -> bool:
    """Whether a text is one web address that anybody can open.

    >>> is_link("https://mod.gov.ua/news/x"), is_link("https://mod.gov.ua/\u200bx")
    (True, False)
    """
    return not no_links([text])


def no_links(texts: Collection[str]) -> set[str]:
    """Return those of many texts that are not one web address that anybody can open.

    To look at many at once is quicker by far than `is_link` of each.
    """
    listed = pa.array(list(texts), pa.string())
    refused = ~_matches(listed, _HOST) | _matches(listed, _ODD) | _matches(listed, _SECOND)
    refused |= np.asarray(pc.greater(pc.utf8_length(listed), _LONGEST), dtype=bool)
    refused |= _posing(listed)
    return set(listed.filter(pa.array(refused)).to_pylist())


def _as_link(text: str) -> str | None:
    """Return a link that lacks only its beginning.

    >>> _as_link("www.mil.gov.ua/news"), _as_link("General Staff")
    ('https://www.mil.gov.ua/news', None)
    """
    if len(text) > _LONGEST:
        return None
    formula = re.match(r"=HYPERLINK\(\"(.*?)\"", text, re.IGNORECASE)
    marked = re.fullmatch(r"\[[^\]]*\]\((\S+)\)|<(\S+)>", text)
    if formula is not None or marked is not None:
        text = formula[1] if formula is not None else marked[1] or marked[2]  # type: ignore[index]
    clean = letters.unquoted(text).strip("<>")
    if re.match(r"\w+:(?!//?)|(file|ftp|ftps|javascript|mailto):", clean, re.IGNORECASE):
        return None
    bare = re.sub(r"^((https?:?/*)+|/+)", "", clean, flags=re.IGNORECASE)
    bare = re.sub(r"^[^/?#@\s]+@", "", bare)
    bare = re.sub(r"^([^/?#:\s]+):\d+", r"\1", bare)
    # A single address, and not one that only looks so: what stands between two is not ours to cut.
    if re.search(r"https?:|\s", bare) or not re.fullmatch(
        r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[/?#][^\s\"<>\\^`{}|\[\]]*)?", bare
    ):
        return None
    return f"https://{bare}"


def _why(text: str) -> str:
    """Return what is wrong with a link where the eye may not see it, as the end of a sentence.

    >>> _why("https://user:pw@mil.gov.ua/x"), _why("https://10.0.0.1/x")
    (', which has a name or password in it', ', which is a number, not the name of a host')
    """
    host = re.sub(r"^\w+:/*", "", text).partition("/")[0]
    posing = _other_than_it_looks(text)
    reasons = (
        (f", {letters.oddities(text)}", bool(letters.oddities(text))),
        (f", whose host has {posing!r} in it, which only looks like another name", bool(posing)),
        (", which holds two addresses", re.search(_SECOND, text) is not None),
        (", which has a name or password in it", "@" in host),
        (", which is a number, not the name of a host", re.match(r"[\d.]+(:\d+)?$", host)),
        (", which names a port", re.search(r"[^:]:\d+$", host)),
        (f", which is longer than {_LONGEST:,} characters", len(text) > _LONGEST),
        (", which has a space in it", re.search(r"\s", text) and re.match(r"https?://", text)),
    )
    return next((words for words, is_so in reasons if is_so), "")


def _other_days(contribution: Contribution, refused: np.ndarray[Any, Any]) -> Iterator[Hit]:
    """Yield the rows whose link has a day in it that is not theirs."""
    column, frame = contribution.columns["source_url"], contribution.frame
    linked = np.full(len(column.texts) + 1, np.datetime64("NaT", "D"), dtype="datetime64[D]")
    shaped = ~refused & _matches(column.texts, _SHAPES)
    for place in np.flatnonzero(shaped):
        linked[place] = day_in_link(column.texts[int(place)].as_py())
    told = linked[column.codes]
    as_of = frame["as_of"].to_numpy()
    daily = [c.code for c in codes.claimants().values() if c.statements_a_day]
    is_daily = frame["claimant"].isin(daily).to_numpy()
    # A day out of range is a fault of the day, not of the link.
    first, last = (
        np.datetime64(codes.WAR_START),
        np.datetime64("today", "D") + np.timedelta64(1, "D"),
    )
    known = ~np.isnat(told) & (as_of >= first) & (as_of <= last)
    for place in np.flatnonzero(known & (is_daily & (told != as_of) | (told < as_of))):
        fields = {"found": told[place], "as_of": as_of[place].astype("datetime64[D]")}
        yield Hit("WL403", int(place) + 1, "source_url", fields)


def day_in_link(url: str) -> np.datetime64:
    """Return the day that stands in a link, if there is one and one only.

    >>> str(day_in_link("https://www.mil.gov.ua/news/2023/04/18/losses"))
    '2023-04-18'
    >>> str(day_in_link("https://mod.gov.ua/news/bojovi-vtrati-voroga-na-5-serpnya-2026-roku"))
    '2026-08-05'
    >>> str(day_in_link("https://web.archive.org/web/20240101000000/https://example.org/losses"))
    'NaT'
    """
    days = {"-".join(parts) for parts in _days_of(_ARCHIVED.sub("", url))}
    try:
        return np.datetime64(days.pop() if len(days) == 1 else "NaT", "D")
    except ValueError:
        return np.datetime64("NaT", "D")


def _days_of(url: str) -> list[tuple[str, str, str]]:
    days = [(m[1], m[3], m[4]) for m in _DAY.finditer(url)]
    days += [(m[4], m[3], m[1]) for m in _REVERSED.finditer(url)]
    for match in _SAID.finditer(unquote(url) if "%" in url else url):
        named = (match["month"] or match["month2"]).casefold()
        month = next((n for beginning, n in _MONTHS if named.startswith(beginning)), None)
        day = int(match["day"] or match["day2"])
        if month is not None:
            days.append((match["year"] or match["year2"], f"{month:02}", f"{day:02}"))
    return days

"""What was probably meant by a text that cannot be taken as it stands: pure functions of text.

Nothing here takes the place of a cell: a proposal is shown, and only where one reading is possible.
"""
# ruff: noqa: RUF001, RUF002  # other alphabets and typographic signs are what this is about

from __future__ import annotations

import difflib
import re
from datetime import date, timedelta
from functools import cache, lru_cache

from warlosses import codes
from warlosses.validation.readers.encoding import visible

_SHOWN = 60
# What separates digits by threes somewhere in the world, besides the point and the comma.
_SPACES = " '’_\u00a0\u202f\u2009"
_EXCEL_EPOCH = date(1899, 12, 30)
# The beginnings that tell the months apart in English, Ukrainian and Russian.
_MONTHS = (
    *(("jan", 1), ("feb", 2), ("mar", 3), ("apr", 4), ("may", 5), ("jun", 6), ("jul", 7)),
    *(("aug", 8), ("sep", 9), ("oct", 10), ("nov", 11), ("dec", 12)),
    *(("січ", 1), ("лют", 2), ("бер", 3), ("кві", 4), ("тра", 5), ("чер", 6), ("лип", 7)),
    *(("сер", 8), ("вер", 9), ("жов", 10), ("лис", 11), ("гру", 12)),
    *(("янв", 1), ("фев", 2), ("мар", 3), ("апр", 4), ("мая", 5), ("май", 5), ("июн", 6)),
    *(("июл", 7), ("авг", 8), ("сен", 9), ("окт", 10), ("ноя", 11), ("дек", 12)),
)


def for_fault(rule: str, column: str, text: str) -> tuple[str | None, str]:
    """Return what was probably meant, and what else there is to say of the fault.

    >>> for_fault("WL104", "as_of", "03/04/2023")
    (None, ', which may be 2023-03-04 or 2023-04-03')
    """
    text = visible(text)
    if rule == "WL104":
        days = possible_days(text)
        if len(days) == 1:
            return days[0], ""
        return None, f", which may be {' or '.join(days)}" if days else ""
    if rule in ("WL102", "WL103"):
        return plain_number(text), ""
    if rule == "WL111":
        return None, ""
    return near_code(column, text), ""


def shorten(text: str) -> str:
    """Return a text as a message may show it.

    >>> shorten("x" * 100) == "x" * 59 + "…"
    True
    """
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def plain_number(text: str) -> str | None:
    """Return a number without its marks, where there is only one way to read it.

    >>> [plain_number(t) for t in ("3,661", "3 661", "1.183.130", "12.0", "+5", "−7", "3,66", "a")]
    ['3661', '3661', '1183130', '12', '5', '-7', None, None]
    """
    if len(text) > _SHOWN:
        return None
    found = re.fullmatch(r"(?:[~≈]\s*|about\s+)?([-+−]?)\s*(\d[\d., '’_\u00a0\u202f\u2009]*)", text)
    if found is None:
        return None
    sign, rest = found.groups()
    digits = _without_marks(rest.strip())
    if digits is None:
        return None
    return ("-" if sign in ("-", "−") else "") + str(int(digits))


def _without_marks(text: str) -> str | None:
    if text.isdecimal():
        return text
    grouped = re.fullmatch(rf"(\d{{1,3}})([.,{_SPACES}])\d{{3}}(\2\d{{3}})*", text)
    if grouped and grouped[1] != "0":
        return re.sub(r"\D", "", text)
    # Zeros behind a decimal mark say nothing; three of them may be thousands (see above).
    fraction = re.fullmatch(r"(.*\d)([.,])(0|00|0{4,})", text)
    if fraction is None:
        return None
    before = fraction[1]
    return None if fraction[2] in before else _without_marks(before)


def possible_days(text: str) -> list[str]:
    """Return the days that a text may mean, as YYYY-MM-DD.

    >>> possible_days("18.04.2023"), possible_days("18 April 2023"), possible_days("2023/4/8")
    (['2023-04-18'], ['2023-04-18'], ['2023-04-08'])
    >>> possible_days("45034")  # a spreadsheet's number of the day
    ['2023-04-18']
    """
    text = text.strip()[:_SHOWN].casefold()
    # An instant of the day, which a spreadsheet or a program adds.
    text = re.sub(r"(?<=\d)[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(z|[+-]\d{2}:?\d{2})?$", "", text)
    if re.fullmatch(r"\d{5}", text):
        day = _EXCEL_EPOCH + timedelta(int(text))
        return [day.isoformat()] if day >= codes.WAR_START and day.year < 2100 else []  # noqa: PLR2004
    found = re.fullmatch(r"(\d{4})(\D)(\d{1,2})\2(\d{1,2})\.?", text)
    if found := found or re.fullmatch(r"(\d{4})()(\d{2})(\d{2})", text):
        year, second, third = int(found[1]), int(found[3]), int(found[4])
        return _days([(year, second, third)]) or _days([(year, third, second)])
    if found := re.fullmatch(r"(\d{1,2})\D(\d{1,2})\D(\d{4})\D{0,3}", text):
        first, second, year = map(int, found.groups())
        return _days([(year, first, second), (year, second, first)])
    if found := re.fullmatch(
        r"\D*?(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([^\W\d_]+)\D*(\d{4})\D{0,6}", text
    ):
        return _days([(int(found[3]), m, int(found[1])) for m in _months(found[2])])
    if found := re.fullmatch(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", text):
        return _days([(int(found[3]), m, int(found[2])) for m in _months(found[1])])
    return []


def _months(name: str) -> list[int]:
    return [number for beginning, number in _MONTHS if name.startswith(beginning)]


def _days(parts: list[tuple[int, int, int]]) -> list[str]:
    found = []
    for year, month, day in parts:
        try:
            found.append(date(year, month, day).isoformat())
        except ValueError:
            continue
    return sorted(set(found))


@lru_cache(maxsize=1000)
def near_code(column: str, text: str) -> str | None:
    """Return the code that a text probably means: by its label in a language, or by its letters.

    >>> near_code("category", "танки"), near_code("category", "tank"), near_code("category", "?")
    ('tanks', 'tanks', None)
    >>> near_code("claimant", "Oryx")
    'oryx'
    """
    text = text[:_SHOWN]
    by_label = _labels(column)
    plain = text.casefold().strip()
    if plain in by_label:
        return by_label[plain]
    words = re.sub(r"[\s-]+", "_", plain)
    known = {code.casefold(): code for code in _codes_of(column)}
    if words in known:
        return known[words]
    # Of two letters, one wrong leaves nothing to go by.
    long = [code for code in known if len(code) > 2]  # noqa: PLR2004
    near = difflib.get_close_matches(words, long, n=1, cutoff=0.6)
    return known[near[0]] if near else None


def _codes_of(column: str) -> tuple[str, ...]:
    if column == "category":
        return tuple(codes.categories())
    if column == "claimant":
        return tuple(codes.claimants())
    return codes.terms(column)


@cache
def _labels(column: str) -> dict[str, str]:
    """Return the code by label, where the label is of one code only."""
    pairs: list[tuple[str, str]] = []
    if column == "category":
        for category in codes.categories().values():
            pairs += [
                (label, category.code)
                for label in (category.label_en, category.label_uk, category.label_ru)
            ]
    elif column == "claimant":
        for claimant in codes.claimants().values():
            pairs += [
                (name, claimant.code)
                for name in (claimant.name_en, claimant.name_uk, claimant.name_ru)
            ]
    elif column == "belligerent":
        pairs = [(name, "RU") for name in ("rus", "russia", "росія", "россия")]
        pairs += [(name, "UA") for name in ("ukr", "ukraine", "україна", "украина")]
    elif column == "qualifier":
        pairs = [(row["word"], row["qualifier"]) for row in codes.rows("qualifiers")]
    meant: dict[str, set[str]] = {}
    for label, code in pairs:
        if label:
            meant.setdefault(label.casefold(), set()).add(code)
    return {label: found.pop() for label, found in meant.items() if len(found) == 1}

"""What was probably meant by a text that cannot be taken as it stands: pure functions of text.

Nothing here takes the place of a cell: a proposal is shown, and only where one reading is possible.
"""
# ruff: noqa: RUF001, RUF002  # other alphabets and typographic signs are what this is about

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from warlosses import codes, letters
from warlosses.columns import CODES, FIGURES

_SHOWN = 60
# What separates digits by threes somewhere in the world, besides the point and the comma.
_SPACES = " '’_\u00a0\u202f\u2009"
# A figure, a hedge before it or the things counted behind it.
_NUMBER = re.compile(
    r"(?:[~≈]\s*|about\s+|approx\.?\s+|близько\s+|около\s+)?([-+−]?)\s*"
    r"(\d[\d., '’_\u00a0\u202f\u2009]*?)"
    r"(?:\s*(?:шт|од|ос|осіб|чол|ед|чел|units?|pcs|pieces|people|persons?|men)\.?)?",
    re.IGNORECASE,
)
# What names a day and nothing but the day: no hour, no number of a spreadsheet's, no short year.
_CLEAR_DAY = re.compile(r"(?=.*\d{4})(?!\d+(\.\d+)?$)[^:]*|\d{8}")
_INSTANT = re.compile(
    r"(?<=\d)[t ](?P<hour>\d{1,2}):(?P<rest>\d{2})(:\d{2}(\.\d+)?)?(?P<offset>z|[+-]\d{2}:?\d{2})?$"
)
# As a spreadsheet shows a figure that is too long for its column.
_SHORTENED = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_MIDNIGHT = re.compile(r"(?<=\d)[t ]00:00(:00(\.0+)?)?$")
# A zero before the digits may be all that is left of others; three behind a mark may be decimals.
_MAY_BE_ANOTHER = re.compile(r"[-−]?(0\d.*|\d{1,3}[.,]000)")
_CODE_RULES = ("WL105", "WL106", "WL107", "WL108", "WL109", "WL110")
_EXCEL_EPOCH = date(1899, 12, 30)
_DAYS_TO = 2100
# Kyiv is two hours before Greenwich, three in summer: from this hour on, there it is the next day.
_EVENING = 20
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
    plain = letters.unquoted(text)
    near, why = None, ""
    if rule == "WL104":
        days = possible_days(plain)
        if len(days) == 1:
            near = days[0]
        elif days:
            why = f", which may be {' or '.join(days)}"
    elif rule in ("WL102", "WL103"):
        near = plain_number(plain)
    elif rule != "WL111":
        near = near_code(column, text)
    return None if near == text else near, why


def proposed(rule: str, column: str, text: str) -> tuple[str | None, str]:
    """Return what was probably meant, and what else there is to say, deceiving characters named.

    >>> proposed("WL102", "value", "1227З")
    ('12273', '; its 5th character is Cyrillic З (U+0417), no digit')
    """
    near, why = for_fault(rule, column, text)
    if near is None and rule in ("WL102", "WL103"):
        digits = letters.digits_meant(letters.unquoted(text))
        near = plain_number(digits) if digits != text else None
    return near, why + what_deceives(column, text)


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
    parts = _NUMBER.fullmatch(text)
    if parts is None:
        return None
    sign, rest = parts.groups()
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
    instant = _INSTANT.search(text)
    if instant is not None:
        days = possible_days(text[: instant.start()])
        return _in_kyiv(days[0], instant) if len(days) == 1 else days
    if re.fullmatch(r"\d{5}(\.\d*)?", text):
        day = _EXCEL_EPOCH + timedelta(int(text[:5]))
        return [day.isoformat()] if day >= codes.WAR_START and day.year < _DAYS_TO else []
    return _days_in_figures(text) or _days_in_words(text)


def _days_in_figures(text: str) -> list[str]:
    parts = re.fullmatch(r"(\d{4})(\D)(\d{1,2})\2(\d{1,2})\.?", text)
    if parts := parts or re.fullmatch(r"(\d{4})()(\d{2})(\d{2})", text):
        year, second, third = _century(int(parts[1])), int(parts[3]), int(parts[4])
        return _days([(year, second, third)]) or _days([(year, third, second)])
    if parts := re.fullmatch(r"(\d{1,2})\D(\d{1,2})\D(\d{4})\D{0,3}", text):
        first, second, year = map(int, parts.groups())
        return _days([(_century(year), first, second), (_century(year), second, first)])
    if parts := re.fullmatch(r"(\d{1,2})(\D)(\d{1,2})\2(\d{2})\.?", text):
        return _short_years(int(parts[1]), int(parts[3]), int(parts[4]))
    return []


def _days_in_words(text: str) -> list[str]:
    if parts := re.fullmatch(
        r"\D*?(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([^\W\d_]+)\D*(\d{4})\D{0,6}", text
    ):
        return _days([(int(parts[3]), m, int(parts[1])) for m in _months(parts[2])])
    if parts := re.fullmatch(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", text):
        return _days([(int(parts[3]), m, int(parts[2])) for m in _months(parts[1])])
    return []


def _in_kyiv(day: str, instant: re.Match[str]) -> list[str]:
    """Return the days that a moment may stand for: in the evening, Kyiv's next one has begun.

    Programs write a day as the moment at which it began in Kyiv, in Greenwich's time.
    """
    hour, offset = int(instant["hour"]), instant["offset"] or ""
    if offset not in ("", "z"):
        ahead = int(f"{offset[0]}{offset[1:3]}")
        hour -= ahead
    try:
        moment = datetime.fromisoformat(day) + timedelta(hours=hour)
    except OverflowError:
        return [day]
    days = {day, moment.date().isoformat()}
    if moment.hour >= _EVENING:
        days.add((moment.date() + timedelta(days=1)).isoformat())
    is_local_midnight = offset not in ("", "z") and instant["hour"] + instant["rest"] == "0000"
    return [day] if is_local_midnight else sorted(days)


def _century(year: int) -> int:
    """Return the year that two digits stand for, as a spreadsheet pads them with zeros."""
    return year + 2000 if year < 100 else year  # noqa: PLR2004


def _short_years(first: int, second: int, third: int) -> list[str]:
    """Return the days of the war that three short numbers may mean, in whatever order."""
    orders = [(third, second, first), (third, first, second), (first, second, third)]
    days = _days([(_century(year), month, day) for year, month, day in orders])
    latest = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011  the reader's own day
    return [day for day in days if codes.WAR_START.isoformat() <= day <= latest]


def _months(name: str) -> list[int]:
    return [number for beginning, number in _MONTHS if name.startswith(beginning)]


def _days(parts: list[tuple[int, int, int]]) -> list[str]:
    days = set()
    for year, month, day in parts:
        try:
            days.add(date(year, month, day).isoformat())
        except ValueError:
            continue
    return sorted(days)


@lru_cache(maxsize=1000)
def near_code(column: str, text: str) -> str | None:
    """Return the code that a text probably means: by its label in a language, or by its letters.

    >>> near_code("category", "танки"), near_code("category", "tank"), near_code("category", "?")
    ('tanks', 'tanks', None)
    >>> near_code("claimant", "Oryx")
    'oryx'
    """
    near = codes.near_codes(column, text[:_SHOWN])
    meant = codes.meant_by(column, text[:_SHOWN])
    # Of several codes that a word stands for, none is the likely one; spelling knows a nearest.
    return near[0] if near and len(meant) < 2 else None  # noqa: PLR2004


@lru_cache(maxsize=1000)
def what_deceives(column: str, text: str) -> str:
    """Return what of a cell's text deceives the eye, and what else it may mean; often nothing.

    >>> what_deceives("category", "tаnks")
    '; its 2nd letter is Cyrillic а (U+0430)'
    >>> what_deceives("claimant", "Mediazona")
    '; it may be mediazona_bbc or mediazona_meduza'
    """
    told = letters.oddities(text)
    if column in CODES:
        meant = codes.meant_by(column, text[:_SHOWN])
        if not told and len(meant) == 1 and letters.by_shape(text.strip()) == meant[0].casefold():
            told = letters.disguised(text)
        if len(meant) > 1:
            told = f"it may be {' or '.join(meant[:3])}"
    elif column in FIGURES and _SHORTENED.fullmatch(letters.unquoted(text)):
        told = "a spreadsheet wrote it so, and may have dropped digits: look at the source"
    return f"; {told}" if told else ""


def certain(rule: str, column: str, text: str, claimant: str | None = None) -> str | None:
    """Return what a cell has to be where nobody could read it otherwise; else None.

    The same figure, day or code in the form that is asked for. A hedge, an hour of the day, a
    letter in place of a digit, a word that only some use for a code: these leave a doubt.

    >>> certain("WL103", "value", "3,661"), certain("WL102", "value", "~3661")
    ('3661', None)
    >>> certain("WL104", "as_of", "18.04.2023"), certain("WL104", "as_of", "03/04/2023")
    ('2023-04-18', None)
    >>> certain("WL107", "category", "Танки"), certain("WL107", "category", "cannons")
    ('tanks', None)
    """
    bare = letters.unquoted(text)
    if rule in ("WL102", "WL103"):
        # A plus may be an increment's, in a total's place: that is not ours to take away.
        is_plain = re.fullmatch(r"[-−]?[\d., '’_\u00a0\u202f\u2009]+", bare)
        number = plain_number(bare) if is_plain else None
        return None if number is None or _MAY_BE_ANOTHER.fullmatch(bare) else number
    if rule == "WL104":
        days = possible_days(bare)
        is_day = _CLEAR_DAY.fullmatch(_MIDNIGHT.sub("", bare.casefold()))
        return days[0] if len(days) == 1 and is_day else None
    if rule in _CODE_RULES:
        code = codes.resolve(column, text[:_SHOWN])
        if column == "category" and code is not None and codes.children(code):
            # A label of the bulletin's, where others tell its parts apart.
            is_own = code in (_as_written(text), *_own_label(text))
            if not is_own and claimant not in (codes.GENERAL_STAFF, codes.RUSSIAN_MINISTRY):
                return None
        return code
    return None


def _as_written(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", letters.by_shape(letters.unquoted(text)))


def _own_label(text: str) -> list[str]:
    """Return the category whose label in the code list a text is, but for the letters' size."""
    plain = letters.unquoted(text).casefold()
    return [
        c.code
        for c in codes.categories().values()
        if plain in (c.label_en.casefold(), c.label_uk.casefold(), c.label_ru.casefold())
    ]

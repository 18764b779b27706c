"""Letters that only look like others, characters that nobody sees: told by name, and made plain."""
# ruff: noqa: RUF001, RUF002, RUF003  other alphabets and typographic signs are what this is about

from __future__ import annotations

import json
import re
import unicodedata

# Cyrillic letters whose shape is that of a Latin one: a text may hold either, by slip or by design.
LOOKALIKES = dict(zip("авекмнорстухіјѕԁԛԝ", "abekmhopctyxijsdqw", strict=True))
# Letters taken for digits, in the shapes in which they are.
_DIGITS = {
    **dict.fromkeys("OoОо", "0"),
    **dict.fromkeys("lIІі|", "1"),
    **dict.fromkeys("ЗзЭ", "3"),
    **dict.fromkeys("Чч", "4"),
    "S": "5",
    "б": "6",
    "B": "8",
    "В": "8",
}
# How the letters sound that a keyboard of the other alphabet gives: "RУ" is meant as RU.
_SOUNDS = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        [
            *("a", "b", "v", "h", "g", "d", "e", "ye", "zh", "z", "y", "i", "yi", "y", "k", "l"),
            *("m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch"),
            *("", "yu", "ya"),
        ],
        strict=True,
    )
)
_QUOTES = "“”„‟«»‹›‘’‚‛″′＂＇`´"
_STRAIGHT = "\"'"
_ALPHABETS = {"LATIN": "Latin", "CYRILLIC": "Cyrillic", "GREEK": "Greek"}
# What acts without being seen: controls, marks that turn or join what stands beside them, letters
# of no alphabet. Blanks and the ends of lines are none of these.
_ACTING = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
_BLANKS = "\t\n\r"
# The same as RE2 writes it, for columns of texts.
HIDDEN = r"[\p{Cf}\p{Co}\p{Zl}\p{Zp}\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x{9F}]"
_LONGEST = 200  # of a longer text, the beginning will do
_MOST_TOLD = 2


def visible(text: str) -> str:
    r"""Return a text without characters that nobody sees, such as zero-width blanks.

    >>> visible("\ufefftanks\u200b")
    'tanks'
    """
    if text.isprintable():
        return text
    return "".join(c for c in text if unicodedata.category(c)[0] != "C")


def hidden(text: str) -> str:
    r"""Return the first character of a text that acts without being seen, by name; '' if none does.

    >>> hidden("\x1b[31mred"), hidden("12\u202e"), hidden("plain, in\ntwo lines")
    ('a control character (U+001B)', 'RIGHT-TO-LEFT OVERRIDE (U+202E)', '')
    """
    if text.isprintable():
        return ""
    acting = (c for c in text if unicodedata.category(c) in _ACTING and c not in _BLANKS)
    return next((_named(c) for c in acting), "")


def printable(text: str) -> str:
    r"""Return a text, character by character, without what a terminal would act on.

    >>> ascii(printable("a\tb\x1b[31mc"))
    "'a b\\ufffd[31mc'"
    """
    if text.isprintable():
        return text
    return "".join(
        c
        if c.isprintable()
        else " "
        if c in _BLANKS or unicodedata.category(c) == "Zs"
        else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def escaped_in_json(text: str) -> str:
    r"""Return a JSON text in which what acts without being seen is written as its number.

    >>> print(escaped_in_json('{"note": "12\u202e, ціла"}'))
    {"note": "12\u202e, ціла"}
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _BLANKS else json.dumps(c)[1:-1] for c in text)


def unquoted(text: str) -> str:
    """Return a text without quotes around it, of whatever shape, and without what nobody sees.

    >>> unquoted(" “2023-04-18” "), unquoted("'tanks'"), unquoted("d’Europe")
    ('2023-04-18', 'tanks', 'd’Europe')
    """
    text = visible(text).strip()
    marks = _QUOTES + _STRAIGHT
    while len(text) > 1 and text[0] in marks and text[-1] in marks:
        text = text[1:-1].strip()
    return text


def by_shape(text: str) -> str:
    """Return a text in small letters, its Cyrillic ones as the Latin ones that they look like.

    >>> by_shape("Тanks")
    'tanks'
    """
    folded = text.casefold()
    if folded.isascii():
        return folded
    return "".join(LOOKALIKES.get(c, c) for c in folded)


def by_sound(text: str) -> str:
    """Return a text in small letters, its Cyrillic ones as they sound.

    >>> by_sound("RУ"), by_sound("РУ"), by_sound("УА")
    ('ru', 'ru', 'ua')
    """
    return "".join(_SOUNDS.get(c, c) for c in text.casefold())


def digits_meant(text: str) -> str:
    """Return a figure with the digits that its letters look like.

    >>> digits_meant("1227З"), digits_meant("4O353"), digits_meant("two")
    ('12273', '40353', 'two')
    """
    if sum(c.isdecimal() for c in text) * 2 <= len(text):
        return text
    return "".join(_DIGITS.get(c, c) for c in text)


def oddities(text: str) -> str:
    r"""Return what of a text deceives the eye, each character by its name; nothing if nothing does.

    Cyrillic letters among Latin ones or the other way round, letters among digits, characters that
    nobody sees, typographic quotes.

    >>> oddities("tаnks")
    'its 2nd letter is Cyrillic а (U+0430)'
    >>> oddities("1227З")
    'its 5th character is Cyrillic З (U+0417), no digit'
    >>> oddities("tanks\u200b")
    'its last character is invisible, ZERO WIDTH SPACE (U+200B)'
    >>> oddities("“tanks”")
    'it stands in typographic quotes, “ (U+201C) and ” (U+201D)'
    >>> oddities("tanks"), oddities("танки")
    ('', '')
    """
    text = text[:_LONGEST]
    if text.isascii() and not any(c in _DIGITS for c in text) and text.isprintable():
        return ""
    told = [*_unseen(text), *_strangers(text), *_quotes(text)]
    rest = f", and {len(told) - _MOST_TOLD} more such characters" if len(told) > _MOST_TOLD else ""
    return "; ".join(told[:_MOST_TOLD]) + rest


def _unseen(text: str) -> list[str]:
    told = []
    for place, char in enumerate(text):
        if unicodedata.category(char) in ("Cf", "Cc") and char not in "\t\n\r":
            told.append(f"its {_ordinal(place, text)} character is invisible, {_named(char)}")
        elif unicodedata.category(char) == "Zs" and char != " " and 0 < place < len(text) - 1:
            told.append(f"its {_ordinal(place, text)} character is no plain space, {_named(char)}")
    return told


def _strangers(text: str) -> list[str]:
    """Tell of the letters that are of another alphabet than the rest, or stand among digits."""
    bare = unquoted(text)
    digits = sum(c.isdecimal() for c in bare)
    letters = sum(c.isalpha() for c in bare)
    # Of a figure: the letters that look like digits.
    if digits > letters and digits_meant(bare) != bare and not re.search(r"[^\W\d_]{2}", bare):
        return [
            f"its {_ordinal(place, bare)} character is {_alphabet(char)} {_point(char)}, no digit"
            for place, char in enumerate(bare)
            if char in _DIGITS
        ]
    told = []
    before = max(text.find(bare), 0)
    for word in re.finditer(r"[^\W\d]+", text):
        alphabets = [_alphabet(c) for c in word[0] if c.isalpha()]
        if len(set(alphabets)) < 2:  # noqa: PLR2004
            continue
        usual = "Latin" if alphabets.count("Latin") * 2 >= len(alphabets) else "Cyrillic"
        for place, char in enumerate(word[0], start=word.start()):
            if char.isalpha() and _alphabet(char) != usual:
                where = _ordinal(place - before, bare)
                told.append(f"its {where} letter is {_alphabet(char)} {_point(char)}")
    return told


def _quotes(text: str) -> list[str]:
    stripped = visible(text).strip()
    marks = [c for c in (stripped[:1], stripped[-1:]) if c and c in _QUOTES]
    if not marks or (len(stripped) > 1 and unquoted(stripped) == stripped and len(marks) < 2):  # noqa: PLR2004
        return []
    told = " and ".join(_point(c) for c in dict.fromkeys(marks))
    return [f"it stands in typographic quotes, {told}"]


def disguised(text: str) -> str:
    """Return, of a text wholly in another alphabet, which letters it is made of.

    >>> disguised("ТАNКS"), disguised("огух")
    ('', 'its letters are Cyrillic and only look Latin')
    """
    alphabets = {_alphabet(c) for c in text if c.isalpha()}
    return "its letters are Cyrillic and only look Latin" if alphabets == {"Cyrillic"} else ""


def _alphabet(char: str) -> str:
    word = unicodedata.name(char, "").partition(" ")[0]
    return _ALPHABETS.get(word, word.capitalize() or "an unknown")


def _point(char: str) -> str:
    return f"{char} (U+{ord(char):04X})"


def _named(char: str) -> str:
    known = unicodedata.name(char, "") or "a control character"
    return f"{known} (U+{ord(char):04X})"


def _ordinal(place: int, text: str) -> str:
    """Return which character of a text one is.

    >>> [_ordinal(place, "x" * 30) for place in (0, 1, 2, 3, 10, 21, 29)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd', 'last']
    """
    number = place + 1
    if number == len(text) and not text[place].isalnum():
        return "last"
    if number == len(text) > 20:  # noqa: PLR2004  nobody counts that far
        return "last"
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"

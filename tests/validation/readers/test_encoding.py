"""Encodings: UTF-8 and what a byte order mark tells are read, all else is refused by name."""

# letters that look alike are what this is about

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warlosses.letters import visible
from warlosses.validation.readers.encoding import likely_encoding, line_of, to_utf8
from warlosses.validation.readers.limits import ReadLimits
from warlosses.validation.readers.notes import Notes, RefusedError
from warlosses.validation.readers.places import TextPlaces

TEXT = "as_of,note\n2023-04-18,знищено танки\n"


def outcome(data):
    """Return the text, or None if it was refused; and what was noted."""
    notes = Notes("day.csv", ReadLimits())
    try:
        text = to_utf8(data, notes)
    except RefusedError:
        text = None
    return text, [(f.rule, f.line, f.message) for f in notes.findings()]


@pytest.mark.parametrize(
    ("encoding", "mark", "said"),
    [
        ("utf-8", b"", None),
        ("utf-8", codecs.BOM_UTF8, "a byte order mark at the beginning"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16 text, by its byte order mark"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16 text, by its byte order mark"),
    ],
)
def test_read(encoding, mark, said):
    text, notes = outcome(mark + TEXT.encode(encoding))

    assert text == TEXT.encode()
    assert notes == ([("WL010", 1, f"{said}; read anyway")] if said else [])


@pytest.mark.parametrize(
    ("data", "line", "found"),
    [
        (TEXT.encode("cp1251"), 2, "the text looks like cp1251 (Windows Cyrillic)"),
        (TEXT.encode("koi8_u"), 2, "the text looks like KOI8-U (Cyrillic)"),
        (TEXT.encode("cp866"), 2, "the text looks like cp866 (DOS Cyrillic)"),
        ("as_of,note\n,pertes déclarées\n".encode("cp1252"), 2, "cp1252 (Windows Western"),
        (TEXT.encode("utf-16-le"), 1, "it looks like UTF-16 without a byte order mark"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), None, "UTF-32, by its byte order mark"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1], 2, "breaks off or is damaged"),
        (codecs.BOM_UTF16_LE + "a\n\0".encode("utf-16-le"), 2, "a NUL character"),
        (b"as_of\n\n20\x0023", 3, "a NUL byte at byte 9"),
        (TEXT.encode()[:-2], 2, "a text that breaks off within a character, at byte 45"),
        (b"\xed\xa0\x80", 1, "byte 0xED"),
    ],
)
def test_refused(data, line, found):
    text, notes = outcome(data)

    assert text is None
    *_, (rule, at, message) = notes
    assert (rule, at) == ("WL002", line)
    assert found in message


@given(st.binary(max_size=40))
def test_whatever_is_read_is_utf8(data):
    text, notes = outcome(data)

    if text is None:
        assert notes[-1][0] == "WL002"
    else:
        text.decode()


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_u", "cp866"])
def test_cyrillic_encodings_are_told_apart(encoding):
    text = "Загальні бойові втрати противника: особового складу близько 183 130, танків 3661"
    text = text.replace("і", "и") if encoding == "cp866" else text  # it has no such letter

    assert likely_encoding(text.encode(encoding)) == encoding


@given(st.text(st.sampled_from("a\r\n😀é"), max_size=12))
def test_lines_and_positions(text):
    data = text.encode()
    places = TextPlaces(data)
    offset = line = position = 0
    line, position, before = 1, 1, ""
    for letter in text:
        if before == "\n" or (before == "\r" and letter != "\n"):
            line, position = line + 1, 1
        assert (places.line_at(offset), places.position_at(offset)) == (line, position)
        assert line_of(data, offset) == line
        assert places.text_of_line(line)[position - 1 :][:1] in (letter, "")
        offset, position, before = offset + len(letter.encode()), position + 1, letter


def test_positions_may_be_asked_in_any_order():
    places = TextPlaces("ab\nтанки\n".encode())

    assert [places.position_at(offset) for offset in (7, 3, 5, 1, 5)] == [3, 1, 2, 2, 2]


def test_lines_that_there_are_not():
    places = TextPlaces(b"a\nb")

    assert [places.text_of_line(n) for n in (0, 1, 2, 3)] == [None, "a", "b", None]


@pytest.mark.parametrize(
    ("text", "seen"),
    [("tanks\u200b", "tanks"), ("\ufeffas_of", "as_of"), ("soft\u00adhyphen", "softhyphen")],
)
def test_visible(text, seen):
    assert visible(text) == seen


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_u", "cp866", "mac_cyrillic"])
def test_the_cure_for_each_encoding_is_one_that_iconv_knows(encoding):
    import shutil
    import subprocess

    text = "Уничтожено Танков и Самолетов: Личный Состав, Потери России за День"
    data = text.encode(encoding)
    assert likely_encoding(data) == encoding
    notes = Notes("day.csv", ReadLimits())
    with pytest.raises(RefusedError):
        to_utf8(data, notes)
    cure = notes.findings()[0].suggestion
    name = cure.partition("iconv -f ")[2].partition(" ")[0]
    if shutil.which("iconv"):
        command = ["iconv", "-f", name, "-t", "UTF-8"]
        assert (
            subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
            == text
        )


@pytest.mark.parametrize("encoding", ["cp1251", "mac_cyrillic"])
@pytest.mark.parametrize(
    "text", ["Генеральний штаб: її танки", "Ґанок, єнот; Юрій", "Джерело: Генштаб"]
)
def test_macintosh_is_told_from_windows_by_letters_that_no_text_has(text, encoding):
    assert likely_encoding(text.encode(encoding)) == encoding

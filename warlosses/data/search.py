"""What things are called here: words in any of three languages -> codes."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from warlosses import codes, letters
from warlosses.data.labels import LANGUAGES, names_of
from warlosses.errors import ArgumentError, near_matches, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

KINDS = ("category", "claimant", "belligerent", "outcome", "measure", "qualifier", "source")
COLUMNS = ("kind", "code", "label", "definition", "matched")
# Where a word is met, the best first.
_CODE, _NAME, _MEANT, _PRINTED, _DEFINED, _NEAR = range(6)
_SHORT = 4  # of shorter words nothing is cut off


class _Text(NamedTuple):
    """A text in which words are looked for."""

    kind: str
    code: str
    rank: int
    text: str
    where: str


def search(words: str, *, kind: str | None = None, language: str = "en") -> pd.DataFrame:
    """Find the codes that words may stand for, in English, Ukrainian or Russian.

    Parameters
    ----------
    words : str
        What to look for; every word has to be met, its ending aside.
    kind : {"category", "claimant", "belligerent", "outcome", "measure", "qualifier", "source"}
        Look in one list; by default in all.
    language : {"en", "uk", "ru"}
        Of the labels returned.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``code`` (what `load` takes), ``label``, ``definition`` and ``matched`` (where the
        words were met), the best first. Empty where nothing was found.

    Raises
    ------
    ArgumentError
        There is nothing to look for, or no such list.

    Examples
    --------
    >>> import warlosses as wl
    >>> wl.search("howitzer")["code"].tolist()
    ['artillery', 'towed_artillery', 'self_propelled_artillery']
    >>> wl.search("гелікоптери", kind="category")["code"].tolist()
    ['helicopters']
    """
    import pandas as pd

    if not isinstance(words, str) or not words.strip():
        raise ArgumentError(f"search: expected a word to look for; found {words!r}")
    if kind is not None and kind not in KINDS:
        raise unknown("list", kind, KINDS)
    if language not in LANGUAGES:
        raise unknown("language of labels", language, LANGUAGES)
    best: dict[tuple[str, str], _Text] = {}
    for met in _met(words, [kind] if kind else KINDS):
        key = met.kind, met.code
        if key not in best or met.rank < best[key].rank:
            best[key] = met
    ordered = sorted(best.values(), key=lambda met: (met.rank, KINDS.index(met.kind)))
    rows = [
        (met.kind, met.code, _label(met, language), _definition(met.kind, met.code), met.where)
        for met in ordered
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")


def _met(words: str, kinds: tuple[str, ...] | list[str]) -> Iterator[_Text]:
    stems = [_stem(word) for word in _words(words)]
    matched = False
    for kind in kinds:
        for code in codes.meant_by(kind, words):
            matched = True
            yield _Text(kind, code, _MEANT, words, "what people call it")
        for text in _texts(kind):
            there = _words(text.text)
            if stems and all(any(word.startswith(stem) for word in there) for stem in stems):
                matched = True
                yield text
    if matched:
        return
    for kind in kinds:  # nothing is called that: perhaps it is misspelt
        spelt = {" ".join(_words(text.text)): text for text in _texts(kind) if text.rank <= _NAME}
        for near in near_matches(" ".join(_words(words)), spelt, cutoff=0.75):
            yield spelt[near]._replace(rank=_NEAR, where=f"spelt like {spelt[near].text!r}")


@cache
def _texts(kind: str) -> tuple[_Text, ...]:
    return tuple(_all_texts(kind))


def _all_texts(kind: str) -> Iterator[_Text]:
    if kind == "source":
        for source in codes.sources().values():
            yield _Text(kind, source.source_id, _CODE, source.source_id, "its id")
            yield _Text(kind, source.source_id, _NAME, source.title, "its title")
            yield _Text(kind, source.source_id, _DEFINED, source.carries, "what it carries")
        return
    for code in codes.known_codes(kind):
        yield _Text(kind, code, _CODE, code, "its code")
        yield _Text(kind, code, _DEFINED, _definition(kind, code), "its definition")
    for language in LANGUAGES:
        for code, name in names_of(kind, language).items():
            yield _Text(kind, code, _NAME, name, f"its name ({language})")
    if kind == "category":
        yield from _printed_texts()


def _printed_texts() -> Iterator[_Text]:
    """Yield what bulletins and sources call the categories."""
    for row in codes.rows("text_labels"):
        if row["category"] in codes.categories() and not row["role"]:
            yield _Text("category", row["category"], _PRINTED, row["label"], "a word of bulletins")
    for row in codes.rows("crosswalk"):
        if row["category"] in codes.categories():
            where = f"its label in {row['source_id']}"
            yield _Text("category", row["category"], _PRINTED, row["raw_label"], where)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", letters.by_shape(text))


def _stem(word: str) -> str:
    """Return a word without what its number and case may change.

    >>> _stem("howitzers"), _stem("гаубиці"), _stem("uav")
    ('howitzer', 'гаубиц', 'uav')
    """
    if len(word) <= _SHORT:
        return word
    return re.sub(r"(?:s|[аеєиіїоуюяыйь]+)$", "", word)


def _label(met: _Text, language: str) -> str:
    if met.kind == "source":
        return codes.sources()[met.code].title
    return names_of(met.kind, language).get(met.code, met.code)


def _definition(kind: str, code: str) -> str:
    if kind == "category":
        return codes.categories()[code].definition
    if kind == "claimant":
        return codes.claimants()[code].definition
    if kind == "source":
        return codes.sources()[code].carries
    return next(
        (r["definition"] for r in codes.rows("terms") if (r["list"], r["code"]) == (kind, code)), ""
    )

"""The code lists, read from ``schemas/*.csv`` with the standard library alone (so it is quick)."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from warlosses import letters
from warlosses.errors import ArgumentError, WarlossesError, near_matches, unknown
from warlosses.paths import schemas_dir

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
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


class Document(NamedTuple):
    """One row of ``schemas/documents.csv``: what kind of document figures are read in.

    ``claimant`` is the one whose regular publication it is, if any; ``own``: it is the claimant's
    own document, which decides over retellings.
    """

    code: str
    claimant: str
    own: bool
    definition: str


class Source(NamedTuple):
    """One row of ``schemas/sources.csv``.

    ``rank`` orders sources by nearness to the claimant (1 is nearest). ``hedges`` tells whether the
    source records how the claimant hedged; ``transcribes`` is the kind of document it reads,
    by ``schemas/documents.csv``.
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
    def follows(self) -> str:
        """The claimant whose regular publication it reads, or nothing."""
        return documents()[self.transcribes].claimant

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
    path = schemas_dir() / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(csv.DictReader(file))
    except NotADirectoryError as error:
        raise WarlossesError(
            f"{path}: the package lies in an archive; unpack it, for it reads its lists and "
            "releases as files"
        ) from error


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
def documents() -> dict[str, Document]:
    """Return the kinds of documents by code.

    >>> documents()["infographic"].own
    True
    """
    return {
        row["code"]: Document(**{**row, "own": row["own"] == "yes"})  # type: ignore[arg-type]
        for row in rows("documents")
    }


@cache
def sources() -> dict[str, Source]:
    """Return the sources by id."""
    by_id = {}
    for row in rows("sources"):
        texts = {k: v for k, v in row.items() if k not in ("rank", "hedges")}
        by_id[row["source_id"]] = Source(
            **texts, rank=int(row["rank"]), hedges=row["hedges"] == "yes"
        )
    return by_id


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


# What a reader's text is looked for in, of each list: its own codes, the labels that people and
# bulletins print, and what else people say.
_ALSO_CALLED = ("category", "claimant", "belligerent", "outcome", "measure", "qualifier")


def known_codes(kind: str) -> tuple[str, ...]:
    """Return the codes of a list by what they are of: a category, a claimant, or a short list.

    >>> known_codes("belligerent")
    ('RU', 'UA')
    """
    if kind == "category":
        return tuple(categories())
    if kind == "claimant":
        return tuple(claimants())
    return terms(kind)


def resolve(kind: str, text: str) -> str | None:
    """Return the code that a text stands for beyond doubt, or None.

    That is the code itself, in whatever letters and with blanks for underscores, or a label that
    the lists, or the bulletins, have for that code alone. Letters that only look like others,
    quotes and what nobody sees make no difference.

    Parameters
    ----------
    kind : {"category", "claimant", "belligerent", "outcome", "measure", "qualifier"}
        The list. Of any other, nothing is known.
    text : str
        What somebody wrote.

    Examples
    --------
    >>> [resolve("category", text) for text in ("Tanks", "танки", "air defense", "tank", "spoons")]
    ['tanks', 'tanks', 'air_defense', 'tanks', None]
    >>> resolve("belligerent", "ru"), resolve("belligerent", "Россия"), resolve("claimant", "Oryx")
    ('RU', 'RU', 'oryx')
    """
    if kind not in _ALSO_CALLED:
        return None
    if (code := _as_code(kind, text)) is not None:
        return code
    word = _plain(text)
    for labels in (_own_labels(kind), _printed_labels(kind)):
        if (meant := labels.get(word)) is not None:
            return meant[0] if len(meant) == 1 else None
    return None


def meant_by(kind: str, text: str) -> tuple[str, ...]:
    """Return the codes that a text may stand for, by the words that people use; none if unknown.

    Parameters
    ----------
    kind : str
        The list, as for `resolve`.
    text : str
        What somebody wrote.

    Examples
    --------
    >>> meant_by("category", "troops"), meant_by("outcome", "dead"), meant_by("claimant", "генштаб")
    (('personnel',), ('killed',), ('ua_general_staff',))
    >>> meant_by("claimant", "Mediazona")
    ('mediazona_bbc', 'mediazona_meduza')
    """
    if kind not in _ALSO_CALLED:
        return ()
    if (code := resolve(kind, text)) is not None:
        return (code,)
    word = _plain(text)
    if (meant := _synonyms(kind).get(word)) is not None:
        return meant
    return _by_pattern(kind, word)


def near_codes(kind: str, text: str, known: Collection[str] | None = None) -> list[str]:
    """Return the codes that a text probably stands for: by what people say, else by its letters.

    Examples
    --------
    >>> near_codes("category", "drones"), near_codes("claimant", "ua_genstaff")
    (['uavs'], ['ua_general_staff'])
    """
    listed = known_codes(kind) if known is None else known
    meant = [code for code in meant_by(kind, text) if code in listed]
    if meant:
        return meant
    # Of two letters, one wrong leaves nothing to go by.
    long = {code.casefold(): code for code in listed if len(code) > 2}  # noqa: PLR2004
    words = re.sub(r"[\s-]+", "_", letters.by_shape(letters.unquoted(text)))
    return [long[word] for word in near_matches(words, long, cutoff=0.6)]


def check_codes(
    kind: str, given: str | Collection[str] | None, known: Collection[str]
) -> list[str] | None:
    """Return the given codes as a list, or raise with what was probably meant.

    >>> check_codes("category", "drones", categories())
    Traceback (most recent call last):
    ...
    warlosses.errors.ArgumentError: unknown category 'drones'; did you mean 'uavs'?
    >>> check_codes("category", "tаnks", categories())
    Traceback (most recent call last):
    ...
    warlosses.errors.ArgumentError: unknown category 'tаnks'; its 2nd letter is Cyrillic а (U+0430);
    did you mean 'tanks'?
    """  # noqa: RUF002
    if given is None:
        return None
    try:
        wanted = [given] if isinstance(given, str) else list(given)
    except TypeError as error:
        raise ArgumentError(f"{kind}: expected a code or several; found {given!r}") from error
    for code in wanted:
        if code not in known:
            near = near_codes(kind, str(code), known)
            odd = letters.oddities(str(code))
            raise unknown(kind, code, sorted(known), near=near, odd=odd)
    return wanted


def _as_code(kind: str, text: str) -> str | None:
    """Return the code that a text is but for its letters' size, shape or sound, and its blanks."""
    bare = letters.unquoted(text)
    by_letters = {code.casefold(): code for code in known_codes(kind)}
    for folded in (letters.by_shape(bare), letters.by_sound(bare)):
        words = re.sub(r"[\s_-]+", "_", folded)
        if words in by_letters:
            return by_letters[words]
    return None


def _plain(text: str) -> str:
    """Return a text as the lists of words are looked through: small letters, single blanks."""
    return " ".join(letters.by_shape(letters.unquoted(text)).replace("_", " ").split()).rstrip(".:")


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the codes by word, in the order in which they are listed."""
    meant: dict[str, dict[str, None]] = {}
    for word, code in pairs:
        if word:
            meant.setdefault(_plain(word), {})[code] = None
    return {word: tuple(of) for word, of in meant.items()}


@cache
def _own_labels(kind: str) -> dict[str, tuple[str, ...]]:
    if kind == "category":
        named = [(c.code, (c.label_en, c.label_uk, c.label_ru)) for c in categories().values()]
    elif kind == "claimant":
        named = [(c.code, (c.name_en, c.name_uk, c.name_ru)) for c in claimants().values()]
    else:
        named = []
    return _gathered((label, code) for code, labels in named for label in labels)


@cache
def _printed_labels(kind: str) -> dict[str, tuple[str, ...]]:
    """Return what bulletins and texts call a code, word for word."""
    return _gathered((word, code) for word, code in _printed(kind) if "*" not in word)


def _printed(kind: str) -> Iterator[tuple[str, str]]:
    """Yield the words of the text lists with their codes; with a star, beginnings of words."""
    if kind == "category":
        for row in rows("text_labels"):
            if not row["role"] and not row["outcome"] and row["category"] in categories():
                yield row["label"], row["category"]
    elif kind == "belligerent":
        for row in rows("text_words"):
            if row["kind"] == "side":
                yield row["word"], row["meaning"]
    elif kind == "qualifier":
        for row in rows("qualifiers"):
            yield row["word"], row["qualifier"]


@cache
def _synonyms(kind: str) -> dict[str, tuple[str, ...]]:
    """Return what people call a code when they are not careful; it may be several codes."""
    return _gathered((row["word"], row["code"]) for row in rows("synonyms") if row["list"] == kind)


@cache
def _patterns(kind: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(re.escape(_plain(word)).replace(r"\*", r"\w*")), code)
        for word, code in _printed(kind)
        if "*" in word
    )


def _by_pattern(kind: str, word: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(code for pattern, code in _patterns(kind) if pattern.fullmatch(word))
    )


def source_of(path: Path) -> Source:
    """Return the source that a contribution file belongs to."""
    return sources().get(path.stem, sources()["contributions"])

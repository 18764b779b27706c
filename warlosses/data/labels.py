"""Codes -> names for people, in English, Ukrainian or Russian."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from warlosses import codes

if TYPE_CHECKING:
    import pyarrow as pa

LANGUAGES = ("en", "uk", "ru")
_TERMS = ("belligerent", "outcome", "measure", "qualifier", "status", "unit")
LABELLED = ("claimant", "category", *_TERMS)


@cache
def names_of(kind: str, language: str) -> dict[str, str]:
    """Return the name of each code of a list; in English where the language has none.

    >>> names_of("category", "uk")["tanks"], names_of("belligerent", "ru")["UA"]
    ('танки', 'Украина')
    """
    if kind == "category":
        named = {c.code: (getattr(c, f"label_{language}"), c.label_en) for c in _categories()}
    elif kind == "claimant":
        bodies = codes.claimants().values()
        named = {c.code: (getattr(c, f"name_{language}"), c.name_en) for c in bodies}
    else:
        rows = [row for row in codes.rows("terms") if row["list"] == kind]
        named = {row["code"]: (row[f"label_{language}"], row["label_en"]) for row in rows}
    return {code: own or english or code for code, (own, english) in named.items()}


def _categories() -> list[codes.Category]:
    return list(codes.categories().values())


def with_names(data: pa.Table, language: str) -> pa.Table:
    """Return a table with names in place of the codes in its columns of codes."""
    import pyarrow as pa

    for place, field in enumerate(data.schema):
        if field.name not in LABELLED:
            continue
        names = names_of(field.name, language)
        column = data.column(place).combine_chunks()
        if not hasattr(column, "indices"):
            column = column.dictionary_encode()
        texts = pa.array([names.get(code, code) for code in column.dictionary.to_pylist()])
        named = pa.DictionaryArray.from_arrays(column.indices, texts)
        if not pa.types.is_dictionary(field.type):
            named = named.cast(pa.string())
        data = data.set_column(place, field.name, named)
    return data

"""The styles of a citation; pure functions from what is cited to text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True)
class CitedSource:
    """A source of the rows cited; texts are empty where there is nothing to say."""

    source_id: str
    title: str
    link: str
    licence: str
    copyright: str
    commit: str
    taken_on: str
    rows: int

    @property
    def name(self) -> tuple[str, str]:
        """Title and author; the author is empty where the list of sources names none.

        >>> source = CitedSource("x", "data (A. Person), read from a.org", "", "", "", "", "", 1)
        >>> source.name
        ('data, read from a.org', 'A. Person')
        """
        bracketed = re.fullmatch(r"(.*?) \(([^()]*)\)(.*)", self.title)
        return (bracketed[1] + bracketed[3], bracketed[2]) if bracketed else (self.title, "")

    @property
    def terms(self) -> str:
        """Licence and copyright notice."""
        return ", ".join(filter(None, (self.licence, self.copyright)))

    @property
    def year(self) -> str:
        """The year in which its copy was taken."""
        return self.taken_on[:4]

    @property
    def rows_told(self) -> str:
        """How many of the rows cited are from it."""
        return f"{self.rows:,} row{'' if self.rows == 1 else 's'}"


@dataclass(frozen=True)
class Citation:
    """What is cited: a release, the rows of it that were used, and their sources.

    Attributes
    ----------
    title, author, homepage, licence : str
        Of the dataset.
    version, day : str
        The data version, and the day that its data runs through.
    known_on : str
        The day on which the rows were known, where one was asked for.
    subject : str
        The rows in words.
    digest : str
        SHA-256 of the rows' (claim_id, value); empty for code lists.
    line : str
        Code that gives the rows again.
    is_exact : bool
        False where it gives others too.
    sources : list of CitedSource
        The sources of the rows.
    """

    title: str
    author: str
    homepage: str
    version: str
    day: str
    licence: str
    known_on: str
    subject: str
    digest: str
    line: str
    is_exact: bool
    sources: list[CitedSource]

    @property
    def year(self) -> str:
        """The year of the data version."""
        return self.day[:4]

    def notes(self) -> list[str]:
        """Return what to say of the rows."""
        rows = f"Rows: {self.subject}"
        if self.known_on:
            rows += f", as known on {self.known_on}"
        again = self.line if self.is_exact else f"Picked singly among the rows of {self.line}"
        digest = [f"SHA-256 of (claim_id, value): {self.digest}"] if self.digest else []
        return [rows, *digest, again]


# --- text ------------------------------------------------------------------------------------


def text(cited: Citation) -> str:
    """Return a citation for people, with everything in it."""
    rows, *notes = cited.notes()
    release = f"Data version {cited.version}, data through {cited.day}. {cited.licence}."
    lines = [
        f"{cited.author} ({cited.year}). {cited.title}.",
        f"  {release} {cited.homepage}",
        rows,
        *(f"  {note}" for note in notes),
    ]
    if cited.sources:
        lines.append("Sources of these rows:")
    for source in cited.sources:
        lines.append(f"  {source.source_id} ({source.rows_told}): {source.title}. {source.terms}")
        place = ", ".join(filter(None, (source.link, _commit(source))))
        lines += [f"    {place}"] if place else []
    return "\n".join(lines)


def _commit(source: CitedSource) -> str:
    return f"commit {source.commit}" if source.commit else ""


# --- APA, 7th edition ------------------------------------------------------------------------


def apa(cited: Citation) -> str:
    """Return entries for a list of references, the dataset first, then what to say of the rows."""
    dataset = f"{cited.title} (Version {cited.version}) [Data set]"
    entries = [
        f"{_ended(cited.author)} ({cited.year}). {dataset}. {cited.homepage}",
        *(_apa_source(source) for source in cited.sources),
    ]
    return "\n".join([*entries, f"Note. {'. '.join(cited.notes())}."])


def _apa_source(source: CitedSource) -> str:
    title, author = source.name
    year = f"({source.year or 'n.d.'})"
    version = f" (Commit {source.commit[:12]})" if source.commit else ""
    described = f"{title}{version} [Data set]"
    # Without an author, the title stands where the author would.
    head = f"{_ended(author)} {year}. {described}" if author else f"{described}. {year}"
    return f"{head}. {source.link}".rstrip() if source.link else f"{head}."


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


# --- BibTeX ----------------------------------------------------------------------------------

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


def bibtex(cited: Citation) -> str:
    """Return an entry for the dataset and one for each source, as BibTeX and biblatex read them."""
    first = _bibtex_entry(
        f"warlosses_{cited.version}",
        author=_braced(cited.author),
        title=_braced(cited.title),
        year=cited.year,
        version=_escaped(cited.version),
        howpublished="Data set",
        url=_link(cited.homepage),
        note=_escaped(". ".join([f"Data through {cited.day}", cited.licence, *cited.notes()])),
    )
    return "\n\n".join([first, *(_bibtex_source(source) for source in cited.sources)])


def _bibtex_source(source: CitedSource) -> str:
    title, author = source.name
    return _bibtex_entry(
        f"warlosses_source_{source.source_id}",
        author=_braced(author) if author else "",
        title=_braced(title),
        year=source.year,
        version=_escaped(source.commit),
        howpublished="Data set",
        url=_link(source.link),
        note=_escaped(f"{source.rows_told}. {source.terms}"),
    )


def _bibtex_entry(key: str, **fields: str) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _escaped(text: str) -> str:
    r"""Return a text as LaTeX reads it.

    >>> print(_escaped("R&D_1: 5%"))
    R\&D\_1: 5\%
    """
    return "".join(_TEX.get(letter, letter) for letter in text)


def _braced(text: str) -> str:
    """Return a name or title that keeps its capitals, and is no list of first and last names."""
    return f"{{{_escaped(text)}}}"


def _link(text: str) -> str:
    return text.replace("{", "%7B").replace("}", "%7D")


# --- CSL-JSON --------------------------------------------------------------------------------


def csl_json(cited: Citation) -> str:
    """Return items of the Citation Style Language, the dataset first."""
    year, month, day = map(int, cited.day.split("-"))
    first = {
        "id": f"warlosses-{cited.version}",
        "type": "dataset",
        "title": cited.title,
        "author": [{"literal": cited.author}],
        "issued": {"date-parts": [[year, month, day]]},
        "version": cited.version,
        "URL": cited.homepage,
        "note": "\n".join([f"Licence: {cited.licence}", *cited.notes()]),
    }
    items = [first, *(_csl_source(source) for source in cited.sources)]
    return json.dumps(items, ensure_ascii=False, indent=1)


def _csl_source(source: CitedSource) -> dict[str, Any]:
    title, author = source.name
    item: dict[str, Any] = {
        "id": f"warlosses-source-{source.source_id}",
        "type": "dataset",
        "title": title,
        "author": [{"literal": author}] if author else [],
        "version": source.commit,
        "URL": source.link,
        "note": f"Licence: {source.terms}\n{source.rows_told}",
    }
    if source.taken_on:
        item["issued"] = {"date-parts": [[int(part) for part in source.taken_on.split("-")]]}
    return {name: value for name, value in item.items() if value}


# --- RIS -------------------------------------------------------------------------------------


def ris(cited: Citation) -> str:
    """Return records for reference managers, the dataset first."""
    first = _ris_record(
        [
            ("ID", f"warlosses-{cited.version}"),
            ("AU", cited.author),
            ("TI", cited.title),
            ("PY", cited.year),
            ("DA", cited.day.replace("-", "/")),
            ("ET", cited.version),
            ("UR", cited.homepage),
            ("N1", f"Licence: {cited.licence}"),
            *(("N1", note) for note in cited.notes()),
        ]
    )
    return "\n".join([first, *(_ris_source(source) for source in cited.sources)])


def _ris_source(source: CitedSource) -> str:
    title, author = source.name
    return _ris_record(
        [
            ("ID", f"warlosses-source-{source.source_id}"),
            ("AU", author),
            ("TI", title),
            ("PY", source.year),
            ("DA", source.taken_on.replace("-", "/")),
            ("ET", source.commit),
            ("UR", source.link),
            ("N1", f"Licence: {source.terms}"),
            ("N1", source.rows_told),
        ]
    )


def _ris_record(fields: Iterable[tuple[str, str]]) -> str:
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\n".join(["TY  - DATA", *lines, "ER  - "])


STYLES: dict[str, Callable[[Citation], str]] = {
    "text": text,
    "apa": apa,
    "bibtex": bibtex,
    "csl-json": csl_json,
    "ris": ris,
}

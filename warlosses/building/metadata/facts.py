"""What there is to say of a release, whatever the standard; told from its own files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from warlosses.data import about
from warlosses.files import sha256
from warlosses.releases.manifest import MANIFEST, TABLE_NAMES
from warlosses.schema import TABLES
from warlosses.schema_columns import Column, columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warlosses.releases.release import Release

PARQUET = "application/vnd.apache.parquet"  # as registered with IANA
_JSON = "application/json"
PLACE = "Ukraine"


@dataclass(frozen=True)
class File:
    """A file of the release; ``rows`` is None where it is no table."""

    name: str
    bytes: int
    sha256: str
    rows: int | None

    @property
    def media_type(self) -> str:
        """What it is, as the web names it."""
        return PARQUET if self.rows is not None else _JSON


@dataclass(frozen=True)
class Table:
    """A table: its file, what its rows are, and its columns."""

    name: str
    file: File
    description: str
    columns: list[Column]


@dataclass(frozen=True)
class Facts:
    """What there is to say of a release.

    Attributes
    ----------
    version, schema_version, licence : str
        Of the data; the licence by its SPDX identifier.
    first_day, last_day : str
        The days that its claims speak of, from the first to the last of the daily bulletins.
    released_on : str
        The day on which it was released; unless told, that of the newest reading or decision in
        it, before which it cannot have been.
    files : list of File
        All files of the release, the manifest last.
    tables : list of Table
        Those that are tables.
    sources : list of dict
        Its table of sources, those that figures are published from.
    base_url : str
        Where its files are, with a slash at the end; empty where that is not known: links are
        then relative to the release's folder.
    doi : str
        Its identifier, where it has one.
    """

    version: str
    schema_version: str
    licence: str
    first_day: str
    last_day: str
    released_on: str
    files: list[File]
    tables: list[Table]
    sources: list[dict[str, Any]]
    base_url: str = ""
    doi: str = ""

    @property
    def licence_page(self) -> str:
        """The licence's text."""
        return about.LICENCE_PAGES[self.licence]

    @property
    def identifier(self) -> str:
        """A link that stands for this release."""
        return f"https://doi.org/{self.doi}" if self.doi else self.base_url or about.HOMEPAGE

    @property
    def citation(self) -> str:
        """How to cite the release in a line."""
        return (
            f"{about.AUTHOR} ({self.released_on[:4]}). {about.TITLE} (Version {self.version}) "
            f"[Data set]. {self.identifier}"
        )

    def link(self, name: str) -> str:
        """Return where a file is."""
        return f"{self.base_url}{name}"


def facts_of_release(
    release: Release, *, base_url: str = "", doi: str = "", released_on: str = ""
) -> Facts:
    """Return what there is to say of a release (see `Facts`)."""
    manifest = release.manifest
    files = [
        File(name, one.bytes, one.sha256, manifest.rows.get(name.removesuffix(".parquet")))
        for name, one in manifest.files.items()
    ]
    path = release.folder / MANIFEST
    files.append(File(MANIFEST, path.stat().st_size, sha256(path), None))
    by_name = {file.name: file for file in files}
    days = release.read("claims", ["as_of"]).column("as_of")
    listed = release.read("sources").to_pylist()
    return Facts(
        version=release.version,
        schema_version=manifest.schema_version,
        licence=manifest.licence,
        first_day=pc.min(days).as_py().isoformat(),
        last_day=manifest.data_through,
        released_on=released_on or manifest.recorded_through[:10],
        files=files,
        tables=[_table(name, by_name) for name in TABLE_NAMES],
        sources=[source for source in listed if source["use"] != "cross-check"],
        base_url=f"{base_url.rstrip('/')}/" if base_url else "",
        doi=doi,
    )


def _table(name: str, files: dict[str, File]) -> Table:
    model = TABLES[name]
    return Table(name, files[f"{name}.parquet"], str(model.__doc__), columns(model))


def to_json(content: object) -> str:
    """Return JSON for a file."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def without_empty(content: dict[str, Any]) -> dict[str, Any]:
    """Return an object without the keys that say nothing.

    >>> without_empty({"a": "", "b": 0, "c": []})
    {'b': 0}
    """
    return {name: value for name, value in content.items() if value not in ("", None, [], {})}


def yaml_lines(content: dict[str, Any], indent: str = "") -> Iterable[str]:
    r"""Yield lines of YAML for texts, numbers, truth values, lists and objects of these.

    Texts are written as in JSON, which YAML reads too: no text is taken for something else.

    >>> print(*yaml_lines({"a": "no", "b": [{"c": 1, "d": "x"}], "e": ["y"]}), sep="\n")
    a: "no"
    b:
      - c: 1
        d: "x"
    e:
      - "y"
    """
    for name, value in content.items():
        if not isinstance(value, list):
            yield f"{indent}{name}: {json.dumps(value, ensure_ascii=False)}"
            continue
        yield f"{indent}{name}:"
        for one in value:
            if isinstance(one, dict):
                first, *others = yaml_lines(one)
                yield f"{indent}  - {first}"
                yield from (f"{indent}    {line}" for line in others)
            else:
                yield f"{indent}  - {json.dumps(one, ensure_ascii=False)}"

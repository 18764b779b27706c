"""A release's manifest: what it says of the release, and of every file in it. Parsed here alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from warlosses.files import Described

MANIFEST = "manifest.json"
NOTES = "notes.md"
REPORT = "report.json"
RECORD = "signed.json"  # beside a downloaded release: what was signed of it
TABLE_NAMES = ("claims", "observations", "corrections", "sources", "claimants", "categories")
_FILE = re.compile(r"[a-z0-9][a-z0-9_-]*\.(parquet|json|md)", re.ASCII)
# What is made beside a release's files where it lies, and what Windows takes as devices.
_RESERVED = re.compile(r"(manifest|notes|signed|index|con|prn|aux|nul|(com|lpt)[0-9])\..*")
VERSION = re.compile(r"\d{4}\.\d{1,2}\.\d{1,2}(\.[1-9]\d{0,3})?", re.ASCII)


class ManifestError(ValueError):
    """A manifest is not one; whoever read it says where it came from and what to do."""


@dataclass(frozen=True)
class Input:
    """One source's copy that a release was built from."""

    source_id: str
    repo: str
    commit: str | None
    taken_at: str | None
    claims: int | None
    sha256: dict[str, str]

    @classmethod
    def parse(cls, facts: dict[str, Any]) -> Input:
        """Read an input as JSON has it; raise `ManifestError` where it can be none."""
        claims, hashes = facts.get("claims"), facts.get("sha256", {})
        if not isinstance(claims, int | None) or not isinstance(hashes, dict):
            raise ManifestError(f"input {facts!r:.80}")
        return cls(
            source_id=_text(facts, "source_id"),
            repo=_text(facts, "repo"),
            commit=_text_or_none(facts, "commit"),
            taken_at=_text_or_none(facts, "taken_at"),
            claims=claims,
            sha256={str(name): str(digest) for name, digest in hashes.items()},
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the input as JSON has it."""
        counted = {} if self.claims is None else {"claims": self.claims}
        head = {"source_id": self.source_id, "repo": self.repo, "commit": self.commit}
        return {**head, "taken_at": self.taken_at, **counted, "sha256": self.sha256}


@dataclass(frozen=True)
class Manifest:
    """What a release says of itself.

    Attributes
    ----------
    version, schema_version, licence : str
        Of the data.
    data_through, recorded_through : str
        The day that the daily bulletins run through, and the newest time in the ledger and the
        decisions, as ISO text.
    last_days : dict of str to str
        The last day of every series, by what its claims' ids begin with.
    previous : str or None
        The release whose ledger it continues.
    changes : dict
        Claims that are new, changed or withdrawn against that one.
    inputs : tuple of Input
        The copies of the sources that it was built from.
    files : dict of str to Described
        Size and SHA-256 of each file but the manifest itself.
    rows : dict of str to int
        Number of rows of each table.
    """

    version: str
    schema_version: str
    licence: str
    data_through: str
    recorded_through: str
    previous: str | None
    changes: dict[str, int]
    inputs: tuple[Input, ...] = ()
    files: dict[str, Described] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    last_days: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, content: bytes) -> Manifest:
        """Read a manifest strictly, for it may come from elsewhere.

        Raises
        ------
        ManifestError
            It is no manifest, lacks a table, or names a file that no release has.

        Examples
        --------
        >>> Manifest.parse(b'{"version": 5}')
        Traceback (most recent call last):
        ...
        warlosses.releases.manifest.ManifestError: version 5
        """
        try:
            facts = json.loads(content)
            manifest = cls(
                version=_version(facts, "version"),
                schema_version=_text(facts, "schema_version"),
                licence=_text(facts, "licence"),
                data_through=date.fromisoformat(facts["data_through"]).isoformat(),
                recorded_through=_moment(facts, "recorded_through"),
                previous=None if facts["previous"] is None else _version(facts, "previous"),
                changes=counts(facts["changes"]),
                inputs=tuple(map(Input.parse, facts["inputs"])),
                files={str(n): Described.parse(listed) for n, listed in facts["files"].items()},
                last_days={
                    str(series): date.fromisoformat(day).isoformat()
                    for series, day in facts.get("last_days", {}).items()
                },
                rows={t: _whole(facts["files"][f"{t}.parquet"], "rows") for t in TABLE_NAMES},
            )
        except ManifestError:
            raise
        except KeyError as error:
            raise ManifestError(f"JSON without {error}") from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise ManifestError(str(error)) from error
        for name in manifest.files:
            if not _FILE.fullmatch(name) or _RESERVED.fullmatch(name):
                raise ManifestError(f"a file name that no release has, {name!r}")
        if REPORT not in manifest.files:
            raise ManifestError(f"no {REPORT} among the files")
        return manifest

    def to_json(self) -> bytes:
        """Return the manifest's bytes."""
        rows = {f"{table}.parquet": {"rows": number} for table, number in self.rows.items()}
        content = {
            "version": self.version,
            "schema_version": self.schema_version,
            "licence": self.licence,
            "data_through": self.data_through,
            "recorded_through": self.recorded_through,
            **({"last_days": self.last_days} if self.last_days else {}),
            "previous": self.previous,
            "changes": self.changes,
            "inputs": [given.to_dict() for given in self.inputs],
            "files": {n: {**f.to_dict(), **rows.get(n, {})} for n, f in self.files.items()},
        }
        return to_json(content)


def to_json(content: object) -> bytes:
    """Return JSON as a release has it: a line an entry, and a line break at the end."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def is_version(text: str) -> bool:
    """Whether a text has the form of a data version.

    >>> is_version("2026.9.6"), is_version("2026.9.6.1"), is_version("../2026.9.6")
    (True, True, False)
    """
    return VERSION.fullmatch(text) is not None


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by.

    >>> version_key("2026.9.6.1") > version_key("2026.9.6") > version_key("2026.8.8")
    True
    """
    return tuple(int(part) for part in version.split("."))


def counts(facts: object) -> dict[str, int]:
    """Return what changed, by kind; raise `ManifestError` where these can be no numbers of claims.

    >>> counts({"new": 3, "changed": 0, "withdrawn": 0})["new"]
    3
    """
    if not isinstance(facts, dict) or not {"new", "changed", "withdrawn"} <= set(facts):
        raise ManifestError(f"changes {facts!r:.80}")
    return {str(kind): _whole(facts, kind) for kind in facts}


def _version(facts: dict[str, Any], name: str) -> str:
    text = facts[name]
    if not isinstance(text, str) or not is_version(text):
        raise ManifestError(f"{name} {text!r:.80}")
    return text


def _text(facts: dict[str, Any], name: str) -> str:
    text = facts[name]
    if not isinstance(text, str):
        raise ManifestError(f"{name} {text!r:.80}")
    return text


def _text_or_none(facts: dict[str, Any], name: str) -> str | None:
    return None if facts.get(name) is None else _text(facts, name)


def _whole(facts: dict[str, Any], name: str) -> int:
    number = facts[name]
    if type(number) is not int or number < 0:
        raise ManifestError(f"{name} {number!r:.80}")
    return number


def _moment(facts: dict[str, Any], name: str) -> str:
    text = _text(facts, name)
    if datetime.fromisoformat(text).tzinfo is None:
        raise ManifestError(f"{name} {text!r}, a time without a zone")
    return text

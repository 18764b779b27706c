"""A contribution larger than memory -> findings: counted first, then told row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from warlosses.validation.catalogue import CATALOGUE, severity_of
from warlosses.validation.finding import Finding
from warlosses.validation.large.buckets import (
    BYTES_A_ROW,
    hits_of_bucket,
    merged_remarks,
    spill,
)
from warlosses.validation.large.keys import hits_of_keys
from warlosses.validation.large.links import hits_of_links
from warlosses.validation.large.parts import Part, in_part, read_part
from warlosses.validation.large.places import LargePlaces
from warlosses.validation.large.rows import hits_of_rows, sheet_of
from warlosses.validation.large.session import Session, bytes_of
from warlosses.validation.large.told import LargeHits
from warlosses.validation.large.workspace import workspace
from warlosses.validation.messages import message_of
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.rule import RowNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from warlosses.validation.readers.places import Places
    from warlosses.validation.rule import Hit

# What of the memory a bucket may fill, besides the interpreter and DuckDB.
_SHARE_OF_BUCKET = 0.6
# Rules that ask for whole series; the other rules between rows are asked by a query.
_BETWEEN = ("WL212", "WL3", "WL5")


class Told(NamedTuple):
    """What is told of large files: as a report has it."""

    findings: list[Finding]
    rows: dict[str, int]
    lines: dict[tuple[str, int], str]


def validate_large(
    sources: Sequence[Any],
    baseline: pd.DataFrame | None,
    is_asked: Callable[[str], bool],
    *,
    memory: str | int | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Told:
    """Return what all rules say of some files and frames, taken together as one contribution.

    Parameters
    ----------
    sources : sequence
        Files and frames.
    baseline : pandas.DataFrame, optional
        Claims to compare with; by default those of the bundled release.
    is_asked : callable
        Whether a rule, or a family by the beginning of its codes, is asked for at all.
    memory : str or int, optional
        What may be used; by default a quarter of the machine's.
    progress : callable, optional
        Is told what is being done, and which share of all is done.
    """
    tell = progress or (lambda _what, _share: None)
    with workspace() as folder:
        session = Session(folder, bytes_of(memory))
        try:
            return _validate(sources, baseline, is_asked, session, tell)
        finally:
            session.close()


def _validate(
    sources: Sequence[Any],
    baseline: pd.DataFrame | None,
    is_asked: Callable[[str], bool],
    session: Session,
    tell: Callable[[str, float], None],
) -> Told:
    parts: list[Part] = []
    hits = LargeHits()
    for number, source in enumerate(sources):
        tell("rows", 0.3 * number / len(sources))
        before = parts[-1].before + parts[-1].n_rows if parts else 0
        part = read_part(source, before, session)
        parts.append(part)
        if part.n_rows and part.names:
            hits.add(*hits_of_rows(part, session))
            hits.add(*hits_of_links(part, session))
    filled = [part for part in parts if part.n_rows and part.names]
    refused: list[Finding] = []
    if filled and any(map(is_asked, _BETWEEN)):
        refused = _add_between(filled, baseline, hits, session, tell)
    elif filled and any(map(is_asked, ("WL210", "WL211"))):
        hits.add(*hits_of_keys(filled, session))
    tell("places", 0.95)
    findings, lines = _findings(parts, hits, session)
    rows: dict[str, int] = {}
    for part in parts:
        rows[part.file] = rows.get(part.file, 0) + part.n_rows
    tell("done", 1.0)
    return Told(findings + refused, rows, lines)


def _add_between(
    parts: list[Part],
    baseline: pd.DataFrame | None,
    hits: LargeHits,
    session: Session,
    tell: Callable[[str, float], None],
) -> list[Finding]:
    """Add what the rules between rows say; return why a bucket could not be looked at."""
    tell("series apart", 0.3)
    buckets = spill(parts, session)
    most = int(session.memory * _SHARE_OF_BUCKET) // BYTES_A_ROW
    n_in_all = sum(bucket.n_rows for bucket in buckets)
    refused, done = [], 0
    remarks: list[Hit] = []
    for bucket in buckets:
        tell(f"{bucket.claimant} on {bucket.belligerent}", 0.4 + 0.55 * done / max(n_in_all, 1))
        done += bucket.n_rows
        if bucket.n_rows > most:
            refused.append(
                _too_large(bucket.claimant, bucket.belligerent, bucket.n_rows, most, parts)
            )
            continue
        found, counts = hits_of_bucket(
            bucket, session, lambda row: in_part(parts, row).file, baseline, n_in_all
        )
        counts["WL502"] = 0
        remarks += [hit for hit in found if hit.code == "WL502"]
        hits.add([hit for hit in found if hit.code != "WL502"], +counts)
    hits.add(list(merged_remarks(remarks, sum(part.n_rows for part in parts))))
    return refused


def _too_large(
    claimant: str, belligerent: str, n_rows: int, most: int, parts: list[Part]
) -> Finding:
    what = f"rows of {claimant} on {belligerent}, which are looked at together"
    message = CATALOGUE["WL008"].message.format(
        what=what, limit=f"{most:,} within the memory given", found=f"{n_rows:,}"
    )
    cure = f"Give more memory: --memory {-(-n_rows * BYTES_A_ROW * 10 // 6 // 10**9)}GB."
    return Finding("WL008", "error", parts[0].file, message, suggestion=cure)


def _findings(
    parts: list[Part], hits: LargeHits, session: Session
) -> tuple[list[Finding], dict[tuple[str, int], str]]:
    """Return the findings of all parts, each with its place, and the lines that they are about."""
    findings: list[Finding] = []
    lines: dict[tuple[str, int], str] = {}
    kept = sorted(hits.kept, key=lambda hit: hit.row or 0)
    places = {
        number: part.places or LargePlaces(part, _rows_told(part, kept))
        for number, part in enumerate(parts)
    }

    def name_of(row: int, of: Part | None) -> str:
        part = in_part(parts, row)
        name = places[parts.index(part)].name(row - part.before)
        return name if part is of else f"{name} of {part.file}"

    for number, part in enumerate(parts):
        own = [
            hit for hit in kept if hit.row and part.before < hit.row <= part.before + part.n_rows
        ]
        told = list(_told(part, own, places[number], name_of, session))
        for line in {finding.line for finding in told if finding.line is not None}:
            text = places[number].text_of_line(line)
            if text is not None:
                lines[part.file, line] = text
        findings += sorted(
            [*part.findings, *told],
            key=lambda f: (f.row or 0, f.line or 0, f.rule, f.position or 0),
        )
    on_all = [hit for hit in kept if hit.row is None]
    findings = [*_on_all(parts, on_all, hits), *findings]
    return findings, lines


def _rows_told(part: Part, hits: list[Hit]) -> Iterator[int]:
    """Yield the rows of a part, numbered within it, that hits name."""
    for hit in hits:
        named = [fact for fact in hit.fields.values() if isinstance(fact, RowNumber)]
        for row in (hit.row, *named):
            if row is not None and part.before < row <= part.before + part.n_rows:
                yield row - part.before


def _told(
    part: Part,
    hits: list[Hit],
    places: Places,
    name_of: Callable[[int, Part | None], str],
    session: Session,
) -> Iterator[Finding]:
    rows = sorted({hit.row for hit in hits if hit.row is not None})
    cells = sheet_of(part, rows, session).cells if rows else None
    place_of = {row: place for place, row in enumerate(rows)}
    for hit in hits:
        assert hit.row is not None  # those on the whole are told apart
        row = hit.row - part.before
        value = None
        if cells is not None and hit.column in cells.column_names:
            value = cells.column(hit.column)[place_of[hit.row]].as_py()
        yield Finding(
            rule=hit.code,
            severity=severity_of(hit),
            file=part.file,
            message=message_of(hit, lambda number: name_of(number, part)),
            row=row,
            line=places.line(row, hit.column),
            column=hit.column,
            value=value,
            suggestion=hit.suggestion,
            position=places.position(row, hit.column) if hit.column else None,
            pointer=places.pointer(row, hit.column) if hit.column else None,
        )


def _on_all(parts: list[Part], hits: list[Hit], all_hits: LargeHits) -> Iterator[Finding]:
    """Yield what is told of the whole, and how many more places of a rule there are."""
    file = parts[0].file
    for code, number in all_hits.left_out().items():
        yield Finding(
            code,
            CATALOGUE[code].severity,
            file,
            f"{number:,} more places like the {LIMITS.max_findings:,} listed",
            suggestion="Mend what the listed ones have in common and check again.",
        )
    for hit in hits:
        yield Finding(
            hit.code, severity_of(hit), file, message_of(hit, str), suggestion=hit.suggestion
        )

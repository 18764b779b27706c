"""The rules on links (WL4xx): each is looked at once for a claimant and day, not row by row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from warlosses.validation.large.rows import RowHits
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.readers.sheet import Sheet
from warlosses.validation.rules.attribution import find_wrong_links
from warlosses.validation.typed.contribution import read_types

if TYPE_CHECKING:
    from warlosses.validation.large.parts import Part
    from warlosses.validation.large.session import Session
    from warlosses.validation.rule import Hit

_BATCH = 200_000


def hits_of_links(part: Part, session: Session) -> RowHits:
    """Return what is wrong with the links of a part."""
    if "source_url" not in part.names:
        return RowHits([], Counter())
    said = _said_of_combinations(part, session)
    counts = Counter({code: sum(n for n, _, _ in kept) for code, kept in said.items()})
    hits: list[Hit] = []
    for code, kept in said.items():
        is_all = code == "WL401" and counts[code] == part.n_rows
        hits += _in_rows(part, kept, session, is_all=is_all)
    return RowHits(hits, counts)


def _said_of_combinations(
    part: Part, session: Session
) -> dict[str, list[tuple[int, Hit, tuple[object, ...]]]]:
    """Return by rule what is said of a claimant, day and link, with the number of such rows."""
    said: dict[str, list[tuple[int, Hit, tuple[object, ...]]]] = {}
    query = (
        f"select claimant, as_of, source_url, count(*) as number, "
        f"min(row) as first_row from ({part.typed().query}) as typed group by all"
    )
    for batch in session.batches(query, _BATCH):
        table = pa.Table.from_batches([batch])
        cells = pa.table(
            {
                "as_of": table["as_of"].cast(pa.string()),
                "claimant": table["claimant"],
                "source_url": table["source_url"],
            }
        )
        sheet = Sheet(part.file, "frame", cells, table.num_rows)
        number, columns = table["number"].to_pylist(), table.select(range(3)).to_pydict()
        for hit in find_wrong_links(read_types(sheet), pd.DataFrame()):
            place = (hit.row or 0) - 1
            combination = tuple(column[place] for column in columns.values())
            said.setdefault(hit.code, []).append((number[place], hit, combination))
    return said


def _in_rows(
    part: Part,
    said: list[tuple[int, Hit, tuple[object, ...]]],
    session: Session,
    *,
    is_all: bool,
) -> list[Hit]:
    """Return what is said of combinations as what is said of the first of their rows."""
    asked = pa.table(
        {
            "claimant": pa.array([c[0] for _, _, c in said], pa.string()),
            "as_of": pa.array([c[1] for _, _, c in said], pa.date32()),
            "source_url": pa.array([c[2] for _, _, c in said], pa.string()),
            "place": range(len(said)),
        }
    )
    session.named("asked", asked)
    found = session.rows(
        f"select row, place from ({part.typed().query}) as typed join asked on "
        f"typed.source_url is not distinct from asked.source_url "
        f"and typed.as_of is not distinct from asked.as_of "
        f"and typed.claimant is not distinct from asked.claimant "
        f"order by row limit {LIMITS.max_findings}"
    )
    hits = []
    for row, place in found:
        hit = said[place][1]._replace(row=int(row))
        # What to do for a file that has no link at all is told of no other.
        lacks_one = hit.code == "WL401" and not is_all
        hits.append(hit._replace(suggestion=None) if lacks_one else hit)
    return hits

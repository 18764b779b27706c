"""The rules between rows, on whole series: a bucket for each claimant and belligerent.

A statement's categories are weighed together, and a total by what its series did before. So all
that one claimant says of one belligerent's losses is looked at together, by the rules themselves;
no more than one bucket is in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from warlosses.columns import CODES, DAYS, FIGURES
from warlosses.validation.hits import hits_between
from warlosses.validation.large.rows import usable_rows
from warlosses.validation.large.sql import literal
from warlosses.validation.large.told import renumbered
from warlosses.validation.readers.sheet import Sheet
from warlosses.validation.rule import NOTE_WORDS, Hit
from warlosses.validation.typed.contribution import Contribution
from warlosses.validation.typed.text_columns import distinct

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from warlosses.validation.large.parts import Part
    from warlosses.validation.large.session import Session

# Memory that a row takes while its series is weighed, as `benchmarks/large.py` measures it.
BYTES_A_ROW = 450
# Of two links only is asked whether they are the same; of a note, whether it has these words.
_WORDS = "%".join(NOTE_WORDS.split())
_SPILLED = (
    "row, as_of, period_start, claimant, belligerent, category, outcome, measure, qualifier, "
    "value, value_low, value_high, hash(source_url) as source_url, "
    f"case when lower(note) like '%{_WORDS}%' then note else '' end as note"
)
_COUNTED = ("WL502",)  # a remark on the whole, which is put together from those on its parts


class Bucket(NamedTuple):
    """All usable rows of one claimant on one belligerent's losses."""

    claimant: str
    belligerent: str
    n_rows: int


def spill(parts: list[Part], session: Session) -> list[Bucket]:
    """Put the usable rows of all parts into a table, as far as series are weighed by it.

    What of the table does not fit into memory is on disk.
    """
    for number, part in enumerate(parts):
        rows = usable_rows(part, _SPILLED)
        into = "insert into usable" if number else "create or replace temp table usable as"
        session.rows(f"{into} {rows}")
    counted = "select claimant, belligerent, count(*) from usable group by all order by all"
    return [Bucket(str(a), str(b), int(n)) for a, b, n in session.rows(counted)]


def hits_of_bucket(
    bucket: Bucket,
    session: Session,
    file: Callable[[int], str],
    baseline: pd.DataFrame | None,
    n_in_all: int,
) -> tuple[list[Hit], Counter[str]]:
    """Return what the rules between rows say of a bucket, by the rows' numbers among all."""
    table = session.table(
        f"select * from usable where claimant = {literal(bucket.claimant)} "
        f"and belligerent = {literal(bucket.belligerent)} order by row"
    )
    rows = np.asarray(table["row"].to_numpy(), dtype="int64")
    contribution = contribution_of(table, file(int(rows[0])), n_in_all)
    hits, _ = hits_between(contribution, baseline)
    return [renumbered(hit, rows) for hit in hits.kept], hits.count


def contribution_of(table: pa.Table, file: str, n_in_all: int) -> Contribution:
    """Return typed, usable rows, in their order, as a contribution."""
    n_rows = table.num_rows
    frame = pd.DataFrame({"row": np.arange(1, n_rows + 1)}, copy=False)
    for name in DAYS:
        frame[name] = table[name].to_numpy().astype("datetime64[ms]")
    for name in (*CODES, "note"):
        frame[name] = _categorical(table[name])
    for name in FIGURES:
        column = table[name]
        numbers = column.fill_null(0).to_numpy().astype("int64")
        frame[name] = pd.arrays.IntegerArray(numbers, np.asarray(column.is_null()))
    frame["source_url"] = table["source_url"].to_numpy()
    frame["usable"] = True
    sheet = Sheet(file, "frame" if file == "<frame>" else "csv", pa.table({}), n_rows)
    return Contribution(sheet, {}, frame, n_in_all=n_in_all)


def _categorical(column: pa.ChunkedArray) -> pd.Categorical:
    texts, places = distinct(column)
    names = pd.Index(pd.array(texts, dtype="str"))
    return pd.Categorical.from_codes(places, categories=names, validate=False)


def merged_remarks(hits: list[Hit], n_rows: int) -> Iterator[Hit]:
    """Yield hits with one remark on the whole in place of one for each bucket."""
    agreeing = 0
    for hit in hits:
        if hit.code not in _COUNTED:
            yield hit
        else:
            agreeing += int(str(hit.fields["agreeing"]))
    if agreeing:
        yield Hit("WL502", None, None, {"agreeing": agreeing, "rows": n_rows})

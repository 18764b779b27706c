"""What a release would have said on an earlier day: the ledger cut there, settled again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from warlosses import columns
from warlosses.claims import ledger
from warlosses.claims.settle import reconcile
from warlosses.data.backends import to_frame
from warlosses.data.selection import Selection, filter_by_key, filter_rows

if TYPE_CHECKING:
    from datetime import datetime

    from warlosses.releases.release import Release

# A claim is settled with the help of its series' other days and measures, never of other series.
_SERIES_FILTERS = ("claimant", "belligerent")


def as_of_then(
    release: Release,
    table: str,
    selection: Selection,
    moment: datetime,
) -> pa.Table:
    """Return a table as it stood just before a moment (UTC), filtered."""
    limit = pd.Timestamp(moment, tz="UTC")
    schema = pq.read_schema(release.path(table))
    if table not in ("claims", "observations", "corrections"):
        return release.read(table)
    corrections = to_frame(release.read("corrections"))
    corrections = corrections[corrections["decided_on"].dt.tz_localize("UTC") < limit]
    if table == "corrections":
        then = pa.Table.from_pandas(corrections, schema=schema, preserve_index=False)
    else:
        rows = release.read("observations")
        series = {k: v for k, v in selection.codes.items() if k in _SERIES_FILTERS}
        read = filter_by_key(rows, Selection(series)).select(list(columns.OBSERVATIONS))
        known = ledger.as_known_on(to_frame(read), limit)
        if table == "claims":
            known = reconcile(known, corrections)
        then = pa.Table.from_pandas(known, schema=schema, preserve_index=False)
    if table == "claims":
        return filter_rows(then, selection)
    return filter_by_key(then, selection).replace_schema_metadata(schema.metadata)

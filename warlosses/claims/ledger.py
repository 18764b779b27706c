"""The ledger: every reading ever recorded. New copies add to it; nothing in it is rewritten.

A row is closed (``superseded_at``) when its source shows something else from then on. The first
build enters what the sources' own histories tell; later builds only compare each copy with what is
open, so that recording later never changes an earlier answer.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses import codes, columns
from warlosses.claims.claim_id import split_claim_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from warlosses.claims.reading import Reading

_TIMES = ("recorded_at", "superseded_at")
_SAME_READING = ["value", "value_low", "value_high", "qualifier", "_link"]
_CELL = ["claim_id", "source_id"]


def empty() -> pd.DataFrame:
    """Return a ledger without rows."""
    return _typed(pd.DataFrame(columns=list(columns.OBSERVATIONS), dtype=object))


def to_frame(readings: Iterable[Reading], taken_at: Mapping[str, datetime | None]) -> pd.DataFrame:
    """Return one source copy's (or several's) readings as ledger rows, in the order given.

    Readings without a time of their own count from when their copy was taken. Undated copies count
    from the build's day: the newest day that any copy bears or any reading speaks of.

    Parameters
    ----------
    readings : iterable of Reading
        In each source's own order: of one claim, the later reading is the later one.
    taken_at : mapping
        When the copy of each source was taken, or None.
    """
    listed = list(readings)
    days = [r.as_of for r in listed] or [codes.WAR_START]
    newest = datetime.combine(max(days), time(), UTC)
    build_day = max([newest, *(t for t in taken_at.values() if t)])
    ledger_rows = (
        (
            r.claim_id,
            r.source_id,
            r.value,
            r.value_low,
            r.value_high,
            r.qualifier,
            r.source_url,
            r.raw_label,
            r.recorded_at or taken_at.get(r.source_id) or build_day,
            r.superseded_at,
            r.note,
        )
        for r in listed
    )
    return _chain(_typed(pd.DataFrame(ledger_rows, columns=list(columns.OBSERVATIONS))))


def extend(
    prior: pd.DataFrame, copies: pd.DataFrame, *, complete: Iterable[str] = ()
) -> pd.DataFrame:
    """Return the ledger continued by what the copies show now.

    Parameters
    ----------
    prior : pandas.DataFrame
        The ledger of the release before; its rows come back as they are, but for ``superseded_at``
        of readings that changed or vanished.
    copies : pandas.DataFrame
        Rows from `to_frame`.
    complete : iterable of str
        Sources whose copy holds all they show: a reading absent from it was withdrawn.

    Returns
    -------
    pandas.DataFrame
        Sorted ledger. Times of new rows are never before the newest time in ``prior``.
    """
    if prior.empty:
        return _sorted(copies)
    watermark = prior[list(_TIMES)].max().max()
    now = copies.assign(**{c: copies[c].clip(lower=watermark) for c in _TIMES})
    latest = now[now["superseded_at"].isna()]
    still_open = prior["superseded_at"].isna()

    ahead = latest.assign(_link=_link(latest))
    behind = prior.assign(_link=_link(prior))
    open_keys = _keys(behind[still_open])
    changed = ~_keys(ahead).isin(open_keys)
    new_latest = latest[changed]

    # What a copy shows as superseded is new only if this reading was never seen at all.
    passed = now[now["superseded_at"].notna()]
    unseen = ~_keys(passed.assign(_link=_link(passed))).isin(_keys(behind))
    new_passed = passed[unseen]

    closing = new_latest.set_index(_CELL)["recorded_at"]
    vanished = _vanished(prior, latest, complete)
    cells = pd.MultiIndex.from_frame(prior[_CELL])
    closed_at = closing.reindex(cells).set_axis(prior.index)
    closed_at = closed_at.fillna(vanished)
    continued = prior.assign(superseded_at=prior["superseded_at"].where(~still_open, closed_at))
    return _sorted(_typed(pd.concat([continued, new_passed, new_latest], ignore_index=True)))


def as_known_on(observations: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    """Return the ledger as it stood at a moment: later rows gone, later closings undone."""
    known = observations[observations["recorded_at"] < moment]
    closed = known["superseded_at"] < moment
    return known.assign(superseded_at=known["superseded_at"].where(closed))


def is_permalink(rows: pd.DataFrame) -> pd.Series:
    """Return which links lead to a revision of the source's own files, not to a page it read."""
    inside_own = pd.Series(data=False, index=rows.index)
    for source_id, source in codes.sources().items():
        if source.repo:
            inside = rows["source_url"].str.startswith(f"{source.repo}/blob/")
            inside_own |= (rows["source_id"] == source_id) & inside
    return inside_own


def _vanished(prior: pd.DataFrame, latest: pd.DataFrame, complete: Iterable[str]) -> pd.Series:
    """Return, for open rows of complete sources that the copy lacks, when they vanished."""
    times = latest.groupby("source_id")["recorded_at"].max()
    cells = pd.MultiIndex.from_frame(prior[_CELL])
    gone = ~cells.isin(pd.MultiIndex.from_frame(latest[_CELL]))
    eligible = prior["source_id"].isin(list(complete)) & gone
    return prior["source_id"].map(times).where(eligible)


def _chain(rows: pd.DataFrame) -> pd.DataFrame:
    """Drop repeats of one reading and close each one by the next of its claim and source."""
    linked = rows.assign(_link=rows["source_url"])
    rows = rows[~linked.duplicated([*_CELL, *_SAME_READING, "recorded_at"])]
    following = rows.groupby(_CELL, sort=False)["recorded_at"].shift(-1)
    closed = rows["superseded_at"].fillna(following)
    # A copy without times shows its pages all at once: the earlier is closed as it is recorded.
    return rows.assign(
        superseded_at=closed.where(closed.isna(), closed.clip(lower=rows["recorded_at"]))
    )


def _link(rows: pd.DataFrame) -> pd.Series:
    """Return links without the revision, for sources that are linked to by permalink."""
    return rows["source_url"].where(~is_permalink(rows), "")


def _keys(rows: pd.DataFrame) -> pd.MultiIndex:
    wanted = rows[[*_CELL, *_SAME_READING]]
    return pd.MultiIndex.from_frame(
        wanted.assign(**{c: wanted[c].fillna(-1) for c in columns.FIGURES})
    )


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    """Sort as the claims are sorted, a source's series in one run (so that files are small)."""
    parts = split_claim_ids(rows["claim_id"])
    keyed = rows.assign(
        _category=parts["category"],
        _series=rows["claim_id"].str.replace(r"\.\d{4}-.*", "", regex=True),
        _as_of=parts["as_of"],
        _open=rows["superseded_at"].isna(),
    )
    keys = ["_category", "_series", "source_id", "_as_of", "claim_id", "recorded_at", "_open"]
    return rows.loc[keyed.sort_values(keys, kind="stable").index].reset_index(drop=True)


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    types: dict[str, Any] = dict.fromkeys(columns.FIGURES, "Int64")
    types |= {c: pd.DatetimeTZDtype("ms", "UTC") for c in _TIMES}
    for column in _TIMES:
        rows[column] = pd.to_datetime(rows[column], utc=True)
    return rows.astype({c: types.get(c, "str") for c in columns.OBSERVATIONS})

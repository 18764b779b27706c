"""What there is: the first and last day of every series, its holes, and where it ended early."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from warlosses import codes
from warlosses.claims.scope import changes_of
from warlosses.data.request import CODED, selected, through
from warlosses.data.tables import read_arrow
from warlosses.errors import ArgumentError, unknown
from warlosses.releases.find import find_release

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    import pandas as pd
    import pyarrow as pa

COLUMNS = (
    *CODED,
    *("first_day", "last_day", "days", "missing_days", "longest_gap", "state", "note"),
)
# A claimant with fewer days than this has no habit that it could break off.
_FEWEST = 20
# A series has ended where it is silent for a week, and far longer than it usually is.
_SILENCE, _TIMES = 7, 3


class Series(NamedTuple):
    """The days of one series."""

    codes: dict[str, str]
    first_day: date
    last_day: date
    days: int
    usual_gap: float  # from one day to the next; nine of ten gaps are no longer
    longest_gap: int  # days without a claim, between two with one

    @property
    def missing_days(self) -> int:
        """Days from the first to the last on which it says nothing."""
        return (self.last_day - self.first_day).days + 1 - self.days

    def state(self, ends: date) -> tuple[str, str]:
        """Return whether it goes on to the day that the data runs through, and what to say."""
        silent = (ends - self.last_day).days
        has_stopped = silent >= max(_SILENCE, _TIMES * self.usual_gap)
        if has_stopped and (why := self._replaced()):
            return "replaced", why
        if self.days < _FEWEST:
            return "occasional", ""
        if has_stopped:
            return "ended", f"ended early: {silent:,} days before the data does ({ends})"
        if silent < 0:
            return "running", f"{-silent:,} days later than the daily bulletins ({ends})"
        return "running", ""

    def _replaced(self) -> str:
        """Return why a series that stopped has no more days of its own, or nothing."""
        category = codes.categories().get(self.codes.get("category", ""))
        if category is None:
            return ""
        if category.valid_to and category.valid_to <= self.last_day + timedelta(_SILENCE):
            into = f", since then in {category.merged_into}" if category.merged_into else ""
            return f"not in use after {category.valid_to}{into}"
        for change in changes_of(self.codes.get("claimant", ""), category.code):
            if self.last_day <= change.old_until:
                return change.note
        return f"merged into {category.merged_into}" if category.merged_into else ""


def coverage(
    *,
    claimants: str | Collection[str] | None = None,
    belligerents: str | Collection[str] | None = None,
    categories: str | Collection[str] | None = None,
    outcomes: str | Collection[str] | None = None,
    measures: str | Collection[str] | None = None,
    by: Sequence[str] = CODED,
    version: str | Path | None = None,
) -> pd.DataFrame:
    """Tell of every series when it begins and ends, and how many days it has.

    Parameters
    ----------
    claimants, belligerents, categories, outcomes, measures : str or collection of str, optional
        As for `load`.
    by : sequence of str
        What makes a series; fewer columns put several into one row.
    version : str or Path, optional
        A release's version or folder; by default the bundled release.

    Returns
    -------
    pandas.DataFrame
        The codes, ``first_day``, ``last_day``, ``days`` (with a claim), ``missing_days`` (between
        the first and the last, without one), ``longest_gap`` (the most of these in a row),
        ``state`` and a ``note`` that says when and why a series ended.

        ============== ========================================================================
        ``running``    goes on to the day that the data runs through, or about
        ``ended``      stopped before it, after many days
        ``replaced``   its category is no longer in use; the note says what took its place
        ``occasional`` a few statements, which promise no next one
        ============== ========================================================================

    Raises
    ------
    ArgumentError
        An argument names something unknown.

    Examples
    --------
    >>> import warlosses as wl
    >>> tanks = wl.coverage(claimants="ua_general_staff", categories="tanks", by=["measure"])
    >>> tanks[["measure", "last_day", "days", "state"]]
          measure   last_day  days    state
    0  cumulative 2026-09-06  1655  running
    1   increment 2026-06-25  1515    ended
    >>> tanks.loc[1, "note"]
    'ended early: 73 days before the data does (2026-09-06)'
    """
    import pandas as pd

    ends, series = find_series(
        {
            "claimant": claimants,
            "belligerent": belligerents,
            "category": categories,
            "outcome": outcomes,
            "measure": measures,
        },
        by,
        version,
    )
    rows = [
        {
            **one.codes,
            "first_day": one.first_day,
            "last_day": one.last_day,
            "days": one.days,
            "missing_days": one.missing_days,
            "longest_gap": one.longest_gap,
            "state": state,
            "note": note,
        }
        for one in series
        for state, note in [one.state(ends)]
    ]
    frame = pd.DataFrame(
        rows, columns=[name for name in COLUMNS if name not in CODED or name in by]
    )
    numbers = dict.fromkeys(("days", "missing_days", "longest_gap"), "int64")
    days = dict.fromkeys(("first_day", "last_day"), "datetime64[ms]")
    frame = frame.astype({**numbers, **days})
    frame.attrs = {"version": find_release(version).version, "data_through": str(ends)}
    return frame


def find_series(
    given: dict[str, Any], by: Sequence[str] = CODED, version: str | Path | None = None
) -> tuple[date, list[Series]]:
    """Return the day that the data runs through, and the series in the order of the code lists."""
    names = [by] if isinstance(by, str) else list(by)
    for name in names:
        if name not in CODED:
            raise unknown("column to count by", name, CODED)
    if not names:
        raise ArgumentError(f"by: expected columns; found none. Known: {', '.join(CODED)}")
    selection, _ = selected(given, version=version)
    release = find_release(version)
    claims = read_arrow(release, "claims", selection, None, [*names, "as_of"])
    return through(release), sorted(_series(claims, names), key=_order)


def _order(series: Series) -> tuple[int, ...]:
    """Return the place of a series in the code lists: claimants and categories as listed there."""
    lists = {"claimant": tuple(codes.claimants()), "category": tuple(codes.categories())}
    return tuple(
        (lists.get(name) or codes.terms(name)).index(code) for name, code in series.codes.items()
    )


def _series(claims: pa.Table, names: list[str]) -> Iterator[Series]:
    """Yield the days of every combination of codes that there is."""
    import numpy as np

    if not claims.num_rows:
        return
    number = np.zeros(claims.num_rows, dtype=np.int64)
    lists: list[list[str]] = []
    for name in names:
        column = claims.column(name).combine_chunks()
        if not hasattr(column, "indices"):
            column = column.dictionary_encode()
        texts = column.dictionary.to_pylist()
        number = number * len(texts) + column.indices.to_numpy()
        lists.append(texts)
    day = claims.column("as_of").combine_chunks().cast("int32").to_numpy()
    order = np.lexsort((day, number))
    number, day = number[order], day[order]
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    for combination, days in zip(number[starts], np.split(day, starts[1:]), strict=True):
        by_name = {}
        rest = int(combination)
        for name, texts in zip(reversed(names), reversed(lists), strict=True):
            rest, place = divmod(rest, len(texts))
            by_name[name] = texts[place]
        yield _of_days({name: by_name[name] for name in names}, np.unique(days))


def _of_days(series: dict[str, str], days: np.ndarray[Any, Any]) -> Series:
    import numpy as np

    epoch = date(1970, 1, 1)
    gaps = np.diff(days)
    return Series(
        series,
        epoch + timedelta(int(days[0])),
        epoch + timedelta(int(days[-1])),
        len(days),
        float(np.quantile(gaps, 0.9)) if len(gaps) else 0.0,
        int(gaps.max()) - 1 if len(gaps) else 0,
    )

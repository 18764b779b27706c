"""A release -> frames: one line, offline, filters pushed down to the file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

from warlosses import codes
from warlosses.collector import collector_off
from warlosses.data.backends import BACKENDS, convert, convert_wide, read_duckdb, read_polars
from warlosses.data.days import parse_day
from warlosses.data.query import carry, query_of
from warlosses.data.selection import Selection, encode, filter_by_key, filter_rows, row_groups, tidy
from warlosses.data.wide import NEEDS, Wide, pivot
from warlosses.errors import ArgumentError
from warlosses.releases.find import find_release
from warlosses.releases.release import TABLE_NAMES, Release

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

LAYOUTS = ("long", "wide")
# Dictionary columns load pyarrow fastest; in the file they are plain text, which polars likes best.
_DICTIONARY = {
    "claims": (
        *("claimant", "belligerent", "category", "outcome", "measure", "qualifier", "unit"),
        *("status", "source_id", "source_url", "note"),
    ),
    "observations": ("source_id", "qualifier", "source_url", "raw_label", "note"),
}


class _Arguments(TypedDict, total=False):
    """What `load` takes besides the table and the backend, which says what comes back."""

    version: str | Path | None
    claimants: str | Collection[str] | None
    belligerents: str | Collection[str] | None
    categories: str | Collection[str] | None
    outcomes: str | Collection[str] | None
    measures: str | Collection[str] | None
    since: str | date | None
    until: str | date | None
    known_on: str | date | None
    layout: Literal["long", "wide"]
    offline: bool | None


@overload
def load(
    table: str = ..., *, backend: Literal["pandas"] = ..., **arguments: Unpack[_Arguments]
) -> pd.DataFrame: ...


@overload
def load(
    table: str = ..., *, backend: Literal["polars"], **arguments: Unpack[_Arguments]
) -> pl.DataFrame: ...


@overload
def load(
    table: str = ..., *, backend: Literal["arrow"], **arguments: Unpack[_Arguments]
) -> pa.Table: ...


@overload
def load(
    table: str = ..., *, backend: Literal["duckdb"], **arguments: Unpack[_Arguments]
) -> duckdb.DuckDBPyRelation: ...


@overload
def load(table: str = ..., *, backend: str, **arguments: Unpack[_Arguments]) -> Any: ...


def load(
    table: str = "claims",
    *,
    version: str | Path | None = None,
    claimants: str | Collection[str] | None = None,
    belligerents: str | Collection[str] | None = None,
    categories: str | Collection[str] | None = None,
    outcomes: str | Collection[str] | None = None,
    measures: str | Collection[str] | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    known_on: str | date | None = None,
    layout: str = "long",
    backend: str = "pandas",
    offline: bool | None = None,
) -> Any:
    """Load a table of a release as a data frame.

    Parameters
    ----------
    table : str
        ``claims``, ``observations``, ``corrections``, ``sources``, ``claimants`` or ``categories``.
    version : str or Path, optional
        A release's version (downloaded on first use) or folder; by default the bundled release.
    claimants, belligerents, categories, outcomes, measures : str or collection of str, optional
        Keep rows with one of these codes; each code list is a table of its own.
    since, until : str or datetime.date, optional
        First and last day of ``as_of``, both included; ISO text or dates.
    known_on : str or datetime.date, optional
        Answer from what had been recorded by the end of that day (UTC); recording later never
        changes the answer. A source without history counts from the day its copy was taken, and
        sources for comparison only are not counted.
    layout : {"long", "wide"}
        One row a claim; or one row a day and one column a category, which needs a single claimant
        and belligerent and takes ``cumulative`` and ``lost`` unless told otherwise.
    backend : {"pandas", "polars", "arrow", "duckdb"}
        What to return: a data frame, an Arrow table, or a DuckDB relation.
    offline : bool, optional
        Download nothing; by default as ``WARLOSSES_OFFLINE`` says. Only a version that is not here
        needs the network, once; that it is fetched is said on standard error (logger
        ``warlosses``).

    Returns
    -------
    pandas.DataFrame, polars.DataFrame, pyarrow.Table or duckdb.DuckDBPyRelation
        Counts are integers (nullable for values), days are dates, times are UTC. ``.attrs`` of a
        pandas frame and the Arrow schema's metadata carry the version, the licence, the day
        that the data runs through and the query; polars and DuckDB have no place for them (see
        `info`). pandas keeps them through most operations, but not through a merge with a frame
        that carries something else.

    Raises
    ------
    ArgumentError
        An argument names something unknown; near matches are listed.
    ReleaseError
        There is no such release, or it is incomplete.
    FetchError
        The release had to be downloaded, and could not be.
    MissingExtraError
        The backend is not installed; the text says what to install.

    Examples
    --------
    >>> import warlosses as wl
    >>> wide = wl.load(claimants="ua_general_staff", layout="wide", since="2023-04-17",
    ...                until="2023-04-18")
    >>> wide[["tanks", "uavs"]]
    category    tanks  uavs
    as_of
    2023-04-17   3660  2347
    2023-04-18   3661  2353
    """
    asked = dict(locals())  # first of all: what the frame carries along, so that it can be cited
    check_choice("table", table, TABLE_NAMES)
    check_choice("layout", layout, LAYOUTS)
    check_choice("backend", backend, BACKENDS)
    selection = _select(
        {
            "claimant": claimants,
            "belligerent": belligerents,
            "category": categories,
            "outcome": outcomes,
            "measure": measures,
        },
        since,
        until,
    )
    if table not in ("claims", "observations", "corrections") and not selection.is_everything:
        raise ArgumentError(f"table {table!r} is a code list and takes no filters; drop them")
    release = find_release(version, offline=offline)
    if layout == "wide":
        if table != "claims":
            raise ArgumentError(f"layout 'wide' is for table 'claims'; found {table!r}")
        selection = _wide_selection(selection)
    with collector_off():
        data = _load(release, table, selection, _end_of(known_on), layout, backend)
    return carry(data, query_of(asked))


def _load(
    release: Release,
    table: str,
    selection: Selection,
    moment: datetime | None,
    layout: str,
    backend: str,
) -> Any:
    direct = layout == "long" and (moment is None or not _differs_then(release, moment))
    if direct and backend == "polars" and table == "claims":
        return read_polars(release, selection)
    if direct and backend == "duckdb" and table == "claims":
        return read_duckdb(release, selection)
    if layout == "wide":
        return convert_wide(_read_wide(release, selection, moment), backend, release)
    return convert(read_arrow(release, table, selection, moment), backend, release)


def read_arrow(
    release: Release,
    table: str,
    selection: Selection | None = None,
    moment: datetime | None = None,
) -> pa.Table:
    """Return a table of a release in Arrow, filtered, as it stood before the moment if given."""
    selection = selection or Selection()
    if moment is not None and _differs_then(release, moment):
        from warlosses.data.known_on import as_of_then

        return encode(as_of_then(release, table, selection, moment), _DICTIONARY.get(table, ()))
    import pyarrow.parquet as pq

    dictionary = list(_DICTIONARY.get(table, ()))
    with pq.ParquetFile(release.path(table), read_dictionary=dictionary) as file:
        if selection.is_everything:
            return file.read()
        if table == "claims":
            data = file.read_row_groups(row_groups(file.metadata, selection))
            return tidy(filter_rows(data, selection))
        return tidy(filter_by_key(file.read(), selection))


def _read_wide(release: Release, selection: Selection, moment: datetime | None) -> Wide:
    if moment is not None and _differs_then(release, moment):
        return pivot(read_arrow(release, "claims", selection, moment), selection)
    import pyarrow.parquet as pq

    dictionary = list(_DICTIONARY["claims"])
    with pq.ParquetFile(release.path("claims"), read_dictionary=dictionary) as file:
        groups = row_groups(file.metadata, selection)
        return pivot(file.read_row_groups(groups, columns=NEEDS), selection)


def _select(
    given: dict[str, str | Collection[str] | None],
    since: str | date | None,
    until: str | date | None,
) -> Selection:
    known: dict[str, Collection[str]] = {
        "claimant": codes.claimants(),
        "category": codes.categories(),
        **{name: codes.terms(name) for name in ("belligerent", "outcome", "measure")},
    }
    wanted = {}
    for name, asked in given.items():
        found = codes.check_codes(name, asked, known[name])
        if found is not None:
            wanted[name] = found
    first, last = parse_day("since", since), parse_day("until", until)
    if first is not None and last is not None and first > last:
        raise ArgumentError(f"since {first} is after until {last}; swap them")
    return Selection(wanted, first, last)


def _wide_selection(selection: Selection) -> Selection:
    usual = {"measure": ["cumulative"], "outcome": ["lost"]}
    return Selection({**usual, **selection.codes}, selection.since, selection.until)


def _end_of(known_on: str | date | None) -> datetime | None:
    day = parse_day("known_on", known_on)
    if day is None:
        return None
    return datetime(day.year, day.month, day.day) + timedelta(days=1)


def _differs_then(release: Release, moment: datetime) -> bool:
    """Whether anything was recorded or decided at or after a moment."""
    through = datetime.fromisoformat(release.manifest["recorded_through"])
    return through.replace(tzinfo=None) >= moment


def check_choice(name: str, given: str, known: Collection[str]) -> None:
    """Refuse a choice that is not known, naming the near ones."""
    if given not in known:
        import difflib

        near = difflib.get_close_matches(str(given), known, n=2)
        hint = (
            f"did you mean {' or '.join(map(repr, near))}?"
            if near
            else f"known: {', '.join(known)}"
        )
        raise ArgumentError(f"unknown {name} {given!r}; {hint}")

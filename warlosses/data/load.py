"""A release -> frames: one line, offline, filters pushed down to the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

from warlosses.collector import collector_off
from warlosses.data.backends import (
    BACKENDS,
    convert,
    convert_wide,
    read_duckdb,
    read_polars,
    scan_polars,
)
from warlosses.data.query import carry, query_of
from warlosses.data.request import checked_choice, selected
from warlosses.data.selection import Selection
from warlosses.data.tables import (
    check_claims_columns,
    column_names,
    differs_then,
    read_arrow,
    read_wide,
)
from warlosses.errors import ArgumentError
from warlosses.releases.find import find_release
from warlosses.releases.manifest import TABLE_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from pathlib import Path

    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from warlosses.releases.release import Release

LAYOUTS = ("long", "wide")
LANGUAGES = ("en", "uk", "ru")
_LAZY = {"polars-lazy": scan_polars, "duckdb": read_duckdb}


class LoadArguments(TypedDict, total=False):
    """What `load` takes besides the table and the backend, which says what comes back."""

    version: str | Path | None
    claimants: str | Collection[str] | None
    belligerents: str | Collection[str] | None
    categories: str | Collection[str] | None
    outcomes: str | Collection[str] | None
    measures: str | Collection[str] | None
    since: str | date | None
    until: str | date | None
    latest: int | None
    known_on: str | date | None
    columns: str | Collection[str] | None
    labels: Literal["en", "uk", "ru"] | None
    layout: Literal["long", "wide"]
    offline: bool | None


@overload
def load(
    table: str = ..., *, backend: Literal["pandas"] = ..., **arguments: Unpack[LoadArguments]
) -> pd.DataFrame: ...


@overload
def load(
    table: str = ..., *, backend: Literal["polars"], **arguments: Unpack[LoadArguments]
) -> pl.DataFrame: ...


@overload
def load(
    table: str = ..., *, backend: Literal["polars-lazy"], **arguments: Unpack[LoadArguments]
) -> pl.LazyFrame: ...


@overload
def load(
    table: str = ..., *, backend: Literal["arrow"], **arguments: Unpack[LoadArguments]
) -> pa.Table: ...


@overload
def load(
    table: str = ..., *, backend: Literal["duckdb"], **arguments: Unpack[LoadArguments]
) -> duckdb.DuckDBPyRelation: ...


@overload
def load(table: str = ..., *, backend: str, **arguments: Unpack[LoadArguments]) -> Any: ...


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
    latest: int | None = None,
    known_on: str | date | None = None,
    columns: str | Collection[str] | None = None,
    labels: str | None = None,
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
        First and last day of ``as_of``, both included: ISO text, dates, or ``latest`` (the day
        that the data runs through), ``today``, ``yesterday``.
    latest : int, optional
        Instead of these, the last so many days up to the one that the data runs through; claims
        of a later day, as occasional ones may be, are not among them.
    known_on : str or datetime.date, optional
        Answer from what had been recorded by the end of that day (UTC); recording later never
        changes the answer. A source without history counts from the day its copy was taken, and
        sources for comparison only are not counted.
    columns : str or collection of str, optional
        The columns to return, in this order; all by default. Observations and corrections can be
        asked for the parts of their claim ids too, such as ``as_of``.
    labels : {"en", "uk", "ru"}, optional
        Names in that language instead of codes; English ones where it has none.
    layout : {"long", "wide"}
        One row a claim; or one row a day and one column a category, which needs a single claimant
        and belligerent and takes ``cumulative`` and ``lost`` unless told otherwise.
    backend : {"pandas", "polars", "polars-lazy", "arrow", "duckdb"}
        What to return: a data frame, an Arrow table, or what reads nothing before it is used, with
        all filters pushed down to the file: a lazy frame of polars, or a DuckDB relation. With
        ``known_on``, ``labels`` and ``layout="wide"`` these are read at once.
    offline : bool, optional
        Download nothing; by default as ``WARLOSSES_OFFLINE`` says. Only a version that is not here
        needs the network, once; that it is fetched is said on standard error (logger
        ``warlosses``).

    Returns
    -------
    pandas.DataFrame, polars.DataFrame or LazyFrame, pyarrow.Table or duckdb.DuckDBPyRelation
        ``.attrs`` of a pandas frame and the Arrow schema's metadata carry the version, the licence,
        the day that the data runs through and the query (see `cite`); polars and DuckDB have no
        place for them (see `info`). pandas keeps them through most operations, but not through a
        merge with a frame that carries something else. `describe` tells what the columns mean.

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

    Notes
    -----
    In pandas days are ``datetime64`` (compare them with ``"2024-01-01"`` or a `pandas.Timestamp`,
    not with a `datetime.date`), times are in UTC, counts are nullable integers, and codes are
    categoricals (``.astype(str)`` before you add texts to them). The other backends have dates,
    integers and text. Excel knows no time zones: leave the two columns of times out with
    ``columns=``, or let `export` write the workbook.

    A DuckDB relation belongs to DuckDB's default connection: `duckdb.sql` finds it by its name, as
    it does frames. For a database of your own, load with ``backend="arrow"``: every connection
    finds those by name.

    Not every sum means something: outcomes and categories contain each other, and totals are no
    increments. `describe` names what a frame mixes.

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
    >>> wl.load(claimants="ua_general_staff", categories="tanks", measures="cumulative", latest=2,
    ...         columns=["as_of", "category", "value"], labels="uk")
           as_of category  value
    0 2026-09-05    танки  12328
    1 2026-09-06    танки  12331
    """
    arguments = dict(
        locals()
    )  # first of all: what the frame carries along, so that it can be cited
    checked_choice("table", table, TABLE_NAMES)
    checked_choice("layout", layout, LAYOUTS)
    checked_choice("backend", backend, BACKENDS)
    if labels is not None:
        checked_choice("language of labels", labels, LANGUAGES)
    names = column_names(columns)
    if table == "claims":
        check_claims_columns(names)
    selection, moment = selected(
        {
            "claimant": claimants,
            "belligerent": belligerents,
            "category": categories,
            "outcome": outcomes,
            "measure": measures,
        },
        since=since,
        until=until,
        latest=latest,
        known_on=known_on,
        version=version,
        offline=offline,
    )
    if table not in ("claims", "observations", "corrections") and not selection.is_everything:
        raise ArgumentError(f"table {table!r} is a code list and takes no filters; drop them")
    if layout == "wide" and table != "claims":
        raise ArgumentError(f"layout 'wide' is for table 'claims'; found {table!r}")
    if layout == "wide" and names is not None:
        raise ArgumentError("layout 'wide' has a column for each category: name them by categories")
    release = find_release(version, offline=offline)
    with collector_off():
        data = _read(release, table, selection, moment, names, layout, backend, labels)
    return carry(data, query_of(arguments))


def _wide_selection(selection: Selection) -> Selection:
    usual = {"measure": ["cumulative"], "outcome": ["lost"]}
    return Selection({**usual, **selection.codes}, selection.since, selection.until)


def _read(
    release: Release,
    table: str,
    selection: Selection,
    moment: datetime | None,
    names: list[str] | None,
    layout: str,
    backend: str,
    labels: str | None,
) -> Any:
    """Read what was asked for, by the shortest way that its backend has."""
    if layout == "wide":
        wide = read_wide(release, _wide_selection(selection), moment)
        return convert_wide(wide.named(labels) if labels else wide, backend, release)
    direct = labels is None and (moment is None or not differs_then(release, moment))
    if direct and table == "claims" and backend == "polars":
        return read_polars(release, selection, names)
    if direct and table == "claims" and backend in _LAZY:
        return _LAZY[backend](release, selection, names)
    data = read_arrow(release, table, selection, moment, names)
    if labels is not None and table == "claims":
        from warlosses.data.labels import with_names

        data = with_names(data, labels)
    return convert(data, backend, release)

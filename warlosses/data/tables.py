"""A table of a release in Arrow: only the rows, the columns and the knowledge asked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from warlosses import codes, columns
from warlosses.data.selection import (
    Selection,
    encode,
    filter_by_key,
    filter_rows,
    row_groups,
    tidy,
    with_key,
)
from warlosses.data.wide import NEEDS, Wide, pivot
from warlosses.errors import ArgumentError, unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pyarrow as pa

    from warlosses.releases.release import Release

# Dictionary columns load pyarrow fastest; in the file they are plain text, which polars likes best.
_DICTIONARY = {
    "claims": (
        *("claimant", "belligerent", "category", "outcome", "measure", "qualifier", "unit"),
        *("status", "source_id", "source_url", "note"),
    ),
    "observations": ("source_id", "qualifier", "source_url", "raw_label", "note"),
}
_WITH_CLAIM_IDS = ("observations", "corrections")


def read_arrow(
    release: Release,
    table: str,
    selection: Selection | None = None,
    moment: datetime | None = None,
    names: Sequence[str] | None = None,
) -> pa.Table:
    """Return a table of a release in Arrow, filtered, as it stood before the moment if given.

    Parameters
    ----------
    release : Release
        Where to read.
    table : str
        Its name.
    selection : Selection, optional
        The rows wanted; all by default.
    moment : datetime.datetime, optional
        Nothing that was recorded at that time or later counts.
    names : sequence of str, optional
        The columns wanted, in this order; all by default. Those of the claims' key can be asked of
        every table that has claim ids.
    """
    selection = selection or Selection()
    if moment is not None and differs_then(release, moment):
        from warlosses.data.known_on import as_of_then

        data = as_of_then(release, table, selection, moment)
        return _with_columns(encode(data, _DICTIONARY.get(table, ())), table, names)
    with release.open(table, dictionary=_DICTIONARY.get(table, ())) as file:
        if table != "claims":
            data = file.read()
            return _with_columns(
                data if selection.is_everything else tidy(filter_by_key(data, selection)),
                table,
                names,
            )
        needed = None
        if names is not None:
            _check_columns(names, file.schema_arrow.names, table)
            needed = list(dict.fromkeys([*names, *selection.columns]))
        if selection.is_everything:
            return _with_columns(file.read(columns=needed), table, names)
        groups = row_groups(file.metadata, selection)
        data = filter_rows(file.read_row_groups(groups, columns=needed), selection)
        return _with_columns(tidy(data), table, names)


def _with_columns(data: pa.Table, table: str, names: Sequence[str] | None) -> pa.Table:
    if names is None:
        return data
    if table in _WITH_CLAIM_IDS and set(names) & set(columns.KEY):
        data = with_key(data)
    _check_columns(names, data.column_names, table)
    return data.select(list(names))


def check_claims_columns(names: Sequence[str] | None) -> None:
    """Raise unless the claims have these columns."""
    if names is not None:
        _check_columns(names, columns.CLAIMS, "claims")


def _check_columns(names: Sequence[str], known: Collection[str], table: str) -> None:
    for name in names:
        if name not in known:
            raise unknown(f"column of {table}", name, list(known))


def column_names(given: str | Collection[str] | None) -> list[str] | None:
    """Return the columns asked for, each once.

    >>> column_names("value"), column_names(["as_of", "value", "as_of"])
    (['value'], ['as_of', 'value'])
    """
    if given is None:
        return None
    try:
        names = [given] if isinstance(given, str) else list(given)
    except TypeError as error:
        raise ArgumentError(f"columns: expected names of columns; found {given!r}") from error
    if not names:
        raise ArgumentError("columns: expected names of columns; found none. Leave it out for all")
    return list(dict.fromkeys(names))


def read_wide(release: Release, selection: Selection, moment: datetime | None) -> Wide:
    """Return the wide layout of the claims asked for; it has its columns on no day, too."""
    wide = _read_wide(release, selection, moment)
    if len(wide.days) or "category" in selection.codes:
        return wide
    # Whoever asks for a day that is not here yet finds the claimant's columns all the same.
    every_day = read_arrow(release, "claims", Selection(selection.codes), None, ["category"])
    stated = set(every_day.column("category").unique().to_pylist())
    return wide.without_rows([code for code in codes.categories() if code in stated])


def _read_wide(release: Release, selection: Selection, moment: datetime | None) -> Wide:
    if moment is not None and differs_then(release, moment):
        return pivot(read_arrow(release, "claims", selection, moment), selection)
    with release.open("claims", dictionary=_DICTIONARY["claims"]) as file:
        groups = row_groups(file.metadata, selection)
        return pivot(file.read_row_groups(groups, columns=NEEDS), selection)


def differs_then(release: Release, moment: datetime) -> bool:
    """Whether anything was recorded or decided at or after a moment."""
    through = datetime.fromisoformat(release.manifest.recorded_through)
    return through.replace(tzinfo=None) >= moment

"""What the columns of a frame mean, what is in them, and what must not be added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warlosses import codes
from warlosses.data.given_table import to_arrow
from warlosses.data.labels import names_of
from warlosses.releases.find import find_release
from warlosses.releases.manifest import TABLE_NAMES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

COLUMNS = ("meaning", "unit", "values", "missing", "beware")
# Columns of frames that are worked out from the tables.
_WORKED_OUT = {
    "days": "length of the span in days; in `coverage`, days with a claim",
    "span_value": "loss of the whole span, or the first total of a series",
    "printed": "loss of the day as the claimant itself gave it; missing where it gave none",
    "at": "when it was read or decided (UTC)",
    "event": "read, or corrected",
    "until": "when the source showed something else; missing while it still does",
    "first_day": "the first day with a claim",
    "last_day": "the last day with a claim",
    "missing_days": "days without a claim from the first to the last",
    "longest_gap": "the most days in a row without a claim, between two with one",
    "state": "running, ended, replaced or occasional",
    "kind": "which list the code is of",
    "label": "what the code is called",
    "matched": "where the words were met",
}
_WHOLE = "all_"  # how the codes of sums over all equipment begin
_MOST = 6  # values told by name
_LONGEST = 40  # letters of one


def describe(frame: Any) -> pd.DataFrame:
    """Tell what the columns of a frame mean, and what of it must not be added up.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or duckdb.DuckDBPyRelation
        What a call of this package returned, or part of it.

    Returns
    -------
    pandas.DataFrame
        A row for each column: ``meaning``, ``unit``, ``values`` (what is in it), ``missing`` (cells
        without a value) and ``beware`` (why a sum would count something twice).

    Raises
    ------
    ArgumentError
        What was given is no frame.

    Examples
    --------
    >>> import warlosses as wl
    >>> day = wl.load(claimants="oryx", belligerents="RU", since="2026-08-15", until="2026-08-15")
    >>> told = wl.describe(day)
    >>> told.loc["as_of", "meaning"]
    'the day that the claim speaks of'
    >>> told.loc["outcome", "beware"]
    'lost contains the other outcomes: keep one, outcomes="lost"'
    """
    import pandas as pd

    table = to_arrow(frame)
    meanings, units = _declared(table.column_names)
    values = {name: _values(table.column(name)) for name in table.column_names}
    warnings = _warnings(table)
    rows = [
        (
            meanings.get(name, ""),
            units.get(name, ""),
            values[name],
            table.column(name).null_count,
            warnings.get(name, ""),
        )
        for name in table.column_names
    ]
    index = pd.Index(table.column_names, name="column")
    described = pd.DataFrame(rows, columns=list(COLUMNS), index=index)
    return described.astype({"missing": "int64"})


def _declared(names: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the meanings and units of columns, as the release's own files declare them."""
    import pyarrow.parquet as pq

    release = find_release(None)
    schemas = [pq.read_schema(release.path(table)) for table in TABLE_NAMES]
    # A name may stand in several tables: the one that is most like the frame tells.
    schemas.sort(key=lambda schema: -len(set(schema.names) & set(names)))
    meanings, units = _of_columns(names), {}
    for schema in reversed(schemas):
        for field in schema:
            facts = field.metadata or {}
            if b"description" in facts and field.name in names:
                meanings[field.name] = facts[b"description"].decode()
                units[field.name] = facts.get(b"unit", b"").decode()
    if "span_value" in names:  # the frame of `daily`
        meanings["value"] = "loss of the day; missing where only a span's is known"
        meanings["status"] = "observed, gap, series_start, merged or restated"
    return meanings, units


def _of_columns(names: list[str]) -> dict[str, str]:
    """Return what columns mean that are codes (of `compare` and the wide layout) or worked out."""
    meanings = {name: _WORKED_OUT[name] for name in names if name in _WORKED_OUT}
    bodies = codes.claimants()
    for name in names:
        claimant, _, outcome = name.partition(":")
        if claimant in bodies:
            what = names_of("outcome", "en").get(outcome, "lost")
            meanings[name] = f"totals of {bodies[claimant].name_en} ({what})"
        elif name in codes.categories():
            category = codes.categories()[name]
            meanings[name] = "; ".join(filter(None, (category.label_en, category.definition)))
    return meanings


def _values(column: pa.ChunkedArray) -> str:
    """Return the values of a column, by name where there are few, else from the least on."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    is_text = "string" in str(kind)  # there are three kinds of it
    column = column.cast(pa.string() if is_text else kind)
    distinct = pc.unique(column.drop_null())
    if len(distinct) == 0:
        return ""
    if len(distinct) > _MOST and not is_text:
        ends = pc.min_max(distinct)
        return f"{_text(ends['min'])} to {_text(ends['max'])}"
    told = ", ".join(_text(value) for value in distinct[:_MOST])
    return told if len(distinct) <= _MOST else f"{told}, and {len(distinct) - _MOST:,} more"


def _text(value: pa.Scalar) -> str:
    plain = value.as_py()
    if isinstance(plain, float) and plain.is_integer():
        return f"{plain:.0f}"
    text = str(plain).removesuffix(" 00:00:00")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _warnings(table: pa.Table) -> dict[str, str]:
    """Return, by column, why its rows must not simply be added up."""
    present = {
        name: set(table.column(name).unique().to_pylist()) - {None}
        for name in ("claimant", "category", "outcome", "measure", "as_of")
        if name in table.column_names
    }
    warnings: dict[str, str] = {}
    if len(present.get("claimant", ())) > 1:
        warnings["claimant"] = "several claimants count the same losses: compare, do not add"
    outcomes = present.get("outcome", set())
    if len(outcomes) > 1:
        warnings["outcome"] = (
            'lost contains the other outcomes: keep one, outcomes="lost"'
            if "lost" in outcomes
            else "outcomes may contain each other: keep one"
        )
    if len(present.get("measure", ())) > 1:
        warnings["measure"] = 'totals and increments: keep one, measures="cumulative"'
    if "cumulative" in present.get("measure", ()) and len(present.get("as_of", ())) > 1:
        warnings["value"] = "totals hold those of the days before: see `daily`, do not add days"
    if nested := _nested(present.get("category", set())):
        warnings["category"] = nested
    return warnings


def _nested(present: set[str]) -> str:
    """Return which of some categories contain others.

    >>> _nested({"tanks", "tanks_armored_vehicles", "uavs"})
    'tanks_armored_vehicles contains tanks: keep one of them'
    >>> _nested({"tanks", "all_equipment"})
    'all_equipment contains tanks: keep one of them'
    """
    known = codes.categories()
    pairs: dict[str, list[str]] = {}
    for code in known:
        above = known[code].parent
        while code in present and above:
            if above in present:
                pairs.setdefault(above, []).append(code)
            above = known[above].parent
    for whole in sorted(code for code in present if code.startswith(_WHOLE)):
        # no parent in the list, for one category can't have two: it is the sum of all the others
        pairs.setdefault(whole, []).extend(
            code
            for code in known
            if code in present and known[code].unit == "items" and not code.startswith(_WHOLE)
        )
    pairs = {above: below for above, below in pairs.items() if below}
    told = [f"{above} contains {', '.join(below[:3])}" for above, below in list(pairs.items())[:3]]
    more = f", and {len(pairs) - 3} more like this" if len(pairs) > 3 else ""  # noqa: PLR2004
    return f"{'; '.join(told)}{more}: keep one of them" if told else ""

"""Which claims a frame holds, and a line of code that gives them again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from warlosses import codes, columns
from warlosses.claims.claim_id import parse_claim_id, split_claim_ids
from warlosses.data.given_frame import READING, GivenFrame, along, days_of, is_a_run
from warlosses.data.load import load
from warlosses.data.query import MADE_BY
from warlosses.data.recall import ARGUMENTS, DAYS, Recall
from warlosses.errors import ArgumentError
from warlosses.releases.find import find_release

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from warlosses.data.recall import Mask
    from warlosses.releases.release import Release

# Tables whose rows say something of a claim; the others are code lists.
_FIGURE_OF = {"claims": "value", "observations": "value", "corrections": "to_value"}
_RESHAPED = ("columns", "labels", "layout")  # of a query: the same rows, shown otherwise
_NO_FILTERS = ("table", "known_on")
_A_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Rows:
    """The rows of a release that a citation is about.

    Attributes
    ----------
    release : Release
        The release that they are from.
    table : str
        The table that they are rows of.
    rows : pandas.DataFrame
        They themselves, in the order of the table, with the columns of the table.
    line : str
        Code that gives them again.
    is_exact : bool
        False where the line gives these rows and others: too many were picked singly.
    known_on : str
        The day on which they were known, where one was asked for.
    """

    release: Release
    table: str
    rows: pd.DataFrame
    line: str
    is_exact: bool = True
    known_on: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the rows' (claim_id, value)."""
        return digest(self.rows["claim_id"], self.rows[_FIGURE_OF[self.table]])

    @property
    def says_figures(self) -> bool:
        """Whether these are rows about claims, not of a code list."""
        return self.table in _FIGURE_OF


def digest(claim_ids: Iterable[str], values: Iterable[Any]) -> str:
    """Return the SHA-256 of (claim_id, value), whatever the order of the rows.

    A line of UTF-8 for each row, ``claim_id``, a tab, ``value`` (empty where there is none) and a
    line feed, sorted.

    >>> digest(["a", "b"], [1, None]) == digest(["b", "a"], [pd.NA, 1])
    True
    """
    lines = sorted(
        f"{claim_id}\t{'' if pd.isna(value) else int(value)}\n"
        for claim_id, value in zip(claim_ids, values, strict=True)
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def rows_of_release(version: str | Path | None) -> Rows:
    """Return all claims of a release."""
    return _Table(find_release(version), "claims", None).everything()


def rows_of_claim(claim_id: str, version: str | Path | None) -> Rows:
    """Return the row of one claim."""
    table = _Table(find_release(version), "claims", None, _filters_of_claim(claim_id))
    return table.chosen(table.rows["claim_id"].eq(claim_id).to_numpy())


def rows_of_frames(frames: list[Any], version: str | Path | None) -> Rows:
    """Return the rows that frames hold, or were made from.

    Raises
    ------
    ArgumentError
        That cannot be told, they are not of one release and table, or their figures are not those
        of the release.
    """
    given = [GivenFrame.read(frame) for frame in frames]
    versions = {str(one.facts["version"]) for one in given if "version" in one.facts}
    known = {one.query.get("known_on") for one in given}
    tables = {one.table for one in given}
    for what, several in (("release", versions), ("day of known_on", known), ("table", tables)):
        if len(several) > 1:
            raise ArgumentError(
                f"rows of more than one {what}: {', '.join(sorted(map(str, several)))}. "
                "Cite them one by one."
            )
    release = find_release(version if version is not None else next(iter(versions), None))
    if versions and release.version not in versions:
        raise ArgumentError(
            f"version: expected {versions.pop()}, which the frame says it is of; found "
            f"{release.version}"
        )
    filters = _filters(given[0].query) if len(given) == 1 else None
    table = _Table(release, tables.pop(), known.pop(), filters or {})
    if table.name not in _FIGURE_OF:
        return table.everything()
    if filters and given[0].ids is not None and not table.has(given[0].ids):
        table = _Table(release, table.name, table.known_on)  # rows of others were put to these
    wanted = np.zeros(len(table.rows), dtype=bool)
    for one in given:
        wanted |= table.matching(one) if one.ids is not None else table.made_into(one)
    return table.chosen(wanted)


def _filters(query: dict[str, Any]) -> dict[str, Any] | None:
    """Return the filters of the load that a frame is of; None where there is more to it."""
    if "claim_id" in query:
        return _filters_of_claim(query["claim_id"])
    usual = {"outcomes": "lost", "measures": "cumulative"} if query.get("layout") == "wide" else {}
    filters = {k: v for k, v in query.items() if k not in (*_NO_FILTERS, *_RESHAPED)}
    return usual | filters if filters.keys() <= {*ARGUMENTS, *DAYS} else None


def _filters_of_claim(claim_id: str) -> dict[str, Any]:
    """Return filters that let a claim through, and little else; none where it is no claim's id."""
    try:
        key = parse_claim_id(claim_id)
    except ValueError:
        return {}
    day = key.as_of.isoformat()
    named = dict(zip(ARGUMENTS, key[: len(ARGUMENTS)], strict=True))
    return {**named, "since": day, "until": day}


class _Table:
    """A table of a release, to choose rows of."""

    def __init__(
        self,
        release: Release,
        name: str,
        known_on: str | None,
        filters: dict[str, Any] | None = None,
    ) -> None:
        self.release, self.name, self.known_on = release, name, known_on
        filters = filters or {}
        self.rows: pd.DataFrame = load(
            name, version=release.folder, known_on=known_on, **filters
        ).reset_index(drop=True)
        if name in ("observations", "corrections"):
            key = split_claim_ids(self.rows["claim_id"])[list(columns.KEY)]
            self.rows = self.rows.join(key.set_axis(self.rows.index))
        self._recall = Recall(self.rows, name, known_on, release.version, filters)

    @property
    def _where(self) -> str:
        then = f" as known on {self.known_on}" if self.known_on else ""
        return f"release {self.release.version}{then}"

    def everything(self) -> Rows:
        """Return all rows."""
        return self._made(self.rows, self._recall.line())

    def has(self, ids: pd.DataFrame) -> bool:
        """Whether all these claims are here."""
        return bool(ids["claim_id"].isin(self.rows["claim_id"]).all())

    def chosen(self, wanted: Mask) -> Rows:
        """Return the rows wanted, with a line that gives them again."""
        if not wanted.any():
            raise ArgumentError("no rows to cite: the frame is empty, or none of it is a claim's")
        line, is_exact = self._recall.recall(wanted)
        return self._made(self.rows[wanted], line, is_exact=is_exact)

    def _made(self, rows: pd.DataFrame, line: str, *, is_exact: bool = True) -> Rows:
        return Rows(self.release, self.name, rows, line, is_exact, self.known_on or "")

    def matching(self, given: GivenFrame) -> Mask:
        """Return which rows a frame with claim ids holds; its figures have to be theirs."""
        assert given.ids is not None
        ids = given.ids.assign(claim_id=given.ids["claim_id"].astype(object))
        unknown = ids[~ids["claim_id"].isin(self.rows["claim_id"])]
        if len(unknown):
            raise ArgumentError(
                f"{len(unknown):,} of {len(ids):,} rows are no rows of the {self.name} of "
                f"{self._where}, such as {unknown['claim_id'].iloc[0]!r}. Pass their release as "
                "version="
            )
        figure = _FIGURE_OF[self.name]
        if figure in ids:
            self._refuse_other_figures(ids, figure)
        if self.name != "observations":
            return self.rows["claim_id"].isin(ids["claim_id"]).to_numpy()
        names = [name for name in READING if name in ids]
        texts = [name for name in names if name in ("claim_id", "source_id", "source_url")]
        ours = self.rows[names].astype(dict.fromkeys(texts, object))
        theirs = ids[names].astype(ours.dtypes.to_dict()).drop_duplicates()
        both = ours.merge(theirs, on=names, how="left", indicator="held")
        return both["held"].eq("both").to_numpy()

    def _refuse_other_figures(self, ids: pd.DataFrame, figure: str) -> None:
        ours = self.rows[["claim_id", figure]].astype({"claim_id": object}).drop_duplicates()
        try:
            given = ids[figure].astype("Float64")
        except (TypeError, ValueError) as error:
            raise ArgumentError(f"{figure}: expected whole numbers; found {error}") from error
        if (given % 1 != 0).any():
            fraction = given[given % 1 != 0].iloc[0]
            raise ArgumentError(f"{figure}: expected whole numbers; found {fraction}")
        theirs = ids[["claim_id"]].assign(**{figure: given.astype("Int64")}).drop_duplicates()
        both = theirs.merge(ours, on=["claim_id", figure], how="left", indicator="held")
        other = both[both["held"] == "left_only"]
        if len(other):
            row = other.iloc[0]
            real = ours.loc[ours["claim_id"] == row["claim_id"], figure].iloc[0]
            raise ArgumentError(
                f"{len(other):,} of {len(theirs):,} figures are not those of {self._where}, such "
                f"as {row['claim_id']}: expected {real}; found {row[figure]}. Cite the rows as "
                "they were loaded, or pass their release as version="
            )

    def made_into(self, given: GivenFrame) -> Mask:
        """Return which rows a frame without claim ids was made from, by the query it carries."""
        if not given.query:
            raise ArgumentError(
                "what rows these are cannot be told: they have neither the column claim_id nor "
                "the query of their load in .attrs (.pivot(), .rolling() and a merge with other "
                "rows lose it; .pivot_table() does not). Cite the frames that they were made "
                "from: wl.cite([first, second])"
            )
        if "claim_id" in given.query:
            return self.rows["claim_id"].eq(given.query["claim_id"]).to_numpy()
        wanted = np.ones(len(self.rows), dtype=bool)
        if not self._is_load_of(given.query):
            filters = {k: v for k, v in given.query.items() if k not in (*_NO_FILTERS, *_RESHAPED)}
            again = load(self.name, version=self.release.folder, known_on=self.known_on, **filters)
            wanted = self.rows["claim_id"].isin(again["claim_id"]).to_numpy()
        if not isinstance(given.frame, pd.DataFrame):
            return wanted
        if given.facts.get(MADE_BY) == "daily":
            return wanted & self._behind_daily(given.frame, wanted)
        return wanted & self._shown(given, wanted)

    def _is_load_of(self, query: dict[str, Any]) -> bool:
        filters = _filters(query)
        return filters is not None and filters == self._recall.filters

    def _shown(self, given: GivenFrame, wanted: Mask) -> Mask:
        """Return which rows are of the days and codes that a frame still shows."""
        frame, shown = given.frame, np.ones(len(self.rows), dtype=bool)
        days = days_of(frame)
        if days is not None and is_a_run(days, self.rows.loc[wanted, "as_of"]):
            shown &= self.rows["as_of"].isin(days).to_numpy()
        for name in () if "labels" in given.query else columns.SERIES:
            values = along(frame, name)
            if name == "claimant" and values is None and "rolled_up" in given.facts:
                values = pd.Series([str(c).partition(":")[0] for c in frame.columns], dtype=object)
            if values is None:
                continue
            matching = self.rows[name].isin(values.dropna().astype(object).unique()).to_numpy()
            if matching.any():  # else the column is the user's own
                shown &= matching
        return shown

    def _behind_daily(self, frame: pd.DataFrame, wanted: Mask) -> Mask:
        """Return which totals daily losses were made from: those of their days, and before."""
        points = self.rows["value"].notna() & (
            self.rows["period_start"] == pd.Timestamp(codes.WAR_START)
        )
        totals = self.rows[points.to_numpy() & wanted]
        days, category = days_of(frame), along(frame, "category")
        if days is None or category is None or not days.isin(totals["as_of"]).all():
            return wanted
        behind = np.zeros(len(self.rows), dtype=bool)
        for code, shown in days.groupby(category.astype(object).to_numpy()):
            known = totals.loc[totals["category"] == code, "as_of"].sort_values()
            here = known.isin(shown).to_numpy()
            behind |= self._of(str(code), known[here | np.append(here[1:], False)])
            if len(here) and here[0]:
                before = known.iloc[:1] - _A_DAY
                for part in codes.categories().values():
                    if part.merged_into == code:
                        behind |= self._of(part.code, before)
        return behind

    def _of(self, category: str, days: pd.Series) -> Mask:
        matching = self.rows["category"].eq(category) & self.rows["as_of"].isin(days)
        return matching.to_numpy()

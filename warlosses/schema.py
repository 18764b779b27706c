"""The tables, as pandera models: the only declaration. Everything else is generated from them."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series  # noqa: TC002  pandera reads the annotations

from warlosses import codes

SCHEMA_VERSION = "1.0.0"

_Time = Annotated[pd.DatetimeTZDtype, "ms", "UTC"]
LINK = r"^https?://\S+$"
# The code lists that are tables too, and the column that holds their codes.
_CODE_COLUMNS = {
    "category": "categories.code",
    "claimant": "claimants.code",
    "source": "sources.source_id",
}


def _column(
    description: str,
    *,
    is_day: bool = False,
    unit: str = "",
    codes: str = "",
    references: str = "",
    **kwargs: Any,
) -> Any:
    """Declare a column: what pandera checks, and what only the generated files tell."""
    facts = {"is_day": is_day, "unit": unit, "codes": codes, "references": references}
    metadata = {name: fact for name, fact in facts.items() if fact}
    return pa.Field(description=description, metadata=metadata or None, **kwargs)


def _code(list_name: str, description: str, **kwargs: Any) -> Any:
    return _column(
        description,
        codes=list_name,
        references=_CODE_COLUMNS.get(list_name, ""),
        isin=list(definitions(list_name)),
        **kwargs,
    )


def definitions(list_name: str) -> dict[str, str]:
    """Return what each code of a list stands for.

    >>> definitions("measure")["cumulative"]
    'total from period_start through as_of'
    """
    match list_name:
        case "category":
            return {c.code: f"{c.label_en}; {c.definition}" for c in codes.categories().values()}
        case "claimant":
            return {c.code: c.name_en for c in codes.claimants().values()}
        case "source":
            return {s.source_id: s.title for s in codes.sources().values()}
        case _:
            rows = (row for row in codes.rows("terms") if row["list"] == list_name)
            return {row["code"]: row["definition"] for row in rows}


# pandas has no type for a day: midnight in the frame, a date in Parquet and in JSON.
_day = partial(_column, is_day=True)
_figure = partial(_column, unit="people or items, as the category is counted", nullable=True)
_link = partial(_column, str_matches=LINK)
_named = partial(_column, str_length={"min_value": 1})

# Columns that more than one table has.
_as_of = partial(_day, "the day that the claim speaks of")
_claimant = partial(_code, "claimant", "who makes the claim")
_belligerent = partial(_code, "belligerent", "whose losses")
_category = partial(_code, "category", "what was lost")
_outcome = partial(_code, "outcome", "what became of it")
_measure = partial(_code, "measure", "total since period_start, or increment within the period")
_value = partial(_figure, "the figure; null only where the claimant gave no point")
_value_low = partial(_figure, "lower end or bound")
_value_high = partial(_figure, "upper end or bound")
_qualifier = partial(_code, "qualifier", "how the claimant hedged")
_unit = partial(_code, "unit", "what is counted")
_source_url = partial(_link, "deepest public link to where the figure can be read")
_note = partial(_column, "what a reader of the figure should know; often empty")


class _Table(pa.DataFrameModel):
    class Config:
        strict = True
        ordered = True


class _Stated(_Table):
    """What holds for every row that says what a claimant stated."""

    @pa.dataframe_check
    @classmethod
    def has_a_figure(cls, df: pd.DataFrame) -> pd.Series[bool]:
        """Every claim has a value or a range."""
        return df["value"].notna() | df["value_low"].notna() | df["value_high"].notna()

    @pa.dataframe_check
    @classmethod
    def period_in_order(cls, df: pd.DataFrame) -> pd.Series[bool]:
        """No period starts after it ends."""
        return df["period_start"].isna() | (df["period_start"] <= df["as_of"])

    @pa.dataframe_check
    @classmethod
    def totals_not_negative(cls, df: pd.DataFrame) -> pd.Series[bool]:
        """Totals are never below zero; a printed increment may be."""
        return df["value"].isna() | (df["value"] >= 0) | (df["measure"] == "increment")


class Claims(_Stated):
    """What each claimant claimed, settled from all readings: one row a claim."""

    claim_id: Series[str] = _named(
        "readable, stable, unique key, made from the key columns", unique=True
    )
    as_of: Series[pd.Timestamp] = _as_of()
    period_start: Series[pd.Timestamp] = _day("first day of the period, included")
    claimant: Series[str] = _claimant()
    belligerent: Series[str] = _belligerent()
    category: Series[str] = _category()
    outcome: Series[str] = _outcome()
    measure: Series[str] = _measure()
    value: Series[pd.Int64Dtype] = _value()
    value_low: Series[pd.Int64Dtype] = _value_low()
    value_high: Series[pd.Int64Dtype] = _value_high()
    qualifier: Series[str] = _qualifier()
    unit: Series[str] = _unit()
    status: Series[str] = _code("status", "how well the readings agree")
    n_sources: Series[pd.Int16Dtype] = _column(
        "documents in which the claim is read now; two transcriptions of one page are one",
        unit="sources",
        ge=0,
    )
    n_agreeing: Series[pd.Int16Dtype] = _column(
        "of these, the ones that give this value", unit="sources", ge=0
    )
    source_id: Series[str] = _code("source", "where the figure was read")
    source_url: Series[str] = _source_url()
    first_recorded_at: Series[_Time] = _column("when a source first showed the claim, UTC")
    last_changed_at: Series[_Time] = _column(
        "when a source last changed its reading of it, or it was corrected, UTC"
    )
    note: Series[str] = _note()

    @pa.dataframe_check
    @classmethod
    def names_no_cross_check_value(cls, df: pd.DataFrame) -> pd.Series[bool]:
        """No row names a value that was read in a source for comparison only."""
        barred = [s.source_id for s in codes.sources().values() if not s.publishable]
        return ~df["source_id"].isin(barred)


class Observations(_Table):
    """Every reading of every claim in every source, superseded ones too: an append-only ledger."""

    claim_id: Series[str] = _named("the claim that was read; one withdrawn since is not in claims")
    source_id: Series[str] = _code("source", "where it was read")
    value: Series[pd.Int64Dtype] = _figure("the figure as read")
    value_low: Series[pd.Int64Dtype] = _value_low()
    value_high: Series[pd.Int64Dtype] = _value_high()
    qualifier: Series[str] = _code("qualifier", "how the claimant hedged, as this source has it")
    source_url: Series[str] = _link("link to this reading")
    raw_label: Series[str] = _column("the source's own label")
    recorded_at: Series[_Time] = _column("since when the source showed it, UTC")
    superseded_at: Series[_Time] = _column(
        "until when; null while it still does, UTC", nullable=True
    )
    note: Series[str] = _column("what the source says beside the figure")

    @pa.dataframe_check
    @classmethod
    def superseded_after_recorded(cls, df: pd.DataFrame) -> pd.Series[bool]:
        """No reading is superseded before it was recorded."""
        return df["superseded_at"].isna() | (df["superseded_at"] >= df["recorded_at"])


class Corrections(_Table):
    """Decisions of this project about single claims, each with its reason and evidence."""

    claim_id: Series[str] = _named(
        "the claim decided on", references="claims.claim_id", unique=True
    )
    from_value: Series[pd.Int64Dtype] = _figure(
        "the figure set aside: as misread, or as the claimant had it the day before"
    )
    to_value: Series[pd.Int64Dtype] = _figure("the figure decided on", nullable=False)
    kind: Series[str] = _code("correction_kind", "what kind of error or change it was")
    reason: Series[str] = _column("why", str_length={"min_value": 10})
    evidence_url: Series[str] = _link("link to the evidence")
    decided_on: Series[pd.Timestamp] = _day("the day of the decision")


class Sources(_Table):
    """Where figures are read: transcriptions, pages, contributions."""

    source_id: Series[str] = _named("code of the source", unique=True)
    title: Series[str] = _named("name and author")
    repo: Series[str] = _column("public home, if it has one")
    licence: Series[str] = _column("terms that its figures come under")
    copyright: Series[str] = _column("copyright notice, if any")
    use: Series[str] = _code("use", "what its figures may be used for")
    carries: Series[str] = _column("which claims it holds")
    rank: Series[pd.Int16Dtype] = _column("nearness to the claimant, 1 is nearest", ge=1)
    hedges: Series[str] = _column("whether it records hedges", isin=["yes", "no"])
    transcribes: Series[str] = _column(
        "the kind of document it reads; two sources that read one kind are one reading",
        isin=list(codes.documents()),
    )


class Claimants(_Table):
    """Bodies that make claims."""

    code: Series[str] = _named("code of the claimant", unique=True)
    name_en: Series[str] = _named("name in English")
    name_uk: Series[str] = _column("name in Ukrainian")
    name_ru: Series[str] = _column("name in Russian")
    kind: Series[str] = _column(
        "what the body itself is, whoever tells of it: government, military, media, osint, "
        "research, or leak (an assessment not meant for the public)"
    )
    side: Series[str] = _column(
        "the belligerent whose state speaks; third for everyone else, of whatever country",
        isin=["UA", "RU", "third"],
    )
    statements_a_day: Series[str] = _column(
        "one bulletin a day, several, or now and then (empty)", isin=["", "one", "several"]
    )
    definition: Series[str] = _column("what it counts, in its own terms")


class Categories(_Table):
    """What is counted; a parent is the sum of its parts where one claimant gives all of them."""

    code: Series[str] = _named("code of the category", unique=True)
    parent: Series[str] = _column(
        "the category that this one is a part of, or empty", references="categories.code"
    )
    unit: Series[str] = _unit()
    label_en: Series[str] = _named("label in English")
    label_uk: Series[str] = _column("label in Ukrainian")
    label_ru: Series[str] = _column("label in Russian")
    definition: Series[str] = _column("what it covers, and by whom it is used")
    valid_from: Series[pd.Timestamp] = _day("first day in use", nullable=True)
    valid_to: Series[pd.Timestamp] = _day("last day in use", nullable=True)
    merged_into: Series[str] = _column(
        "the category that took it over, or empty", references="categories.code"
    )


class Contributions(_Stated):
    """What a contributor hands in: claims, each with its link; an empty cell takes its default."""

    as_of: Series[pd.Timestamp] = _as_of()
    claimant: Series[str] = _claimant()
    belligerent: Series[str] = _belligerent()
    category: Series[str] = _category()
    outcome: Series[str] = _outcome(default="lost")
    measure: Series[str] = _measure(default="cumulative")
    value: Series[pd.Int64Dtype] = _value()
    value_low: Series[pd.Int64Dtype] = _value_low()
    value_high: Series[pd.Int64Dtype] = _value_high()
    qualifier: Series[str] = _qualifier(default="exact")
    period_start: Series[pd.Timestamp] = _day(
        "first day of the period, included; if empty, 2022-02-24 for totals, as_of for increments",
        nullable=True,
    )
    source_url: Series[str] = _source_url()
    note: Series[str] = _note(default="")

    class Config:
        """A contributor may order columns freely and leave out those with a default."""

        ordered = False
        add_missing_columns = True


TABLES: dict[str, type[_Table]] = {
    "claims": Claims,
    "observations": Observations,
    "corrections": Corrections,
    "sources": Sources,
    "claimants": Claimants,
    "categories": Categories,
}

"""What a contribution is compared with: the claims that the dataset already holds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from warlosses import codes
from warlosses.errors import ArgumentError
from warlosses.validation.typed.claim_keys import claim_keys, series_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from warlosses.data.selection import Selection
    from warlosses.releases.release import Release
    from warlosses.validation.arrays import Integers
    from warlosses.validation.typed.contribution import Contribution

COLUMNS = (
    *("as_of", "period_start", "claimant", "belligerent", "category", "outcome", "measure"),
    *("value", "value_low", "value_high", "qualifier", "status", "source_id"),
    *("n_sources", "n_agreeing"),
)
# How far back the rules look: at totals, to learn what is usual, and at increments, to add them up.
LONGEST_PAST = timedelta(days=2 * (365 + 4 * 32))
_PAST_OF_INCREMENTS = timedelta(days=10)
_CODED = ("claimant", "belligerent", "category", "outcome", "measure", "qualifier", "status")
_NEEDED = ("as_of", "claimant", "belligerent", "category", "measure", "value")


def from_release(contribution: Contribution) -> pd.DataFrame:
    """Return the bundled release's claims that a contribution can be compared with."""
    from warlosses.data.selection import Selection

    frame = contribution.frame[contribution.frame["usable"]]
    if frame.empty:
        return empty()
    wanted = {
        name: list(frame[name].unique())
        for name in ("claimant", "belligerent", "category", "outcome")
    }
    first = frame["as_of"].min().date()
    # Days after the contribution's own tell that its figures are those of a later day.
    selection = Selection(wanted, since=first - LONGEST_PAST)
    return _read_claims(selection, first - _PAST_OF_INCREMENTS)


def with_other_series(contribution: Contribution, claims: pd.DataFrame) -> pd.DataFrame:
    """Return the bundled release's claims, all of the claimants', if a series is not among some.

    Whether a series is new is only to be told by all that the dataset holds.
    """
    frame = contribution.frame[contribution.frame["usable"]]
    if frame.empty or not has_new_series(contribution, claims):
        return claims
    from warlosses.data.selection import Selection

    selection = Selection({"claimant": list(frame["claimant"].unique())})
    return _read_claims(selection, codes.WAR_START)


def has_new_series(contribution: Contribution, claims: pd.DataFrame) -> bool:
    """Whether a row is of a series that some claims have nothing of."""
    own = contribution.keys[contribution.keys >= 0]
    theirs = claims["key"].to_numpy()
    return not np.isin(np.unique(series_of(own)), np.unique(series_of(theirs))).all()


def _read_claims(selection: Selection, increments_since: date) -> pd.DataFrame:
    """Return claims of the bundled release; of the increments, only late ones."""
    from warlosses.data.selection import filter_rows, row_groups
    from warlosses.releases.find import find_release

    release = find_release(None)
    import pyarrow as pa
    import pyarrow.compute as pc

    with release.open("claims", dictionary=[*_CODED, "source_id"]) as file:
        groups = row_groups(file.metadata, selection)
        data = filter_rows(file.read_row_groups(groups, columns=list(COLUMNS)), selection)
    is_near = pc.greater_equal(data["as_of"], pa.scalar(increments_since))
    is_total = pc.equal(data["measure"].cast(pa.string()), "cumulative")
    return _to_pandas(data.filter(pc.or_(is_near, is_total)), release)


def _to_pandas(data: Any, release: Release) -> pd.DataFrame:
    from warlosses.data.backends import to_pandas

    return _with_keys(to_pandas(data, release))


def empty() -> pd.DataFrame:
    """Return a baseline that holds no claim."""
    return prepared(pd.DataFrame({name: [] for name in _NEEDED}))


def prepared(claims: pd.DataFrame) -> pd.DataFrame:
    """Return a claims frame with the columns that the rules look at, whatever it comes with.

    Examples
    --------
    >>> claims = pd.DataFrame({"as_of": ["2023-04-17"], "claimant": ["oryx"],
    ...                        "belligerent": ["RU"], "category": ["tanks"],
    ...                        "measure": ["cumulative"], "value": [1]})
    >>> prepared(claims)[["as_of", "period_start", "outcome", "status"]]
           as_of period_start outcome  status
    0 2023-04-17   2022-02-24    lost  single
    """
    lacking = [name for name in _NEEDED if name not in claims.columns]
    if lacking:
        raise ArgumentError(
            f"baseline: expected a frame of claims, as load() gives it; it lacks "
            f"{', '.join(lacking)}"
        )
    filled_in = claims.reset_index(drop=True)
    days = filled_in["as_of"].astype("datetime64[ms]")
    usual = days.where(filled_in["measure"] == "increment", pd.Timestamp(codes.WAR_START))
    defaults: dict[str, Any] = {
        "period_start": usual,
        "outcome": "lost",
        "qualifier": "exact",
        "status": "single",
        "source_id": "",
        "value_low": pd.NA,
        "value_high": pd.NA,
        "n_sources": 1,
    }
    filled = {name: value for name, value in defaults.items() if name not in filled_in.columns}
    filled_in = filled_in.assign(as_of=days, **filled)
    if "n_agreeing" not in filled_in.columns:
        filled_in["n_agreeing"] = 0  # not known: the ledger is asked
    numbers = dict.fromkeys(("value", "value_low", "value_high"), "Int64")
    kinds = numbers | dict.fromkeys(_CODED, "category") | {"period_start": "datetime64[ms]"}
    filled_in = filled_in.astype({n: k for n, k in kinds.items() if filled_in[n].dtype != k})
    filled_in.attrs = claims.attrs
    return _with_keys(filled_in)


def _with_keys(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims with each one's key as a number: all rules match by it."""
    claims["key"] = claim_keys(claims)
    return claims


def sources_that_hold(
    baseline: pd.DataFrame, places: Collection[int] | Integers
) -> dict[int, list[str]]:
    """Return the sources that hold the settled figure of each of some claims of the baseline.

    The ledger of the release that the baseline comes from knows them all; without it, the claim
    names one and counts the others.
    """
    chosen = [int(place) for place in places]
    recorded: dict[int, list[str]] = {}
    for entry in ledger_entries(baseline, chosen) if "version" in baseline.attrs else ():
        if entry.is_current and entry.value == _figure_of(baseline.iloc[entry.place]):
            recorded.setdefault(entry.place, []).append(entry.source_id)
    holders: dict[int, list[str]] = {}
    for place in chosen:
        claim = baseline.iloc[place]
        names = recorded.get(place)
        if not names:
            names = [str(claim["source_id"])] if claim["source_id"] else ["no source named"]
            others = int(claim["n_sources"]) - 1
            if others > 0:
                names.append(f"{others} more")
        holders[place] = names
    return holders


class LedgerEntry(NamedTuple):
    """What a source read for a claim of the baseline, at its place there."""

    place: int
    source_id: str
    value: int
    is_current: bool


def ledger_entries(baseline: pd.DataFrame, places: Collection[int]) -> list[LedgerEntry]:
    """Return what the sources read for some claims, superseded readings too, nearest source first.

    They come from the ledger of the baseline's release, or of the bundled one where the baseline
    does not say which release it comes from. Sources for comparison only are not named.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from warlosses.claims.claim_id import ClaimKey, format_claim_id
    from warlosses.errors import ReleaseError
    from warlosses.releases.find import find_release

    if not len(places):
        return []
    try:
        release = find_release(baseline.attrs.get("version"))
    except ReleaseError:
        return []
    chosen = list(places)
    claims = baseline.iloc[chosen]
    key = claims[["as_of", "period_start"]].apply(lambda days: days.dt.date)
    for name in ("claimant", "belligerent", "category", "outcome", "measure"):
        key[name] = claims[name].astype("str")
    parts = key[list(ClaimKey._fields)].itertuples(index=False, name=None)
    ids = [format_claim_id(ClaimKey(*part)) for part in parts]
    columns = ["claim_id", "source_id", "value", "value_low", "superseded_at"]
    with release.open("observations") as file:
        ledger = file.read(columns=columns)
    wanted = pc.is_in(ledger.column("claim_id"), value_set=pa.array(ids, pa.string()))
    place_of = dict(zip(ids, chosen, strict=True))
    known = codes.sources()
    return [
        LedgerEntry(
            place_of[row["claim_id"]], row["source_id"], value, row["superseded_at"] is None
        )
        for row in sorted(
            ledger.filter(wanted).to_pylist(), key=lambda row: known[row["source_id"]].rank
        )
        if known[row["source_id"]].publishable
        and (value := row["value_low"] if row["value"] is None else row["value"]) is not None
    ]


def _figure_of(claim: pd.Series[Any]) -> object:
    return claim["value"] if pd.notna(claim["value"]) else claim["value_low"]

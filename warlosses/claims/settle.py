"""From observations to claims: what the readings of one claim, taken together, say was claimed.

A pure function: the same observations, corrections and comparisons give the same claims.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from warlosses import codes, columns
from warlosses.claims.claim_id import split_claim_ids
from warlosses.claims.describe import apply_corrections, describe_claims

if TYPE_CHECKING:
    from collections.abc import Iterator


def reconcile(
    observations: pd.DataFrame,
    corrections: pd.DataFrame,
    comparisons: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Settle the readings into one row a claim.

    1. Only a source's latest reading counts.
    2. The value that most sources give wins; a tie is broken by the printed increment, else the
       claim is disputed and shows the value of the source nearest to the claimant.
    3. A correction overrides.
    4. Comparisons only count; no row names their value.

    Parameters
    ----------
    observations : pandas.DataFrame
        The ledger (see `warlosses.schema.Observations`).
    corrections : pandas.DataFrame
        This project's decisions (see `warlosses.schema.Corrections`).
    comparisons : pandas.DataFrame, optional
        Readings of sources for comparison only, in the ledger's columns.

    Returns
    -------
    pandas.DataFrame
        One row a claim, sorted by category, the other parts of the key, and day.
    """
    readings = current_readings(observations, comparisons)
    if not readings["publishable"].any():
        return pd.DataFrame(columns=list(columns.CLAIMS))
    votes = _count_votes(readings)
    winners = _pick(votes, readings)
    claims = describe_claims(winners, readings, observations)
    claims = apply_corrections(claims, corrections, readings)
    by = ["category", "claimant", "belligerent", "outcome", "measure", "as_of", "claim_id"]
    return claims[list(columns.CLAIMS)].sort_values(by, kind="stable", ignore_index=True)


def current_readings(
    observations: pd.DataFrame, comparisons: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return each source's latest reading of each claim, with the key and the source's rank.

    Of a claimant who speaks several times a day, a reading that repeats a superseded one of a
    nearer source, and not its latest, quotes an earlier statement of the day: it is left out, being
    no rival. Of two sources that read one page alike, the nearer one counts.
    """
    listed = [observations] if comparisons is None else [observations, comparisons]
    every = pd.concat(listed, ignore_index=True)
    sources = codes.sources()
    every = every.assign(rank=every["source_id"].map({s: v.rank for s, v in sources.items()}))
    now = every[every["superseded_at"].isna()].reset_index(drop=True)
    now = now.join(split_claim_ids(now["claim_id"]))
    now = now[~now.index.isin(_quoting_earlier(now, every))].reset_index(drop=True)
    now = now.assign(
        _figure=_figure_keys(now),
        publishable=now["source_id"].map({s: v.publishable for s, v in sources.items()}),
        hedges=now["source_id"].map({s: v.hedges for s, v in sources.items()}),
    )
    nearest_first = now.sort_values("rank", kind="stable")
    again = nearest_first.duplicated(["claim_id", "source_url", "_figure"])
    return now[~again.sort_index()].reset_index(drop=True)


def _quoting_earlier(now: pd.DataFrame, every: pd.DataFrame) -> set[int]:
    """Return the rows of ``now`` that quote an earlier statement of their day."""
    several = [c.code for c in codes.claimants().values() if c.statements_a_day == "several"]
    maybe = now[now["claimant"].isin(several)].reset_index()
    earlier = every[every["superseded_at"].notna() & every["claim_id"].isin(maybe["claim_id"])]

    def repeated(of: pd.DataFrame) -> set[int]:
        pairs = maybe.merge(of, on=["claim_id", "value"], suffixes=("", "_of"))
        return set(pairs.loc[pairs["rank"] > pairs["rank_of"], "index"])

    return repeated(earlier) - repeated(maybe.drop(columns="index"))


def contested(readings: pd.DataFrame) -> pd.DataFrame:
    """Return the current readings of every claim on which sources differ."""
    figures = readings.groupby("claim_id")["_figure"].transform("nunique")
    return readings[figures > 1]


def _figure_keys(readings: pd.DataFrame) -> pd.Series:
    """Return what two readings must share to agree: the point, or else the range."""
    point, low, high = (readings[column].astype("string") for column in list(columns.FIGURES))
    return point.fillna(low.str.cat(high, sep="-", na_rep="?"))


def _count_votes(readings: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each figure given of each claim: how many give it, the nearest rank."""
    grouped = readings.groupby(["claim_id", "_figure"], sort=False)
    votes = grouped.agg(
        n_agreeing=("source_id", "nunique"), named=("publishable", "max")
    ).reset_index()
    nearest = readings[readings["publishable"]].groupby(["claim_id", "_figure"])["rank"].min()
    votes = votes.join(nearest, on=["claim_id", "_figure"])
    per_claim = readings.groupby("claim_id", sort=False)["source_id"].nunique()
    votes["n_sources"] = votes["claim_id"].map(per_claim)
    votes["most"] = votes.groupby("claim_id")["n_agreeing"].transform("max")
    return votes


def _pick(votes: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return one row a claim: the figure that wins, the status, and a note on a broken tie."""
    leading = votes[votes["n_agreeing"] == votes["most"]]
    n_leading = leading.groupby("claim_id")["_figure"].transform("size")
    clear = leading[(n_leading == 1) & leading["named"]]
    single = (clear["n_agreeing"] == 1) & (clear["n_sources"] == 1)
    settled = clear.assign(status=single.map({True: "single", False: "corroborated"}), settling="")

    open_claims = votes[~votes["claim_id"].isin(clear["claim_id"]) & votes["named"]]
    nearest = open_claims.sort_values(["n_agreeing", "rank"], ascending=[False, True])
    fallback = nearest.drop_duplicates("claim_id")
    # A claim held only by a source for comparison has no figure that may be named: no row.
    tied = leading[leading["claim_id"].isin(fallback["claim_id"])]
    decided = dict(_break_ties(tied, settled, readings))
    status = [("corroborated" if c in decided else "disputed") for c in fallback["claim_id"]]
    notes = [decided.get(c, ("", "the sources differ"))[1] for c in fallback["claim_id"]]
    fallback = fallback.assign(status=status, settling=notes)
    figures = [
        decided[c][0] if c in decided else f
        for c, f in zip(fallback["claim_id"], fallback["_figure"], strict=True)
    ]
    replaced = fallback.assign(_figure=figures).drop(columns=["n_agreeing", "named", "rank"])
    replaced = replaced.merge(
        votes[["claim_id", "_figure", "n_agreeing", "named", "rank"]], on=["claim_id", "_figure"]
    )
    return pd.concat([part for part in (settled, replaced) if len(part)] or [settled])


def _break_ties(
    tied: pd.DataFrame, settled: pd.DataFrame, readings: pd.DataFrame
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield (claim, (figure, why)) where the day before's total plus the printed increment fits.

    Days go in order, so that a tie settled today can settle tomorrow's.
    """
    keys = readings.drop_duplicates("claim_id").set_index("claim_id")
    keys = keys[[*list(columns.SERIES), "measure", "as_of"]]
    todo = tied.join(keys, on="claim_id")
    todo = todo[todo["measure"] == "cumulative"].sort_values("as_of")
    if todo.empty:
        return
    known = settled.join(keys, on="claim_id")
    known = known[known["category"].isin(todo["category"])]
    accepted: dict[tuple[object, ...], str] = {
        (*row[:-1],): row[-1]
        for row in known[[*list(columns.SERIES), "measure", "as_of", "_figure"]].itertuples(
            index=False
        )
    }
    for claim_id, options in todo.groupby("claim_id", sort=False):
        first = options.iloc[0]
        series = tuple(first[c] for c in list(columns.SERIES))
        before = accepted.get((*series, "cumulative", first["as_of"] - pd.Timedelta(days=1)))
        step = accepted.get((*series, "increment", first["as_of"]))
        if before is None or step is None or not (before + step.lstrip("-")).isdigit():
            continue
        expected = int(before) + int(step)
        fits = options[(options["_figure"] == str(expected)) & options["named"]]
        if len(fits) == 1:
            accepted[*series, "cumulative", first["as_of"]] = str(expected)
            why = f"the printed increment settles it: {before} + {step} = {expected}"
            yield str(claim_id), (str(expected), why)

"""From observations to claims: what the readings of one claim, taken together, say was claimed.

A pure function: the same observations, corrections and comparisons give the same claims.
"""

from __future__ import annotations

import pandas as pd

from warlosses import codes, columns
from warlosses.claims.claim_id import split_claim_ids
from warlosses.claims.describe import apply_corrections, describe_claims
from warlosses.claims.ties import break_ties


def reconcile(
    observations: pd.DataFrame,
    corrections: pd.DataFrame,
    comparisons: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Settle the readings into one row a claim.

    1. Only a source's latest reading counts.
    2. The value that most documents give wins: two transcriptions of one page are one reading. A
       tie is broken by the printed increment (that of increments by the totals, else by the
       claimant's own document). Against the others, the claimant's own document wins where the
       printed increment leads to it, and where it stands alone it loses if that leads elsewhere. Of
       a page that changes through the day the nearest source's
       reading counts. Else the claim is disputed and shows the value of the source nearest to the
       claimant.
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
        document=now["source_id"].map({s: v.transcribes for s, v in sources.items()}),
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
    """Return a row for each figure given of each claim: in how many documents, the nearest rank."""
    grouped = readings.groupby(["claim_id", "_figure"], sort=False)
    votes = grouped.agg(
        n_agreeing=("document", "nunique"), named=("publishable", "max")
    ).reset_index()
    own = readings[readings["document"].isin(_own_documents())]
    mine = pd.MultiIndex.from_frame(own[["claim_id", "_figure"]])
    votes["own"] = pd.MultiIndex.from_frame(votes[["claim_id", "_figure"]]).isin(mine)
    named = readings[readings["publishable"]].groupby(["claim_id", "_figure"])
    told = named.agg(rank=("rank", "min"), n_named=("document", "nunique"))
    votes = votes.join(told, on=["claim_id", "_figure"])
    per_claim = readings.groupby("claim_id", sort=False)["document"].nunique()
    votes["n_sources"] = votes["claim_id"].map(per_claim)
    votes["most"] = votes.groupby("claim_id")["n_agreeing"].transform("max")
    return votes


def _own_documents() -> list[str]:
    return [document.code for document in codes.documents().values() if document.own]


def _pick(votes: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return one row a claim: the figure that wins, the status, and a note on a broken tie."""
    leading = votes[votes["n_agreeing"] == votes["most"]]
    n_leading = leading.groupby("claim_id")["_figure"].transform("size")
    clear = leading[(n_leading == 1) & leading["named"]]
    single = (clear["n_agreeing"] == 1) & (clear["n_sources"] == 1)
    settled = clear.assign(status=single.map({True: "single", False: "corroborated"}), settling="")

    challenged = settled["claim_id"].isin(_questioned(votes, settled))
    open_claims = votes[~votes["claim_id"].isin(clear["claim_id"]) & votes["named"]]
    nearest = open_claims.sort_values(["n_agreeing", "rank"], ascending=[False, True])
    fallback = nearest.drop_duplicates("claim_id")
    # A claim held only by a source for comparison has no figure that may be named: no row.
    versions = _versions_of_a_page(fallback["claim_id"], readings)
    fallback = fallback.assign(
        status=versions.map({True: "single", False: "disputed"}).to_numpy(),
        settling=versions.map({True: "", False: "the sources differ"}).to_numpy(),
    )
    tied = leading[leading["claim_id"].isin(fallback.loc[~versions.to_numpy(), "claim_id"])]
    questioned = votes[votes["claim_id"].isin(settled.loc[challenged, "claim_id"])]
    options = pd.concat([tied, questioned[questioned["named"]]])
    chosen = dict(break_ties(options, settled, readings))
    every = pd.concat([part for part in (settled, fallback) if len(part)] or [settled])
    return _replaced(every, votes, chosen)


def _questioned(votes: pd.DataFrame, settled: pd.DataFrame) -> pd.Series:
    """Return the claims whose figure the arithmetic may overrule.

    Another figure stands in the claimant's own document; or this one stands in it, and of the
    sources that may be named in none else (it may have a slip).
    """
    rivals = votes[votes["named"]].groupby("claim_id")["_figure"].transform("size") > 1
    pairs = votes[rivals.reindex(votes.index, fill_value=False)].merge(
        settled[["claim_id", "_figure"]], on="claim_id", suffixes=("", "_settled")
    )
    is_settled = pairs["_figure"] == pairs["_figure_settled"]
    return pairs.loc[pairs["own"] & (~is_settled | (pairs["n_named"] == 1)), "claim_id"]


def _versions_of_a_page(claim_ids: pd.Series, readings: pd.DataFrame) -> pd.Series:
    """Return of which claims all readings are of one page, of a claimant that keeps changing it."""
    of_claim = readings[readings["claim_id"].isin(claim_ids)]
    pages = of_claim.groupby("claim_id")["document"].nunique()
    changing = of_claim.groupby("claim_id")["claimant"].first()
    daily = [c.code for c in codes.claimants().values() if c.statements_a_day == "one"]
    versions = (pages == 1) & ~changing.isin(daily)
    return versions.reindex(claim_ids)


def _replaced(
    settled: pd.DataFrame, votes: pd.DataFrame, chosen: dict[str, tuple[str, str]]
) -> pd.DataFrame:
    """Return the claims with the figures chosen in place of those that were shown."""
    again = settled["claim_id"].isin(list(chosen))
    figures = [chosen[c][0] for c in settled.loc[again, "claim_id"]]
    notes = [chosen[c][1] for c in settled.loc[again, "claim_id"]]
    rows = settled.loc[again, ["claim_id"]].assign(
        _figure=figures, status="corroborated", settling=notes
    )
    rows = rows.merge(votes, on=["claim_id", "_figure"])
    return pd.concat([part for part in (settled[~again], rows) if len(part)] or [settled])

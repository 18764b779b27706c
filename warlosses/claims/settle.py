"""From observations to claims: what the readings of one claim, taken together, say was claimed.

A pure function: the same observations, corrections and comparisons give the same claims.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses import codes
from warlosses.claims.claim_id import split_claim_ids
from warlosses.claims.ledger import is_permalink

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = (
    "claim_id",
    "as_of",
    "period_start",
    "claimant",
    "belligerent",
    "category",
    "outcome",
    "measure",
    "value",
    "value_low",
    "value_high",
    "qualifier",
    "unit",
    "status",
    "n_sources",
    "n_agreeing",
    "source_id",
    "source_url",
    "first_recorded_at",
    "last_changed_at",
    "note",
)
_SERIES = ["claimant", "belligerent", "category", "outcome"]
_BULLETIN = ["claimant", "belligerent", "as_of"]
_FIGURE = ["value", "value_low", "value_high"]


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
        return pd.DataFrame(columns=list(COLUMNS))
    votes = _count_votes(readings)
    winners = _pick(votes, readings)
    claims = _describe(winners, readings, observations)
    claims = _apply_corrections(claims, corrections, readings)
    by = ["category", "claimant", "belligerent", "outcome", "measure", "as_of", "claim_id"]
    return claims[list(COLUMNS)].sort_values(by, kind="stable", ignore_index=True)


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
    point, low, high = (readings[column].astype("string") for column in _FIGURE)
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
    keys = keys[[*_SERIES, "measure", "as_of"]]
    todo = tied.join(keys, on="claim_id")
    todo = todo[todo["measure"] == "cumulative"].sort_values("as_of")
    if todo.empty:
        return
    known = settled.join(keys, on="claim_id")
    known = known[known["category"].isin(todo["category"])]
    accepted: dict[tuple[object, ...], str] = {
        (*row[:-1],): row[-1]
        for row in known[[*_SERIES, "measure", "as_of", "_figure"]].itertuples(index=False)
    }
    for claim_id, options in todo.groupby("claim_id", sort=False):
        first = options.iloc[0]
        series = tuple(first[c] for c in _SERIES)
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


def _describe(
    winners: pd.DataFrame, readings: pd.DataFrame, observations: pd.DataFrame
) -> pd.DataFrame:
    """Return claims with key, figure, hedge, source, link, times and note."""
    named = readings[readings["publishable"]].sort_values("rank", kind="stable")
    agreeing = named.merge(winners[["claim_id", "_figure"]], on=["claim_id", "_figure"])
    by_source = agreeing.drop_duplicates("claim_id").set_index("claim_id")
    # The hedge comes from a source that records hedges, where one agrees.
    hedging = agreeing.sort_values("hedges", ascending=False, kind="stable")
    by_hedge = hedging.drop_duplicates("claim_id").set_index("claim_id")
    claims = winners.set_index("claim_id")
    key = [*_SERIES, "measure", "as_of", "period_start", "source_id"]
    claims = claims.join(by_source[key]).join(by_hedge[[*_FIGURE, "qualifier"]])
    claims = claims.join(_times(observations))
    remarks = agreeing[agreeing["note"] != ""].drop_duplicates("claim_id")
    claims = claims.join(remarks.set_index("claim_id")["note"].rename("remark"))
    claims["unit"] = claims["category"].map({c: v.unit for c, v in codes.categories().items()})
    claims = claims.reset_index()
    links = _links(claims, agreeing, named)
    claims = claims.join(links, on="claim_id")
    claims = claims.join(_rivals(claims, named), on="claim_id")
    notes = ("settling", "rivals", "remark", "link_note")
    claims["note"] = _join_notes(*(claims[column] for column in notes))
    return claims


def _times(observations: pd.DataFrame) -> pd.DataFrame:
    """Return when a claim was first recorded, and when a source last changed its reading of it."""
    first = observations.groupby("claim_id")["recorded_at"].min().rename("first_recorded_at")
    repeats = observations.duplicated(["claim_id", "source_id"])
    changed = observations[repeats].groupby("claim_id")["recorded_at"].max()
    changed = changed.reindex(first.index).fillna(first)
    return pd.concat([first, changed.rename("last_changed_at")], axis=1)


def _links(claims: pd.DataFrame, agreeing: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Return for each claim the deepest public link, and a note where another source gave it.

    The claimant's own words come before a permalink into a transcription. A daily bulletin is one
    page for all its figures: a figure transcribed from it may link to the page that any source read
    the day's bulletin on, unless this figure was read differently there.
    """
    ranked = agreeing.assign(_own=~is_permalink(agreeing)).sort_values(
        ["_own", "rank"], ascending=[False, True], kind="stable"
    )
    links = ranked.drop_duplicates("claim_id").set_index("claim_id")[["source_url"]]
    links["link_note"] = ""

    daily = {c.code for c in codes.claimants().values() if c.statements_a_day == "one"}
    bulletin = {s: v.transcribes for s, v in codes.sources().items() if v.transcribes in daily}
    transcribed = named["source_id"].map(bulletin) == named["claimant"]
    pages = named[transcribed & ~is_permalink(named)].drop_duplicates([*_BULLETIN, "source_url"])
    figures = claims.loc[
        claims["source_id"].map(bulletin) == claims["claimant"], ["claim_id", *_BULLETIN, "_figure"]
    ]
    of_day = figures.merge(pages[[*_BULLETIN, "source_id", "source_url", "rank"]], on=_BULLETIN)
    read_there = named[["claim_id", "source_url", "_figure"]].rename(columns={"_figure": "_read"})
    of_day = of_day.merge(read_there.drop_duplicates(), on=["claim_id", "source_url"], how="left")
    otherwise = of_day["_read"].notna() & (of_day["_read"] != of_day["_figure"])
    contrary = pd.MultiIndex.from_frame(of_day.loc[otherwise, ["claim_id", "source_url"]])
    pairs = pd.MultiIndex.from_frame(of_day[["claim_id", "source_url"]])
    nearest = of_day[~pairs.isin(contrary)].sort_values("rank", kind="stable")
    page = nearest.drop_duplicates("claim_id").set_index("claim_id")

    links.loc[page.index, "source_url"] = page["source_url"]
    borrowed = page[page["_read"].isna()]
    links.loc[borrowed.index, "link_note"] = (
        "link: the day's bulletin, found by " + borrowed["source_id"]
    )
    return links


def _rivals(claims: pd.DataFrame, named: pd.DataFrame) -> pd.Series:
    """Return for disputed claims what else was read, and where."""
    disputed = claims.loc[claims["status"] == "disputed", ["claim_id", "_figure"]]
    others = named.merge(disputed, on="claim_id", suffixes=("", "_shown"))
    others = others[others["_figure"] != others["_figure_shown"]]
    texts = others["_figure"] + " (" + others["source_id"] + ")"
    listed = texts.groupby(others["claim_id"]).agg(", ".join)
    return ("also read: " + listed).rename("rivals")


def _join_notes(*columns: pd.Series) -> pd.Series:
    joined = columns[0].fillna("").astype(object)
    for column in columns[1:]:
        more = column.fillna("").astype(object)
        gap = ((joined != "") & (more != "")).map({True: "; ", False: ""})
        joined = joined + gap + more
    return joined.astype("str")


def _apply_corrections(
    claims: pd.DataFrame, corrections: pd.DataFrame, readings: pd.DataFrame
) -> pd.DataFrame:
    """Return the claims with this project's decisions in place, each linked to its evidence."""
    if corrections.empty:
        return claims
    claims = claims.copy()
    decided = corrections.set_index("claim_id")
    rows = claims.index[claims["claim_id"].isin(decided.index)]
    for row in rows:
        claim: Any = claims.loc[row]
        correction: Any = decided.loc[claim["claim_id"]]
        held = readings[readings["claim_id"] == claim["claim_id"]]
        agree = held[held["_figure"] == str(correction["to_value"])]
        named = agree[agree["publishable"]].sort_values("rank")
        claims.at[row, "n_agreeing"] = agree["source_id"].nunique()
        if pd.isna(claim["value"]) or claim["value"] != correction["to_value"]:
            claims.at[row, "value"] = correction["to_value"]
            claims.loc[row, ["value_low", "value_high"]] = pd.NA
            claims.at[row, "source_url"] = correction["evidence_url"]
            claims.at[row, "source_id"] = (
                named["source_id"].iloc[0] if len(named) else "corrections"
            )
        claims.at[row, "status"] = "corrected"
        claims.at[row, "note"] = correction["reason"]
        day = pd.Timestamp(correction["decided_on"]).tz_localize("UTC")
        claims.at[row, "last_changed_at"] = max(claim["last_changed_at"], day)
    return claims

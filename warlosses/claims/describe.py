"""What else a settled claim says: its source and link, times, rivals, and corrections of it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from warlosses import codes, columns
from warlosses.claims.ledger import is_permalink
from warlosses.claims.scope import scope_changes

_BULLETIN = ["claimant", "belligerent", "as_of"]


def describe_claims(
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
    key = [*list(columns.SERIES), "measure", "as_of", "period_start", "source_id"]
    claims = claims.join(by_source[key]).join(by_hedge[[*list(columns.FIGURES), "qualifier"]])
    claims = claims.join(_times(observations))
    remarks = agreeing[agreeing["note"] != ""].drop_duplicates("claim_id")
    claims = claims.join(remarks.set_index("claim_id")["note"].rename("remark"))
    claims["unit"] = claims["category"].map({c: v.unit for c, v in codes.categories().items()})
    claims = claims.reset_index()
    links = _links(claims, agreeing, named)
    claims = claims.join(links, on="claim_id")
    claims = claims.join(_rivals(claims, named), on="claim_id")
    claims["listed"] = _listed_notes(claims)
    claims["scope"] = _scope_notes(claims)
    notes = ("settling", "rivals", "remark", "listed", "link_note", "scope")
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
    bulletin = {s: v.follows for s, v in codes.sources().items() if v.follows in daily}
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
    """Return what else was read of a claim, and where."""
    contested = named[named.groupby("claim_id")["_figure"].transform("nunique") > 1]
    shown = claims[["claim_id", "_figure"]]
    others = contested.merge(shown, on="claim_id", suffixes=("", "_shown"))
    others = others[others["_figure"] != others["_figure_shown"]]
    texts = others["_figure"] + " (" + others["source_id"] + ")"
    listed = texts.groupby(others["claim_id"]).agg(", ".join)
    return ("also read: " + listed).rename("rivals")


def _scope_notes(claims: pd.DataFrame) -> pd.Series:
    """Return for each claim what changed in what its claimant counts under this name."""
    notes = pd.Series("", index=claims.index, dtype=object)
    for change in scope_changes():
        named = (claims["claimant"] == change.claimant) & (claims["category"] == change.category)
        notes[named & (claims["as_of"] > pd.Timestamp(change.old_until))] = change.note
    return notes


def _listed_notes(claims: pd.DataFrame) -> pd.Series:
    """Return what ``schemas/row_notes.csv`` says of claims: an empty cell there means any."""
    notes = pd.Series("", index=claims.index, dtype=object)
    for rule in codes.rows("row_notes"):
        chosen = claims[claims["claimant"] == rule["claimant"]]
        for column in ("source_id", "category", "outcome", "measure"):
            if rule[column]:
                chosen = chosen[chosen[column] == rule[column]]
        first, last = pd.Timestamp(rule["first_day"] or 0), pd.Timestamp(rule["last_day"] or "2200")
        chosen = chosen[chosen["as_of"].between(first, last)]
        if chosen.empty:  # older versions of pandas can't add texts to nothing
            continue
        both = (notes[chosen.index] != "").map({True: "; ", False: ""})
        notes[chosen.index] += both + rule["note"]
    return notes


def _join_notes(*columns: pd.Series) -> pd.Series:
    joined = columns[0].fillna("").astype(object)
    for column in columns[1:]:
        more = column.fillna("").astype(object)
        gap = ((joined != "") & (more != "")).map({True: "; ", False: ""})
        joined = joined + gap + more
    return joined.astype("str")


def apply_corrections(
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
        of_claim = readings[readings["claim_id"] == claim["claim_id"]]
        agree = of_claim[of_claim["_figure"] == str(correction["to_value"])]
        named = agree[agree["publishable"]].sort_values("rank")
        claims.at[row, "n_agreeing"] = agree["document"].nunique()
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

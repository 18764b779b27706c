"""Every figure of the General Staff's own pictures is the claim, or it is said why it is not."""

from __future__ import annotations

import pandas as pd
import pytest

import warlosses as wl
from warlosses import codes

SOURCE = "general-staff-infographics"


@pytest.fixture(scope="module")
def pictures():
    """The pictures' last readings beside the claims on the same figure."""
    readings = wl.load("observations", claimants="ua_general_staff")
    readings = readings[(readings["source_id"].astype(str) == SOURCE)]
    last = readings[readings["superseded_at"].isna()]
    claims = wl.load(claimants="ua_general_staff").drop(columns="source_url")
    return last.merge(claims, on="claim_id", how="left", suffixes=("_read", ""))


@pytest.mark.parametrize(("measure", "at_least"), [("cumulative", 16_000), ("increment", 10_000)])
def test_every_figure_of_a_picture_is_the_claim_or_explained(pictures, measure, at_least):
    rows = pictures[pictures["measure"].astype(str) == measure]
    assert len(rows) >= at_least
    other = rows[(rows["value"] != rows["value_read"]).fillna(True)]
    assert len(other) < 0.01 * len(rows)
    explained = other["status"].astype(str).eq("corrected") | other["note"].str.contains(SOURCE)
    assert other[~explained]["claim_id"].tolist() == []


def test_no_picture_is_without_a_claim(pictures):
    assert pictures["value"].notna().all()


def test_agreement_is_counted_by_documents():
    claims = wl.load(claimants="ua_general_staff", columns=["claim_id", "n_agreeing", "n_sources"])
    read = wl.load("observations", claimants="ua_general_staff")
    read = read[read["superseded_at"].isna()]
    documents = (
        read["source_id"]
        .astype(str)
        .map({code: source.transcribes for code, source in codes.sources().items()})
    )
    distinct = documents.groupby(read["claim_id"]).nunique()
    # The sources for comparison only, which no table names, are one document more.
    most = distinct.reindex(claims["claim_id"]).to_numpy() + 1
    assert (claims["n_sources"] <= most).all()
    assert (claims["n_agreeing"] <= claims["n_sources"]).all()
    assert pd.Series(most).max() > 2

from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from warlosses import codes
from warlosses.claims.claim_id import ClaimKey, format_claim_id, parse_claim_id, split_claim_ids

days = st.dates(date(2022, 2, 24), date(2040, 12, 31))
keys = st.builds(
    ClaimKey,
    st.sampled_from(list(codes.claimants())),
    st.sampled_from(codes.terms("belligerent")),
    st.sampled_from(list(codes.categories())),
    st.sampled_from(codes.terms("outcome")),
    st.sampled_from(codes.terms("measure")),
    days,
    days,
)


@given(keys)
def test_an_id_tells_its_parts(key):
    assert parse_claim_id(format_claim_id(key)) == key


@given(st.lists(keys, max_size=5))
def test_many_ids_split_like_single_ones(listed):
    ids = pd.Series([format_claim_id(k) for k in listed], dtype="str")
    split = split_claim_ids(ids).itertuples(index=False)
    found = [ClaimKey(*row[:5], row.as_of.date(), row.period_start.date()) for row in split]
    assert found == listed

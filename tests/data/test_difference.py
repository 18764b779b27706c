from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warlosses as wl
from tests.support.factories import DAY, write_mirror, write_texts
from warlosses.data.changes import COMPARED, KEY, compare_claims, count

CLAIM = f"ua_general_staff.RU.tanks.lost.cumulative.{DAY}"


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """Two releases of one day: one total was corrected, a contribution was withdrawn."""
    folder = tmp_path_factory.mktemp("changed")
    texts = write_texts(folder)
    mine = texts["contributions"] / "mine.csv"
    head = "as_of,claimant,belligerent,category,value,source_url\n"
    mine.write_text(head + "2024-05-10,nato,UA,personnel,3,https://example.org\n"
                    "2024-05-11,nato,UA,personnel,4,https://example.org\n")  # fmt: skip
    write_mirror(folder / "mirror")
    first = wl.build(folder / "mirror", folder / "out", from_scratch=True, **texts)
    mine.write_text(head + "2024-05-10,nato,UA,personnel,3,https://example.org\n")
    with texts["corrections"].open("a") as file:
        file.write(f"{CLAIM},7429,7430,transcription_error,the page says so,"
                   "https://example.org/page,2024-06-01\n")  # fmt: skip
    second = wl.build(folder / "mirror", folder / "out", **texts)
    return first.release.folder, second.release.folder


def test_what_changed_and_why(changed):
    found = wl.diff(*changed)
    rows = found.claims.set_index("claim_id")
    assert found.counts == {"new": 0, "changed": 1, "withdrawn": 1}
    assert rows.loc[CLAIM, ["change", "what", "value_before", "value_after"]].tolist() == [
        "changed", "value,status,source", 7429, 7430,
    ]  # fmt: skip
    assert rows.loc[CLAIM, "correction_reason"] == "the page says so"
    assert rows.loc[CLAIM, "correction_evidence_url"] == "https://example.org/page"
    gone = rows[rows["change"] == "withdrawn"]
    assert gone.index.tolist() == ["nato.UA.personnel.lost.cumulative.2024-05-11"]
    assert gone["value_before"].tolist() == [4]
    assert gone["value_after"].isna().all()


def test_by_claimant_and_category(changed):
    rows = wl.diff(*changed).summary().to_dict("records")
    assert rows == [
        {"claimant": "nato", "category": "personnel", "added": 0, "changed": 0, "withdrawn": 1},
        {"claimant": "ua_general_staff", "category": "tanks", "added": 0, "changed": 1,
         "withdrawn": 0},
    ]  # fmt: skip


def test_as_notes_json_and_csv(changed):
    found = wl.diff(*changed)
    notes = found.to_markdown()
    assert "0 new, 1 changed, 1 withdrawn" in notes
    assert f"- `{CLAIM}` 7,429 → 7,430; single → corrected" in notes
    assert "Correction (transcription_error): the page says so, <https://example.org/page>" in notes
    assert "withdrawn (was 4, contributions)" in notes
    assert "| ua_general_staff | tanks | 0 | 1 | 0 |" in notes
    as_json = json.loads(found.to_json())
    assert as_json["counts"] == found.counts
    assert as_json["claims"][0]["as_of"] == "2024-05-10"
    assert len(as_json["claims"]) == 2
    as_csv = pd.read_csv(io.StringIO(found.to_csv()))
    assert as_csv["claim_id"].tolist() == found.claims["claim_id"].tolist()


def test_the_manifest_counts_the_same(changed):
    assert wl.info(changed[1]).changes == wl.diff(*changed).counts


def test_a_first_release_is_all_new(changed):
    from warlosses.data.difference import between
    from warlosses.releases.release import Release

    found = between(None, Release(changed[0]))
    assert found.counts == {"new": len(wl.load(version=changed[0])), "changed": 0, "withdrawn": 0}
    assert "the first release" in found.to_markdown()


ROWS = st.dictionaries(
    st.integers(1, 12), st.tuples(st.integers(0, 3) | st.none(), st.sampled_from("ab")), max_size=8
)


def frame(rows):
    """A frame of claims with these values and statuses."""
    facts = [
        {"claim_id": f"c{n}", "as_of": pd.Timestamp(2024, 1, n), "value": v, "status": s}
        for n, (v, s) in rows.items()
    ]
    found = pd.DataFrame(facts, columns=["claim_id", "as_of", "value", "status"])
    for column in (*KEY, *COMPARED):
        if column not in found:
            found[column] = "x"
    return found.astype({"value": "Int64", "as_of": "datetime64[ms]", "status": "str"})


@settings(max_examples=25)
@given(ROWS, ROWS)
def test_the_difference_leads_from_the_one_to_the_other(old, new):
    found = compare_claims(frame(old), frame(new)).set_index("claim_id")
    rebuilt = {f"c{n}": row for n, row in old.items()}
    for claim, row in found.iterrows():
        if row["change"] == "withdrawn":
            del rebuilt[claim]
        else:
            value = None if pd.isna(row["value_after"]) else row["value_after"]
            rebuilt[claim] = (value, row["status_after"])
    assert rebuilt == {f"c{n}": row for n, row in new.items()}
    assert len(found) == sum(count(found.reset_index()).values())


@settings(max_examples=25)
@given(ROWS, ROWS)
def test_backwards_it_is_the_same_with_sides_changed(old, new):
    there = compare_claims(frame(old), frame(new))
    back = compare_claims(frame(new), frame(old))
    assert there["claim_id"].tolist() == back["claim_id"].tolist()
    assert there["value_before"].tolist() == back["value_after"].tolist()
    assert (there["change"] == "added").tolist() == (back["change"] == "withdrawn").tolist()

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.factories import DAY, NO_CORRECTIONS, PAGE, at, ledger_of, reading
from warlosses import codes, reconcile

YESTERDAY = DAY - timedelta(1)
TODAY = f"ua_general_staff.RU.tanks.lost.cumulative.{DAY}"


def settle(*readings, corrections=NO_CORRECTIONS, compared=()):
    comparisons = ledger_of(*compared) if compared else None
    return reconcile(ledger_of(*readings), corrections, comparisons).set_index("claim_id")


def correction(value, claim_id=TODAY):
    row = {
        "claim_id": claim_id,
        "from_value": 10,
        "to_value": value,
        "kind": "transcription_error",
        "reason": "the page says so",
        "evidence_url": "https://example.org/evidence",
        "decided_on": pd.Timestamp("2024-07-01"),
    }
    return pd.DataFrame([row])


@pytest.mark.parametrize(
    ("ministry", "picture", "minfin", "value", "status", "n_agreeing"),
    [
        (10, 10, 10, 10, "corroborated", 3),
        (10, 10, 12, 10, "corroborated", 2),
        (12, 10, 12, 12, "corroborated", 2),
        (10, None, None, 10, "single", 1),
        (10, None, 10, 10, "corroborated", 2),
        (10, 12, None, 10, "disputed", 1),  # the ministry's page is nearest
        (10, None, 12, 10, "disputed", 1),  # a value only compared with is never named
        (10, 12, 14, 10, "disputed", 1),
    ],
)
def test_the_value_that_most_documents_give_wins(
    ministry, picture, minfin, value, status, n_agreeing
):
    read = (("orc-losses", ministry), ("general-staff-infographics", picture))
    compared = [reading("minfin-csv", minfin)] if minfin else []
    claim = settle(*(reading(s, v) for s, v in read if v), compared=compared).loc[TODAY]
    assert (claim["value"], claim["status"], claim["n_agreeing"]) == (value, status, n_agreeing)
    assert claim["n_sources"] == sum(v is not None for v in (ministry, picture, minfin))
    assert claim["source_id"] != "minfin-csv"


def test_two_transcriptions_of_one_page_are_one_reading():
    alike = settle(reading("petroivaniuk", 10), reading("orc-losses", 10)).loc[TODAY]
    assert (alike["status"], alike["n_agreeing"], alike["n_sources"]) == ("single", 1, 1)
    unlike = settle(reading("petroivaniuk", 10), reading("orc-losses", 12)).loc[TODAY]
    assert (unlike["value"], unlike["status"]) == (12, "disputed")  # orc-losses is nearest


def test_the_claimants_own_document_wins_where_the_increment_leads_to_it():
    claim = settle(
        reading("petroivaniuk", 7, as_of=YESTERDAY),
        reading("larzs", 3, measure="increment"),
        reading("petroivaniuk", 12),
        reading("general-staff-infographics", 10),
        compared=[reading("minfin-csv", 12)],
    ).loc[TODAY]
    assert (claim["value"], claim["status"]) == (10, "corroborated")
    assert "7 + 3 = 10" in claim["note"]


def test_the_claimants_own_document_alone_loses_where_the_increment_leads_elsewhere():
    claim = settle(
        reading("petroivaniuk", 7, as_of=YESTERDAY),
        reading("larzs", 3, measure="increment"),
        reading("petroivaniuk", 10),
        reading("general-staff-infographics", 12),
        compared=[reading("minfin-csv", 12)],
    ).loc[TODAY]
    assert (claim["value"], claim["status"], claim["n_agreeing"]) == (10, "corroborated", 1)
    assert "12 (general-staff-infographics)" in claim["note"]


def test_where_the_days_increment_is_in_doubt_the_next_days_settles():
    tomorrow = DAY + timedelta(1)
    claims = settle(
        reading("petroivaniuk", 7, as_of=YESTERDAY),
        *(reading(s, v) for s, v in (("petroivaniuk", 10), ("general-staff-infographics", 12))),
        *(reading(s, v, measure="increment")
          for s, v in (("larzs", 3), ("general-staff-infographics", 5))),
        reading("petroivaniuk", 14, as_of=tomorrow),
        reading("larzs", 4, measure="increment", as_of=tomorrow),
    )  # fmt: skip
    assert (claims["value"][TODAY], claims["status"][TODAY]) == (10, "corroborated")
    assert "14 - 4 = 10" in claims["note"][TODAY]
    assert claims["value"][TODAY.replace("cumulative", "increment")] == 3


def test_a_claim_that_is_only_compared_with_gives_no_row():
    known = reading("orc-losses", 1, as_of=YESTERDAY)
    assert TODAY not in settle(known, compared=[reading("minfin-csv", 12)]).index


def test_the_printed_increment_breaks_a_tie():
    claim = settle(
        reading("petroivaniuk", 7, as_of=YESTERDAY),
        reading("larzs", 3, measure="increment"),
        reading("petroivaniuk", 10),
        reading("orc-losses", 12),
    ).loc[TODAY]
    assert (claim["value"], claim["status"], claim["source_id"]) == (
        10,
        "corroborated",
        "petroivaniuk",
    )
    assert "7 + 3 = 10" in claim["note"]


def test_a_tie_settled_today_settles_tomorrow():
    tomorrow = DAY + timedelta(1)
    claims = settle(
        reading("petroivaniuk", 7, as_of=YESTERDAY),
        reading("larzs", 3, measure="increment"),
        reading("larzs", 5, measure="increment", as_of=tomorrow),
        *(reading(s, v) for s, v in (("petroivaniuk", 10), ("orc-losses", 12))),
        *(reading(s, v, as_of=tomorrow) for s, v in (("petroivaniuk", 15), ("orc-losses", 99))),
    )
    assert claims["status"].loc[TODAY.replace(str(DAY), str(tomorrow))] == "corroborated"


def test_a_correction_overrides_with_its_evidence():
    claim = settle(
        reading("petroivaniuk", 10), reading("orc-losses", 10), corrections=correction(12)
    ).loc[TODAY]
    assert (claim["value"], claim["status"], claim["n_agreeing"]) == (12, "corrected", 0)
    assert claim["source_url"] == "https://example.org/evidence"
    assert claim["source_id"] == "corrections"
    assert claim["last_changed_at"] == pd.Timestamp("2024-07-01", tz="UTC")


def test_a_correction_of_a_range_gives_a_point():
    ends = {"value_low": 5, "value_high": 9, "qualifier": "range"}
    claim = settle(reading("petroivaniuk", None, **ends), corrections=correction(7)).loc[TODAY]
    assert (claim["value"], claim["status"]) == (7, "corrected")
    assert pd.isna(claim["value_low"])


def test_the_hedge_comes_from_a_source_that_records_hedges():
    claim = settle(
        reading("orc-losses", 10), reading("petroivaniuk", 10, qualifier="more_than", value_low=10)
    ).loc[TODAY]
    assert (claim["source_id"], claim["qualifier"], claim["value_low"]) == (
        "orc-losses",
        "more_than",
        10,
    )


def test_the_claimants_page_comes_before_a_permalink():
    assert (
        settle(reading("petroivaniuk", 10), reading("orc-losses", 10)).loc[TODAY, "source_url"]
        == PAGE
    )


def test_a_printed_increment_links_to_the_days_bulletin():
    claims = settle(
        reading("orc-losses", 10),
        reading("larzs", 3, measure="increment", source_url="https://www.facebook.com/x"),
    )
    claim = claims.loc[TODAY.replace("cumulative", "increment")]
    assert (claim["source_id"], claim["source_url"]) == ("larzs", PAGE)
    assert "found by orc-losses" in claim["note"]


def test_a_page_that_reads_otherwise_is_not_linked_to():
    claim = settle(
        reading("petroivaniuk", 10), reading("orc-losses", 12), compared=[reading("minfin-csv", 10)]
    )
    assert "petroivaniuk" in claim.loc[TODAY, "source_url"].lower()


def test_an_outlet_that_quotes_an_earlier_statement_of_the_day_is_no_rival():
    ru = {"claimant": "ru_mod", "belligerent": "UA"}
    claim = settle(
        reading("ru-mod-briefings", 311, **ru, source_url="https://x.ru/1"),
        reading("ru-mod-briefings", 314, **ru, source_url="https://x.ru/2"),
        reading("ru-mod-press", 311, **ru, source_url="https://x.ru/press"),
    ).iloc[0]
    assert (claim["value"], claim["status"], claim["n_sources"]) == (314, "single", 1)


def test_an_outlet_that_quotes_the_days_last_statement_agrees():
    ru = {"claimant": "ru_mod", "belligerent": "UA"}
    claim = settle(
        reading("ru-mod-briefings", 314, **ru, source_url="https://x.ru/1"),
        reading("ru-mod-briefings", 314, **ru, source_url="https://x.ru/2"),
        reading("ru-mod-press", 314, **ru, source_url="https://x.ru/press"),
    ).iloc[0]
    assert (claim["status"], claim["n_sources"]) == ("corroborated", 2)


def test_two_sources_that_read_one_page_are_one():
    page = {"claimant": "ru_mod", "belligerent": "UA", "source_url": "https://tass.ru/1"}
    claim = settle(reading("ru-mod-press", 9, **page), reading("statements", 9, **page)).iloc[0]
    assert (claim["status"], claim["n_sources"]) == ("single", 1)


def test_a_dispute_tells_what_else_was_read():
    claim = settle(reading("petroivaniuk", 10), reading("orc-losses", 12)).loc[TODAY]
    assert claim["note"] == "the sources differ; also read: 10 (petroivaniuk)"


def test_a_page_that_another_source_found_too_is_not_linked_to_against_its_words():
    claims = settle(
        reading("petroivaniuk", 10),
        reading("orc-losses", 12),
        reading("larzs", 3, measure="increment", source_url=PAGE),
        compared=[reading("minfin-csv", 10)],
    )
    assert claims.loc[TODAY, "source_url"] != PAGE


def test_only_what_is_transcribed_from_the_bulletin_links_to_it():
    killed = reading("economist", 9, outcome="killed", source_url="https://economist.com/a")
    claims = settle(reading("orc-losses", 10), killed)
    assert claims["source_url"].tolist() == ["https://economist.com/a", PAGE]


def test_a_claim_after_a_change_of_what_is_counted_says_so():
    facts = {"claimant": "oryx", "category": "all_equipment"}
    days = (date(2026, 5, 1), date(2026, 5, 16))
    claims = settle(*(reading("oryx-leedrake5", 9, as_of=d, **facts) for d in days))
    assert claims["note"].str.contains("Oryx counts less since May 2026").tolist() == [False, True]


def test_ranges_agree_when_both_ends_do():
    ends = {"value_low": 5, "value_high": 9, "qualifier": "range"}
    read = ("petroivaniuk", "general-staff-infographics")
    claim = settle(*(reading(source, None, **ends) for source in read)).loc[TODAY]
    assert (claim["status"], claim["value_low"], claim["value_high"]) == ("corroborated", 5, 9)
    assert pd.isna(claim["value"])


def test_times_tell_when_a_reading_first_came_and_last_changed():
    claim = settle(
        reading("petroivaniuk", 10, recorded_at=at(1), superseded_at=at(5)),
        reading("petroivaniuk", 12, recorded_at=at(5)),
        reading("orc-losses", 12, recorded_at=at(9)),
    ).loc[TODAY]
    assert claim["first_recorded_at"] == pd.Timestamp(at(1))
    assert claim["last_changed_at"] == pd.Timestamp(at(5))


values = st.dictionaries(
    st.sampled_from(["petroivaniuk", "orc-losses", "larzs", "contributions"]),
    st.integers(0, 4),
    min_size=1,
)


# Several days at once: settling takes a moment, whatever is settled, and each day stands alone.
several_days = st.lists(values, min_size=4, max_size=8)


def read_on(days):
    """Readings of these values, a day after the other."""
    return [
        reading(source, value, as_of=DAY + timedelta(n))
        for n, read in enumerate(days)
        for source, value in read.items()
    ]


@settings(max_examples=8)
@given(several_days, st.randoms())
def test_the_order_of_readings_does_not_matter(days, random):
    readings = read_on(days)
    shuffled = random.sample(readings, len(readings))
    pd.testing.assert_frame_equal(settle(*readings), settle(*shuffled))


@settings(max_examples=10)
@given(several_days)
def test_a_settled_value_is_one_that_was_read(days):
    claims = settle(*read_on(days))
    assert len(claims) == len(days)
    for n, read in enumerate(days):
        claim = claims.loc[TODAY.replace(str(DAY), str(DAY + timedelta(n)))]
        documents = {(codes.sources()[source].transcribes, value) for source, value in read.items()}
        votes = [value for _, value in documents]
        assert claim["n_agreeing"] == votes.count(claim["value"])
        assert claim["n_agreeing"] == max(map(votes.count, votes))
        assert read[claim["source_id"]] == claim["value"]

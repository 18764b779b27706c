from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.factories import DAY, at, ledger_of, reading
from warlosses import columns
from warlosses.claims import ledger

NOW = at(20)


def extended(prior, *readings, taken_at=NOW, complete=("petroivaniuk", "orc-losses")):
    times = {r.source_id: taken_at for r in readings}
    return ledger.extend(prior, ledger.to_frame(readings, times), complete=complete)


def test_the_same_copy_adds_nothing():
    prior = ledger_of(reading("petroivaniuk", 10), reading("orc-losses", 11))
    again = extended(prior, reading("petroivaniuk", 10), reading("orc-losses", 11))
    pd.testing.assert_frame_equal(again, prior)


def test_a_changed_reading_closes_the_old_row_and_adds_a_new_one():
    prior = ledger_of(reading("petroivaniuk", 10))
    rows = extended(prior, reading("petroivaniuk", 12))
    assert rows["value"].tolist() == [10, 12]
    assert rows["superseded_at"].tolist() == [pd.Timestamp(NOW), pd.NaT]
    assert rows["recorded_at"].tolist() == [pd.Timestamp(at(1)), pd.Timestamp(NOW)]


def test_another_revision_in_a_permalink_is_no_change_but_another_page_is():
    moved = reading("petroivaniuk", 10)._replace(
        source_url="https://github.com/PetroIvaniuk/2022-Ukraine-Russia-War-Dataset/blob/c/d"
    )
    assert len(extended(ledger_of(reading("petroivaniuk", 10)), moved)) == 1
    other_page = reading("orc-losses", 10, source_url="https://mod.gov.ua/news/other")
    assert len(extended(ledger_of(reading("orc-losses", 10)), other_page)) == 2


def test_a_reading_that_went_back_is_a_new_row():
    first = extended(ledger_of(reading("petroivaniuk", 10)), reading("petroivaniuk", 12))
    back = extended(first, reading("petroivaniuk", 10), taken_at=at(25))
    assert back["value"].tolist() == [10, 12, 10]
    assert back["superseded_at"].isna().sum() == 1


def test_a_withdrawn_reading_is_closed_only_for_complete_copies():
    next_day = reading("orc-losses", 12, as_of=DAY + timedelta(1))
    prior = ledger_of(reading("orc-losses", 10), next_day)
    assert extended(prior, next_day)["superseded_at"].notna().sum() == 1
    assert extended(prior, next_day, complete=())["superseded_at"].notna().sum() == 0


def test_of_several_pages_on_one_day_the_last_stays_open():
    pages = [
        reading(
            "ru-mod-briefings",
            v,
            claimant="ru_mod",
            belligerent="UA",
            source_url=f"https://x.ru/{v}",
        )
        for v in (311, 314)
    ]
    rows = ledger_of(*pages)
    assert rows.loc[rows["superseded_at"].isna(), "value"].tolist() == [314]
    assert (rows["superseded_at"].dropna() == pd.Timestamp(at(1))).all()


def test_nothing_new_is_recorded_before_the_newest_time_known():
    prior = ledger_of(reading("petroivaniuk", 10), taken_at=at(15))
    rows = extended(prior, reading("petroivaniuk", 12), taken_at=at(3))
    assert rows["recorded_at"].min() == pd.Timestamp(at(15))


def test_undated_copies_count_from_the_newest_day_there_is():
    later = reading("statements", 5, as_of=DAY + timedelta(60))
    rows = ledger.to_frame([reading("statements", 4), later], {"statements": None})
    assert set(rows["recorded_at"].dt.date) == {DAY + timedelta(60)}


# A source's copies over time: each maps a few days to values, or lacks them.
copies = st.lists(
    st.dictionaries(st.integers(0, 3), st.integers(0, 5), min_size=1), min_size=1, max_size=6
)


@settings(max_examples=15)
@given(copies)
def test_recording_later_never_changes_an_earlier_answer(states):
    rows = ledger.empty()
    answers = []
    for number, state in enumerate(states):
        readings = [
            reading("orc-losses", value, as_of=DAY + timedelta(day)) for day, value in state.items()
        ]
        rows = extended(rows, *readings, taken_at=at(number + 1), complete=["orc-losses"])
        answers.append((pd.Timestamp(at(number + 1, 12)), state))
        shown = rows[rows["superseded_at"].isna()]
        assert len(shown) == len(state)
    for moment, state in answers:
        then = ledger.as_known_on(rows, moment)
        current = then[then["superseded_at"].isna()]
        found = dict(zip(current["claim_id"].str[-10:], current["value"], strict=True))
        assert found == {(DAY + timedelta(d)).isoformat(): v for d, v in state.items()}


@settings(max_examples=15)
@given(copies)
def test_the_ledger_only_grows(states):
    rows = ledger.empty()
    for number, state in enumerate(states):
        readings = [
            reading("orc-losses", value, as_of=DAY + timedelta(day)) for day, value in state.items()
        ]
        longer = extended(rows, *readings, taken_at=at(number + 1), complete=["orc-losses"])
        kept = [c for c in columns.OBSERVATIONS if c != "superseded_at"]
        before = set(rows[kept].itertuples(index=False, name=None))
        assert before <= set(longer[kept].itertuples(index=False, name=None))
        rows = longer


@pytest.mark.parametrize("column", ["value", "recorded_at", "claim_id"])
def test_an_empty_ledger_is_typed(column):
    filled = ledger_of(reading("orc-losses", 10))
    assert ledger.empty()[column].dtype == filled[column].dtype

"""How the page holds a release: all of it, and adding up gives the figures again."""

from __future__ import annotations

import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

import warlosses as wl
from warlosses.charts.packing import packed_numbers, packed_text
from warlosses.charts.page import ASSETS, SCRIPTS, page_text
from warlosses.charts.payload import payload_parts
from warlosses.charts.series import Numbers, runs


@given(st.lists(st.integers(0, 3)))
def test_runs_hold_every_value(values):
    packed = runs(values)
    back = [v for v, n in zip(packed[::2], packed[1::2], strict=True) for _ in range(n)]
    assert back == values


@given(st.lists(st.text(max_size=2)))
def test_numbers_lead_back_to_the_things(things):
    numbers = Numbers()
    given_out = [numbers(thing) for thing in things]
    assert [numbers.all[n] for n in given_out] == things


def test_every_claim_is_on_the_page(release_payload):
    data = release_payload
    days = data["days"]
    totals = sum(len(days[d]) for d in data["series"]["days"])
    printed = sum(len(days[d]) for d in data["printed"]["days"])
    assert totals + printed + len(data["single"]) == len(wl.load()) == data["claims"]


def test_no_link_is_left_out(release_payload):
    assert set(wl.load()["source_url"].astype(str)) <= set(release_payload["links"])


def test_the_page_is_at_most_200_kb_packed(release_page):
    assert len(gzip.compress(release_page.read_bytes(), 9)) <= 200_000


def test_the_same_release_gives_the_same_bytes(release_payload, release_page):
    assert page_text(payload_parts(release_payload)) == release_page.read_text(encoding="utf-8")


@given(st.lists(st.integers(-(2**40), 2**40)), st.binary())
def test_the_page_unpacks_what_was_packed(unpacker, numbers, content):
    assert unpacker("numbers", packed_text(packed_numbers(numbers)), len(numbers)) == numbers
    assert unpacker("bytes", packed_text(content), 0) == list(content)


def test_every_asset_is_used():
    assert {path.name for path in ASSETS.iterdir()} == {
        *SCRIPTS,
        "page.html",
        "style.css",
        "texts.json",
    }


def test_all_languages_say_the_same_things():
    texts = json.loads((ASSETS / "texts.json").read_text(encoding="utf-8"))
    assert set(texts) == {"en", "uk", "ru"}
    assert len({frozenset(of_one) for of_one in texts.values()}) == 1
    assert all(value for of_one in texts.values() for value in of_one.values())

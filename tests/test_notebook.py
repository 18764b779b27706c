"""What notebooks show: every result as a table, text in it as text."""

from __future__ import annotations

import pytest
from lxml import html

import warlosses as wl
from warlosses.notebook import html_facts, html_table
from warlosses.releases.catalogue import Catalogue
from warlosses.releases.verify import CheckedFile, Verification

EVIL = "<script>alert(1)</script>&\"'"
ROW = {
    "as_of": "2023-04-18", "claimant": "ua_general_staff", "belligerent": "RU",
    "category": "tank", "value": 3661,
    "source_url": "https://www.mil.gov.ua/news/2023/04/18/losses",
}  # fmt: skip


def results():
    checked = [CheckedFile("2026.9.6", "claims.parquet", EVIL, "its SHA-256 is not the signed one")]
    return {
        "report": (wl.validate([{**ROW, "note": EVIL}]), "WL107"),
        "info": (wl.info(), "2026.9.6"),
        "difference": (wl.diff("2026.9.6", "2026.9.6"), "0 new"),
        "catalogue": (Catalogue([], ["2026.9.6"], asked=False), "0 releases"),
        "verification": (Verification(checked, [EVIL], "the host was asked now"), "1 of 1 files"),
        "sound": (Verification([], [], "the host was asked now"), "all 0 files"),
    }


@pytest.mark.parametrize("name", results())
def test_every_result_is_a_table(name):
    result, text = results()[name]
    page = result._repr_html_()
    shown = html.fragment_fromstring(page)
    assert shown.tag == "table" or shown.find(".//table") is not None
    assert text in page
    assert "<script" not in page


def test_many_rows_are_counted():
    page = html_table([{"n": n} for n in range(100)], caption="numbers")
    assert page.count("<tr>") == 61
    assert "numbers; 40 more rows" in page


def test_text_stays_text():
    assert "<script" not in html_table([{EVIL: EVIL}], caption=EVIL)
    assert "<script" not in html_facts({EVIL: {EVIL: EVIL}}, caption=EVIL)


def test_what_is_not_ok_is_false():
    assert not wl.validate([ROW])
    assert wl.validate([{**ROW, "category": "tanks"}])
    for name, (result, _) in results().items():
        if name in ("verification", "sound"):
            assert bool(result) is result.ok

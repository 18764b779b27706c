"""A note that says that the page prints a figure: errors become warnings that name it."""

from __future__ import annotations

import pandas as pd
import pytest

from warlosses import validate
from warlosses.validation.catalogue import CATALOGUE

LINK = "https://mod.gov.ua/news/2026-09-07"


def told(value, note, **changes):
    row = {"as_of": "2026-09-07", "claimant": "ua_general_staff", "belligerent": "RU"}
    row |= {"category": "tanks", "value": value, "source_url": LINK, "note": note} | changes
    report = validate(pd.DataFrame([row]))
    return report.ok, [(f.rule, f.severity, f.message) for f in report.findings]


@pytest.mark.parametrize(
    ("rule", "value", "changes"),
    [
        ("WL301", 0, {}),
        ("WL302", 50_000, {}),
        ("WL305", 1233, {}),
        ("WL308", 12_273, {"measure": "increment"}),
        ("WL503", 12_273, {"belligerent": "UA"}),
    ],
)
def test_a_note_makes_a_warning_of_an_error_and_is_named(rule, value, changes):
    ok, ((code, severity, message),) = told(value, "checked twice", **changes)
    assert (ok, code, severity) == (False, rule, "error")
    note = "As  printed: the page\nhas it"
    ok, ((code, severity, noted),) = told(value, note, **changes)
    assert (ok, code, severity) == (True, rule, "warning")
    assert noted == f"{message}; no error, because the note says {note!r}"


def test_a_note_does_not_help_against_the_dataset():
    ok, findings = told(12_000, "as printed", as_of="2026-08-15")
    assert not ok
    assert [rule for rule, *_ in findings if rule == "WL501"] == ["WL501"]


@pytest.mark.parametrize("rule", [r for r in CATALOGUE.values() if r.yields_to_note])
def test_a_rule_that_yields_to_a_note_says_so(rule):
    assert "as printed" in rule.what

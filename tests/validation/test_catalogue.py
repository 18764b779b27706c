"""Every rule: its examples do what they show, and its page is up to date."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest

from warlosses import explain, validate
from warlosses.errors import ArgumentError
from warlosses.validation.catalogue import CATALOGUE, FAMILIES
from warlosses.validation.rule_page import rules_page

BASELINE = "as_of,claimant,belligerent,category,outcome,measure,value,status,source_id"
# Where the failing examples go wrong: line and column; most of them in line 2, in the value.
PLACES = {
    "WL112": (2, "note"),
    "WL113": (2, "note"),
    "WL001": (2, None),
    "WL002": (2, None),
    "WL003": (None, None),
    "WL004": (1, "source_url"),
    "WL005": (1, "notes"),
    "WL006": (1, "value"),
    "WL007": (2, None),
    "WL008": (1, None),
    "WL009": (1, None),
    "WL010": (1, None),
    "WL101": (2, "claimant"),
    "WL104": (2, "as_of"),
    "WL105": (2, "claimant"),
    "WL106": (2, "belligerent"),
    "WL107": (2, "category"),
    "WL108": (2, "outcome"),
    "WL109": (2, "measure"),
    "WL110": (2, "qualifier"),
    "WL203": (2, "value_low"),
    "WL204": (2, "qualifier"),
    "WL205": (2, "outcome"),
    "WL206": (2, "category"),
    "WL207": (2, "as_of"),
    "WL208": (2, "as_of"),
    "WL209": (2, "period_start"),
    "WL210": (3, None),
    "WL211": (3, "value"),
    "WL401": (2, "source_url"),
    "WL402": (2, "source_url"),
    "WL403": (2, "source_url"),
    "WL404": (2, "source_url"),
    "WL502": (None, None),
    "WL503": (2, "belligerent"),
    "WL504": (2, "as_of"),
}


def findings_of(example, folder):
    """Validate an example as a file; return its report."""
    path = folder / f"example.{example.format}"
    text = example.text
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return validate(path, pd.read_csv(io.StringIO("\n".join((BASELINE, *example.baseline)))))


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_failing_example_gives_exactly_this_rule_at_its_place(rule, tmp_path):
    report = findings_of(rule.failing, tmp_path)

    found = [f for f in report.findings if f.severity != "info" or f.rule == rule.code]
    places = [(f.rule, f.line, f.column) for f in found]
    assert places == [(rule.code, *PLACES.get(rule.code, (2, "value")))]
    finding = found[0]
    if finding.value and finding.position and finding.row:
        cell = report.lines[finding.file, finding.line][finding.position - 1 :]
        assert cell.lstrip('"').startswith(finding.value)


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_passing_example_gives_none(rule, tmp_path):
    found = findings_of(rule.passing, tmp_path).findings

    assert [f for f in found if f.severity != "info" or f.rule == rule.code] == []


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_declaration_is_complete(rule):
    assert re.fullmatch(r"WL[0-5]\d\d", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert not rule.title.endswith(".")
    for text in (rule.what, rule.why, rule.cure):
        assert text.endswith((".", ")"))


def test_codes_are_in_order_and_names_are_unique():
    assert list(CATALOGUE) == sorted(CATALOGUE)
    names = [rule.name for rule in CATALOGUE.values()]
    assert len(set(names)) == len(names)
    assert {code[:3] for code in CATALOGUE} == set(FAMILIES)


def test_explain_takes_a_code_in_any_case():
    assert explain(" wl107 ") is CATALOGUE["WL107"]


@pytest.mark.parametrize("name", ["unknown-category", " Unknown_Category "])
def test_explain_takes_the_name_that_it_prints(name):
    assert explain(name) is CATALOGUE["WL107"]


def test_explain_names_near_names():
    with pytest.raises(ArgumentError, match="did you mean 'unknown-category'"):
        explain("unknown-categry")


def test_explain_names_near_codes():
    with pytest.raises(ArgumentError, match="unknown rule 'WL17'; did you mean 'WL1"):
        explain("WL17")


def test_page_names_every_rule():
    page = rules_page()

    for rule in CATALOGUE.values():
        assert f"### {rule.code} {rule.name}" in page

"""Which of several hits on one fault is told: as the rules declare it."""

from __future__ import annotations

import pytest

from warlosses.validation.catalogue import CATALOGUE
from warlosses.validation.hits import one_a_fault
from warlosses.validation.rule import Hit


def told(*hits):
    return [(hit.code, hit.row) for hit in one_a_fault(list(hits))]


def hit(code, row, severity="warning", suggestion=None, **kwargs):
    return Hit(code, row, "value", {}, suggestion, severity, **kwargs)


def test_rules_yield_to_rules_that_exist():
    for rule in CATALOGUE.values():
        assert set(rule.yields_to) <= set(CATALOGUE) - {rule.code}


def test_the_settled_claim_is_told_and_no_less_grave():
    (only,) = one_a_fault([hit("WL301", 2, "error"), hit("WL501", 2, "warning")])
    assert (only.code, only.severity) == ("WL501", "error")


def test_other_rows_are_no_reason_to_yield():
    assert told(hit("WL301", 2), hit("WL501", 3)) == [("WL301", 2), ("WL501", 3)]


def test_a_sum_yields_on_either_of_its_rows():
    sum_of = hit("WL212", 2, related_rows=(5,))
    assert told(sum_of, hit("WL501", 5)) == [("WL501", 5)]
    assert told(sum_of, hit("WL303", 2)) == [("WL303", 2)]
    assert told(sum_of, hit("WL308", 5)) == [("WL308", 5)]
    assert told(sum_of, hit("WL303", 4)) == [("WL212", 2), ("WL303", 4)]


def test_a_sum_hands_on_the_figure_that_it_proposes():
    (only,) = one_a_fault([hit("WL302", 2), hit("WL212", 2, suggestion="3661")])
    assert (only.code, only.suggestion) == ("WL302", "3661")
    assert only.fields["slip"] == "3661 by the printed increment"


def test_a_remark_never_stands_for_a_warning():
    assert told(hit("WL301", 2, "info"), hit("WL212", 2)) == [("WL212", 2)]
    assert told(hit("WL301", 2, "warning"), hit("WL212", 2)) == [("WL301", 2)]


def test_rows_of_a_copied_bulletin_are_told_once():
    copied = hit("WL304", 1, related_rows=(2, 3))
    assert told(copied, hit("WL212", 3), hit("WL212", 4)) == [("WL304", 1), ("WL212", 4)]


def test_what_is_not_told_itself_stands_for_nothing():
    another_day, copied = hit("WL504", 1, related_rows=(2,)), hit("WL304", 1, related_rows=(2,))
    assert told(another_day, copied) == [("WL304", 1)]
    assert told(another_day, copied, hit("WL501", 2)) == [("WL504", 1), ("WL501", 2)]


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_every_rule_says_since_when(rule):
    assert rule.since.count(".") == 2

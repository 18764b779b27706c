"""A report as Python people expect it: false when not ok, picklable, readable."""

from __future__ import annotations

import inspect
import pickle

import pytest

import warlosses as wl
from warlosses.validation.finding import Finding
from warlosses.validation.report import InvalidContributionError, Report

NOT_OK = Report([Finding("WL401", "error", "<b>.csv", "no <link>")], {"<b>.csv": 1})
ERRORS = [
    cls
    for _, cls in inspect.getmembers(wl, inspect.isclass)
    if issubclass(cls, Exception) and not issubclass(cls, Warning)
]


def test_a_report_is_false_when_it_is_not_ok():
    assert not NOT_OK
    assert Report([])
    warned = [Finding("WL301", "warning", "a.csv", "")]
    assert Report(warned)
    assert not Report(warned, strict=True)


def test_a_report_reads_well():
    assert str(NOT_OK) == NOT_OK.render()
    page = NOT_OK._repr_html_()
    assert "no &lt;link&gt;" in page
    assert "<b>.csv" not in page
    assert "not valid: 1 error" in page
    assert "<table" not in Report([], {"a.csv": 1})._repr_html_()


def test_the_error_goes_through_a_pool_of_processes():
    error = pickle.loads(pickle.dumps(InvalidContributionError(NOT_OK)))
    assert error.report == NOT_OK
    assert str(error) == str(InvalidContributionError(NOT_OK))


@pytest.mark.parametrize("cls", ERRORS, ids=lambda cls: cls.__name__)
def test_every_exception_can_be_pickled(cls):
    error = cls(NOT_OK) if cls is InvalidContributionError else cls("a text")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is cls
    assert str(again) == str(error)

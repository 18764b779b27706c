"""What users rely on changes on purpose only: names, arguments, help pages."""

from __future__ import annotations

import difflib

import pytest

from tools.record_public_names import RECORD, help_pages, names, typer_version

ANEW = "Meant to change? Record it: python -m tools.record_public_names"


def recorded():
    """Return the two halves of the record: the names, and the help pages."""
    text = RECORD.read_text(encoding="utf-8")
    head, pages = text.split("\n\n# Help pages, as typer ")
    return head.splitlines()[1:], pages


def differences(before, after):
    return "\n".join(difflib.unified_diff(before, after, "recorded", "now", lineterm="", n=1))


def test_names_and_their_arguments_are_as_recorded():
    before, _ = recorded()
    assert len(before) > 30
    changed = differences(before, list(names()))
    assert not changed, f"{changed}\n{ANEW}"


def test_help_pages_are_as_recorded():
    _, pages = recorded()
    heading, before = pages.split("\n", 1)
    if not heading.startswith(f"{typer_version()} "):
        pytest.skip(f"recorded with typer {heading.split()[0]}; here is {typer_version()}")
    assert before.count("\n$ warlosses") > 20
    changed = differences(before.splitlines(), "\n".join(help_pages()).splitlines())
    assert not changed, f"{changed}\n{ANEW}"

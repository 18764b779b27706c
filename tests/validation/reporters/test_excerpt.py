"""What says the same of a column is told once; what differs is not."""

from __future__ import annotations

import json

from warlosses.validation.finding import Finding
from warlosses.validation.report import Report
from warlosses.validation.reporters.excerpt import collapsed, folded
from warlosses.validation.reporters.render import render


def empty_link(row, **more):
    facts = {"row": row, "line": row + 1, "column": "source_url"} | more
    return Finding("WL401", "error", "a.csv", "source_url is empty", **facts)


def test_equal_findings_of_a_column_are_one():
    report = Report([empty_link(n) for n in range(1, 27)], {"a.csv": 26})
    for kind in ("text", "html", "github"):
        text = render(report, kind)
        assert text.count("source_url is empty") == 1
        assert "in all 26 rows" in " ".join(text.split())
    assert len(json.loads(render(report, "json"))["findings"]) == 26
    assert render(report, "junit").count("<failure") == 26


def test_the_lines_are_named_where_it_is_not_all():
    report = Report([empty_link(n) for n in (1, 2, 3, 7)], {"a.csv": 9})
    (told,) = collapsed(report)
    assert told.message == "source_url is empty in 4 rows (lines 2-4, 8)"
    rows = Report([empty_link(n, line=None) for n in (1, 2, 3, 7)], {"a.csv": 9})
    assert collapsed(rows)[0].message.endswith("(rows 1-3, 7)")


def test_what_differs_stays_apart():
    different = [
        empty_link(1),
        empty_link(2, suggestion="a"),
        empty_link(3, column="note"),
        empty_link(4, column=None),
        Finding("WL401", "error", "b.csv", "source_url is empty", row=1, column="source_url"),
    ]
    assert collapsed(Report(different, {"a.csv": 9, "b.csv": 9})) == different
    assert len(collapsed(Report([empty_link(1), empty_link(2)], {"a.csv": 9}))) == 2


def test_a_column_of_one_kind_of_fault_is_shown_by_a_few():
    found = [
        Finding("WL103", "error", "a.csv", f"found '{n},000'", row=n, column="value")
        for n in range(1, 24)
    ]
    told = list(folded(Report(found, {"a.csv": 23}), 20))
    assert len(told) == 3
    assert [text for _, text in told] == ["", "", "and 20 more WL103 in column value"]
    # In a file of many more rows, each is a fault of its own.
    assert len(list(folded(Report(found, {"a.csv": 400}), 20))) == 20

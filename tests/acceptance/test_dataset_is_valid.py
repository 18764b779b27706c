"""The contributions that the dataset was made of: they pass the rules that new ones are held to."""

from __future__ import annotations

import pytest

import warlosses as wl
from warlosses.building.contributed import contribution_files
from warlosses.paths import datasets_dir

FOLDER = datasets_dir() / "contributions"


@pytest.mark.parametrize("path", contribution_files(FOLDER), ids=lambda path: path.name)
def test_a_bundled_contribution_is_valid(path):
    report = wl.validate(path)
    assert [f for f in report.findings if f.severity == "error"] == []
    assert sum(report.rows.values())


def test_what_is_in_the_dataset_from_one_source_is_no_excuse_for_another(tmp_path):
    row = "2022-05-04,ru_mod,UA,tanks_armored_vehicles,2760,https://example.org/a\n"
    text = "as_of,claimant,belligerent,category,value,source_url\n" + row
    for name, severity in (("ru-mod-press.csv", "warning"), ("mine.csv", "error")):
        (tmp_path / name).write_text(text)
        findings = wl.validate(tmp_path / name).findings
        assert [(f.rule, f.severity, f.suggestion) for f in findings if f.rule == "WL501"] == [
            ("WL501", severity, "2817")
        ]

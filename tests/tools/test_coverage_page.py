from __future__ import annotations

import warlosses as wl
from tools.generate.coverage_page import coverage_page


def test_the_page_has_every_series_with_its_days_and_its_longest_gap():
    rows = [
        line.strip("| ").split(" | ") for line in coverage_page().splitlines() if "| 20" in line
    ]
    told = {tuple(row[:4]): row[4:8] for row in rows}
    series = wl.coverage(by=["claimant", "belligerent", "measure", "category"])
    assert len(told) == len(series)
    for row in series.itertuples():
        first, last, days, gap = told[row.claimant, row.belligerent, row.measure, row.category]
        assert (first, last) == (str(row.first_day.date()), str(row.last_day.date()))
        assert (days, gap) == (f"{row.days:,}", f"{row.longest_gap:,}")

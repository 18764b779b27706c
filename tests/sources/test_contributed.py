from __future__ import annotations

import pytest
from factories import DAY, reading

import warlosses as wl
from warlosses.paths import datasets_dir
from warlosses.sources import READERS, contributed, retyped
from warlosses.sources._reading import Reading
from warlosses.sources.mirror import open_mirror

HEAD = "as_of,claimant,belligerent,category,value,source_url,qualifier\n"
ROW = "2024-05-10,nato,RU,personnel,5,https://example.org/a,\n"


def test_what_is_written_reads_back(tmp_path):
    given = [
        reading("statements", 5, qualifier="more_than", value_low=5, note='says "over", then: 5'),
        reading("statements", None, value_low=2, value_high=9, qualifier="range", period_start=DAY),
        reading("statements", 7, measure="increment", period_start=DAY.replace(day=1)),
    ]
    path = tmp_path / "statements.csv"
    assert contributed.write(given, path) == 3
    found = list(contributed.read(path))
    assert [r.claim_id for r in found] == [r.claim_id for r in given]
    keep = ("source_id", "value", "value_low", "value_high", "qualifier", "source_url", "note")
    assert [[getattr(r, c) for c in keep] for r in found] == [
        [getattr(r, c) for c in keep] for r in given
    ]


def test_a_file_of_another_name_belongs_to_the_contributions(tmp_path):
    path = tmp_path / "2024-05-nato.csv"
    path.write_text(HEAD + ROW)
    (found,) = contributed.read(path)
    assert (found.source_id, found.outcome, found.measure) == (
        "contributions",
        "lost",
        "cumulative",
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            ROW.replace("nato", "nato_"),
            "line 2, column claimant: expected a claimant code; found 'nato_'",
        ),
        (ROW.replace("2024-05-10", "10.5.24"), "line 2, column as_of: expected a date"),
        (ROW.replace(",5,", ",five,"), "line 2, column value: expected a whole number"),
        (
            ROW.replace(",5,", ",,"),
            "line 2, column value: expected a value or a bound; found neither",
        ),
        (ROW.replace("https://", "ftp://"), "line 2, column source_url: expected a web link"),
        (ROW.replace(",\n", ",perhaps\n"), "line 2, column qualifier"),
    ],
)
def test_a_wrong_row_is_named_by_line_and_column(tmp_path, row, message):
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + row)
    with pytest.raises(wl.SourceError, match=message):
        list(contributed.read(path))


def test_the_committed_contributions_are_what_the_mirror_holds(mirror, tmp_path):
    for name in retyped.enter(mirror, tmp_path):
        committed = datasets_dir() / "contributions" / name
        assert committed.read_text() == (tmp_path / name).read_text(), f"{name} is stale"


def test_every_source_of_the_mirror_has_a_reader_that_yields(mirror):
    copies = open_mirror(mirror)
    assert [c.source.source_id for c in copies] == list(READERS)
    for copy in copies:
        first = next(r for r in READERS[copy.source.source_id].read(copy) if isinstance(r, Reading))
        assert first.source_url.startswith(("https://", "http://"))

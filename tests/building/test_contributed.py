from __future__ import annotations

from datetime import date

import pytest

import warlosses as wl
from tests.support.factories import DAY, reading
from tools.entered_once.__main__ import ONCE, enter
from warlosses.building import contributed
from warlosses.claims.reading import Reading
from warlosses.paths import datasets_dir
from warlosses.sources.mirror import open_mirror
from warlosses.sources.registry import READERS

HEAD = "as_of,claimant,belligerent,category,value,source_url,qualifier\n"
ROW = "2024-05-10,nato,RU,personnel,5,https://example.org/a,\n"


def test_what_is_written_reads_back(tmp_path):
    given = [
        reading("statements", 5, qualifier="more_than", value_low=5, note='says "over", then: 5'),
        reading("statements", None, value_low=2, value_high=9, qualifier="range", period_start=DAY),
        reading("statements", 7, measure="increment", period_start=DAY.replace(day=1)),
    ]
    path = tmp_path / "statements.csv"
    assert contributed.write_contributed(given, path) == 3
    found = list(contributed.read_contributed(path))
    assert [r.claim_id for r in found] == [r.claim_id for r in given]
    keep = ("source_id", "value", "value_low", "value_high", "qualifier", "source_url", "note")
    assert [[getattr(r, c) for c in keep] for r in found] == [
        [getattr(r, c) for c in keep] for r in given
    ]


def test_a_file_of_another_name_belongs_to_the_contributions(tmp_path):
    path = tmp_path / "2024-05-nato.csv"
    path.write_text(HEAD + ROW)
    (found,) = contributed.read_contributed(path)
    assert (found.source_id, found.outcome, found.measure) == (
        "contributions",
        "lost",
        "cumulative",
    )


@pytest.mark.parametrize(
    ("row", "place", "message"),
    [
        (("nato", "nato_"), "line 2, column claimant", "unknown claimant 'nato_'; perhaps nato"),
        (("2024-05-10", "10.5.24"), "line 2, column as_of", "expected a day as YYYY-MM-DD"),
        ((",5,", ",five,"), "line 2, column value", "expected a whole number in digits"),
        ((",5,", ",,"), "line 2, column value", "value, value_low and value_high are all empty"),
        (("https://", "ftp://"), "line 2, column source_url", "expected a web address"),
        ((",\n", ",perhaps\n"), "line 2, column qualifier", "unknown qualifier 'perhaps'"),
        (("personnel", "tanks,"), "line 2", "expected 7 fields as in the header; found 8"),
        (("2024-05-10", "2020-05-10"), "line 2, column as_of", "expected a day from 2022-02-24"),
    ],
)
def test_a_wrong_row_is_named_by_line_and_column(tmp_path, row, place, message):
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + ROW.replace(*row))
    with pytest.raises(wl.SourceError) as caught:
        list(contributed.read_contributed(path))
    told = str(caught.value)
    assert told.startswith(f"{path.as_posix()}, {place}")
    assert message in told
    assert "`warlosses validate " in told
    assert not wl.validate(path).ok


def test_an_unknown_column_is_not_dropped_in_silence(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(HEAD.replace("qualifier", "remarks") + ROW)
    with pytest.raises(wl.SourceError, match="unknown column 'remarks'"):
        list(contributed.read_contributed(path))


@pytest.mark.parametrize(
    "content",
    [
        HEAD + ROW,
        (HEAD + ROW).replace("\n", "\r\n"),
        "\ufeff" + HEAD + ROW,
        (HEAD + ROW).replace(",", ";"),
        (HEAD + ROW).replace("nato", '"nato"'),
        (HEAD + ROW).removesuffix("\n"),
        HEAD.replace("value", "previous,value") + ROW.replace(",5,", ',"4, yesterday",5,'),
    ],
    ids=["plain", "crlf", "bom", "semicolons", "quoted", "no newline", "template"],
)
def test_what_validates_is_read(tmp_path, content):
    path = tmp_path / "mine.csv"
    path.write_bytes(content.encode())
    assert wl.validate(path).ok
    (found,) = contributed.read_contributed(path)
    assert (found.claimant, found.value, found.note) == ("nato", 5, "")


def test_figures_without_a_point_and_the_days_of_a_period_are_read(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "as_of,claimant,belligerent,category,outcome,measure,value_low,value_high,qualifier,"
        "period_start,source_url\n"
        "2024-05-10,nato,RU,personnel,killed,increment,1000,1500,range,2024-05-01,"
        "https://example.org/a\n"
    )
    assert wl.validate(path).ok
    (found,) = contributed.read_contributed(path)
    assert (found.value, found.value_low, found.value_high) == (None, 1000, 1500)
    assert found.period_start == date(2024, 5, 1)


def test_a_file_of_another_format_is_not_passed_over(tmp_path):
    (tmp_path / "notes.md").write_text("Not data.")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "may.csv").write_text(HEAD + ROW)
    (tmp_path / ".checkpoint.csv").write_text("half")
    assert contributed.contribution_files(tmp_path) == [tmp_path / "below" / "may.csv"]
    (tmp_path / "june.XLSX").write_bytes(b"PK")
    with pytest.raises(wl.SourceError, match=r"june\.XLSX: expected a \.csv file.*Save it as CSV"):
        contributed.contribution_files(tmp_path)


def test_the_committed_contributions_are_what_the_mirror_holds(mirror, tmp_path):
    for name in enter(mirror, tmp_path):
        committed = datasets_dir() / "contributions" / name
        assert committed.read_text() == (tmp_path / name).read_text(), f"{name} is stale"


def test_every_source_of_the_mirror_has_a_reader_that_yields(mirror):
    readers = READERS | ONCE
    copies = open_mirror(mirror, readers)
    assert [c.source.source_id for c in copies] == list(readers)
    for copy in copies:
        first = next(r for r in readers[copy.source.source_id].read(copy) if isinstance(r, Reading))
        assert first.source_url.startswith(("https://", "http://"))

"""The same findings, wherever the rules run."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import warlosses as wl
from warlosses import codes
from warlosses.columns import CONTRIBUTION
from warlosses.validation.baseline import empty
from warlosses.validation.catalogue import CATALOGUE
from warlosses.validation.examples import HEADER, PAGE, TANKS, lines
from warlosses.validation.readers.read import read_contribution
from warlosses.validation.rule import Example
from warlosses.validation.validate import check_sheet

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("duckdb")
_HELD = (
    *("as_of", "claimant", "belligerent", "category", "outcome", "measure", "value", "status"),
    "source_id",
)

_PAST = "cumulative,3660,corroborated,orc-losses"


def _baseline(example: Example) -> pd.DataFrame:
    if not example.baseline:
        return empty()
    held = pd.DataFrame([line.split(",") for line in example.baseline], columns=list(_HELD))
    return held.astype({"value": "int64"})


def _plain(findings: list[Any]) -> list[dict[str, Any]]:
    return [asdict(finding) for finding in findings]


@pytest.mark.parametrize("kind", ["failing", "passing"])
@pytest.mark.parametrize("code", CATALOGUE)
def test_a_rules_examples_have_the_same_findings_in_both_engines(code: str, kind: str) -> None:
    example = getattr(CATALOGUE[code], kind)
    text = example.text if isinstance(example.text, bytes) else example.text.encode()

    def sheet() -> Any:
        return read_contribution(text, format=example.format)

    in_memory = check_sheet(sheet(), _baseline(example))
    in_pieces = wl.validate(sheet(), _baseline(example), engine="duckdb")
    assert _plain(in_pieces.findings) == _plain(in_memory)


_CELLS = {
    "as_of": ["2023-04-18", "2023-04-17", " 2023-04-18", "18.04.2023", "2023-02-30", "2922-01-01",
              "2020-01-01", "", "0999-01-01", "20230418"],
    "claimant": ["ua_general_staff", "oryx", " oryx", "orix", ""],
    "belligerent": ["RU", "UA", "ru", ""],
    "category": ["tanks", "personnel", "military_vehicles", "tanks ", "tank", ""],
    "outcome": ["lost", "destroyed", "killed", "", "lots"],
    "measure": ["cumulative", "increment", "", "total"],
    "value": ["3661", "3660", "0", "-5", "3,661", "about", "", "007", " 12", "100000001",
              "99999999999999999999", "-0", "1.5"],
    "value_low": ["", "", "10", "3661", "-1", "x"],
    "value_high": ["", "", "20", "3661", "9999999"],
    "qualifier": ["exact", "", "range", "at_least", "up_to", "about", "abuot"],
    "period_start": ["", "2022-02-24", "2023-05-18", "2023-04-18", "May", "1969-12-31"],
    "source_url": [PAGE, f"{PAGE} ", "", "https://www.mil.gov.ua/", "General Staff",
                   PAGE.replace("18", "17")],
    "note": ["", "as printed; the page gives the week's sum"],
}  # fmt: skip
_ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in _CELLS.items()}),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=_ROWS, columns=st.sets(st.sampled_from(CONTRIBUTION), min_size=9))
def test_random_rows_have_the_same_findings_in_both_engines(
    rows: list[dict[str, str]], columns: set[str]
) -> None:
    frame = pd.DataFrame(rows, dtype="str")[[name for name in CONTRIBUTION if name in columns]]
    in_memory = wl.validate(frame, empty(), engine="memory")
    in_pieces = wl.validate(frame, empty(), engine="duckdb")
    assert _plain(in_pieces.findings) == _plain(in_memory.findings)


_NUMBERS = st.one_of(st.none(), st.integers(-(10**9), 10**9), st.floats(width=64))


@settings(max_examples=12, deadline=None)
@given(values=st.lists(_NUMBERS, min_size=1, max_size=8))
@example(values=[2.0**53, -(2.0**53), 2.0**53 - 1, 1e-7, 1e-5, -9.9e-5, 1e300])
@example(values=[1e10 + 0.5, 9999999999.5, -1e10 - 0.25, 1e15 + 0.5])
def test_random_numbers_have_the_same_findings_in_both_engines(
    values: list[float | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("numbers") / "numbers.parquet"
    days = pd.date_range("2023-04-01", periods=len(values)).date
    names = {"claimant": "oryx", "belligerent": "RU", "category": "tanks", "source_url": PAGE}
    frame = pd.DataFrame({"as_of": days, **names, "value": pd.array(values, dtype="Float64")})
    frame.to_parquet(path)
    in_memory = wl.validate(path, empty(), engine="memory", select=["WL1", "WL20"])
    in_pieces = wl.validate(path, empty(), engine="duckdb", select=["WL1", "WL20"])
    assert [(f.rule, f.row) for f in in_pieces.findings] == [
        (f.rule, f.row) for f in in_memory.findings
    ]


@pytest.mark.parametrize("select", [["WL1", "WL2"], ["WL21"], ["WL210", "WL211"], []])
def test_a_file_of_text_has_the_same_findings_at_the_same_places(
    tmp_path: Path, select: list[str]
) -> None:
    path = tmp_path / "april.csv"
    path.write_text(
        lines(
            TANKS,
            TANKS,
            f'"2023-04-18", oryx,RU,tank,"3,661",{PAGE}',
            TANKS.replace("3661", "7130"),
            "2023-04-18,oryx,UA,tanks,,",
            HEADER.replace("value", "-4"),
        )
    )
    in_memory = wl.validate(path, empty(), engine="memory", select=select)
    in_pieces = wl.validate(path, empty(), engine="duckdb", select=select)
    assert in_memory.findings
    assert _plain(in_pieces.findings) == _plain(in_memory.findings)
    assert in_pieces.lines == in_memory.lines


def test_lines_are_told_where_cells_have_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "april.csv"
    header = f"{HEADER},note"
    noted = f'{TANKS},"as\nprinted"'
    path.write_text(lines(noted, TANKS.replace("tanks", "tank") + ",", header=header))
    in_pieces = wl.validate(path, empty(), engine="duckdb", select=["WL107"])
    assert [(f.line, f.row) for f in in_pieces.findings] == [(4, 2)]


def test_totals_are_exact_where_only_some_findings_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text(lines(*[TANKS.replace("tanks", "tank")] * 1234))
    report = wl.validate(path, empty(), engine="duckdb", select=["WL107"])
    assert len(report.findings) == 1001
    assert report.findings[0].message == "234 more places like the 1,000 listed"


def test_files_of_a_folder_are_one_contribution(tmp_path: Path) -> None:
    for number, figure in enumerate(("3661", "7130")):
        (tmp_path / f"part{number}.csv").write_text(lines(TANKS.replace("3661", figure)))
    (finding,) = wl.validate(tmp_path / "*.csv", empty(), engine="duckdb").findings
    assert finding.rule == "WL211"
    assert finding.message.startswith(f"line 2 of {(tmp_path / 'part0.csv').as_posix()} already")


def test_a_series_too_large_for_the_memory_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warlosses.validation.large.engine.BYTES_A_ROW", 2**30)
    path = tmp_path / "april.csv"
    path.write_text(lines(TANKS))
    (finding,) = wl.validate(path, empty(), engine="duckdb", memory="300MB").findings
    assert finding.rule == "WL008"
    assert "ua_general_staff on RU" in finding.message


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "april.csv"
    path.write_text(lines(TANKS))
    shares: list[float] = []
    wl.validate(path, empty(), engine="duckdb", progress=lambda _, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_broken_line_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "april.csv"
    path.write_text(lines(TANKS, TANKS + ",one,more,field"))
    (finding,) = wl.validate(path, empty(), engine="duckdb").findings
    assert (finding.rule, finding.severity) == ("WL001", "error")


def test_memory_that_is_no_amount_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "april.csv"
    path.write_text(lines(TANKS))
    with pytest.raises(wl.ArgumentError, match="expected an amount such as 1GB"):
        wl.validate(path, engine="duckdb", memory="a lot")


_WAITS = """
import sys, time
from warlosses.validation.large.workspace import workspace
with workspace() as folder:
    (folder / "rows").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill() there is no signal")
def test_a_killed_process_leaves_nothing_behind() -> None:
    from pathlib import Path

    with subprocess.Popen([sys.executable, "-c", _WAITS], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().decode().strip())
        assert (folder / "rows").exists()
        process.kill()
    deadline = time.monotonic() + 30
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()


def test_categories_of_the_bulletin_are_told_by_their_days(tmp_path: Path) -> None:
    """Each bounded category, the day before and after its bounds: as in memory."""
    rows = [
        f"{day},ua_general_staff,RU,{c.code},{n},{PAGE}"
        for n, c in enumerate(codes.categories().values())
        for day in (c.valid_from, c.valid_to)
        if day is not None
    ]
    path = tmp_path / "days.csv"
    path.write_text(lines(*rows, *[r.replace("2022-", "2024-") for r in rows]))
    in_memory, in_pieces = (
        wl.validate(path, empty(), engine=engine, select=["WL206"])
        for engine in ("memory", "duckdb")
    )
    assert in_memory.findings
    assert _plain(in_pieces.findings) == _plain(in_memory.findings)


def test_what_new_series_fit_is_told_of_each_claimant_and_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("warlosses.validation.plausibility.never_held._MOST_EXPLAINED", 1)
    claimants = ("oryx", "ru_mod")
    held = Example("", baseline=tuple(f"2023-04-17,{c},RU,tanks,lost,{_PAST}" for c in claimants))
    rows = [f"2023-04-18,{claimant},RU,helicopters,3661,{PAGE}" for claimant in claimants]
    frame = pd.DataFrame([row.split(",") for row in rows], columns=HEADER.split(","))
    in_memory, in_pieces = (
        wl.validate(frame, _baseline(held), engine=engine, select=["WL503"])
        for engine in ("memory", "duckdb")
    )
    assert all("fits tanks" in finding.message for finding in in_memory.findings)
    assert len(in_memory.findings) == len(claimants)
    assert _plain(in_pieces.findings) == _plain(in_memory.findings)

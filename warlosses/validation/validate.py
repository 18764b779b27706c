"""Sheet -> typed contribution -> hits of the rules -> findings, each with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from warlosses.codes import check_codes
from warlosses.validation.finding import Finding
from warlosses.validation.large.size import is_large
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.readers.read import files_of, read_contribution, read_or_refuse
from warlosses.validation.readers.sheet import Sheet
from warlosses.validation.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pandas as pd

    from warlosses.validation.hits import HitList, Told

ENGINES = ("auto", "memory", "duckdb")


def validate(
    data: Any,
    baseline: pd.DataFrame | str | Path | None = None,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    strict: bool = False,
    engine: str = "auto",
    memory: str | int | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Report:
    """Check contributions before they are handed in: everything that is wrong with them, at once.

    Parameters
    ----------
    data : data frame, list of dict, path or list of paths
        Rows in the contribution's columns: a pandas, polars or Arrow frame, a DuckDB relation, a
        dictionary each, or files in CSV, TSV, JSON, NDJSON, Parquet or XLSX, folders of them, or
        patterns (``data/*.parquet``). Of several files, one that cannot be opened is a finding.
    baseline : pandas.DataFrame, str or Path, optional
        Claims to compare with, as `load` gives them, or the version or folder of a release that
        has them; by default the bundled release. Only the days
        before the contribution's own are used for plausibility, so history can be replayed. An
        empty frame means that there is nothing to compare with.
    select, ignore : iterable of str, optional
        Report, or leave out, these rules: codes or beginnings of codes (``WL3``).
    strict : bool
        Whether warnings count against the contribution.
    engine : {"auto", "memory", "duckdb"}
        Where the rules run: in memory, file by file; or in DuckDB, which reads Parquet, CSV and
        TSV of any size in pieces and takes all files together as one contribution. By default as
        large as the contribution is (above a million rows, or 128 MiB of text, in DuckDB).
    memory : str or int, optional
        What DuckDB's way may use, such as ``"1GB"``; by default a quarter of the machine's. What
        does not fit goes to a folder below ``TMPDIR`` that is removed however the run ends.
    progress : callable, optional
        Is told, on DuckDB's way, what is done now and which share of all is done.

    Returns
    -------
    Report
        ``.ok``, ``.findings``, ``.to_frame()``, ``.to_json()``, ``.raise_for_errors()``; it is
        true where it is ok.

    Raises
    ------
    ArgumentError
        The baseline is no frame of claims, the data nothing that can be read, or a rule unknown.
    ResourceError
        Memory or disk did not suffice.

    Examples
    --------
    >>> import pandas as pd
    >>> import warlosses as wl
    >>> frame = pd.DataFrame({"as_of": ["2023-04-18"], "claimant": ["ua_general_staff"],
    ...                       "belligerent": ["RU"], "category": ["tank"], "value": [3661],
    ...                       "source_url": ["https://www.mil.gov.ua/news/2023/04/18/losses"]})
    >>> report = wl.validate(frame)
    >>> report.ok
    False
    >>> finding = report.findings[0]
    >>> finding.rule, finding.column, finding.suggestion
    ('WL107', 'category', 'tanks')
    """
    chosen, left_out = _codes(select), _codes(ignore)
    sources = _sources(data)
    claims = _claims(baseline)
    if _is_for_duckdb(engine, sources):
        return _validate_large(sources, claims, (chosen, left_out), strict, memory, progress)
    several = len(sources) > 1
    sheets = [s if isinstance(s, Sheet) else _read(s, several=several) for s in sources]
    told = [(sheet, _run_rules(sheet, claims)) for sheet in sheets]
    compared = [(sheet.name_with_file, one) for sheet, one in told if one is not None]
    if len(compared) > 1:
        from warlosses.validation.hits import compare_files

        compare_files(compared)
    findings: list[Finding] = []
    rows: dict[str, int] = {}
    lines: dict[tuple[str, int], str] = {}
    for sheet, one in told:
        own = _findings(sheet, one)
        findings += own
        rows[sheet.file] = rows.get(sheet.file, 0) + sheet.n_rows
        lines |= _lines(sheet, own)
    report = Report(findings, rows, lines, strict=strict)
    return report.selected(chosen, left_out)


def _sources(data: Any) -> list[Any]:
    """Return what is to be checked, one by one; rows given as dictionaries are one."""
    if isinstance(data, Mapping):
        return [[data]]
    if not isinstance(data, list | tuple):
        return files_of(data)
    if any(isinstance(row, Mapping) for row in data):
        return [list(data)]
    return [file for source in data for file in files_of(source)]


def _is_for_duckdb(engine: str, sources: list[Any]) -> bool:
    check_codes("engine", engine, ENGINES)
    if engine != "auto":
        return engine == "duckdb"
    if not is_large(sources):
        return False
    from importlib.util import find_spec

    # Without it, what memory is allowed for is still looked at there; more is refused as WL008.
    return find_spec("duckdb") is not None


def _validate_large(
    sources: list[Any],
    baseline: pd.DataFrame | None,
    codes: tuple[list[str], list[str]],
    strict: bool,
    memory: str | int | None,
    progress: Callable[[str, float], None] | None,
) -> Report:
    from warlosses.validation.large.engine import validate_large

    chosen, left_out = codes

    def is_asked(beginning: str) -> bool:
        asked = not chosen or any(
            c.startswith(beginning) or beginning.startswith(c) for c in chosen
        )
        return asked and not beginning.startswith(tuple(left_out))

    told = validate_large(sources, baseline, is_asked, memory=memory, progress=progress)
    report = Report(told.findings, told.rows, told.lines, strict=strict)
    return report.selected(chosen, left_out)


def _claims(baseline: Any) -> pd.DataFrame | None:
    """Return what to compare with as a frame of claims."""
    if baseline is None or hasattr(baseline, "columns"):
        frame: pd.DataFrame | None = baseline
        return frame
    from warlosses.data.load import load

    return load(version=baseline)  # it says what is wrong with a version that is none


def check_sheet(sheet: Sheet, baseline: pd.DataFrame | None = None) -> list[Finding]:
    """Return all findings of a sheet, in the order of rows and rules.

    Parameters
    ----------
    sheet : Sheet
        What was read.
    baseline : pandas.DataFrame, optional
        Claims to compare with; by default those of the bundled release.
    """
    return _findings(sheet, _run_rules(sheet, baseline))


def _run_rules(sheet: Sheet, baseline: pd.DataFrame | None) -> Told | None:
    if not (sheet.n_rows and sheet.cells.num_columns):
        return None
    # pandas and pandera come in with the rules: not before there is something to check.
    from warlosses.validation.hits import run_rules

    return run_rules(sheet, baseline)


def _lines(sheet: Sheet, findings: list[Finding]) -> dict[tuple[str, int], str]:
    """Return the lines that findings are about, by file and number."""
    numbers = {finding.line for finding in findings if finding.line is not None}
    texts = {(sheet.file, number): sheet.places.text_of_line(number) for number in sorted(numbers)}
    return {place: text for place, text in texts.items() if text is not None}


def _findings(sheet: Sheet, told: Told | None) -> list[Finding]:
    findings = list(sheet.findings)
    if told is not None:
        findings += _findings_of(sheet, told.hits)
    return sorted(findings, key=lambda f: (f.row or 0, f.line or 0, f.rule, f.position or 0))


def _read(source: Any, *, several: bool) -> Sheet:
    """Read one source; of several, one that cannot be opened leaves the others to be checked."""
    read = read_or_refuse if several else read_contribution
    return read(source)


def _codes(given: Iterable[str]) -> list[str]:
    """Return the rules asked for; one that is not known would pass every file in silence."""
    wanted = [given] if isinstance(given, str) else list(given)
    if not wanted:
        return []
    from warlosses.validation.catalogue import rule_codes

    return rule_codes(wanted)


def _findings_of(sheet: Sheet, hits: HitList) -> list[Finding]:
    from warlosses.validation.catalogue import CATALOGUE, severity_of
    from warlosses.validation.messages import message_of

    more = [
        Finding(
            rule=code,
            severity=CATALOGUE[code].severity,
            file=sheet.file,
            message=f"{count:,} more places like the {LIMITS.max_findings:,} listed",
            suggestion="Mend what the listed ones have in common and check again.",
        )
        for code, count in hits.left_out().items()
    ]
    return more + [
        Finding(
            rule=hit.code,
            severity=severity_of(hit),
            file=sheet.file,
            message=message_of(hit, sheet.places.name),
            row=hit.row,
            line=sheet.places.line(hit.row, hit.column) if hit.row else None,
            column=hit.column,
            value=_text(sheet, hit.row, hit.column),
            suggestion=hit.suggestion,
            position=sheet.places.position(hit.row, hit.column) if hit.row and hit.column else None,
            pointer=sheet.places.pointer(hit.row, hit.column) if hit.row and hit.column else None,
        )
        for hit in hits.kept
    ]


def _text(sheet: Sheet, row: int | None, column: str | None) -> str | None:
    if row is None or column is None or column not in sheet.cells.column_names:
        return None
    text: str | None = sheet.cells.column(column)[row - 1].as_py()
    return text

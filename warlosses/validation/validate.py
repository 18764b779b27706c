"""Sheet -> typed contribution -> hits of the rules -> findings, each with its place in the file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.readers.read import Sheet, read_contribution
from warlosses.validation.report import Finding, Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from warlosses.validation.rule import Hit
    from warlosses.validation.typed.contribution import Contribution

# What one figure of a series can be told by its past alone.
_SERIES = ("WL301", "WL302", "WL303", "WL304", "WL305", "WL306", "WL307")


class HitList:
    """Hits, no more than a bounded number of each rule, and how many more there were."""

    def __init__(self, hits: Iterable[Hit] = ()) -> None:
        self.kept: list[Hit] = []
        self.count: Counter[str] = Counter()
        self.extend(hits)

    def extend(self, hits: Iterable[Hit]) -> set[int]:
        """Add hits; return the rows that have an error among them."""
        wrong = set()
        for hit in hits:
            self.count[hit.code] += hit.times
            if self.count[hit.code] <= LIMITS.max_findings:
                self.kept.append(hit)
            if hit.row is not None and _severity(hit) == "error":
                wrong.add(hit.row)
        return wrong

    def merge(self, other: HitList) -> None:
        """Add the hits of another list."""
        self.kept += other.kept
        self.count += other.count

    def left_out(self) -> dict[str, int]:
        """Return by rule how many hits were not kept."""
        most = LIMITS.max_findings
        return {code: count - most for code, count in self.count.items() if count > most}


class Checked(NamedTuple):
    """One file, checked: its findings, rows, and the lines that the findings are about."""

    findings: list[Finding]
    n_rows: int
    lines: dict[tuple[str, int], str]


def validate(
    data: Any,
    baseline: pd.DataFrame | None = None,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    strict: bool = False,
) -> Report:
    """Check contributions before they are handed in: everything that is wrong with them, at once.

    Parameters
    ----------
    data : data frame, path or list of paths
        Rows in the contribution's columns: a pandas, polars or Arrow frame, or files in CSV, TSV,
        JSON, NDJSON, Parquet or XLSX.
    baseline : pandas.DataFrame, optional
        Claims to compare with, as `load` gives them; by default the bundled release. Only the days
        before the contribution's own are used for plausibility, so history can be replayed. An
        empty frame means that there is nothing to compare with.
    select, ignore : iterable of str, optional
        Report, or leave out, these rules: codes or beginnings of codes (``WL3``).
    strict : bool
        Whether warnings count against the contribution.

    Returns
    -------
    Report
        ``.ok``, ``.findings``, ``.to_frame()``, ``.to_json()``, ``.raise_for_errors()``.

    Raises
    ------
    ArgumentError
        The baseline is no frame of claims, the data nothing that can be read, or a rule unknown.

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
    sources = list(data) if isinstance(data, list | tuple) else [data]
    findings: list[Finding] = []
    rows: dict[str, int] = {}
    lines: dict[tuple[str, int], str] = {}
    for source in sources:
        sheet = source if isinstance(source, Sheet) else _read(source)
        checked = check(sheet, baseline)
        findings += checked.findings
        rows[sheet.file] = rows.get(sheet.file, 0) + checked.n_rows
        lines |= checked.lines
    report = Report(findings, rows, lines, strict=strict)
    return report.selected(chosen, left_out)


def check(sheet: Sheet, baseline: pd.DataFrame | None = None) -> Checked:
    """Return a sheet's findings, its number of rows, and the lines that the findings are about."""
    findings = check_sheet(sheet, baseline)
    numbers = {finding.line for finding in findings if finding.line is not None}
    texts = {(sheet.file, number): sheet.places.text_of_line(number) for number in sorted(numbers)}
    lines = {place: text for place, text in texts.items() if text is not None}
    return Checked(findings, sheet.n_rows, lines)


def check_sheet(sheet: Sheet, baseline: pd.DataFrame | None = None) -> list[Finding]:
    """Return all findings of a sheet, in the order of rows and rules.

    Parameters
    ----------
    sheet : Sheet
        What was read.
    baseline : pandas.DataFrame, optional
        Claims to compare with; by default those of the bundled release.
    """
    found = list(sheet.findings)
    if sheet.n_rows and sheet.cells.num_columns:
        found += _findings(sheet, _hits(sheet, baseline))
    return sorted(found, key=lambda f: (f.row or 0, f.line or 0, f.rule, f.position or 0))


def _read(source: Any) -> Sheet:
    return read_contribution(Path(source) if isinstance(source, str) else source)


def _codes(given: Iterable[str]) -> list[str]:
    """Return the rules asked for; one that is not known would pass every file in silence."""
    asked = [given] if isinstance(given, str) else list(given)
    if not asked:
        return []
    from warlosses.validation.catalogue import rule_codes

    return rule_codes(asked)


def _hits(sheet: Sheet, baseline: pd.DataFrame | None) -> HitList:
    """Run the families one after the other: what is wrong in itself is not compared with others."""
    # pandas and pandera come in with these: not before there is something to check.
    import pandas as pd

    from warlosses.validation import baseline as claims
    from warlosses.validation.rules import (
        attribution,
        dataset,
        figures,
        logic,
        pairs,
        series,
        types,
    )
    from warlosses.validation.typed.contribution import read_types

    contribution = read_types(sheet)
    nothing = pd.DataFrame()  # of one row alone, the dataset says nothing
    hits = HitList(types.check(contribution, nothing))
    wrong = hits.extend(figures.check(contribution, nothing))
    wrong |= hits.extend(logic.check(contribution, nothing))
    contribution = contribution.without(wrong)
    held = claims.from_release(contribution) if baseline is None else claims.prepared(baseline)
    between = HitList()
    contribution = contribution.without(between.extend(pairs.check(contribution, held)))
    hits.extend(attribution.check(contribution, held))
    of_past = HitList(series.check(contribution, held))
    if any(_severity(hit) == "error" for hit in of_past.kept):
        of_past.kept = _soften(of_past.kept, contribution, held)
    between.merge(of_past)
    between.extend(dataset.check(contribution, held))
    between.kept = _one_a_fault(between.kept)
    hits.merge(between)
    return hits


def _severity(hit: Hit) -> str:
    from warlosses.validation.catalogue import CATALOGUE

    return hit.severity or CATALOGUE[hit.code].severity


def _soften(hits: list[Hit], contribution: Contribution, held: pd.DataFrame) -> list[Hit]:
    """Return hits as warnings where the dataset holds that very figure: a true fall or leap."""
    from warlosses.validation.rules import dataset

    compared = dataset.compare(contribution, held)
    all_agree = bool((compared.agrees | (compared.places < 0)).all() and compared.agrees.any())
    return [
        hit._replace(severity="warning")
        if (all_agree if hit.row is None else compared.agrees[hit.row - 1])
        and _severity(hit) == "error"
        else hit
        for hit in hits
    ]


def _one_a_fault(hits: list[Hit]) -> list[Hit]:
    """Return hits without those that say of a figure again what a better one already says.

    The settled claim knows best, then what the series' past says, then the sum with the printed
    increment. A sum that explains a figure of the series proposes the figure.
    """
    settled = {hit.row: hit for hit in hits if hit.code == "WL501"}
    sums = {hit.row: hit for hit in hits if hit.code == "WL212"}
    of_past = {
        hit.row
        for hit in hits
        if hit.code in _SERIES and hit.row is not None and _severity(hit) != "info"
    }
    copied_days = {str(hit.fields.get("day")) for hit in hits if hit.code == "WL304"}
    errors = {hit.row for hit in hits if hit.code in _SERIES and _severity(hit) == "error"}
    kept = []
    for hit in hits:
        if hit.code == "WL501":
            # Never less severe than what it stands for.
            kept.append(hit._replace(severity="error") if hit.row in errors else hit)
        elif hit.code == "WL212":
            doubted = {hit.row, hit.fields["increment_row"]}
            # Where yesterday's bulletin was copied, no total grows as the increments say.
            is_copied = hit.fields["difference"] == 0 and hit.fields["day"] in copied_days
            if not is_copied and not doubted & settled.keys() and hit.row not in of_past:
                kept.append(hit)
        elif hit.code in _SERIES and hit.row is not None:
            sum_of = sums.get(hit.row)
            if hit.row not in settled and (hit.row in of_past or sum_of is None):
                kept.append(_explained(hit, sum_of.suggestion) if sum_of else hit)
        else:
            kept.append(hit)
    return kept


def _explained(hit: Hit, meant: str | None) -> Hit:
    """Return a hit of the series with the figure that the printed increment gives."""
    if meant is None:
        return hit
    fields = {**hit.fields, "slip": f"{meant} by the printed increment"}
    return hit._replace(fields=fields, suggestion=meant)


def _findings(sheet: Sheet, hits: HitList) -> list[Finding]:
    from warlosses.validation.catalogue import CATALOGUE

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
            severity=_severity(hit),
            file=sheet.file,
            message=CATALOGUE[hit.code].message.format(**hit.fields),
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

"""What the rules found: bounded, counted, and no fault told twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from warlosses.validation import baseline as claims
from warlosses.validation.catalogue import severity_of
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.rules import attribution, dataset, figures, logic, pairs, series, types
from warlosses.validation.typed.contribution import read_types

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warlosses.validation.readers.sheet import Sheet
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
            if hit.row is not None and severity_of(hit) == "error":
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


def run_rules(sheet: Sheet, baseline: pd.DataFrame | None) -> HitList:
    """Run the families one after the other: what is wrong in itself is not compared with others."""
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
    if any(severity_of(hit) == "error" for hit in of_past.kept):
        of_past.kept = _soften(of_past.kept, contribution, held)
    between.merge(of_past)
    between.extend(dataset.check(contribution, held))
    between.kept = _one_a_fault(between.kept)
    hits.merge(between)
    return hits


def _soften(hits: list[Hit], contribution: Contribution, held: pd.DataFrame) -> list[Hit]:
    """Return hits as warnings where the dataset holds that very figure: a true fall or leap."""
    compared = dataset.compare(contribution, held)
    all_agree = bool((compared.agrees | (compared.places < 0)).all() and compared.agrees.any())
    return [
        hit._replace(severity="warning")
        if (all_agree if hit.row is None else compared.agrees[hit.row - 1])
        and severity_of(hit) == "error"
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
        if hit.code in _SERIES and hit.row is not None and severity_of(hit) != "info"
    }
    copied_days = {str(hit.fields.get("day")) for hit in hits if hit.code == "WL304"}
    errors = {hit.row for hit in hits if hit.code in _SERIES and severity_of(hit) == "error"}
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

"""What the rules have to say: bounded, counted, and no fault told twice."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from warlosses.validation.baseline import from_release, prepared, with_other_series
from warlosses.validation.catalogue import CATALOGUE, severity_of
from warlosses.validation.finding import SEVERITIES
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.rule import NOTE_WORDS
from warlosses.validation.rules import (
    another_day,
    attribution,
    dataset,
    figures,
    increments,
    logic,
    new_series,
    pairs,
    series,
    types,
)
from warlosses.validation.typed.contribution import read_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from warlosses.validation.readers.sheet import Sheet
    from warlosses.validation.rule import Hit
    from warlosses.validation.typed.contribution import Contribution


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


class Told(NamedTuple):
    """What the rules have to say of a file, and its rows that can be compared with others."""

    contribution: Contribution
    hits: HitList


def run_rules(sheet: Sheet, baseline: pd.DataFrame | None) -> Told:
    """Run the families one after the other: what is wrong in itself is not compared with others."""
    contribution = read_types(sheet)
    hits, wrong = hits_in_rows(contribution)
    hits.extend(attribution.find_wrong_links(contribution, pd.DataFrame()))
    contribution = contribution.without(wrong)
    between, contribution = hits_between(contribution, baseline)
    hits.merge(between)
    return Told(contribution, hits)


def hits_in_rows(contribution: Contribution) -> tuple[HitList, set[int]]:
    """Return what is wrong in single rows, and the rows with errors of figures or logic."""
    nothing = pd.DataFrame()  # of one row alone, the dataset says nothing
    hits = HitList(types.find_wrong_cells(contribution, nothing))
    wrong = hits.extend(figures.find_wrong_figures(contribution, nothing))
    wrong |= hits.extend(logic.find_misfits(contribution, nothing))
    hits.extend(pairs.find_negative_increments(contribution))
    return hits, wrong


def hits_between(
    contribution: Contribution, baseline: pd.DataFrame | None
) -> tuple[HitList, Contribution]:
    """Return what rows say of each other and of the dataset, and the rows left that are right.

    All rows of a claimant on a belligerent's losses have to be among them.
    """
    claims = from_release(contribution) if baseline is None else prepared(baseline)
    between = HitList()
    contribution = contribution.without(between.extend(pairs.find_conflicts(contribution, claims)))
    of_past = HitList(series.find_unlikely(contribution, claims))
    of_past.extend(increments.find_large_increments(contribution, claims))
    if any(severity_of(hit) == "error" for hit in of_past.kept):
        of_past.kept = _soften(of_past.kept, contribution, claims)
    widely = claims if baseline is not None else with_other_series(contribution, claims)
    of_past.extend(new_series.find_new_series(contribution, widely, is_whole=baseline is None))
    of_past.extend(another_day.find_other_days(contribution, claims))
    of_past.kept = _as_noted(of_past.kept, contribution)
    between.merge(of_past)
    between.extend(dataset.find_differences(contribution, claims))
    between.kept = one_a_fault(between.kept)
    return between, contribution


def compare_files(told: Sequence[tuple[Callable[[int], str], Told]]) -> None:
    """Add to what is told of files, each with what names its rows, where they contradict others."""
    files = [(name_of_row, one.contribution) for name_of_row, one in told]
    for place, hit in pairs.find_contradictions(files):
        told[place][1].hits.extend([hit])


def _soften(hits: list[Hit], contribution: Contribution, claims: pd.DataFrame) -> list[Hit]:
    """Return hits as warnings where the dataset holds that very figure: a true fall or leap."""
    compared = dataset.compare(contribution, claims)
    all_agree = bool((compared.agrees | (compared.places < 0)).all() and compared.agrees.any())
    return [
        hit._replace(severity="warning")
        if (all_agree if hit.row is None else compared.agrees[hit.row - 1])
        and severity_of(hit) == "error"
        else hit
        for hit in hits
    ]


def _as_noted(hits: list[Hit], contribution: Contribution) -> list[Hit]:
    """Return errors as warnings where the row's note says that the page prints the figure so."""
    notes = contribution.frame["note"]

    def weighed(hit: Hit) -> Hit:
        if hit.row is None or severity_of(hit) != "error" or not CATALOGUE[hit.code].yields_to_note:
            return hit
        note = str(notes.iloc[hit.row - 1])
        is_said = NOTE_WORDS in " ".join(note.lower().split())
        return hit._replace(severity="warning", note=note) if is_said else hit

    return [weighed(hit) for hit in hits]


def one_a_fault(hits: list[Hit]) -> list[Hit]:
    """Return hits without those that say of a row again what a better one already says.

    Which is better is declared on the rules (`Rule.yields_to`). What is told is never less grave
    than what it stands for, and takes over the figure that the other one proposes. What is not told
    itself stands for nothing.
    """
    on_row: dict[int, list[int]] = {}
    for place, hit in enumerate(hits):
        for row in hit.rows:
            on_row.setdefault(row, []).append(place)
    beside = [
        [other for row in sorted(hit.rows) for other in on_row[row] if other != place]
        for place, hit in enumerate(hits)
    ]

    @cache
    def is_told(place: int) -> bool:
        better = (other for other in beside[place] if _yields(hits[place], hits[other]))
        return not any(is_told(other) for other in better)

    return [
        _in_place_of(hit, [hits[other] for other in beside[place] if _yields(hits[other], hit)])
        for place, hit in enumerate(hits)
        if is_told(place)
    ]


def _yields(hit: Hit, other: Hit) -> bool:
    """Whether one hit is not told where the other one is; a remark never stands for a warning."""
    if severity_of(other) == "info":
        return False
    declared = other.code in CATALOGUE[hit.code].yields_to
    return declared or (severity_of(hit) == "info" and hit.code in CATALOGUE[other.code].yields_to)


def _in_place_of(hit: Hit, others: list[Hit]) -> Hit:
    """Return a hit that stands for others too."""
    gravest = min((severity_of(one) for one in (hit, *others)), key=SEVERITIES.index)
    if gravest != severity_of(hit):
        hit = hit._replace(severity=gravest)
    for other in others:
        known_by = CATALOGUE[other.code].proposes_by
        if known_by and other.suggestion is not None and other.row == hit.row:
            fields = {**hit.fields, "slip": f"{other.suggestion} {known_by}"}
            hit = hit._replace(fields=fields, suggestion=other.suggestion)
    return hit

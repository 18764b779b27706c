"""The series' own past: totals that are unlikely after those before them.

The model is `warlosses.validation.plausibility.forecast`; what makes a figure doubtful, and how the
intended one is found, is `warlosses.validation.plausibility.doubt`. These rules warn, because
losses come in bursts and claimants restate totals: true figures are unlikely too, now and then.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from warlosses.validation.examples import PAGE, lines, month_of
from warlosses.validation.plausibility.carried_on import set_aside_before
from warlosses.validation.plausibility.doubt import (
    CARRIED,
    CERTAIN,
    OLDER,
    OTHER_ROW,
    SLIP,
    repeated,
)
from warlosses.validation.plausibility.forecast import log_probability
from warlosses.validation.plausibility.past import Judged, judged, past_of, statement_numbers
from warlosses.validation.rule import AS_PRINTED, Example, Hit, RowNumber, Rule
from warlosses.validation.rules.pairs import superseded_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from warlosses.validation.arrays import Integers
    from warlosses.validation.typed.contribution import Contribution

_RESTATED = "A claimant that restates its total looks like this too: leave it if it is printed."
# A slip of a digit is proposed if at least every twentieth such figure comes of one.
_WORTH_NAMING = -np.log(20)
_KEY = "ua_general_staff,RU"
# What the dataset has settled says more than how likely a figure is.
_SETTLED_FIRST = ("WL501",)


def _row(category: str, value: int) -> str:
    return f"2023-04-18,{_KEY},{category},{value},{PAGE}"


_HELICOPTERS = f"2026-03-23,{_KEY},helicopters,{{}},https://mod.gov.ua/news/2026-03-23"
# What the dataset holds of that time: a corrected day, after a month with one loss in it.
_HELD_HELICOPTERS = (
    *(
        f"{date(2026, 2, 20) + timedelta(n)},{_KEY},helicopters,lost,cumulative,349,corroborated,"
        "orc-losses"
        for n in range(29)
    ),
    f"2026-03-21,{_KEY},helicopters,lost,cumulative,350,corroborated,orc-losses",
    f"2026-03-22,{_KEY},helicopters,lost,cumulative,350,corrected,orc-losses",
)
_TANKS = month_of("tanks", 3660, (6, 9, 4, 11, 7))
_ARTILLERY = month_of("artillery", 2806, (13, 8, 21, 10))

RULES = (
    Rule(
        code="WL301",
        name="total-falls",
        severity="warning",
        title="The total falls",
        message="{found} is {drop} below {last} of {last_day}{why}; {weight}",
        what="Compares each total with the last one before it, where the claimant's totals hardly "
        "ever fall. A small fall that is more likely a restatement is noted as info. One that "
        "takes away far more than any restatement did, or that is the total of a year before, is "
        f"an error. {AS_PRINTED}",
        why="A cumulative total only grows, unless the claimant takes losses back. Most days on "
        "which a transcription of the General Staff's bulletin fell were mistakes.",
        cure=f"Compare with the source, and with the day before. {_RESTATED}",
        failing=Example(lines(_row("tanks", 3590)), baseline=_TANKS),
        passing=Example(lines(_row("tanks", 3669)), baseline=_TANKS),
        yields_to=_SETTLED_FIRST,
        yields_to_note=True,
    ),
    Rule(
        code="WL302",
        name="leap",
        severity="warning",
        title="The total leaps",
        message="{found} is {gain:+} on {last} of {last_day}, where about {usual:+} is usual; "
        "{weight}",
        what="Weighs how improbable the gain is, given the series' recent gains and bursts, "
        "against the chance of a mistake that no single digit explains. Several times the largest "
        "gain that the series ever made is always told, and far more than that is an error. "
        f"{AS_PRINTED}",
        why="Two digits mistyped, or a figure from elsewhere, make a leap.",
        cure="Compare with the source. If it prints the figure, leave it.",
        failing=Example(lines(_row("tanks", 5888)), baseline=_TANKS),
        passing=Example(lines(_row("tanks", 3669)), baseline=_TANKS),
        yields_to=_SETTLED_FIRST,
        yields_to_note=True,
    ),
    Rule(
        code="WL303",
        name="standstill",
        severity="warning",
        title="The total stands still, as this category hardly ever does",
        message="{found} is the total of {last_day} again, where about {usual:+} is usual",
        what="Weighs how improbable it is that nothing was added, given how often that happened of "
        "late and how quiet the other categories are, against the chance that the cell was left "
        "as it was.",
        why="A cell left as yesterday's is one of the two mistakes made most often.",
        cure="Compare with the source. If nothing was added that day, leave it.",
        failing=Example(lines(_row("tanks", 3660)), baseline=_TANKS),
        passing=Example(lines(_row("tanks", 3661)), baseline=_TANKS),
        yields_to=_SETTLED_FIRST,
    ),
    Rule(
        code="WL304",
        name="earlier-bulletin",
        severity="warning",
        title="The totals of an earlier day again",
        message="{n_repeated} of {n_rows} rows of {day} repeat the totals of {earlier}: "
        "{categories}",
        what="Weighs how improbable it is that all these categories stood still at once, or fell "
        "back to the totals of the same earlier day, against the chance that a row was copied.",
        why="A bulletin that is copied before the new one is out is yesterday's.",
        cure="Open the bulletin of the day again and compare all its figures.",
        failing=Example(
            lines(_row("tanks", 3660), _row("artillery", 2806)), baseline=(*_TANKS, *_ARTILLERY)
        ),
        passing=Example(
            lines(_row("tanks", 3669), _row("artillery", 2819)), baseline=(*_TANKS, *_ARTILLERY)
        ),
        yields_to=_SETTLED_FIRST,
    ),
    Rule(
        code="WL305",
        name="digit-slip",
        severity="warning",
        title="One digit lost, doubled, swapped or mistyped",
        message="{found} is {gain:+} on {last} of {last_day}, where about {usual:+} is usual; "
        "{slip}",
        what="Looks for a far more plausible figure that one slip of a digit turns into this one, "
        "and proposes it. At odds beyond a thousand to one, or far beyond all records of the "
        f"series, it is an error. {AS_PRINTED}",
        why="Many wrong figures are one digit away from the right one, and then it can be told.",
        cure="Compare with the source; put in the figure that it prints, be it this one.",
        failing=Example(lines(_row("tanks", 366)), baseline=_TANKS),
        passing=Example(lines(_row("tanks", 3669)), baseline=_TANKS),
        yields_to=_SETTLED_FIRST,
        yields_to_note=True,
    ),
    Rule(
        code="WL306",
        name="figure-of-another-category",
        severity="warning",
        title="The figure of another category",
        message="{found} is {gain:+} on {last} of {last_day}, where about {usual:+} is usual; "
        "it would fit {other}, in {other_row}",
        what="Looks whether an improbable figure is what another row of the statement has, or may "
        f"have. Far beyond all records of the series it is an error. {AS_PRINTED}",
        why="One line too high or too low in a list, and the figure is another category's.",
        cure="Compare this row and the other one with the source.",
        failing=Example(
            lines(_row("tanks", 2819), _row("artillery", 2819)), baseline=(*_TANKS, *_ARTILLERY)
        ),
        passing=Example(
            lines(_row("tanks", 3669), _row("artillery", 2819)), baseline=(*_TANKS, *_ARTILLERY)
        ),
        yields_to=_SETTLED_FIRST,
        yields_to_note=True,
    ),
    Rule(
        code="WL307",
        name="mistake-carried-on",
        severity="warning",
        title="A figure that was set aside for the day before, again",
        message="{found} is what {sources} read for {last_day} too, where the dataset has settled "
        "{last}",
        what="Looks up what the sources read for the day before, where the dataset settled on "
        "another figure, and weighs whether the same mistake is handed in again.",
        why="Totals are carried from day to day, and so are their mistakes: one helicopter too "
        "many stayed in a transcription for 39 days.",
        cure="Compare with the source, not with a table of totals. If the claimant prints the "
        "figure, leave it, and say so in the pull request: then the day before may be settled "
        "wrongly.",
        failing=Example(lines(_HELICOPTERS.format(351)), baseline=_HELD_HELICOPTERS),
        passing=Example(lines(_HELICOPTERS.format(350)), baseline=_HELD_HELICOPTERS),
        yields_to=_SETTLED_FIRST,
    ),
)


def find_unlikely(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Hit]:
    """Yield the totals that are unlikely after those before them, in the file or the dataset."""
    frame = contribution.frame
    used = (
        (contribution.keys >= 0)
        & frame["value"].notna().to_numpy()
        & (frame["measure"] == "cumulative").to_numpy()
        & ~superseded_rows(contribution)
    )
    if not used.any():
        return
    carried = set_aside_before(contribution, baseline, used)
    past = past_of(contribution, baseline, used, carried)
    for seen, rows in judged(past, statement_numbers(frame), contribution.n_in_all):
        yield from _hits(seen, rows, frame, carried)


def _hits(
    seen: Judged, rows: set[int], frame: pd.DataFrame, carried: Mapping[int, list[str]]
) -> Iterator[Hit]:
    settled = np.isin(seen.row, list(rows))
    told = np.zeros(len(seen.row), dtype=bool)
    repeats = repeated(seen.figures, seen.usual, seen.doubts, seen.day_before, seen.copies)
    for places, day in repeats:
        if settled[places].any():
            told[places] = True
            yield _copied(seen, places, day, frame)
    for place in np.flatnonzero(seen.doubts.doubtful & settled & ~told):
        yield _hit(seen, int(place), frame, carried)
    for place in np.flatnonzero(seen.doubts.noted & settled & ~told):
        fields = _fields(seen, int(place))
        yield Hit("WL301", int(seen.row[place]), "value", fields, severity="info")


def _fields(seen: Judged, place: int) -> dict[str, object]:
    """Return what the messages say of a total."""
    value, last = int(seen.figures.value[place]), int(seen.figures.last[place])
    usual = seen.usual.mean[place] * seen.usual.step[place]
    return {
        "found": value,
        "gain": value - last,
        "drop": last - value,
        "last": last,
        "last_day": _day(seen.day_before(place)),
        "usual": round(usual) if usual >= 1 else round(usual, 2),
        "why": "",
        "weight": _weight(seen, place),
    }


def _weight(seen: Judged, place: int) -> str:
    """Return what speaks for a figure, or how far it is beyond all that its series ever did."""
    sizes = seen.sizes
    falls = seen.figures.value[place] < seen.figures.last[place]
    if falls and not seen.beyond[place]:
        return "a restatement by the claimant looks like this too"
    if falls and sizes.year_ago[place]:
        return "it is the total of a year before"
    if falls:
        return f"no restatement takes away {sizes.fall[place]:.0%} of a total"
    records = f"{sizes.leap[place]:,.1f} times the record gain of {sizes.record[place]:,.0f}"
    if seen.beyond[place]:
        return records
    burst = "a burst of losses looks like this too"
    return f"{records}; {burst}" if sizes.leap[place] > 1 else burst


def _copied(seen: Judged, places: Integers, earlier: int, frame: pd.DataFrame) -> Hit:
    statement = seen.figures.statement[places[0]]
    rows = np.sort(seen.row[places])
    fields: dict[str, object] = {
        "n_repeated": len(rows),
        "n_rows": int((seen.figures.statement == statement).sum()),
        "day": _day(seen.day[places[0]]),
        "earlier": _day(earlier),
        "categories": ", ".join(str(frame["category"].iloc[row - 1]) for row in rows),
    }
    # No total that stands still grows as its printed increment says: all of them are meant.
    still = (seen.figures.statement == statement) & (seen.figures.gain == 0)
    related = {int(row) for row in seen.row[still]} - {int(rows[0])}
    return Hit("WL304", int(rows[0]), "value", fields, related_rows=tuple(sorted(related)))


def _hit(seen: Judged, place: int, frame: pd.DataFrame, carried: Mapping[int, list[str]]) -> Hit:
    """Return what to say of one doubtful total: by the likeliest cause."""
    hit = _by_cause(seen, place, frame, carried)
    return hit._replace(severity="error") if seen.beyond[place] else hit


def _by_cause(
    seen: Judged, place: int, frame: pd.DataFrame, carried: Mapping[int, list[str]]
) -> Hit:
    figures, doubts = seen.figures, seen.doubts
    value, last = int(figures.value[place]), int(figures.last[place])
    fields = _fields(seen, place)
    row = int(seen.row[place])
    cause = int(doubts.by_cause[:, place].argmax())
    proposals = doubts.proposals.get(place, [])
    any_cause = np.logaddexp.reduce(doubts.by_cause[:, place])
    may_be_slip = doubts.by_cause[SLIP, place] > any_cause + _WORTH_NAMING
    suggestion = str(proposals[0][0]) if proposals and may_be_slip else None
    if value == last:
        return Hit("WL303", row, "value", fields)
    if cause == CARRIED:
        fields["sources"] = ", ".join(carried[row])
        return Hit("WL307", row, "value", fields, str(last))
    if cause == SLIP and proposals:
        fields["slip"] = _slip_text(proposals)
        certain = doubts.log_odds[place] > CERTAIN
        return Hit("WL305", row, "value", fields, suggestion, "error" if certain else None)
    if cause == OTHER_ROW and (other := _other_row(seen, place)) is not None:
        fields |= {"other": frame["category"].iloc[other - 1], "other_row": RowNumber(other)}
        return Hit("WL306", row, "value", fields)
    if value > last:
        return Hit("WL302", row, "value", fields, suggestion)
    if cause == OLDER:
        again = np.flatnonzero(figures.older[place] == value)[0]
        fields["why"] = f", and the total of {_day(seen.day_before(place, 2 + int(again)))}"
    return Hit("WL301", row, "value", fields, suggestion)


_SLIPS = {
    "lost": "a digit lost",
    "doubled": "a digit doubled",
    "added": "a digit too many",
    "swapped": "two digits swapped",
    "mistyped": "a digit mistyped",
}


def _slip_text(proposals: list[tuple[int, str]]) -> str:
    """Return the proposals as a message shows them.

    >>> _slip_text([(6555, "lost"), (6551, "lost"), (665, "mistyped")])
    '6555 with a digit lost? Or 6551, 665?'
    """
    (best, kind), *others = proposals
    text = f"{best} with {_SLIPS[kind]}?"
    return f"{text} Or {', '.join(str(other) for other, _ in others)}?" if others else text


def _other_row(seen: Judged, place: int) -> int | None:
    """Return the row that a figure would fit best, of those of the same statement."""
    figures = seen.figures
    same = np.flatnonzero(figures.statement == figures.statement[place])
    same = same[same != place]
    if not len(same):
        return None
    value = figures.value[place]
    fits = log_probability(seen.usual.at(same), (value - figures.last[same]).astype(float))
    fits[figures.value[same] == value] = 0.0
    return int(seen.row[same[fits.argmax()]])


def _day(number: int | np.integer[Any]) -> str:
    return str(np.datetime64(int(number), "D"))

"""What is said of each claim beside its figure: told of a day where all agree, else one by one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses import codes
from warlosses.charts.series import number, runs, steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.charts.readings import Reading, Readings
    from warlosses.charts.series import Shelf

BROKEN_DOWN = ("destroyed", "damaged", "abandoned", "captured")
_START = pd.Timestamp(codes.WAR_START)
_HOUR = re.compile(r"^as of [^;]+")
_ADDED = re.compile(r"\badd up to (\d+)")


class ClaimColumns:
    """A release's claims as lists, in which a row is looked up by its number."""

    def __init__(self, claims: pd.DataFrame) -> None:
        self.ids = claims["claim_id"].astype(str).tolist()
        self.days = (claims["as_of"] - _START).dt.days.tolist()
        self.figures, self.low, self.high = (
            [number(v) for v in claims[name].tolist()]
            for name in ("value", "value_low", "value_high")
        )
        self.links = claims["source_url"].astype(str).tolist()
        self.notes = claims["note"].astype("string").fillna("").tolist()
        facts = ["status", "source_id", "n_agreeing", "n_sources", "qualifier"]
        self.facts = list(zip(*(claims[name].tolist() for name in facts), strict=True))
        self.value_of = dict(zip(self.ids, self.figures, strict=True))


class Teller:
    """Tells of groups of series; what all of them share is kept here.

    A group are the series of one claimant on one outcome of one belligerent: a bulletin, or a page,
    whose figures are mostly read by the same sources and found at the same address.
    """

    def __init__(self, claims: pd.DataFrame, readings: Readings, shelf: Shelf) -> None:
        self.columns = ClaimColumns(claims)
        self._readings, self._shelf = readings, shelf
        self._kinds: list[tuple[dict[str, Any], list[tuple[str, int]]]] = []
        self.groups: list[dict[str, Any]] = []

    def tell(self, group: Sequence[dict[str, Any]]) -> None:
        """Put into each of a group's series what is said of its claims, told from the group's."""
        at_days = defaultdict(list)
        for one in group:
            for before, row in zip([None, *one["rows"][:-1]], one["rows"], strict=True):
                at_days[self.columns.days[row]].append((before, row))
        days = sorted(at_days)
        hours = {day: self._usual_hour(at_days[day]) for day in days}
        links = [self._most(self.columns.links[row] for _, row in at_days[day]) for day in days]
        sets = {day: self._usual_set(day, at_days[day]) for day in days}
        self.groups.append(
            {
                "days": self._shelf.days(steps(days)),
                "links": steps([self._shelf.links(link) for link in links]),
                "hours": runs(self._shelf.hours(hours[day]) for day in days),
                "sets": runs(self._shelf.sets(sets[day]) for day in days),
            }
        )
        link_of = dict(zip(days, links, strict=True))
        for one in group:
            one["group"] = len(self.groups) - 1
            self._links_and_bounds(one, link_of)
            self._readings_and_kinds(one, sets, hours)

    @staticmethod
    def _most(things: Any) -> Any:
        return min(Counter(things).items(), key=lambda item: (-item[1], item[0]))[0]

    def _usual_set(self, day: int, pairs: list[tuple[int | None, int]]) -> tuple[Any, ...]:
        """Return who reads a day's figures: each source, and whether it still gives the last ones.

        A source that is read in the morning gives what the other had the evening before.
        """
        read: Counter[str] = Counter()
        lagging: Counter[str] = Counter()
        figures = self.columns.figures
        for before, row in pairs:
            for source, value, recorded, until in self._readings.of(self.columns.ids[row]):
                if until is not None or recorded != self._readings.usual[source][day]:
                    continue
                previous = figures[row] if before is None else figures[before]
                if value in (figures[row], previous):
                    read[source] += 1
                if figures[row] != previous and value in (figures[row], previous):
                    lagging[source] += 1 if value == previous else -1
        return tuple(
            (source, int(lagging[source] > 0))
            for source, n in sorted(read.items())
            if 2 * n > len(pairs)
        )

    def _usual_hour(self, pairs: list[tuple[int | None, int]]) -> str:
        """Return the hour that most of a day's notes begin with."""
        return str(self._most(_hour(self.columns.notes[row]) for _, row in pairs))

    def _predicted(self, set_: tuple[Any, ...], day: int, value: Any, before: Any) -> list[Reading]:
        usual = self._readings.usual
        return [
            (source, before if lags and before is not None else value, usual[source][day], None)
            for source, lags in set_
            if day in usual[source]
        ]

    def _links_and_bounds(self, one: dict[str, Any], link_of: dict[int, str]) -> None:
        columns = self.columns
        one["own_links"] = [
            [at, self._shelf.links(columns.links[row])]
            for at, row in enumerate(one["rows"])
            if columns.links[row] != link_of[columns.days[row]]
        ]
        one["bounds"] = [
            [at, columns.low[row], columns.high[row]]
            for at, row in enumerate(one["rows"])
            if (columns.low[row], columns.high[row]) != (None, None)
        ]

    def _readings_and_kinds(
        self, one: dict[str, Any], sets: dict[int, tuple[Any, ...]], hours: dict[int, str]
    ) -> None:
        columns, shelf = self.columns, self._shelf
        own, odd, kinds, before, last = [], [], [], None, 0
        for at, row in enumerate(one["rows"]):
            day, value = columns.days[row], columns.figures[row]
            readings = self._readings.of(columns.ids[row])
            set_, rest = self._split(readings, sets[day], day, value, before)
            own.append(-1 if set_ == sets[day] else shelf.sets(set_))
            for source, read, recorded, until in rest:
                late = recorded - self._readings.usual[source][day]
                end = None if until is None else until - recorded
                odd.append([at - last, shelf.sources(source), read - value, late, end])
                last = at
            current = [(s, v) for s, v, _, until in readings if until is None]
            note = self._template(row, value, current, hours[day])
            kinds.append(
                (_signature(current, value, one), shelf.kinds((*columns.facts[row], note)))
            )
            before = value
        one["own_sets"] = _exceptions(own)
        one["odd"] = odd
        self._kinds.append((one, kinds))

    def _split(
        self, readings: list[Reading], usual: tuple[Any, ...], day: int, value: Any, before: Any
    ) -> tuple[tuple[Any, ...], list[Reading]]:
        """Return the readings as a set that gives them, and those that it does not give."""
        rest = list(readings)
        for reading in self._predicted(usual, day, value, before):
            if reading not in rest:
                break
            rest.remove(reading)
        else:
            return usual, rest
        own, rest = [], []
        for reading in readings:
            source, read, recorded, until = reading
            plain = until is None and recorded == self._readings.usual[source][day]
            if plain and read == value:
                own.append((source, 0))
            elif plain and before is not None and read == before:
                own.append((source, 1))
            else:
                rest.append(reading)
        return tuple(sorted(own)), rest

    def _template(self, row: int, value: Any, current: list[tuple[str, Any]], hour: str) -> str:
        """Return a claim's note without the figures that the page can put in itself."""
        note = self.columns.notes[row]
        if hour and _hour(note) == hour:
            note = "{hour}" + note[len(hour) :]
        for source, read in current:
            if read != value:
                note = note.replace(f"{read} ({source})", f"{{}} ({source})")
        added = _ADDED.search(note)
        if added:
            name = self.columns.ids[row].split(".")
            parts = [
                self.columns.value_of.get(".".join([*name[:3], part, *name[4:]]))
                for part in BROKEN_DOWN
            ]
            if sum(part or 0 for part in parts) == int(added[1]):
                note = note.replace(added[0], "add up to {}")
        return note

    def usual_kinds(self) -> dict[str, int]:
        """Return what is mostly said of claims read alike; put the rest into the series."""
        counted: dict[str, Counter[int]] = defaultdict(Counter)
        for _, kinds in self._kinds:
            for signature, kind in kinds:
                counted[signature][kind] += 1
        usual = {signature: self._most(of.elements()) for signature, of in counted.items()}
        for one, kinds in self._kinds:
            one["own_kinds"] = _exceptions([-1 if usual[s] == kind else kind for s, kind in kinds])
        return usual


def _hour(note: str) -> str:
    """Return what a note begins with, where that is an hour.

    >>> _hour("as of 7:32 AM; zero, or nothing printed"), _hour("rounded")
    ('as of 7:32 AM', '')
    """
    stated = _HOUR.match(note)
    return stated[0] if stated else ""


def _signature(current: list[tuple[str, Any]], value: Any, one: dict[str, Any]) -> str:
    """Return who reads a claim, and who of them reads it so.

    >>> _signature([("b", 5), ("a", 4)], 5, {})
    'a!,b='
    """
    said = {source + ("=" if read == value else "!") for source, read in current}
    return ("+" if "of" in one else "") + ",".join(sorted(said))


def _exceptions(values: list[int]) -> list[int]:
    """Return what is not -1, in runs: how many rows after the last run, how many rows, what.

    >>> _exceptions([-1, 5, 5, -1, -1, 7])
    [1, 2, 5, 2, 1, 7]
    """
    out, skipped, pairs = [], 0, runs(values)
    for value, count in zip(pairs[::2], pairs[1::2], strict=True):
        if value == -1:
            skipped += count
        else:
            out += [skipped, count, value]
            skipped = 0
    return out

"""Claims -> text: a block for each claimant and belligerent."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from warlosses import codes
from warlosses.claims.claim_id import default_period_start
from warlosses.cli.output.bars import bars, drawable
from warlosses.cli.output.table import Cell, status_cell, style, table, wrap
from warlosses.letters import printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Claim = dict[str, Any]

_FATES = ("destroyed", "damaged", "abandoned", "captured")
_HEDGES = {
    "exact": "",
    "not_recorded": "reported ",
    "about": "about ",
    "at_least": "at least ",
    "more_than": "more than ",
    "almost": "almost ",
    "up_to": "up to ",
}
_NOT_PRINTED = "zero, or nothing printed"  # as the source's notes have it
_BARS = "by day"
_LEFT = ("day", "from", "category", _BARS, "status", "agree")


class _Line(NamedTuple):
    """What stands in one line: the claims of one day about one thing."""

    day: date
    period_start: date | None  # None where it is the usual one
    label: str
    claims: dict[str, Claim]  # by column

    @property
    def main(self) -> Claim:
        """The claim whose status the line shows."""
        return self.claims.get("total") or next(iter(self.claims.values()))


def claims_as_text(claims: list[Claim], limit: int | None = None) -> tuple[list[str], int]:
    """Return claims as lines of text, and how many table lines the limit left out."""
    several_days = len({claim["as_of"] for claim in claims}) > 1
    text: list[str] = []
    left_out = 0
    room = limit if limit is not None else len(claims)
    for (claimant, belligerent), of_one in groupby(sorted(claims, key=_order), key=_group):
        lines = _lines(of_one)
        left_out += max(len(lines) - room, 0)
        lines = lines[:room]
        room -= len(lines)
        if lines:
            text += [*_heading(claimant, belligerent, lines), *_block(lines, several_days), ""]
    return text[:-1], left_out


@cache
def _rank(code: str) -> int:
    """Return the place of a claimant or category in the code lists."""
    return [*codes.claimants(), *codes.categories()].index(code)


def _order(claim: Claim) -> tuple[Any, ...]:
    return (
        _rank(claim["claimant"]),
        claim["belligerent"],
        claim["as_of"],
        _rank(claim["category"]),
        claim["outcome"],
        claim["period_start"],
    )


def _group(claim: Claim) -> tuple[str, str]:
    return claim["claimant"], claim["belligerent"]


def _lines(claims: Iterable[Claim]) -> list[_Line]:
    """Put the claims that belong together in one line, each under its column."""
    lines: dict[tuple[date, date | None, str], dict[str, Claim]] = {}
    for claim in claims:
        place = claim["as_of"], _unusual_start(claim), _label(claim)
        lines.setdefault(place, {})[_column(claim)] = claim
    return [_Line(*place, by_column) for place, by_column in lines.items()]


def _column(claim: Claim) -> str:
    if claim["measure"] == "increment":
        return "increment"
    return str(claim["outcome"]) if claim["outcome"] in _FATES else "total"


def _unusual_start(claim: Claim) -> date | None:
    start: date = claim["period_start"]
    return None if start == default_period_start(claim["measure"], claim["as_of"]) else start


def _label(claim: Claim) -> str:
    """Return the category and, where no column says it, what became of it.

    >>> _label({"category": "personnel", "outcome": "killed_or_wounded", "measure": "cumulative"})
    'killed or wounded'
    """
    category, outcome = str(claim["category"]), str(claim["outcome"]).replace("_", " ")
    if outcome in ("lost", _column(claim)):
        return category
    return outcome if category == "personnel" else f"{category} {outcome}"


def _heading(claimant: str, belligerent: str, lines: list[_Line]) -> list[str]:
    first, last = min(line.day for line in lines), max(line.day for line in lines)
    days = f"{first}" if first == last else f"{first} to {last}"
    name = codes.claimants()[claimant].name_en
    return [style(f"{claimant} on {belligerent}, {days}", bold=True), *wrap(name), ""]


def _block(lines: list[_Line], several_days: bool) -> list[str]:
    """Return a table with its notes and links."""
    links = list(dict.fromkeys(c["source_url"] for line in lines for c in line.claims.values()))
    figures = [
        c for c in ("total", *_FATES, "increment") if any(c in line.claims for line in lines)
    ]
    merged = figures == ["total", "increment"] and all(len(line.claims) == 1 for line in lines)
    shown = ["figure"] if merged else figures
    header = ["day", "from", "category", *shown, _BARS, "status", "agree", "link"]
    with_status = any(line.main["status"] != "single" for line in lines)
    rows = []
    for line, bar in zip(lines, _bars(lines), strict=True):
        row: list[str | Cell] = [str(line.day) if several_days else ""]
        row += [str(line.period_start or ""), line.label]
        if merged:
            row.append(_figure_cell(line.main))
        else:
            row += [_figure_cell(line.claims.get(column)) for column in figures]
        row.append(bar if several_days else "")
        row += _status_cells(line.main) if with_status else ["", ""]
        row.append(_marks(line, links) if len(links) > 1 else "")
        rows.append(row)
    notes = _notes(lines, with_status, several_days)
    text = table(header, rows, left=_LEFT, spare=_BARS)
    return [*text, "", *notes, *_link_lines(links)]


def _bars(lines: list[_Line]) -> list[str]:
    """Return a bar for the increment that each line prints, scaled within its category.

    Totals have none: by themselves they do not say what a day lost.
    """
    drawn = [""] * len(lines)
    if not drawable():
        return drawn
    for label in {line.label for line in lines}:
        places = [n for n, line in enumerate(lines) if line.label == label]
        claims = [lines[n].claims.get("increment") for n in places]
        figures = [claim["value"] if claim else None for claim in claims]
        for place, bar in zip(places, bars(figures), strict=True):
            drawn[place] = bar
    return drawn


def _figure_cell(claim: Claim | None) -> str | Cell:
    if claim is None:
        return ""
    text = "(0)" if _perhaps_not_printed(claim) else _figure(claim)
    return status_cell(text, claim["status"])


def _perhaps_not_printed(claim: Claim) -> bool:
    return claim["measure"] == "increment" and _NOT_PRINTED in claim["note"]


def _figure(claim: Claim) -> str:
    """Return the figure as the claimant hedged it.

    >>> _figure({"value": 183130, "value_low": None, "value_high": None, "qualifier": "about",
    ...          "measure": "cumulative"})
    'about 183,130'
    """
    value, low, high = claim["value"], claim["value_low"], claim["value_high"]
    bounds = " to ".join(f"{bound:,}" for bound in (low, high) if bound is not None)
    if value is None:
        return bounds
    sign = "+" if claim["measure"] == "increment" else ""
    text = _HEDGES.get(claim["qualifier"], "") + f"{value:{sign},}"
    return f"{text} ({bounds})" if claim["qualifier"] == "range" else text


def _status_cells(claim: Claim) -> list[Cell]:
    return [
        status_cell(claim["status"], claim["status"]),
        Cell(f"{claim['n_agreeing']} of {claim['n_sources']}"),
    ]


def _marks(line: _Line, links: list[str]) -> str:
    numbers = sorted({links.index(claim["source_url"]) + 1 for claim in line.claims.values()})
    return "".join(f"[{number}]" for number in numbers)


def _notes(lines: list[_Line], with_status: bool, several_days: bool) -> list[str]:
    """Return what a reader of the figures should know, each thing once."""
    places_of: dict[str, list[str]] = {}
    for line in lines:
        where = f"{line.day} {line.label}" if several_days else line.label
        for claim in line.claims.values():
            if claim["note"] and _matters(claim):
                places_of.setdefault(claim["note"], []).append(where)
    text = [] if with_status else ["note  status single: one source each"]
    if any(_perhaps_not_printed(claim) for line in lines for claim in line.claims.values()):
        text += wrap(f"(0): {_NOT_PRINTED}", "note", indent=6)
    for note, named in places_of.items():
        places = list(dict.fromkeys(named))
        where = "" if len(places) == len(lines) else f"{listed(places)}: "
        text += wrap(where + note, "note", indent=6)
    return text


def listed(places: list[str]) -> str:
    """Return some places by name.

    >>> listed(["tanks", "mlrs", "uavs", "ships", "aircraft"])
    'tanks, mlrs and 3 more'
    """
    first, rest = places[:2], places[2:]
    return f"{', '.join(first)} and {len(rest)} more" if rest[1:] else ", ".join(places)


def _matters(claim: Claim) -> bool:
    """Whether to print a note: a daily increment's tells little but its clock time."""
    is_daily = claim["measure"] == "increment" and claim["period_start"] == claim["as_of"]
    return not is_daily or claim["status"] in ("corrected", "disputed")


def _link_lines(links: list[str]) -> list[str]:
    """Return the links, never broken: a terminal makes them clickable."""
    links = [printable(link) for link in links]
    if len(links) == 1:
        return [f"link  {links[0]}"]
    return [f"{f'[{number}]':<6}{link}" for number, link in enumerate(links, start=1)]

"""Who makes the claims of a text: from what it calls them, and from what they count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from warlosses.codes import GENERAL_STAFF, RUSSIAN_MINISTRY
from warlosses.errors import BulletinError
from warlosses.texts.bulletin.day import told_by_figures
from warlosses.texts.language.meaning import meaning

if TYPE_CHECKING:
    from warlosses.texts.language.statement import ReadText, Statement

# What only one of the two counts.
_OWN = {
    GENERAL_STAFF: frozenset(
        {
            *("armored_vehicles", "artillery", "air_defense", "cruise_missiles"),
            *("vehicles_fuel_tanks", "vehicles", "fuel_tanks", "special_equipment", "ships"),
            *("submarines", "ground_robots", "srbm_launchers"),
        }
    ),
    RUSSIAN_MINISTRY: frozenset(
        {
            *("tanks_armored_vehicles", "field_artillery_mortars", "special_military_vehicles"),
            *("sam_systems", "tanks_ifv_apc", "artillery_mlrs", "military_infrastructure_objects"),
        }
    ),
}
_SEVERAL = 3  # categories that make a bulletin of their own
_FORM = 5  # categories of its own that show a bulletin's form without its name
_OTHER_SIDE = {GENERAL_STAFF: "UA", RUSSIAN_MINISTRY: "RU"}


def tell_claimant(
    text: ReadText, given: str | None, as_of: date | None = None
) -> tuple[str, list[Statement]]:
    """Return the claimant and the statements that are its own, or raise if it can't be told."""
    named = {code for code, _ in text.claimants} & _OWN.keys()
    counts = {code: len({s.category for s in text.statements} & own) for code, own in _OWN.items()}
    if given is not None:
        others = {code for code in _OWN if code != given} if given in _OWN else set()
        return given, _of(text.statements, given, others, is_given=True)
    if len(named) == 1:
        [code] = named
        [other] = _OWN.keys() - named
        if counts[code] or not counts[other]:
            return code, _of(text.statements, code, {other})
    whose = {code: _of(text.statements, code, set(_OWN) - {code}) for code in _OWN}
    if len(named) == len(_OWN) and _are_two_bulletins(whose, counts):
        raise BulletinError(
            "expected one bulletin; found figures of two claimants: "
            f"{GENERAL_STAFF} and {RUSSIAN_MINISTRY}. Say which to read with claimant=, "
            "or give one text at a time."
        )
    best = max(counts, key=lambda code: counts[code])
    formed = counts[best] >= _FORM and any(s.scope.belligerent for s in text.statements)
    if counts[best] and (named or formed):
        return best, whose[best]
    if named:
        first = next(code for code, _ in text.claimants if code in _OWN)
        return first, whose[first]
    for code in _OWN:
        if told_by_figures(_settled(whose[code], code, as_of), code, as_of):
            return code, whose[code]
    raise BulletinError(
        "expected a text that tells who claims; found figures on losses, but neither the General "
        "Staff of Ukraine nor the Russian ministry named. Say who claims with claimant= "
        "(codes: schemas/claimants.csv)."
    )


def _settled(statements: list[Statement], code: str, as_of: date | None) -> list[Statement]:
    """Return the statements with what their labels mean in a claimant's mouth."""
    return [
        replace(s, label=s.label._replace(category=meaning(s.category, code, as_of or date.max)))
        for s in statements
    ]


def _are_two_bulletins(whose: dict[str, list[Statement]], counts: dict[str, int]) -> bool:
    """Whether a text has several totals of each claimant, and each where that one is named."""
    own = {
        code: [s for s in statements if s.period in ("total", "")]
        for code, statements in whose.items()
    }
    several = all(len({s.category for s in statements}) >= _SEVERAL for statements in own.values())
    return several and all(counts.values()) and _apart(whose)


def _of(
    statements: list[Statement], code: str, others: set[str], *, is_given: bool = False
) -> list[Statement]:
    """Leave out what belongs to another: by category, by the name before it, by whose losses."""
    foreign = frozenset[str]().union(*(_OWN[other] for other in others)) - _OWN.get(
        code, frozenset()
    )
    return [
        s
        for s in statements
        if (s.category not in foreign or (is_given and not _is_its_own_form(s, code)))
        and s.scope.belligerent != _OTHER_SIDE.get(code, "-")
        and s.claimant not in others
    ]


def _is_its_own_form(statement: Statement, code: str) -> bool:
    """Whether a category is the other's alone, however this claimant's labels are understood."""
    return meaning(statement.category, code, date.max) == statement.category


def _apart(whose: dict[str, list[Statement]]) -> bool:
    one, two = (
        {(s.start, s.end) for s in own if s.claimant == code} for code, own in whose.items()
    )
    return len(one) >= _SEVERAL and len(two) >= _SEVERAL and not one & two

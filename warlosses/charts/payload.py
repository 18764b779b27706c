"""Everything that the explorer page shows, as one JSON text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from warlosses import codes
from warlosses.charts.packing import packed_numbers, packed_text
from warlosses.charts.readings import Readings, corrections
from warlosses.charts.series import Shelf, claim_series, day_number, rolled_up, single_claims
from warlosses.charts.told import BROKEN_DOWN, Teller
from warlosses.data.info import info
from warlosses.data.load import load

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


_OF_DECISIONS = [
    *("claimant", "belligerent", "category", "outcome", "measure", "as_of"),
    *("claim_id", "from_value", "to_value", "kind", "reason", "evidence_url", "decided_on"),
]


def payload(version: str | Path | None = None) -> dict[str, Any]:
    """Return the release as the page reads it; ``assets/decode.js`` tells how."""
    facts = info(version)
    claims: pd.DataFrame = load(version=version).reset_index(drop=True)
    shelf = Shelf()
    teller = Teller(
        claims, readings := Readings(load("observations", version=version), claims), shelf
    )
    decisions: pd.DataFrame = load("corrections", version=version, columns=_OF_DECISIONS)
    groups, left = claim_series(claims, shelf, decisions)
    series = [one for group in groups for one in group]
    printed = [
        {"of": at, **one.pop("printed")} for at, one in enumerate(series) if "printed" in one
    ]
    for group in [*groups, printed]:
        teller.tell(group)
    single = single_claims(left, shelf)
    told_from_outcomes(series)
    return {
        "version": facts.version,
        "licence": facts.licence,
        "start": codes.WAR_START.isoformat(),
        "through": day_number(facts.data_through),
        "claims": len(claims),
        "categories": [
            [c.code, c.parent, c.unit, c.label_en, c.label_uk, c.label_ru]
            for c in codes.categories().values()
        ],
        "claimants": [
            [c.code, c.name_en, c.name_uk, c.name_ru] for c in codes.claimants().values()
        ],
        "sources": [[s.source_id, s.title, s.repo, s.licence] for s in codes.sources().values()],
        "usual_kinds": teller.usual_kinds(),
        "series": columns(series, "name", "days", "change"),
        "printed": columns(printed, "of", "days", "beside"),
        "rolled": columns(rolled_up(claims, shelf), "name", "days", "beside"),
        "groups": columns(teller.groups, "days", "links"),
        "single": single,
        "recorded": readings.recorded(),
        "corrections": corrections(decisions),
        "days": shelf.days.all,
        "kinds": shelf.kinds.all,
        "sets": shelf.sets.all,
        "hours": shelf.hours.all,
        "read_by": shelf.sources.all,
        "links": shelf.links.all,
    }


def columns(rows: list[dict[str, Any]], *always: str) -> dict[str, list[Any]]:
    """Return rows as columns: what is alike lies together, and is packed the better.

    A release of a few days may have no row of a kind: it has its columns all the same.

    >>> columns([{"a": 1, "b": 2, "rows": 0}, {"a": 3, "b": 4, "rows": 1}], "a")
    {'a': [1, 3], 'b': [2, 4]}
    >>> columns([], "a")
    {'a': []}
    """
    names = [name for name in rows[0] if name != "rows"] if rows else always
    return {name: [row[name] for row in rows] for name in names}


def told_from_outcomes(series: list[dict[str, Any]]) -> None:
    """Tell the changes of a ``lost`` total from those of its outcomes: nearly all are nought."""
    by_name = {tuple(one["name"]): one for one in series}
    for one in series:
        *key, outcome = one["name"]
        one["beside"] = int(outcome == "lost")
        if outcome != "lost":
            continue
        parts = [by_name.get((*key, part)) for part in BROKEN_DOWN]
        same = [part for part in parts if part and part["days"] == one["days"]]
        one["change"] = [
            value - sum(part["change"][at] for part in same)
            for at, value in enumerate(one["change"])
        ]


# Columns of figures go as bytes, one after the other, in this order.
FIGURES = (("series", "change"), ("printed", "beside"), ("rolled", "beside"), ("groups", "links"))


def payload_parts(data: dict[str, Any]) -> dict[str, str]:
    """Return it as three packed texts: the links are unpacked when the first is wanted."""
    rest = {name: part for name, part in data.items() if name != "links"}
    figures = bytearray()
    for table, column in FIGURES:
        rest[table] = {name: part for name, part in rest[table].items() if name != column}
        for values in data[table][column]:
            figures += packed_numbers(values)
    return {
        "figures": packed_text(bytes(figures)),
        "payload": packed_text(_json(rest)),
        "links": packed_text("\n".join(data["links"]).encode()),
    }


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

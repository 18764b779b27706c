"""Everything that the explorer page shows, as one JSON text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from warlosses import codes
from warlosses.charts.readings import corrections, reader, recorded_runs
from warlosses.charts.series import Shelf, claim_series, day_number, rolled_up, single_claims
from warlosses.data.info import info
from warlosses.data.load import load

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


BROKEN_DOWN = ("destroyed", "damaged", "abandoned", "captured")


def payload(version: str | Path | None = None) -> dict[str, Any]:
    """Return the release as the page reads it; ``assets/decode.js`` tells how."""
    facts = info(version)
    claims: pd.DataFrame = load(version=version)
    shelf = Shelf()
    of_series, recorded = reader(load("observations", version=version), claims)
    series, left = claim_series(claims, shelf, of_series)
    single = single_claims(left, shelf)
    told_from_outcomes(series)
    return {
        "version": facts.version,
        "licence": facts.licence,
        "start": codes.WAR_START.isoformat(),
        "through": day_number(facts.data_through),
        "claims": len(claims),
        "categories": [
            [c.code, c.parent, c.unit, c.label_en, c.label_uk, c.label_ru, c.definition]
            for c in codes.categories().values()
        ],
        "claimants": [
            [c.code, c.name_en, c.name_uk, c.name_ru] for c in codes.claimants().values()
        ],
        "sources": [[s.source_id, s.title, s.repo, s.licence] for s in codes.sources().values()],
        "series": columns(series),
        "printed": columns(
            [{"of": at, **one["printed"]} for at, one in enumerate(series) if "printed" in one]
        ),
        "rolled": columns(rolled_up(claims, shelf)),
        "single": single,
        "recorded": {source: recorded_runs(days) for source, days in recorded.items()},
        "corrections": corrections(load("corrections", version=version)),
        "days": [list(steps) for steps in shelf.days.all],
        "links": shelf.links.all,
        "kinds": [list(kind) for kind in shelf.kinds.all],
    }


def columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return rows as columns: what is alike lies together, and is packed the better.

    >>> columns([{"a": 1, "b": 2}, {"a": 3, "b": 4, "printed": 5}])
    {'a': [1, 3], 'b': [2, 4]}
    """
    names = [name for name in rows[0] if name != "printed"] if rows else []
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


def payload_text(data: dict[str, Any]) -> str:
    """Return it as JSON without a space to spare."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

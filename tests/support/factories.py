"""Small things to test with: readings, ledgers, a mirror of a few days."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

import pandas as pd

from warlosses import codes
from warlosses.claims import ledger
from warlosses.claims.reading import Reading

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2024, 5, 10)
TAKEN_AT = datetime(2024, 6, 1, tzinfo=UTC)
PAGE = "https://mod.gov.ua/news/2024-05-10"
NO_CORRECTIONS = pd.DataFrame(
    columns=["claim_id", "from_value", "to_value", "kind", "reason", "evidence_url", "decided_on"]
)


def at(day: int, hour: int = 0) -> datetime:
    """A time in June 2024, UTC."""
    return datetime(2024, 6, day, hour, tzinfo=UTC)


def reading(source_id: str, value: int | None, **changes: Any) -> Reading:
    """A reading of the General Staff's tanks on DAY."""
    repo = codes.sources()[source_id].repo
    link = (
        PAGE if source_id == "orc-losses" else f"{repo or 'https://example.org'}/blob/a/{source_id}"
    )
    facts: dict[str, Any] = {
        "claimant": "ua_general_staff",
        "belligerent": "RU",
        "category": "tanks",
        "outcome": "lost",
        "measure": "cumulative",
        "as_of": DAY,
        "source_url": link,
        "raw_label": "tank",
    }
    return Reading(source_id=source_id, value=value, **{**facts, **changes})


def ledger_of(*readings: Reading, taken_at: datetime = TAKEN_AT) -> pd.DataFrame:
    """A ledger that starts with these readings."""
    times: dict[str, datetime | None] = {r.source_id: taken_at for r in readings}
    return ledger.extend(ledger.empty(), ledger.to_frame(readings, times))


TANKS = (7429, 7440, 7452, 7463, 7480)
PERSONNEL = (479710, 480690, 481700, 482680, 483900)


def write_mirror(folder: Path, *, days: int = 5, tanks: tuple[int, ...] = TANKS) -> Path:
    """Write a mirror of three sources and a few days; return its folder."""
    dates = [(DAY + timedelta(n)).isoformat() for n in range(days)]
    files: dict[str, object] = {
        "petroivaniuk/russia_losses_personnel.json": [
            {"date": d, "day": 1, "personnel": p, "personnel*": "about"}
            for d, p in zip(dates, PERSONNEL, strict=False)
        ],
        "petroivaniuk/russia_losses_equipment.json": [
            {"date": d, "day": 1, "tank": t} for d, t in zip(dates, tanks, strict=False)
        ],
        "petroivaniuk/russia_losses_equipment_correction.json": [
            {"date": dates[0], "day": 1, "tank": 0}
        ],
        "orc-losses/russian-losses.json": [
            {"date": d, "sourceUri": f"https://mod.gov.ua/news/{d}", "personnel": p, "tanks": t}
            for d, p, t in zip(dates, PERSONNEL, TANKS, strict=False)
        ],
        "larzs/list.json": [
            {
                "date": d,
                "link": f"https://www.facebook.com/GeneralStaff.ua/posts/{d}",
                "reported_by": "General Staff of the Armed Forces of Ukraine as of 6:30 AM EET",
                "losses": {"personnel": p - q, "tanks": t - u},
            }
            for d, q, p, u, t in zip(
                dates[1:], PERSONNEL, PERSONNEL[1:], TANKS, TANKS[1:], strict=False
            )
        ],
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    (folder / "SOURCES.toml").write_text(
        "".join(
            f'[{source}]\ncommit = "{letter * 40}"  # {DAY + timedelta(days)}\n\n'
            for source, letter in (("petroivaniuk", "a"), ("orc-losses", "b"), ("larzs", "c"))
        ),
        encoding="utf-8",
    )
    return folder


class Texts(TypedDict):
    """The texts that `build` takes beside the mirror."""

    contributions: Path
    corrections: Path


def write_texts(folder: Path) -> Texts:
    """Write an empty contributions folder and an empty corrections file, as `build` takes them."""
    contributions, corrections = folder / "contributions", folder / "corrections.csv"
    contributions.mkdir(parents=True, exist_ok=True)
    corrections.write_text(",".join(NO_CORRECTIONS.columns) + "\n", encoding="utf-8")
    return {"contributions": contributions, "corrections": corrections}

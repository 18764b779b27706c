"""The rules on claims that stand twice (WL210, WL211), as a query: no series is looked at."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from warlosses.columns import KEY
from warlosses.validation.large.rows import RowHits, usable_rows
from warlosses.validation.rule import Hit, RowNumber
from warlosses.validation.rules.pairs import SAID, contradiction, speak_several_times

if TYPE_CHECKING:
    from warlosses.validation.large.parts import Part
    from warlosses.validation.large.session import Session

_KEY = (*KEY, "period_start")
_FIRST_DAY, _LAST_DAY = "date '1970-01-01'", "date '2149-06-06'"  # what a key's days may be


def claims_twice(rows: str) -> str:
    """Return the query of the rows whose claim an earlier row gives, with what both of them say.

    Parameters
    ----------
    rows : str
        A query of usable rows, typed, with ``row`` and a hash of the link, ``link``.
    """
    key = ", ".join(_KEY)
    within = f"period_start between {_FIRST_DAY} and {_LAST_DAY}"
    same = " and ".join(f"again.{n} is not distinct from before.{n}" for n in SAID)
    said = ", ".join(f"again.{n} as {n}, before.{n} as first_{n}" for n in SAID)
    return (
        f"with rows as ({rows}), "
        f"twice as (select {key}, min(row) as first_row from rows where {within} "
        f"group by {key} having count(*) > 1) "
        f"select again.row as row, before.row as first_row, again.claimant as claimant, {said}, "
        f"({same}) as is_same, again.link is not distinct from before.link as is_same_link "
        f"from rows as again join twice using ({key}) "
        f"join rows as before on before.row = twice.first_row where again.row > twice.first_row"
    )


def hits_of_keys(parts: list[Part], session: Session) -> RowHits:
    """Return the rows that give a claim again."""
    columns = f"row, {', '.join((*_KEY, *SAID))}, hash(source_url) as link"
    usable = " union all ".join(usable_rows(part, columns) for part in parts)
    found = session.table(f"{claims_twice(usable)} order by row")
    return hits_of_twice(found.to_pylist())


def hits_of_twice(rows: list[dict[str, object]]) -> RowHits:
    """Return what is said of rows that give a claim again."""
    several = speak_several_times()
    hits = []
    for row in rows:
        number, first = int(str(row["row"])), RowNumber(int(str(row["first_row"])))
        if row["is_same"]:
            if row["is_same_link"]:
                hits.append(Hit("WL210", number, None, {"first": first}))
            continue
        one, other = ({n: row[f"{of}{n}"] for n in SAID} for of in ("", "first_"))
        hits.append(contradiction(number, one, first, other, mild=row["claimant"] in several))
    return RowHits(hits, Counter(hit.code for hit in hits))

"""A data version is the day that the data runs through, with ``.1``, ``.2`` for a rebuild of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses import codes, columns
from warlosses.data.changes import read_claims
from warlosses.releases.manifest import TABLE_NAMES, version_key

if TYPE_CHECKING:
    import pandas as pd

    from warlosses.data.difference import Difference
    from warlosses.releases.release import Release


def data_through(claims: pd.DataFrame) -> str:
    """Return the day that the daily bulletins run through; single statements may be later."""
    daily = [c.code for c in codes.claimants().values() if c.statements_a_day == "one"]
    days = claims.loc[claims["claimant"].isin(daily) & (claims["measure"] == "cumulative"), "as_of"]
    last = (days if len(days) else claims["as_of"]).max()
    return str(last.date().isoformat())


def last_days(claims: pd.DataFrame) -> dict[str, str]:
    """Return the last day of every series, by what its claims' ids begin with."""
    series = [*columns.SERIES, "measure"]
    days = claims.astype(dict.fromkeys(series, "str")).groupby(series)["as_of"].max()
    return {".".join(names): str(day.date()) for names, day in zip(days.index, days, strict=True)}


def version_of(day: str) -> str:
    """Return the version of the first release that runs through a day.

    >>> version_of("2026-09-06")
    '2026.9.6'
    """
    return ".".join(str(int(part)) for part in day.split("-"))


def broken_rules(before: Release | None, after: Release, difference: Difference) -> list[str]:
    """Return what is wrong with the version or the manifest of a release; nothing is right.

    Parameters
    ----------
    before : Release or None
        The release published before it.
    after : Release
        The release.
    difference : Difference
        What changed from the one to the other.
    """
    broken = []
    manifest = after.manifest
    claims = read_claims(after)
    through = data_through(claims)
    day = version_of(through)
    if manifest.data_through != through:
        broken.append(
            f"the manifest says data through {manifest.data_through}, the claims {through}"
        )
    if manifest.last_days and manifest.last_days != last_days(claims):
        broken.append("the manifest says other last days of the series than the claims")
    if after.version != day and after.version.rpartition(".")[0] != day:
        broken.append(f"data through {through} is version {day} (or {day}.1, ...): {after.version}")
    if before is None:
        return broken
    if version_key(after.version) <= version_key(before.version):
        broken.append(f"{after.version} does not come after {before.version}, the newest published")
    if manifest.previous == before.version and manifest.changes != difference.counts:
        broken.append(f"the manifest says {manifest.changes}, the claims {difference.counts}")
    if manifest.schema_version == before.manifest.schema_version:
        changed = [t for t in TABLE_NAMES if _columns(before, t) != _columns(after, t)]
        if changed:
            broken.append(f"other columns in {', '.join(changed)}, but the same schema version")
    return broken


def _columns(release: Release, table: str) -> list[tuple[str, str]]:
    with release.open(table) as file:
        return [(field.name, str(field.type)) for field in file.schema_arrow]

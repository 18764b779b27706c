"""The daily path: update, build, check against the release before, compare, publish; or stop.

It stops for a human, publishing nothing, on a day when the sources changed the past in more than a
handful of cells or links, linked the past to other hosts, lost days, or brought rows that break the
rules for contributions.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

from warlosses.building.update import update
from warlosses.data.backends import to_frame
from warlosses.data.difference import Difference, between
from warlosses.errors import SourceError
from warlosses.letters import printable
from warlosses.publishing.publish import check_release, newest_published, publish, renew
from warlosses.publishing.state import find_trust
from warlosses.releases.find import find_release
from warlosses.validation.validate import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from warlosses.releases.release import Release

HANDFUL = 5
_CHECKED = (
    *("as_of", "period_start", "claimant", "belligerent", "category", "outcome", "measure"),
    *("value", "value_low", "value_high", "qualifier", "source_url"),
)
_LISTED = 10


@dataclass(frozen=True)
class DailyRelease:
    """What a day brought.

    Attributes
    ----------
    outcome : str
        In a few words: published, nothing new, or stopped.
    version : str
        The release that stands.
    difference : Difference or None
        What is new; None where nothing is, or where no release could be built.
    reasons : list of str
        Why a human has to look; empty where all went by itself.
    warnings : list of str
        What the rules for contributions find odd, but not wrong, in the day's new figures.
    """

    outcome: str
    version: str
    difference: Difference | None
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """Return everything as JSON."""
        facts: dict[str, Any] = {
            "outcome": self.outcome, "version": self.version, "reasons": self.reasons,
            "warnings": self.warnings,
            "difference": self.difference.to_dict() if self.difference else None,
        }  # fmt: skip
        return json.dumps(facts, ensure_ascii=False, indent=1)


def release_daily(
    repo: str | Path,
    *,
    keys: Sequence[str | Path] = (),
    root: str | Path | None = None,
    record: str | Path | None = None,
    mirror: str | Path | None = None,
    release: str | Path | None = None,
    handful: int = HANDFUL,
    accept_past: bool = False,
    progress: Callable[[str], None] | None = None,
    **texts: Any,
) -> DailyRelease:
    """Make and publish the day's release, or stop for a human.

    Parameters
    ----------
    repo : path
        The release repository; its newest release is continued.
    keys : sequence of paths, optional
        Private keys, as for `publish`.
    root, record : path, optional
        What to verify the repository by, as for `publish`.
    mirror : path, optional
        Copies of the sources to take instead of the network.
    release : path, optional
        The day's release, built elsewhere on the one published last, such as by a machine that has
        no keys. It is compared, judged and published; nothing is fetched or built here.
    handful : int
        How many cells of the past may change without a human.
    accept_past : bool
        A human has looked: publish in spite of what would stop it.
    progress : callable, optional
        Told in a few words what is being done.
    **texts
        ``contributions`` and ``corrections``, as for `build`.

    Returns
    -------
    DailyRelease
        With ``reasons`` where it stopped; nothing was published then but fresh signatures.
    """
    repo = Path(repo)
    sign = partial(renew, repo, keys=keys, root=root, record=record)
    before = newest_published(repo, find_trust(repo, root, record))
    tell = progress or (lambda _: None)
    with tempfile.TemporaryDirectory(prefix="warlosses-daily-") as folder:
        try:
            built = _built(release) if release is not None else update(
                mirror,
                folder,
                previous=before.folder if before else None,
                accept_loss=accept_past,
                accept_shrink=accept_past,
                progress=progress,
                **texts,
            ).release  # fmt: skip
        except SourceError as error:
            sign()
            return DailyRelease("stopped", before.version if before else "", None, [str(error)])
        if before is not None and built.version == before.version:
            if release is None:
                sign()
            else:  # which refuses other bytes under that version
                publish(built.folder, repo, keys=keys, root=root, record=record)
            return DailyRelease("nothing new; signatures renewed", before.version, None)
        tell("comparing with the release before")
        difference = between(before, built)
        reasons, warnings = ([], []) if before is None else judge(
            before, built, difference, handful
        )  # fmt: skip
        if reasons and not accept_past:
            sign()
            return DailyRelease("stopped", built.version, difference, reasons, warnings)
        tell("publishing")
        publish(built.folder, repo, keys=keys, root=root, record=record)
    outcome = f"{built.version} published"
    return DailyRelease(outcome, difference.after, difference, warnings=warnings)


def _built(folder: str | Path) -> Release:
    """Return a release that was built elsewhere, its files as its manifest has them."""
    release = find_release(Path(folder))
    check_release(release)
    return release


def judge(
    before: Release, after: Release, difference: Difference, handful: int
) -> tuple[list[str], list[str]]:
    """Return why a human has to look at a release first, and what is only odd about it."""
    claims = to_frame(before.read("claims"))
    errors, warnings = _by_the_rules(claims, difference, after)
    past = [*_past_changed(before, difference, handful), *_links_changed(difference, handful)]
    return [*past, *_days_lost(claims, difference), *errors], warnings


def _past_changed(before: Release, difference: Difference, handful: int) -> list[str]:
    """Tell of changed and withdrawn figures of days that were published, unless we decided them."""
    rows = difference.claims
    past = rows["as_of"] <= pd.Timestamp(before.manifest.data_through)
    figure = rows["what"].str.contains("value") | (rows["change"] == "withdrawn")
    cells = rows[past & figure & rows["correction_reason"].isna()]
    if len(cells) <= handful:
        return []
    days = cells["as_of"].dt.strftime("%Y-%m-%d")
    return [
        (
            f"the sources changed the past in {len(cells):,} cells, more than {handful}: "
            f"{days.nunique():,} days from {days.min()} to {days.max()}"
        )
    ]


def _links_changed(difference: Difference, handful: int) -> list[str]:
    """Tell of links that a source changed of figures it had before: many, or to another host."""
    rows = difference.claims[difference.claims["change"] == "changed"]
    then, now = rows["source_url_before"].astype("str"), rows["source_url_after"].astype("str")
    same_source = rows["source_id_before"].astype("str") == rows["source_id_after"].astype("str")
    rows = rows[same_source & (then != now) & rows["correction_reason"].isna()]
    then, now = then[rows.index], now[rows.index]
    reasons = []
    if len(rows) > handful:
        reasons.append(
            f"the sources changed the links of {len(rows):,} figures of the past, more than "
            f"{handful}: {_some(now)}"
        )
    moved = now[_hosts(then) != _hosts(now)]
    if len(moved):
        hosts = _some(_hosts(moved))
        reasons.append(
            f"{len(moved):,} figures of the past are now linked to another host: {hosts}"
        )
    return reasons


def _hosts(links: pd.Series) -> pd.Series:
    return links.map(lambda link: urlsplit(link).hostname or "")


def _some(texts: pd.Series) -> str:
    distinct = [printable(text) for text in texts.unique()]
    more = f" and {len(distinct) - _LISTED:,} more" if len(distinct) > _LISTED else ""
    return f"{', '.join(distinct[:_LISTED])}{more}"


def _new_hosts(claims: pd.DataFrame, added: pd.DataFrame) -> list[str]:
    """Tell of hosts that a source never linked to before."""
    known = pd.Series(claims["source_url"].unique()).astype("str")
    seen = set(_hosts(known))
    links = added["source_url_after"].astype("str").drop_duplicates()
    strange = _hosts(links)[lambda hosts: ~hosts.isin(seen)]
    return [f"new figures are linked to a host never seen before: {_some(strange)}"] * bool(
        len(strange)
    )


def _days_lost(claims: pd.DataFrame, difference: Difference) -> list[str]:
    """Tell of days on which a claimant had claims before, and has none now."""
    gone = difference.claims[difference.claims["change"] == "withdrawn"]
    key = ["claimant", "belligerent", "as_of"]
    had = claims.groupby(key, observed=True).size()
    lost = gone.groupby(key, observed=True).size()
    whole = lost.index[lost.to_numpy() == had.reindex(lost.index).to_numpy()]
    if not len(whole):
        return []
    named = [f"{claimant} {day:%Y-%m-%d}" for claimant, _belligerent, day in whole[:_LISTED]]
    more = f" and {len(whole) - _LISTED:,} more" if len(whole) > _LISTED else ""
    return [f"{len(whole):,} days were lost: {', '.join(named)}{more}"]


def _by_the_rules(
    claims: pd.DataFrame, difference: Difference, after: Release
) -> tuple[list[str], list[str]]:
    """Return errors and warnings of the rules for contributions about the figures of new days."""
    rows = difference.claims[difference.claims["change"] == "added"]
    fresh = rows.loc[rows["as_of"] > pd.Timestamp(claims["as_of"].max()), "claim_id"]
    if fresh.empty:
        return [], []
    now = to_frame(after.read("claims", ["claim_id", *_CHECKED]))
    checked = now.loc[now["claim_id"].isin(fresh), list(_CHECKED)].reset_index(drop=True)
    findings = validate(checked, baseline=claims).findings
    texts = {s: [f"{f.rule}: {f.message}" for f in findings if f.severity == s]
             for s in ("error", "warning")}  # fmt: skip
    warnings = [*_new_hosts(claims, rows), *texts["warning"]]
    return texts["error"][:_LISTED], warnings[:_LISTED]

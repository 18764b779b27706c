"""Which releases there are: on this machine, and published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003  doctests and users ask for the annotations
from typing import TYPE_CHECKING, Any

from warlosses.notebook import html_table
from warlosses.releases.find import releases_here
from warlosses.releases.settings import find_host, is_offline
from warlosses.releases.signed_index import Latest

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from warlosses.releases.signed_index import Entry


def versions() -> list[str]:
    """Return the versions that `load` can use without the network, newest first.

    `catalogue` tells which there are to download.

    >>> import warlosses as wl
    >>> len(wl.versions()) >= 1
    True
    """
    return list(releases_here())


@dataclass(frozen=True)
class Catalogue:
    """The published releases, newest first, and how far the list can be trusted.

    Attributes
    ----------
    entries : list of Entry
        Version, day, size and changes of each.
    here : list of str
        Versions that need no download.
    asked : bool
        Whether the host was asked now; else this is what it said last.
    expires : datetime or None
        Until when what it said last was good, where it was not asked now.
    latest : Latest
        The files of the newest release at addresses that stay, with their sizes and hashes.
    """

    entries: list[Entry]
    here: list[str]
    asked: bool
    expires: datetime | None = None
    latest: Latest = field(default_factory=Latest)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return a row for each release."""
        return [{**entry.to_dict(), "here": entry.version in self.here} for entry in self.entries]

    def to_frame(self) -> pd.DataFrame:
        """Return the releases as a data frame, one row each."""
        import pandas as pd

        return pd.DataFrame(self.to_dicts())

    def _repr_html_(self) -> str:
        said = "the host was asked now" if self.asked else "by what the host said last"
        return html_table(self.to_dicts(), caption=f"{len(self.entries):,} releases, {said}")


def catalogue(
    *,
    url: str | None = None,
    root: str | Path | None = None,
    offline: bool | None = None,
) -> Catalogue:
    """Return which releases are published, by the host's signed index.

    Parameters
    ----------
    url, root : optional
        The host and its root of trust, as for `download`.
    offline : bool, optional
        Tell what the host said last; by default as ``WARLOSSES_OFFLINE`` says.

    Raises
    ------
    TrustError, FetchError, ReleaseError
        As for `download`.
    """
    # Late, all three: what is here is told without the libraries of signatures and of HTTP.
    from warlosses.releases import trust

    host = find_host(url, root)
    if is_offline(offline):
        index, expires = trust.last_index(host)
        return Catalogue(index.entries, versions(), False, expires, index.latest)
    from warlosses.fetching.fetcher import Fetcher

    with Fetcher() as fetcher:
        index = trust.fetch_index(host, fetcher)
    return Catalogue(index.entries, versions(), True, None, index.latest)

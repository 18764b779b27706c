"""Daily equipment and personnel loss claims in the Russo-Ukrainian war: who said what, read where.

Every row is a claim, not a fact. Importing this package loads nothing else; each name below is
fetched on first use.

>>> import warlosses as wl
>>> tanks = wl.load(claimants="ua_general_staff", categories="tanks", measures="cumulative")
>>> int(tanks.set_index("as_of").loc["2023-04-18", "value"])
3661
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take it as true; importing typing would double the time

__version__ = "0.1.0"

# Name -> module. No module bears a public name: importing it would put the module in its place.
_HOMES = {
    "load": "loader",
    "info": "release_info",
    "history": "claim_history",
    "daily": "daily_series",
    "compare": "comparison",
    "export": "exporting",
    "versions": "releases.here",
    "catalogue": "releases.here",
    "download": "releases.downloading",
    "verify": "releases.verifying",
    "diff": "releases.difference",
    "cached_releases": "releases.cache",
    "clean_cache": "releases.cache",
    "publish": "releases.publishing",
    "release_daily": "releases.daily_path",
    "build": "building",
    "update": "updating",
    "reconcile": "reconciliation",
    "validate": "contributions.engine",
    "explain": "contributions.rules",
    "template": "contributions.template",
    "parse": "bulletin",
    "check": "factcheck",
    "Report": "contributions.finding",
    "Finding": "contributions.finding",
    "ArgumentError": "errors",
    "BulletinDayError": "errors",
    "BulletinError": "errors",
    "FetchError": "errors",
    "InvalidContributionError": "contributions.finding",
    "MissingExtraError": "errors",
    "ReleaseError": "errors",
    "SourceError": "errors",
    "TrustError": "errors",
    "UnreadItemWarning": "errors",
    "WarlossesError": "errors",
}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604  # the keys are text


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'warlosses' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"warlosses.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


if TYPE_CHECKING:
    from warlosses.building import build as build
    from warlosses.bulletin import parse as parse
    from warlosses.claim_history import history as history
    from warlosses.comparison import compare as compare
    from warlosses.contributions.engine import validate as validate
    from warlosses.contributions.finding import Finding as Finding
    from warlosses.contributions.finding import InvalidContributionError as InvalidContributionError
    from warlosses.contributions.finding import Report as Report
    from warlosses.contributions.rules import explain as explain
    from warlosses.contributions.template import template as template
    from warlosses.daily_series import daily as daily
    from warlosses.errors import ArgumentError as ArgumentError
    from warlosses.errors import BulletinDayError as BulletinDayError
    from warlosses.errors import BulletinError as BulletinError
    from warlosses.errors import FetchError as FetchError
    from warlosses.errors import MissingExtraError as MissingExtraError
    from warlosses.errors import ReleaseError as ReleaseError
    from warlosses.errors import SourceError as SourceError
    from warlosses.errors import TrustError as TrustError
    from warlosses.errors import UnreadItemWarning as UnreadItemWarning
    from warlosses.errors import WarlossesError as WarlossesError
    from warlosses.exporting import export as export
    from warlosses.factcheck import check as check
    from warlosses.loader import load as load
    from warlosses.reconciliation import reconcile as reconcile
    from warlosses.release_info import info as info
    from warlosses.releases.cache import cached_releases as cached_releases
    from warlosses.releases.cache import clean_cache as clean_cache
    from warlosses.releases.daily_path import release_daily as release_daily
    from warlosses.releases.difference import diff as diff
    from warlosses.releases.downloading import download as download
    from warlosses.releases.here import catalogue as catalogue
    from warlosses.releases.here import versions as versions
    from warlosses.releases.publishing import publish as publish
    from warlosses.releases.verifying import verify as verify
    from warlosses.updating import update as update

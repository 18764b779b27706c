"""Daily equipment and personnel loss claims in the Russo-Ukrainian war: who said what, read where.

Every row is a claim, not a fact. Importing this package loads nothing else; each name below is
fetched on first use.

>>> import warlosses as wl
>>> tanks = wl.load(claimants="ua_general_staff", categories="tanks", measures="cumulative")
>>> int(tanks.set_index("as_of").loc["2023-04-18", "value"])
3661
"""

from __future__ import annotations

from warlosses._version import __version__

TYPE_CHECKING = False  # type checkers take it as true; importing typing would double the time

# Name -> module. No module bears a public name: importing it would put the module in its place.
_HOMES = {
    "load": "data.load",
    "info": "data.info",
    "history": "data.history",
    "daily": "data.daily",
    "compare": "data.compare",
    "coverage": "data.coverage",
    "search": "data.search",
    "describe": "data.describe",
    "export": "data.export",
    "cite": "data.cite",
    "explore": "charts.page",
    "plot": "charts.altair_chart",
    "versions": "releases.catalogue",
    "catalogue": "releases.catalogue",
    "download": "releases.download",
    "verify": "releases.verify",
    "diff": "data.difference",
    "cached_releases": "releases.cache",
    "clean_cache": "releases.cache",
    "publish": "publishing.publish",
    "release_daily": "publishing.daily",
    "build": "building.build",
    "metadata": "building.metadata.make",
    "update": "building.update",
    "reconcile": "claims.settle",
    "validate": "validation.validate",
    "explain": "validation.catalogue",
    "template": "validation.template",
    "parse": "texts.bulletin.parse",
    "check": "texts.article.check",
    "Report": "validation.report",
    "Finding": "validation.finding",
    "ArgumentError": "errors",
    "BulletinDayError": "errors",
    "BulletinError": "errors",
    "FetchError": "errors",
    "InvalidContributionError": "validation.report",
    "MissingExtraError": "errors",
    "ResourceError": "errors",
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
    from warlosses.building.build import build as build
    from warlosses.building.metadata.make import metadata as metadata
    from warlosses.building.update import update as update
    from warlosses.charts.altair_chart import plot as plot
    from warlosses.charts.page import explore as explore
    from warlosses.claims.settle import reconcile as reconcile
    from warlosses.data.cite import cite as cite
    from warlosses.data.compare import compare as compare
    from warlosses.data.coverage import coverage as coverage
    from warlosses.data.daily import daily as daily
    from warlosses.data.describe import describe as describe
    from warlosses.data.difference import diff as diff
    from warlosses.data.export import export as export
    from warlosses.data.history import history as history
    from warlosses.data.info import info as info
    from warlosses.data.load import load as load
    from warlosses.data.search import search as search
    from warlosses.errors import ArgumentError as ArgumentError
    from warlosses.errors import BulletinDayError as BulletinDayError
    from warlosses.errors import BulletinError as BulletinError
    from warlosses.errors import FetchError as FetchError
    from warlosses.errors import MissingExtraError as MissingExtraError
    from warlosses.errors import ReleaseError as ReleaseError
    from warlosses.errors import ResourceError as ResourceError
    from warlosses.errors import SourceError as SourceError
    from warlosses.errors import TrustError as TrustError
    from warlosses.errors import UnreadItemWarning as UnreadItemWarning
    from warlosses.errors import WarlossesError as WarlossesError
    from warlosses.publishing.daily import release_daily as release_daily
    from warlosses.publishing.publish import publish as publish
    from warlosses.releases.cache import cached_releases as cached_releases
    from warlosses.releases.cache import clean_cache as clean_cache
    from warlosses.releases.catalogue import catalogue as catalogue
    from warlosses.releases.catalogue import versions as versions
    from warlosses.releases.download import download as download
    from warlosses.releases.verify import verify as verify
    from warlosses.texts.article.check import check as check
    from warlosses.texts.bulletin.parse import parse as parse
    from warlosses.validation.catalogue import explain as explain
    from warlosses.validation.finding import Finding as Finding
    from warlosses.validation.report import InvalidContributionError as InvalidContributionError
    from warlosses.validation.report import Report as Report
    from warlosses.validation.template import template as template
    from warlosses.validation.validate import validate as validate

"""The page of a published release, for people and search engines."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from warlosses.data import about
from warlosses.releases.host import RELEASES
from warlosses.releases.manifest import NOTES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warlosses.building.metadata.facts import Facts, File
    from warlosses.releases.signed_index import Latest

PAGE, EXPLORER = "index.html", "explorer.html"
JSON_LD = "schema-org.jsonld"
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}table{border-collapse:collapse;display:block;overflow-x:auto}"
    "td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}"
    "code{overflow-wrap:anywhere}.number{text-align:right}"
)


def landing_page(facts: Facts, metadata: dict[str, str]) -> str:
    """Return the page that lies in a release's folder; it asks for nothing from anywhere else.

    Parameters
    ----------
    facts : Facts
        What there is to say of the release.
    metadata : dict of str to str
        The metadata that lie beside it, by name.
    """
    # In a script element only the start of an end tag could end it early.
    linked = metadata[JSON_LD].replace("</", "<\\/")
    told = (
        f"<p>Claims from {facts.first_day} to {facts.last_day}, released on "
        f'{facts.released_on}. Licence: <a href="{facts.licence_page}">{facts.licence}</a>. '
        f'<a href="{NOTES}">What changed</a>. <a href="{EXPLORER}">Look through it</a>. '
        f'<a href="{about.HOMEPAGE}">Home</a>.</p>'
    )
    command = f"<code>warlosses download {facts.version}</code>"
    return _page(
        facts,
        f'<script type="application/ld+json">\n{linked}</script>',
        told,
        "<h2>Files</h2>",
        *_table(map(_row_of_file, facts.files)),
        f"<p>These are signed: {command} checks them. This page, the explorer and the metadata "
        "are not.</p>",
        "<h2>Metadata</h2>",
        "<ul>",
        *_links(name for name in metadata),
        "</ul>",
        "<h2>Cite</h2>",
        f"<p>{escape(facts.citation)}</p>",
        "<p>And the sources of the rows that you use: <code>warlosses cite</code>.</p>",
    )


def latest_page(facts: Facts, latest: Latest) -> str:
    """Return the page of the addresses that stay, beside their files.

    Parameters
    ----------
    facts : Facts
        What there is to say of the newest release.
    latest : Latest
        Its files there.
    """
    release = f"../{RELEASES}/{facts.version}"
    rows = (_row(name, "", file.bytes, file.sha256) for name, file in latest.files.items())
    return _page(
        facts,
        "",
        f"<p>The newest release, at addresses that stay: all claims as Parquet and CSV, those of "
        f"each category as JSON. They change with each release; to repeat a work, take "
        f'<a href="{release}/{PAGE}">the release itself</a>, which never does.</p>',
        *_table(rows),
        "<p>These are signed: <code>warlosses verify --file FILE</code> checks one that was "
        "fetched. This page is not.</p>",
        "<h2>Cite</h2>",
        f"<p>{escape(facts.citation)}</p>",
    )


def _page(facts: Facts, head: str, *body: str) -> str:
    title = f"{about.TITLE}, data version {facts.version}"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(title)}</title>",
            f'<meta name="description" content="{escape(about.DESCRIPTION)}">',
            f"<style>{_STYLE}</style>",
            *([head] if head else []),
            "</head>",
            "<body>",
            f"<h1>{escape(title)}</h1>",
            f"<p>{escape(about.DESCRIPTION)}</p>",
            *body,
            "</body>",
            "</html>",
            "",
        ]
    )


def _table(rows: Iterable[str]) -> list[str]:
    return [
        "<table>",
        "<thead><tr><th>file</th><th>rows</th><th>bytes</th><th>SHA-256</th></tr></thead>",
        "<tbody>",
        *rows,
        "</tbody>",
        "</table>",
    ]


def _row_of_file(file: File) -> str:
    rows = "" if file.rows is None else f"{file.rows:,}"
    return _row(file.name, rows, file.bytes, file.sha256)


def _row(name: str, rows: str, size: int, digest: str) -> str:
    return (
        f'<tr><td><a href="{escape(name)}">{escape(name)}</a></td>'
        f'<td class="number">{rows}</td><td class="number">{size:,}</td>'
        f"<td><code>{digest}</code></td></tr>"
    )


def _links(names: Iterable[str]) -> Iterable[str]:
    for name in sorted(names):
        yield f'<li><a href="{escape(name)}">{escape(name)}</a></li>'

"""The page of a published release, for people and search engines."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from warlosses.data import about
from warlosses.releases.manifest import NOTES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warlosses.building.metadata.facts import Facts, File

PAGE = "index.html"
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
    title = f"{about.TITLE}, data version {facts.version}"
    # In a script element only the start of an end tag could end it early.
    linked = metadata[JSON_LD].replace("</", "<\\/")
    told = (
        f"<p>Claims from {facts.first_day} to {facts.last_day}, released on "
        f'{facts.released_on}. Licence: <a href="{facts.licence_page}">{facts.licence}</a>. '
        f'<a href="{NOTES}">What changed</a>. <a href="{about.HOMEPAGE}">Home</a>.</p>'
    )
    command = f"<code>warlosses download {facts.version}</code>"
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
            f'<script type="application/ld+json">\n{linked}</script>',
            "</head>",
            "<body>",
            f"<h1>{escape(title)}</h1>",
            f"<p>{escape(about.DESCRIPTION)}</p>",
            told,
            "<h2>Files</h2>",
            "<table>",
            "<thead><tr><th>file</th><th>rows</th><th>bytes</th><th>SHA-256</th></tr></thead>",
            "<tbody>",
            *map(_row, facts.files),
            "</tbody>",
            "</table>",
            f"<p>These are signed: {command} checks them. This page and the metadata are not.</p>",
            "<h2>Metadata</h2>",
            "<ul>",
            *_links(name for name in metadata),
            "</ul>",
            "<h2>Cite</h2>",
            f"<p>{escape(facts.citation)}</p>",
            "<p>And the sources of the rows that you use: <code>warlosses cite</code>.</p>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _row(file: File) -> str:
    rows = "" if file.rows is None else f"{file.rows:,}"
    return (
        f'<tr><td><a href="{escape(file.name)}">{escape(file.name)}</a></td>'
        f'<td class="number">{rows}</td><td class="number">{file.bytes:,}</td>'
        f"<td><code>{file.sha256}</code></td></tr>"
    )


def _links(names: Iterable[str]) -> Iterable[str]:
    for name in sorted(names):
        yield f'<li><a href="{escape(name)}">{escape(name)}</a></li>'

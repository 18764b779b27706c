"""What a workbook says about the rows in it, on a sheet of its own."""

from __future__ import annotations

from typing import Any

from warlosses.data import about
from warlosses.data.citation_styles import text
from warlosses.data.query import facts_of
from warlosses.errors import WarlossesError


def info_sheet(data: Any) -> list[tuple[str, str]]:
    """Return labels and texts: the version, the licence and the citation of what is exported.

    Nothing for a frame that does not say of which release it is.

    >>> import warlosses as wl
    >>> dict(info_sheet(wl.load("categories")))["licence"]
    'CC-BY-4.0, https://creativecommons.org/licenses/by/4.0/'
    """
    from warlosses.data.cite import citation_of, rows_of  # with all they load, for a workbook alone

    facts = facts_of(data)
    try:
        rows = rows_of(data)
    except WarlossesError as error:  # another's figures, or an aggregate: what it carries is told
        if not {"version", "licence", "data_through"} <= facts.keys():
            return []
        citation = f"none: {error}"
    else:
        manifest = rows.release.manifest
        facts = {
            "version": manifest.version,
            "licence": manifest.licence,
            "data_through": manifest.data_through,
        }
        citation = text(citation_of(rows))
    licence = str(facts["licence"])
    page = about.LICENCE_PAGES.get(licence)
    first, *others = citation.splitlines()
    return [
        ("dataset", about.TITLE),
        ("", about.DESCRIPTION),
        ("homepage", about.HOMEPAGE),
        ("version", str(facts["version"])),
        ("data through", str(facts["data_through"])),
        ("licence", f"{licence}, {page}" if page else licence),
        ("citation", first),
        *(("", line) for line in others),
    ]

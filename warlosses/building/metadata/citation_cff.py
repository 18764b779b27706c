"""CITATION.cff 1.2 of a data release: https://citation-file-format.github.io."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.building.metadata.facts import without_empty, yaml_lines
from warlosses.data import about

if TYPE_CHECKING:
    from warlosses.building.metadata.facts import Facts


def citation_cff(facts: Facts) -> str:
    """Return the file that GitHub, Zenodo and Zotero read."""
    content = {
        "cff-version": "1.2.0",
        "message": "Please cite the dataset with its version, and the sources of the rows that "
        "you use: `warlosses cite` tells them.",
        "title": about.TITLE,
        "abstract": about.DESCRIPTION,
        "type": "dataset",
        "authors": [{"name": about.AUTHOR}],
        "version": facts.version,
        "date-released": facts.released_on,
        "doi": facts.doi,
        "license": facts.licence,
        "url": facts.base_url or about.HOMEPAGE,
        "repository-code": about.HOMEPAGE,
        "keywords": list(about.KEYWORDS),
        "references": [
            {
                "type": "data",
                "title": source["title"],
                "authors": [{"name": source["copyright"] or source["title"]}],
                "url": source["repo"],
            }
            for source in facts.sources
            if source["repo"] and source["repo"] != about.HOMEPAGE
        ],
    }
    return "\n".join(yaml_lines(without_empty(content))) + "\n"

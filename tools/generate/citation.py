"""CITATION.cff of the repository: the package, and the data release that is to be cited."""

from __future__ import annotations

import warlosses as wl
from warlosses.building.metadata.facts import facts_of_release, yaml_lines
from warlosses.data import about
from warlosses.releases.find import find_release


def citation_file() -> str:
    """Return the file; its ``preferred-citation`` is the bundled release, with its day."""
    facts = facts_of_release(find_release())
    authors = [{"name": about.AUTHOR}]
    content = {
        "cff-version": "1.2.0",
        "message": "Please cite the dataset with its data version, and the sources named in the "
        "rows that you use: `warlosses cite` tells them.",
        "title": about.TITLE,
        "type": "dataset",
        "authors": authors,
        "version": wl.__version__,
        "license": ["Apache-2.0", facts.licence],
        "repository-code": about.HOMEPAGE,
        "keywords": list(about.KEYWORDS),
        "preferred-citation": {
            "type": "data",
            "title": about.TITLE,
            "authors": authors,
            "version": facts.version,
            "date-released": facts.released_on,
            "year": int(facts.released_on[:4]),
            "license": facts.licence,
            "url": about.HOMEPAGE,
        },
    }
    return "\n".join(yaml_lines(content)) + "\n"

"""DataCite 4.5, for archives that give identifiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warlosses.building.metadata.facts import PLACE, without_empty
from warlosses.data import about

if TYPE_CHECKING:
    from warlosses.building.metadata.facts import Facts


def datacite(facts: Facts) -> dict[str, Any]:
    """Return the record to register.

    Without an identifier it is complete but for that: none is made up, whoever registers the
    release fills it in.
    """
    sources = [source["repo"] for source in facts.sources if source["repo"]]
    return without_empty(
        {
            "schemaVersion": "http://datacite.org/schema/kernel-4",
            "doi": facts.doi,
            "url": facts.base_url or about.HOMEPAGE,
            "creators": [{"name": about.AUTHOR, "nameType": "Organizational"}],
            "titles": [{"title": about.TITLE, "lang": "en"}],
            "publisher": {"name": "warlosses"},
            "publicationYear": facts.released_on[:4],
            "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Data release"},
            "version": facts.version,
            "language": "en",
            "subjects": [{"subject": word, "lang": "en"} for word in about.KEYWORDS],
            "dates": [
                {"date": facts.released_on, "dateType": "Issued"},
                {
                    "date": f"{facts.first_day}/{facts.last_day}",
                    "dateType": "Other",
                    "dateInformation": "the days that the claims speak of",
                },
            ],
            "formats": sorted({file.media_type for file in facts.files}),
            "sizes": [f"{sum(file.bytes for file in facts.files)} bytes"],
            "rightsList": [
                {
                    "rights": facts.licence,
                    "rightsUri": facts.licence_page,
                    "rightsIdentifier": facts.licence,
                    "rightsIdentifierScheme": "SPDX",
                    "schemeUri": "https://spdx.org/licenses/",
                    "lang": "en",
                }
            ],
            "descriptions": [
                {
                    "description": about.DESCRIPTION,
                    "descriptionType": "Abstract",
                    "lang": "en",
                }
            ],
            "geoLocations": [{"geoLocationPlace": PLACE}],
            "relatedIdentifiers": [
                {
                    "relatedIdentifier": link,
                    "relatedIdentifierType": "URL",
                    "relationType": "IsDerivedFrom",
                }
                for link in sources
                if link != about.HOMEPAGE
            ],
        }
    )

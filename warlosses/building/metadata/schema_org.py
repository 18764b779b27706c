"""schema.org/Dataset as JSON-LD, for search engines: it stands in the release's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warlosses.building.metadata.facts import PLACE, without_empty
from warlosses.data import about
from warlosses.schema_columns import sentence

if TYPE_CHECKING:
    from warlosses.building.metadata.facts import Facts


def schema_org(facts: Facts) -> dict[str, Any]:
    """Return the description of the release."""
    creator = {"@type": "Organization", "name": about.AUTHOR, "url": about.HOMEPAGE}
    claims = facts.tables[0]
    return without_empty(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": facts.identifier,
            "name": about.TITLE,
            "description": about.DESCRIPTION,
            "url": facts.base_url or about.HOMEPAGE,
            "identifier": [facts.identifier, f"warlosses {facts.version}"],
            "version": facts.version,
            "datePublished": facts.released_on,
            "license": facts.licence_page,
            "isAccessibleForFree": True,
            "inLanguage": ["en", "uk", "ru"],
            "keywords": list(about.KEYWORDS),
            "creator": creator,
            "publisher": creator,
            "creditText": facts.citation,
            "temporalCoverage": f"{facts.first_day}/{facts.last_day}",
            "spatialCoverage": {"@type": "Place", "name": PLACE},
            "measurementTechnique": "Transcription of public claims, each with the link to it",
            "variableMeasured": [
                without_empty(
                    {
                        "@type": "PropertyValue",
                        "name": column.name,
                        "description": sentence(column.description),
                        "unitText": column.unit,
                    }
                )
                for column in claims.columns
            ],
            "isBasedOn": [source["repo"] for source in facts.sources if source["repo"]],
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": file.name,
                    "contentUrl": facts.link(file.name),
                    "encodingFormat": file.media_type,
                    "contentSize": f"{file.bytes} B",
                    "sha256": file.sha256,
                }
                for file in facts.files
            ],
        }
    )

"""DCAT-AP 3.0 in Turtle, for the catalogues of public administrations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from warlosses.building.metadata.facts import PARQUET
from warlosses.data import about

if TYPE_CHECKING:
    from warlosses.building.metadata.facts import Facts, File

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# The European vocabularies' terms that are used, and what each is: a reader need not fetch them.
_TERMS = {
    "access-right/PUBLIC": "dct:RightsStatement",
    "data-theme/INTR": "skos:Concept",
    "frequency/DAILY": "dct:Frequency",
    "language/ENG": "dct:LinguisticSystem",
    "country/UKR": "dct:Location",
    "file-type/PARQUET": "dct:MediaTypeOrExtent",
    "file-type/JSON": "dct:MediaTypeOrExtent",
}
_IANA = "https://www.iana.org/assignments/media-types"


def dcat(facts: Facts) -> str:
    """Return a catalogue with the release as its dataset, a distribution a file."""
    home = f"<{about.HOMEPAGE}>"
    dataset, catalogue, publisher = (f"<{about.HOMEPAGE}#{name}>" for name in _names(facts))
    distributions = [f"<{about.HOMEPAGE}#{facts.version}/{file.name}>" for file in facts.files]
    head = [f"@prefix {name}: <{link}> ." for name, link in _PREFIXES.items()]
    about_catalogue = [
        "a dcat:Catalog",
        f"dct:title {_text('warlosses')}",
        f"dct:description {_text('The releases of the dataset.')}",
        f"dct:publisher {publisher}",
        f"dct:language {_term('language/ENG')}",
        f"dct:license <{facts.licence_page}>",
        f"foaf:homepage {home}",
        f"dcat:dataset {dataset}",
    ]
    about_dataset = [
        "a dcat:Dataset",
        f"dct:title {_text(about.TITLE)}",
        f"dct:description {_text(about.DESCRIPTION)}",
        f"dct:identifier {_plain(f'warlosses {facts.version}')}",
        *([f"owl:sameAs <https://doi.org/{facts.doi}>"] if facts.doi else []),
        f"dct:publisher {publisher}",
        f"dct:creator {publisher}",
        (
            'dcat:contactPoint [ a vcard:Organization ; vcard:fn "warlosses" ; '
            f"vcard:hasURL <{about.HOMEPAGE}/issues> ]"
        ),
        f"dcat:version {_plain(facts.version)}",
        f"dct:issued {_day(facts.released_on)}",
        f"dct:language {_term('language/ENG')}",
        f"dct:accessRights {_term('access-right/PUBLIC')}",
        f"dct:accrualPeriodicity {_term('frequency/DAILY')}",
        f"dct:spatial {_term('country/UKR')}",
        (
            f"dct:temporal [ a dct:PeriodOfTime ; dcat:startDate {_day(facts.first_day)} ; "
            f"dcat:endDate {_day(facts.last_day)} ]"
        ),
        f"dcat:theme {_term('data-theme/INTR')}",
        f"dcat:keyword {', '.join(_text(word) for word in about.KEYWORDS)}",
        f"dcat:landingPage <{facts.base_url or about.HOMEPAGE}>",
        f"dcat:distribution {', '.join(distributions)}",
    ]
    return "\n".join(
        [
            *head,
            "",
            _node(catalogue, about_catalogue),
            _node(dataset, about_dataset),
            *(
                _node(name, _distribution(file, facts))
                for name, file in zip(distributions, facts.files, strict=True)
            ),
            _node(publisher, ["a foaf:Agent", f"foaf:name {_text(about.AUTHOR)}"]),
            _node(f"<{facts.licence_page}>", ["a dct:LicenseDocument"]),
            *_said_once(facts, home),
        ]
    )


def _names(facts: Facts) -> tuple[str, str, str]:
    return facts.version, "catalogue", "contributors"


def _said_once(facts: Facts, home: str) -> list[str]:
    """Return what else is spoken of, and what it is."""
    page = f"<{facts.base_url or about.HOMEPAGE}>"
    media = sorted({file.media_type for file in facts.files})
    return [
        *(_node(each, ["a foaf:Document"]) for each in sorted({home, page})),
        *(_node(f"<{_IANA}/{name}>", ["a dct:MediaType"]) for name in media),
        *(_node(_term(name), _of_term(name, kind)) for name, kind in _TERMS.items()),
    ]


def _of_term(name: str, kind: str) -> list[str]:
    scheme, _, code = name.partition("/")
    label = f"skos:prefLabel {_text(code)}"
    listed = f"skos:inScheme <{_AUTHORITY}/{scheme}>"
    return [f"a {kind}" + ("" if kind == "skos:Concept" else ", skos:Concept"), label, listed]


def _distribution(file: File, facts: Facts) -> list[str]:
    kind = "PARQUET" if file.media_type == PARQUET else "JSON"
    download = [f"dcat:downloadURL <{facts.link(file.name)}>"] if facts.base_url else []
    return [
        "a dcat:Distribution",
        f"dct:title {_text(file.name)}",
        f"dcat:accessURL <{facts.base_url or about.HOMEPAGE}>",
        *download,
        f"dct:license <{facts.licence_page}>",
        f"dct:format {_term(f'file-type/{kind}')}",
        f"dcat:mediaType <{_IANA}/{file.media_type}>",
        f'dcat:byteSize "{file.bytes}"^^xsd:nonNegativeInteger',
        (
            "spdx:checksum [ a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ; "
            f'spdx:checksumValue "{file.sha256}"^^xsd:hexBinary ]'
        ),
    ]


def _node(subject: str, told: list[str]) -> str:
    return f"{subject}\n    " + " ;\n    ".join(told) + " .\n"


def _term(name: str) -> str:
    return f"<{_AUTHORITY}/{name}>"


def _plain(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # Turtle escapes as JSON does


def _text(text: str) -> str:
    return f"{_plain(text)}@en"


def _day(day: str) -> str:
    return f'"{day}"^^xsd:date'

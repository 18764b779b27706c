"""All metadata of a release: made from its own files, written beside them."""

from __future__ import annotations

from pathlib import Path

from warlosses.building.metadata.citation_cff import citation_cff
from warlosses.building.metadata.croissant import croissant
from warlosses.building.metadata.datacite import datacite
from warlosses.building.metadata.datapackage import data_package
from warlosses.building.metadata.dcat import dcat
from warlosses.building.metadata.facts import facts_of_release, to_json
from warlosses.building.metadata.hugging_face import hugging_face_card
from warlosses.building.metadata.kaggle import kaggle
from warlosses.building.metadata.schema_org import schema_org
from warlosses.files import write_whole
from warlosses.releases.find import find_release


def metadata(
    version: str | Path | None = None,
    *,
    out: str | Path | None = None,
    base_url: str = "",
    doi: str = "",
    released_on: str = "",
) -> dict[str, str]:
    """Return what catalogues and tools read about a release: a text for each file's name.

    Parameters
    ----------
    version : str or Path, optional
        A release's version or folder; by default the bundled release.
    out : str or Path, optional
        A folder to write the files to, each whole or not at all. Some name the release's own
        files as lying beside them: put these there too, or give ``base_url``.
    base_url : str
        Where the release's files can be fetched.
    doi : str
        The release's identifier. None is made up: without it ``datacite.json`` is not yet fit to
        be registered.
    released_on : str
        The day of the release; by default that of the newest reading or decision in it.

    Returns
    -------
    dict of str to str
        ``datapackage.json`` (Data Package 2.0), ``croissant.json`` (Croissant 1.1),
        ``schema-org.jsonld`` (schema.org/Dataset), ``dcat.ttl`` (DCAT-AP 3.0), ``datacite.json``
        (DataCite 4.5), ``CITATION.cff``, ``README.md`` (the card of a Hugging Face repository) and
        ``dataset-metadata.json`` (Kaggle).

    Examples
    --------
    >>> import warlosses as wl
    >>> sorted(wl.metadata("2026.9.6"))[:3]
    ['CITATION.cff', 'README.md', 'croissant.json']
    """
    facts = facts_of_release(
        find_release(version), base_url=base_url, doi=doi, released_on=released_on
    )
    made = {
        "datapackage.json": to_json(data_package(facts)),
        "croissant.json": to_json(croissant(facts)),
        "schema-org.jsonld": to_json(schema_org(facts)),
        "dcat.ttl": dcat(facts),
        "datacite.json": to_json(datacite(facts)),
        "CITATION.cff": citation_cff(facts),
        "README.md": hugging_face_card(facts),
        "dataset-metadata.json": to_json(kaggle(facts)),
    }
    if out is not None:
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            write_whole(folder / name, text.encode())
    return made

"""schema.org and DCAT-AP, by shapes of what each asks for.

The shapes of DCAT-AP itself are used where ``WARLOSSES_DCAT_SHAPES`` names a copy of them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

pyshacl = pytest.importorskip("pyshacl", reason="needs warlosses[standards]")
rdflib = pytest.importorskip("rdflib", reason="needs warlosses[standards]")

SHAPES = Path(__file__).parent / "shapes"
SDO = rdflib.Namespace("https://schema.org/")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")


def json_ld(text):
    """Read it without fetching schema.org's context: its words are those of the vocabulary."""
    content = json.loads(text)
    assert content["@context"] == "https://schema.org/"
    links = ("url", "license", "contentUrl", "isBasedOn")
    context = {"@vocab": str(SDO)} | {name: {"@type": "@id"} for name in links}
    content["@context"] = context
    return rdflib.Graph().parse(
        data=json.dumps(content), format="json-ld", publicID="https://a.example/"
    )


def graph(made, name):
    text = made[name]
    return json_ld(text) if name.endswith("jsonld") else rdflib.Graph().parse(data=text)


def conforms(data, shapes):
    found, _, told = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
    return found, told


@pytest.mark.parametrize(
    ("name", "shapes"),
    [("schema-org.jsonld", "schema-org.ttl"), ("dcat.ttl", "dcat-ap.ttl")],
)
class TestShapes:
    def test_conforms(self, made, name, shapes):
        found, told = conforms(graph(made, name), rdflib.Graph().parse(SHAPES / shapes))
        assert found, told

    def test_a_description_that_lacks_something_does_not(self, made, name, shapes):
        shape = rdflib.Graph().parse(SHAPES / shapes)
        lacking = (SDO.license, SDO.name) if "schema" in name else (DCT.title, DCAT.accessURL)
        for what in lacking:
            data = graph(made, name)
            assert (None, what, None) in data
            data.remove((None, what, None))
            assert not conforms(data, shape)[0], what


def test_dcat_conforms_to_the_shapes_of_dcat_ap(made):
    path = os.environ.get("WARLOSSES_DCAT_SHAPES")
    if not path or not Path(path).is_file():
        pytest.skip("needs the shapes of DCAT-AP: WARLOSSES_DCAT_SHAPES names no file")
    found, told = conforms(graph(made, "dcat.ttl"), rdflib.Graph().parse(path))
    assert found, told


def test_a_catalogue_finds_every_file(made):
    data = graph(made, "dcat.ttl")
    (dataset,) = data.subjects(rdflib.RDF.type, DCAT.Dataset)
    sizes = {
        str(data.value(d, DCT.title)): int(data.value(d, DCAT.byteSize))
        for d in data.objects(dataset, DCAT.distribution)
    }
    from warlosses.releases.find import find_release

    files = find_release().manifest.files
    assert {name: size for name, size in sizes.items() if name in files} == {
        name: file.bytes for name, file in files.items()
    }


def test_search_engines_are_told_where_the_files_are(made):
    data = graph(made, "schema-org.jsonld")
    downloads = list(data.subjects(rdflib.RDF.type, SDO.DataDownload))
    assert len(downloads) == 8
    assert all(str(data.value(d, SDO.contentUrl)).endswith(str(data.value(d, SDO.name)))
               for d in downloads)  # fmt: skip

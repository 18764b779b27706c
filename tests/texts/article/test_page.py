"""The page of a checked article: what it says, and what a browser makes of it."""

from __future__ import annotations

import pytest

import warlosses as wl
from tests.support.browser import axe_script
from warlosses.texts.article.page import render_page

DAY = "2023-04-18"
ARTICLE = (
    "Russia has lost 3,661 tanks and 999 helicopters since Feb. 24, 2022, the General Staff said. "
    "It also lost 45 hoverbikes. France counts 12,345 killed."
)
VERDICTS = ("consistent", "inconsistent", "unverifiable", "unread")


def test_the_page_marks_and_links_the_figures_and_escapes_the_rest():
    text = 'Russia has lost 3,661 (+1) tanks <script>"x"</script> since Feb. 24, 2022.'
    page = render_page(text, wl.check(text, on=DAY))
    assert "<script>" not in page
    assert page.count("<mark") == page.count("</mark>") == 2
    assert page.count('<mark class="consistent"') == 2
    assert 'href="https://www.mil.gov.ua/' in page
    assert "3,661 (" in page.replace("&#8599;</a>", "")


def test_what_nobody_sees_is_not_on_the_page_and_nothing_on_it_runs():
    text = "Russia has lost 3,661\u202e tanks\u200b since\x1b[2J Feb. 24,\n2022."
    page = render_page(text, wl.check(text, on=DAY))
    assert not set(page) & set("\u202e\u200b\x1b")
    assert "Feb. 24,\n2022" in page
    assert "default-src 'none'" in page


def test_a_page_without_statements_says_so():
    assert "No statement about losses" in render_page("Rain & 5 < 6", wl.check("Rain", on=DAY))


def test_each_verdict_is_a_word_in_the_text_in_the_list_and_in_the_count():
    page = render_page(ARTICLE, wl.check(ARTICLE, on=DAY))
    for verdict in VERDICTS:
        assert f"<small>{verdict}</small></mark>" in page
        assert f'<td><b class="{verdict}">{verdict}</b></td>' in page
    assert "1 consistent, 1 inconsistent, 1 unverifiable, 1 unread" in page
    assert "General Staff of the Armed Forces of Ukraine, tanks, RU, cumulative" in page


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_a_screen_and_everybody_can_read_it(chromium, tmp_path, width, theme):
    path = tmp_path / "page.html"
    path.write_text(render_page(ARTICLE, wl.check(ARTICLE, on=DAY)), encoding="utf-8")
    # The page runs no script; the one that asks it questions has to be let in.
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    shades = {
        verdict: page.locator(f"mark.{verdict}").evaluate(
            "m => getComputedStyle(m).backgroundColor"
        )
        for verdict in VERDICTS
    }
    assert len(set(shades.values())) == len(VERDICTS)
    page.add_script_tag(content=axe_script())
    assert page.evaluate("axe.run().then(found => found.violations.map(v => v.id))") == []
    context.close()

"""The explorer in a real browser: its figures are the library's, and all can use it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pandas as pd
import pytest

import warlosses as wl
from tests.support.browser import axe_script
from warlosses import codes

VIEWS = ["daily", "totals", "categories", "ratio", "share", "day", "claim", "ranks", "list"]


def figures(page, number=0):
    """Return the rows of a figure as the page holds them for its table and CSV."""
    return page.evaluate(f"VIEWS[state.view].figures()[{number}].table?.rows ?? []")


def plain(values):
    return [None if pd.isna(v) else int(v) for v in values]


def series_keys():
    claims = wl.load(measures="cumulative")
    keys = claims[["claimant", "belligerent", "outcome"]].drop_duplicates()
    return sorted(tuple(map(str, row)) for row in keys.itertuples(index=False))


@pytest.mark.parametrize("key", series_keys(), ids=".".join)
def test_every_series_is_what_daily_tells(opened_page, key):
    claimant, belligerent, outcome = key
    frame = wl.daily(claimant=claimant, belligerent=belligerent, outcome=outcome)
    claims = wl.load(
        claimants=claimant, belligerents=belligerent, outcomes=outcome, measures="cumulative"
    )
    page = opened_page
    compared = 0
    for category, rows in frame.groupby("category"):
        name = f"{claimant}.{belligerent}.{category}.{outcome}"
        found = page.evaluate(
            "n => release.series(n).rows.map(r => [release.iso(r.day), r.value, r.status, r.days,"
            " r.span, r.total, r.id, r.claimStatus, r.source, r.link, r.agreeing, r.read,"
            " r.qualifier, release.note(r)])",
            name,
        )
        own = claims[(claims["category"] == category) & claims["value"].notna()]
        own = own[own["period_start"] == pd.Timestamp(codes.WAR_START)].sort_values("as_of")
        columns = list(zip(*found, strict=True))
        assert list(columns[0]) == rows["as_of"].dt.strftime("%Y-%m-%d").tolist()
        assert list(columns[1]) == plain(rows["value"])
        assert list(columns[2]) == rows["status"].tolist()
        assert list(columns[3]) == plain(rows["days"])
        assert list(columns[4]) == plain(rows["span_value"])
        said = "value claim_id status source_id source_url n_agreeing n_sources qualifier note"
        for at, column in enumerate(said.split(), 5):
            told = own[column].astype("string").fillna("") if column == "note" else own[column]
            assert list(columns[at]) == told.tolist(), (name, column)
        compared += 1
    assert compared == frame["category"].nunique()


@pytest.mark.parametrize("belligerent", ["RU", "UA"])
def test_totals_are_what_compare_tells(opened_page, belligerent):
    page, compared = opened_page, 0
    for category in codes.categories():
        for column, totals in wl.compare(category, belligerent=belligerent).items():
            claimant, _, outcome = column.partition(":")
            found = page.evaluate(
                "k => release.totals(...k).rows.map(r => [release.iso(r.day), r.total])",
                [claimant, belligerent, category, outcome or "lost"],
            )
            points = totals.dropna()
            assert [tuple(row) for row in found] == [
                (day.strftime("%Y-%m-%d"), int(v)) for day, v in points.items()
            ], (category, column)
            compared += 1
    assert compared > 40


def test_printed_increments_are_the_claims(opened_page):
    claims = wl.load(claimants="ua_general_staff", measures="increment")
    page, compared = opened_page, 0
    for category, rows in claims.groupby("category", observed=True):
        found = page.evaluate(
            "n => release.printed(n)?.rows.map(r => [r.id, r.value, r.link, release.note(r)])",
            f"ua_general_staff.RU.{category}.lost",
        )
        own = rows.sort_values("as_of")
        assert [tuple(r) for r in found] == list(
            zip(
                own["claim_id"],
                own["value"],
                own["source_url"],
                own["note"].astype("string").fillna(""),
                strict=True,
            )
        )
        compared += len(found)
    assert compared == len(claims)


def test_the_mean_is_of_seven_known_days(open_page):
    page = open_page("k=tanks")
    frame = wl.daily("tanks", claimant="ua_general_staff").set_index("as_of")["value"]
    wanted = frame.astype("float").asfreq("D").rolling(7, min_periods=7).mean()
    found = {row["date"]: row["mean"] for row in figures(page)}
    known = 0
    for day in frame.index:
        told = found[day.strftime("%Y-%m-%d")]
        if pd.isna(wanted[day]):
            assert told == ""
        else:
            assert told == pytest.approx(wanted[day], abs=0.006)
            known += 1
    assert known > 1000


def test_ratio_and_share_are_of_the_totals(open_page):
    both = [
        wl.compare("tanks", belligerent=b, claimants="oryx")["oryx"].dropna() for b in ("RU", "UA")
    ]
    ratio = (both[0].astype(float) / both[1].astype(float)).dropna()
    found = [r for r in figures(open_page("view=ratio&k=tanks")) if r["outcome"].startswith("lost")]
    assert [r["ratio"] for r in found] == pytest.approx(ratio.tolist(), abs=0.006)
    table = wl.compare("tanks", belligerent="RU").dropna(subset=["oryx", "ua_general_staff"])
    share = table["oryx"].astype(float) / table["ua_general_staff"].astype(float) * 100
    found = figures(open_page("view=share&k=tanks"))
    assert [r["share1"] for r in found] == pytest.approx(share.tolist(), abs=0.06)


def test_a_day_has_all_its_claims(open_page):
    page = open_page("view=day&on=2023-04-18")
    claims = wl.load(since="2023-04-18", until="2023-04-18", outcomes="lost")
    for number, belligerent in enumerate(["RU", "UA"]):
        own = claims[(claims["belligerent"] == belligerent) & (claims["measure"] == "cumulative")]
        found = {row["claim"]: row["total"] for row in figures(page, number)}
        assert found == dict(zip(own["claim_id"], own["value"].astype(int), strict=True))
        assert found
    tanks = next(r for r in figures(page) if r["claim"].startswith("ua_general_staff.RU.tanks."))
    assert (tanks["total"], tanks["value"], tanks["printed"]) == (3661, 1, 1)


@pytest.mark.parametrize("status", ["corrected", "disputed", "corroborated", "single"])
def test_a_claims_readings_are_its_history(open_page, status):
    claims = wl.load()
    some = claims[(claims["status"] == status) & claims["value"].notna()].iloc[::40].head(12)
    page = open_page("view=claim")
    compared = 0
    for claim_id in some["claim_id"]:
        page.evaluate("id => go({ id })", claim_id)
        found = figures(page)
        story = wl.history(claim_id)
        story = story[story["value"].notna()]
        read = [(r["source"], r["value"]) for r in found]
        assert sorted(read) == sorted(
            zip(story["source_id"], story["value"].astype(int), strict=True)
        )
        assert (
            sorted(r["at"] for r in found if r["at"])
            == sorted(story["at"].dt.strftime("%Y-%m-%d"))[-len([r for r in found if r["at"]]) :]
        )
        compared += 1
    assert compared


def test_the_list_has_every_disputed_and_corrected_claim(open_page):
    claims = wl.load()
    wanted = claims[claims["status"].isin(["disputed", "corrected"])]
    found = figures(open_page("view=list"))
    assert sorted(r["claim"] for r in found) == sorted(wanted["claim_id"])
    reasons = wl.load("corrections").set_index("claim_id")["reason"]
    assert {r["claim"]: r["reason"] for r in found if r["reason"]} == {
        claim: reason for claim, reason in reasons.items() if claim in set(wanted["claim_id"])
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_a_days_table_breaks_no_date_and_is_not_cut(open_page, width):
    page = open_page("view=day&on=2023-04-18", width=width)
    cut = page.evaluate(
        "[...document.querySelectorAll('.scroll')].map(s => s.scrollWidth > s.clientWidth + 1)"
    )
    assert cut == [width == 360] * len(cut)  # a phone scrolls the table, never the page
    names = page.locator("th.group").all_inner_texts()
    assert "General Staff of the Armed Forces of Ukraine" in names
    page.evaluate("go({ view: 'list' })")
    heights = page.evaluate(
        "[...document.querySelectorAll('td.dated')].map(c => { const r = document.createRange();"
        " r.selectNodeContents(c); return r.getClientRects().length; })"
    )
    assert set(heights) == {1}


def test_every_line_of_the_ratio_has_a_colour_and_a_dash_of_its_own(open_page):
    page = open_page("view=ratio&k=tanks")
    lines = page.evaluate(
        "[...document.querySelectorAll('.key path')].map(p =>"
        " [p.getAttribute('stroke'), p.getAttribute('stroke-dasharray')])"
    )
    assert len(lines) == 5
    assert len({colour for colour, _ in lines}) == len({dash for _, dash in lines}) == 5


def test_totals_say_which_outcome(open_page):
    page = open_page("view=totals&k=tanks")
    assert "lost, not broken down" in page.locator(".sub").first.inner_text()


def test_months_are_sums_of_known_days(open_page):
    page = open_page("view=ranks&k=tanks")
    frame = wl.daily("tanks", claimant="ua_general_staff")
    found = {r["month"]: r for r in figures(page)}
    assert found["2023-04"]["status"] == ""
    april = frame[frame["as_of"].dt.strftime("%Y-%m") == "2023-04"]
    assert found["2023-04"]["value"] == april["value"].sum()
    assert found["2022-02"]["status"] != ""
    worst = figures(page, 1)
    assert worst[0]["value"] == frame["value"].max()


def test_no_javascript_subtracts_figures():
    text = (Path(wl.__file__).parent / "charts" / "assets" / "decode.js").read_text()
    assert "total -" not in text
    assert "- total" not in text


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_shut_out(open_page, view, theme):
    script = axe_script()
    days = "from=2024-01-01&to=2024-01-21"  # tables of thousands of rows take axe minutes
    page = open_page(f"view={view}&theme={theme}&k=tanks&{days}", bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach((d, i) => (d.open = i < 2))")
    page.wait_for_function(
        "[...document.querySelectorAll('details[open]')].every(d => d.querySelector('table'))"
    )
    page.evaluate(script)
    found = page.evaluate(
        "axe.run().then(r => [r.passes.length,"
        " r.violations.map(v => v.id + ' ' + v.nodes[0].html)])"
    )
    assert found[0] > 10
    assert found[1] == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_a_phone_shows_it_without_scrolling_sideways(open_page, view, lang):
    page = open_page(f"view={view}&lang={lang}", width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("html").get_attribute("lang") == lang


@pytest.mark.parametrize("view", VIEWS)
def test_a_release_of_two_days_can_be_looked_at(open_page, small_page, view):
    assert open_page(view, path=small_page).locator("#figures").inner_text().strip()


def test_one_request(open_page):
    page = open_page()
    assert len([u for u in page.asked_for if not u.startswith("data:")]) == 1


def test_keys_read_out_value_status_and_source(open_page):
    page = open_page("k=tanks")
    cursor = page.get_by_role("slider").first
    cursor.press("End")
    last = cursor.get_attribute("aria-valuetext")
    cursor.press("ArrowLeft")
    before = cursor.get_attribute("aria-valuetext")
    row = wl.daily("tanks", claimant="ua_general_staff").iloc[-2]
    assert before != last
    assert before.startswith(row["as_of"].strftime("%Y-%m-%d"))
    assert f"+{row['value']:.0f}" in before
    assert "observed" in before
    assert set(before.split(" · ")) & set(wl.load("sources")["source_id"])


def test_the_pointer_reads_out_and_dragging_chooses_days(open_page):
    page = open_page("k=tanks")
    box = page.get_by_role("slider").first.bounding_box()
    shown = page.locator(".read").first
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 40)
    before = shown.inner_text()
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 40)
    assert shown.inner_text() != before
    page.mouse.up()
    page.wait_for_function("location.hash.includes('from=') && location.hash.includes('to=')")
    chosen = page.evaluate("[state.from, state.to]")
    assert 300 < chosen[0] < chosen[1] < 1300
    page.locator("#in-all").click()
    assert page.evaluate("state.from") == 0


def test_controls_are_kept_in_the_address(open_page, chromium):
    page = open_page()
    page.locator("#in-k").select_option("tanks")
    page.locator("#in-log").check()
    page.locator("#in-war").check()
    page.locator("#in-lang").select_option("uk")
    again = open_page(page.evaluate("location.hash").lstrip("#"))
    wanted = {"k": "tanks", "log": True, "war": True, "lang": "uk"}
    assert (
        again.evaluate("({k: state.k, log: state.log, war: state.war, lang: state.lang})") == wanted
    )
    assert again.locator("h1").inner_text() == "Заявлені втрати, кожне число з джерелом"


def test_what_is_shown_is_saved_with_its_source(open_page, tmp_path):
    page = open_page("k=tanks&from=2023-04-01&to=2023-04-30")
    for kind, start in {"CSV": b"# warlosses", "SVG": b"<svg", "PNG": b"\x89PNG"}.items():
        with page.expect_download() as waiting:
            page.get_by_role("button", name=kind).first.click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        content = path.read_bytes()
        assert content.startswith(start)
        if kind != "PNG":
            assert b"CC-BY-4.0" in content
            assert b"Orc Losses" in content
    table = pd.read_csv(tmp_path / "warlosses-daily-1.csv", comment="#")
    frame = wl.daily("tanks", claimant="ua_general_staff", since="2023-04-01", until="2023-04-30")
    assert table["value"].tolist() == frame["value"].tolist()
    assert table["date"].tolist() == frame["as_of"].dt.strftime("%Y-%m-%d").tolist()


def test_embedded_it_is_the_charts_alone(open_page):
    page = open_page("k=tanks", query="?embed")
    assert not page.locator("h1").is_visible()
    assert not page.locator("#controls").is_visible()
    assert page.locator(".plot svg").first.is_visible()
    assert page.locator(".source").first.is_visible()


def test_printed_on_paper_it_has_no_controls(open_page):
    page = open_page("theme=dark")
    page.emulate_media(media="print")
    assert not page.locator("#controls").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system(open_page, scheme):
    page = open_page(color_scheme=scheme)
    assert page.locator("html").get_attribute("data-theme") == scheme


@pytest.mark.parametrize(
    "fragment",
    [
        "view=nothing",
        "k=%3Cscript%3E",
        "from=x&to=y&on=z",
        "view=claim&id=%3Cimg%20src=x%20onerror=alert(1)%3E",
        "from=2030-01-01&to=2020-01-01",
        "lang=xx&theme=blue&cRU=nobody",
        "view=day&on=1999-01-01",
        "o=%22%3E%3Cb%3E",
    ],
)
def test_an_address_cannot_break_or_fool_it(open_page, fragment):
    page = open_page(fragment)
    assert page.locator("section").count() >= 1
    assert page.locator("section img, section script").count() == 0


def test_the_html_is_valid(release_page):
    jar = os.environ.get("WARLOSSES_VNU")
    if not jar:
        pytest.skip("needs the HTML validator: npm install vnu-jar, then WARLOSSES_VNU=.../vnu.jar")
    done = subprocess.run(
        ["java", "-jar", jar, str(release_page)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")

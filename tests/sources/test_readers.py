"""What each reader makes of its source's traps, on a few lines in the source's own form."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime

import pytest

import warlosses as wl
from tools.entered_once.__main__ import ONCE
from warlosses import codes
from warlosses.claims.reading import Reading, Rejected
from warlosses.sources.copy import Copy
from warlosses.sources.registry import READERS

ALL = READERS | ONCE
COMMIT = "0" * 40


def read(tmp_path, source_id, files):
    """Write files as the source has them, and read them."""
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        data = text.encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    at = datetime(2024, 6, 1, tzinfo=UTC)
    copy = Copy(codes.sources()[source_id], tmp_path, COMMIT, at, None, {})
    found = list(ALL[source_id].read(copy))
    return (
        [r for r in found if isinstance(r, Reading)],
        [r for r in found if isinstance(r, Rejected)],
    )


def petroivaniuk(history, equipment=None, personnel=None):
    files = {
        "russia_losses_equipment.json": equipment or [{"date": "2024-05-10", "day": 1}],
        "russia_losses_personnel.json": personnel or [{"date": "2024-05-10", "day": 1}],
        "russia_losses_equipment_correction.json": [{"date": "2024-05-10", "day": 1, "tank": -5}],
    }
    if history:
        header = "committed_at,commit,file,date,field,old,new\n"
        rows = "".join(
            f"2024-05-{day}T10:00:00+03:00,{c * 40},"
            f"russia_losses_{f}.json,2024-05-10,{field},,{new}\n"
            for day, c, f, field, new in history
        )
        files["history.csv.gz"] = header + rows
    return files


def test_petroivaniuk_replays_every_superseded_reading(tmp_path):
    history = [(10, "a", "equipment", "tank", 20), (11, "b", "equipment", "tank", 22)]
    equipment = [{"date": "2024-05-10", "day": 1, "tank": 22}]
    readings, _ = read(tmp_path, "petroivaniuk", petroivaniuk(history, equipment))
    assert [r.value for r in readings] == [20, 22]
    assert (
        readings[0].superseded_at == readings[1].recorded_at == datetime(2024, 5, 11, 7, tzinfo=UTC)
    )
    assert readings[1].superseded_at is None
    assert f"/blob/{'a' * 40}/" in readings[0].source_url


def test_petroivaniuk_knows_the_hedge_by_either_name_of_its_field(tmp_path):
    history = [
        (10, "a", "personnel", "personnel", 900),
        (10, "a", "personnel", "*personnel", "more than"),
        (11, "b", "personnel", "*personnel", ""),
        (11, "b", "personnel", "personnel*", "about"),
    ]
    personnel = [{"date": "2024-05-10", "day": 1, "personnel": 900, "personnel*": "about"}]
    readings, _ = read(tmp_path, "petroivaniuk", petroivaniuk(history, personnel=personnel))
    assert [(r.value, r.qualifier) for r in readings] == [(900, "more_than"), (900, "about")]


def test_petroivaniuk_skips_what_is_no_number_and_lists_what_is_no_claim(tmp_path):
    history = [
        (10, "a", "equipment", "fuel tank", "nan"),
        (10, "a", "equipment", "groun d robotic systems", 3),
    ]
    equipment = [{"date": "2024-05-10", "day": 1, "groun d robotic systems": 3}]
    readings, rejected = read(tmp_path, "petroivaniuk", petroivaniuk(history, equipment))
    assert [(r.category, r.value) for r in readings] == [("ground_robots", 3)]
    assert "explains falls" in rejected[0].reason


def test_petroivaniuk_files_that_lack_what_the_history_ends_with_were_cut_off(tmp_path):
    history = [(10, "a", "equipment", "tank", 20)]
    with pytest.raises(wl.SourceError, match=r"expected the 1 cells .* found 1 of them gone"):
        read(tmp_path, "petroivaniuk", petroivaniuk(history))


def test_petroivaniuk_shows_what_is_newer_than_its_history(tmp_path):
    history = [(10, "a", "equipment", "tank", 20)]
    equipment = [{"date": "2024-05-10", "day": 1, "tank": 21}]
    readings, _ = read(tmp_path, "petroivaniuk", petroivaniuk(history, equipment))
    assert [r.value for r in readings] == [20, 21]


def test_orc_losses_changes_the_meaning_of_a_label_with_the_merger(tmp_path):
    rows = [
        {"date": d, "sourceUri": "https://mod.gov.ua/x", "unarmoredVehicles": 5, "submarines": None}
        for d in ("2022-04-30", "2022-05-01")
    ]
    readings, _ = read(tmp_path, "orc-losses", {"russian-losses.json": rows})
    assert [r.category for r in readings] == ["military_vehicles", "vehicles_fuel_tanks"]


def test_orc_losses_wants_a_link_on_every_day(tmp_path):
    rows = [{"date": "2024-05-10", "sourceUri": "", "tanks": 5}]
    with pytest.raises(wl.SourceError, match=r"record 1 \(2024-05-10\): expected a web link"):
        read(tmp_path, "orc-losses", {"russian-losses.json": rows})


def larzs_day(day, link="https://www.facebook.com/p", **losses):
    by = "General Staff of the Armed Forces of Ukraine as of 6:30 AM EET"
    return {"date": day, "link": link, "reported_by": by, "losses": losses}


def test_larzs_makes_no_claim_of_a_zero_for_a_category_not_in_use(tmp_path):
    rows = [
        larzs_day("2023-09-13", submarines=0, tanks=0),
        larzs_day("2023-09-14", submarines=1, tanks=2),
    ]
    readings, rejected = read(tmp_path, "larzs", {"list.json": rows})
    assert [(r.category, r.value) for r in readings] == [
        ("tanks", 0),
        ("submarines", 1),
        ("tanks", 2),
    ]
    assert readings[0].note == "as of 6:30 AM; zero, or nothing printed"
    assert [r.reason for r in rejected] == [
        "a filled-in zero: the category was not in use on that day"
    ]


def test_larzs_links_to_its_own_file_where_the_post_is_not_known(tmp_path):
    readings, _ = read(
        tmp_path, "larzs", {"list.json": [larzs_day("2022-08-08", link="", tanks=3)]}
    )
    assert readings[0].source_url.endswith(f"/blob/{COMMIT}/list.json")


def test_larzs_first_record_holds_totals(tmp_path):
    _, rejected = read(tmp_path, "larzs", {"list.json": [larzs_day("2022-02-26", tanks=102)]})
    assert "printed no increments yet" in rejected[0].reason


HEAD = (
    "committed_at,commit,country,equipment_type,destroyed,abandoned,captured,damaged,type_total\n"
)


def oryx(tmp_path, *lines):
    text = HEAD + "".join(f"2024-09-01T12:00:00+00:00,{COMMIT},{line}\n" for line in lines)
    return read(tmp_path, "oryx-scarnecchia", {"totals_by_type_history.csv.gz": text})


def test_oryx_gives_four_outcomes_and_the_total(tmp_path):
    readings, _ = oryx(tmp_path, "Russia,Tanks,1,2,3,4,10")
    assert {r.outcome: r.value for r in readings} == {
        "destroyed": 1, "abandoned": 2, "captured": 3, "damaged": 4, "lost": 10,
    }  # fmt: skip
    assert {r.as_of for r in readings} == {date(2024, 9, 1)}


def test_oryx_takes_the_printed_total_of_a_summary_line(tmp_path):
    label = (
        '"Losses excluding Recon Drones and Trucks - 12, of which: destroyed: 1, '
        'damaged: 4, abandoned: 2, captured: 3"'
    )
    readings, _ = oryx(tmp_path, f"Ukraine,{label},1,2,3,4,10")
    total = next(r for r in readings if r.outcome == "lost")
    assert (total.value, total.note) == (12, "the page's own total; its four outcomes add up to 10")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('Russia,"Tanks (1849, of which destroyed: 1159, cap",1,2,0,4,7', "garbled label"),
        ("Russia,tured: 569),0,0,0,0,0", "garbled label"),
    ],
)
def test_oryx_rejects_a_heading_cut_in_two(tmp_path, line, reason):
    readings, rejected = oryx(tmp_path, line)
    assert not readings
    assert reason in rejected[0].reason


def test_oryx_keeps_the_first_of_two_rows_with_one_label(tmp_path):
    readings, rejected = oryx(tmp_path, "Ukraine,Tanks,1,0,0,0,1", "Ukraine,Tanks,2,0,0,0,2")
    assert {r.value for r in readings if r.outcome == "lost"} == {1}
    assert "stands twice" in rejected[0].reason


LEEDRAKE = (
    "date\tlosses_of\tequipment_type\tdestroyed\tabandoned\tcaptured\tdamaged\ttotal\trepo_commit\n"
)


def leedrake(tmp_path, day):
    text = f"{LEEDRAKE}{day}\tRussia\tTanks\t1\t2\t3\t4\t10\t{COMMIT}\n"
    extra = "date,country,equipment_type,destroyed,abandoned,captured,damaged,total,commit\n"
    extra += f"2022-04-02,Russia,Tanks,0,0,0,0,0,{COMMIT}\n"
    files = {"leedrake5_by_type_snapshots.tsv": text, "leedrake5_by_type_extra.csv": extra}
    return read(tmp_path, "oryx-leedrake5", files)


def test_oryx_snapshots_link_to_the_file_of_their_day(tmp_path):
    readings, _ = leedrake(tmp_path, "2022-04-01")
    of_day = [r for r in readings if r.as_of.isoformat() == "2022-04-01"]
    assert [r.value for r in of_day] == [1, 2, 3, 4, 10]
    assert all(r.source_url.endswith(f"{COMMIT}/data/byType/2022-04-01.csv") for r in of_day)


def test_oryx_day_that_is_none_is_named(tmp_path):
    with pytest.raises(wl.SourceError, match=r"line 2.*expected a date, YYYY-MM-DD.*1\.4\.22"):
        leedrake(tmp_path, "1.4.22")


def test_oryx_total_that_its_outcomes_do_not_add_up_to_is_named(tmp_path):
    with pytest.raises(wl.SourceError, match="found 11, while the four outcomes add up to 10"):
        oryx(tmp_path, "Russia,Tanks,1,2,3,4,11")


def test_oryx_label_with_a_line_break_and_one_that_changed_its_meaning(tmp_path):
    readings, _ = oryx(tmp_path, 'Ukraine,"Surface-To-Air Missile Systems\n",1,0,0,0,1')
    assert readings[0].category == "sam_systems"


PICTURES = "as_of\tcategory\tmeasure\tvalue\tscore\thow\timage\n"


def pictures(tmp_path, *lines):
    rows = ("\t".join((*line[:4], "1.0", "ocr", f"images/{line[4]}")) + "\n" for line in lines)
    source_id = "general-staff-infographics"
    return read(tmp_path, source_id, {"values.tsv.gz": PICTURES + "".join(rows)})[0]


def test_a_second_picture_of_a_day_is_read_last_and_withdraws_the_increments_it_changes(tmp_path):
    readings = pictures(
        tmp_path,
        ("2023-05-27", "tanks", "cumulative", "3794", "2023-05-27-rev.jpeg"),
        ("2023-05-27", "tanks", "cumulative", "3799", "2023-05-27.jpeg"),
        ("2023-05-27", "tanks", "increment", "3", "2023-05-27.jpeg"),
        ("2023-05-27", "personnel", "cumulative", "206200", "2023-05-27-rev.jpeg"),
        ("2023-05-27", "personnel", "cumulative", "206200", "2023-05-27.jpeg"),
        ("2023-05-27", "personnel", "increment", "480", "2023-05-27.jpeg"),
    )
    tanks = [r.value for r in readings if (r.category, r.measure) == ("tanks", "cumulative")]
    assert tanks == [3799, 3794]
    assert [r.category for r in readings if r.superseded_at] == ["tanks"]


def test_a_printed_total_stands_on_the_days_when_the_page_stood(tmp_path):
    """Its outcomes add up to 667, where the page says 671."""
    head = "date\tcommitted\tbelligerent\tlabel\ttotal\tdestroyed\tdamaged\tabandoned\tcaptured"
    rows = (
        f"2022-05-{day}T20:26:31+00:00\tRU\tTanks\t{total}\t361\t21\t{left}\t239\t{COMMIT}\n"
        for day, total, left in (("14", 671, 46), ("17", 671, 50))
    )
    text = f"{head}\tcommit\n" + "".join(f"{row[:10]}\t{row}" for row in rows)
    readings, _ = read(tmp_path, "oryx-gsajko", {"gsajko.tsv.gz": text})
    lost = {r.as_of.day: (r.value, r.note) for r in readings if r.outcome == "lost"}
    assert sorted(lost) == [14, 15, 16, 17]
    assert lost[16] == (671, f"{lost[14][1]}; the page stood as on 2022-05-14")
    assert lost[17] == (671, "")
    assert {r.as_of.day for r in readings if r.outcome == "captured"} == {14, 17}


def test_warspotting_gives_the_statuses_and_their_sum_and_no_partial_scan(tmp_path):
    head = "date\tcommitted\tlost_by\ttype\tstatus\tcount\tcommit\n"
    rows = (
        f"{day}\t{day}T00:42:21+02:00\tRussia\tAirplanes\t{status}\t{count}\t{COMMIT}\n"
        for day in ("2026-05-16", "2026-05-17")
        for status, count in (("Damaged", 16), ("Destroyed", 103))
    )
    files = {"ru_by_day_type_status.tsv.gz": head + "".join(rows)}
    readings, rejected = read(tmp_path, "warspotting", files)
    assert {r.outcome: r.value for r in readings} == {"damaged": 16, "destroyed": 103, "lost": 119}
    assert [(r.day, r.reason) for r in rejected] == [("2026-05-17", "a partial scan of the list")]


def test_ru_mod_drops_a_link_that_is_known_to_be_none(tmp_path):
    columns = ("url", "language", "date", "category", "cumulative_value", "value_low",
               "qualifier_as_worded", "claimed_by", "losses_of", "date_basis", "note")  # fmt: skip
    row = ("https://fensifuwu.com/military/2257904.html", "zh", "2022-08-25", "aircraft", "273",
           "", "", "x", "Ukraine", "stated", "")  # fmt: skip
    none = "date\tdate_basis\tlanguage\tcategory\tcumulative\tdataset_value_that_day\tstate\turl\n"
    none += "2023-03-28\tstated\ten\tuav\t309\t309\tequal\thttps://x\n"
    text = "".join("\t".join(line) + "\n" for line in (columns, row))
    readings, rejected = read(tmp_path, "ru-mod-press", {"press.tsv": text, "points.tsv": none})
    assert readings == []
    assert rejected[0].reason.startswith("link dropped: ")


def test_ru_mod_reads_exact_figures_after_hedged_ones(tmp_path):
    columns = (
        *("url", "date", "category", "cumulative_value", "qualifier_as_worded", "losses_of"),
        *("date_basis", "note"),
    )
    rows = [
        (f"https://x/{value}", "2023-03-28", "uav", value, hedge, "Ukraine", "stated", "")
        for value, hedge in (("309", ""), ("300", "более"))
    ]
    text = "".join("\t".join(line) + "\n" for line in (columns, *rows))
    none = "date\tdate_basis\tlanguage\tcategory\tcumulative\tdataset_value_that_day\tstate\turl\n"
    none += "2023-03-28\tstated\ten\tuav\t309\t309\tequal\thttps://x\n"
    readings, _ = read(tmp_path, "ru-mod-press", {"press.tsv": text, "points.tsv": none})
    assert [(r.value, r.qualifier, r.value_low) for r in readings] == [
        (300, "more_than", 300),
        (309, "exact", None),
    ]


def economist(tmp_path, *rows):
    head = 'date,estimate_low,estimate_high,estimate,type,source,source_url,country,"ignore"\n'
    months = (
        "month,year,casualties (average daily losses),days in month,casualties in month,"
        "cumulative casualties,date (at beginning of next month),source,source_url,note\n"
        "march,2022,386,31,11966,11966,01/04/2022,UK MoD,https://x.com/a,\n"
    )
    files = {"estimates.csv": head + "\n".join(rows), "uk_mod_month_by_month.csv": months}
    return read(tmp_path, "economist", files)


def test_economist_reads_ranges_bounds_commas_and_remarks(tmp_path):
    readings, _ = economist(
        tmp_path,
        '21/06/2024,106000,"140,000",120000,deaths,Mediazona; Meduza,"(via email)",russia,',
        "29/06/2022,,25000,,deaths,UK Ministry of Defence,https://economist.com/a,russia,",
        "20/07/2022,15000,,,deaths,CIA,https://reuters.com/a,russia,",
    )
    three = [(r.claimant, r.value, r.value_low, r.value_high, r.qualifier) for r in readings[:3]]
    assert three == [
        ("mediazona_meduza", 120000, 106000, 140000, "range"),
        ("uk_mod", 25000, None, 25000, "up_to"),
        ("us_cia", 15000, 15000, None, "at_least"),
    ]
    assert readings[0].note == "via email"
    assert "/blob/" in readings[0].source_url


def test_economist_dates_that_their_own_link_contradicts_are_rejected(tmp_path):
    _, rejected = economist(
        tmp_path,
        "16/01/2024,,,390580,casualties,Armed Forces of Ukraine,https://www.mil.gov.ua/news/2024/02/06/a,russia,",
        "23/04/2022,7000,15000,,deaths,NATO officials (via WP),https://www.washingtonpost.com/world/2022/03/24/a,russia,",
    )
    reasons = [r.reason[:19] for r in rejected[:2]]
    assert reasons == ["the date 2024-01-16", "the date 2022-04-23"]


def test_economist_keeps_no_hedges_so_a_point_is_not_called_exact(tmp_path):
    readings, _ = economist(tmp_path, "03/05/2024,,,150000,deaths,CIA,https://x.com/a,russia,")
    assert [(r.value, r.qualifier) for r in readings] == [(150000, "not_recorded")]


def test_economist_months_and_their_sums_relay_and_are_no_claims_of_the_ministry(tmp_path):
    readings, rejected = economist(
        tmp_path,
        "01/04/2022,,,11966,casualties,UK MoD,https://x.com/a,russia,",
        "01/05/2022,,,17756,casualties,UK MoD,https://x.com/a,russia,",  # no sum of the months
    )
    assert [(r.claimant, r.value) for r in readings] == [("uk_mod", 17756)]
    assert [(r.label, r.day) for r in rejected] == [
        ("UK MoD, casualties", "2022-04-01"),
        ("UK MoD, casualties in month and cumulative casualties", "2022-04-01"),
    ]
    assert {r.reason.split(":")[0] for r in rejected} == {
        "relays the daily figures of Ukraine's General Staff, which are here as its own claims"
    }


def test_what_is_known_better_of_a_statement(tmp_path):
    readings, rejected = economist(
        tmp_path,
        "27/05/2026,,,500000,deaths,UK MoD,https://www.gchq.gov.uk/a,russia,",
        "27/06/2023,40000,55000,,deaths,Mediazona; Meduza,https://economist.com/a,russia,",
        "25/02/2025,65321,121319,,deaths,UAlosses,https://ualosses.org/a,ukraine,",
        "19/07/2022,,,38500,deaths,Armed Forces of Ukraine,https://economist.com/a,russia,",
    )
    told = [(r.claimant, r.as_of, r.outcome, r.value, r.qualifier) for r in readings]
    assert told == [
        ("uk_gchq", date(2026, 5, 27), "killed", 500000, "almost"),
        ("mediazona_meduza", date(2023, 5, 27), "killed", 47000, "range"),
        ("ualosses", date(2025, 2, 25), "killed", 65321, "not_recorded"),
        ("ualosses", date(2025, 2, 25), "missing", 121319 - 65321, "not_recorded"),
    ]
    assert readings[0].value_high == 500000
    assert readings[1].source_url == "https://zona.media/translate/2023/07/10/stats"
    assert all(r.note for r in readings)
    assert rejected[0].reason.startswith("The Economist's rounding of the 38,550")


def test_mediazona_without_a_date_is_rejected(tmp_path):
    text = (
        "date\tconfirmed_names\tqualifier\turl\tdate_basis\n"
        "\t4760\tкак минимум\thttps://x\tnot in excerpt\n"  # a tab, then Russian
        "2025-02-22\t95000\tover\thttps://x\tstated\n"
    )
    none = (
        "date\tdate_basis\tnames_confirmed\twhose\tqualifier\turl\n2025-02-22\t\t9\t\tderived\t\n"
    )
    files = {"confirmed_names.tsv": text, "points.tsv": none}
    readings, rejected = read(tmp_path, "mediazona", files)
    assert [(r.value, r.qualifier) for r in readings] == [(95000, "more_than")]
    assert rejected[0].reason == "no date: not in excerpt"


@pytest.mark.parametrize(
    ("said", "period", "measure", "start", "as_of"),
    [
        ("2024-02-25", "since 2022-02-24", "cumulative", date(2022, 2, 24), date(2024, 2, 25)),
        (
            "2023-09-07",
            "since Jun 2023 (publication date)",
            "cumulative",
            date(2023, 6, 1),
            date(2023, 9, 7),
        ),
        ("2023-05-30", "May 2023", "increment", date(2023, 5, 1), date(2023, 5, 30)),
        ("2026-02-12", "Dec 2025", "increment", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025-12-17", "2025", "increment", date(2025, 1, 1), date(2025, 12, 17)),
        ("2026-01-18", "2024-2025", "increment", date(2024, 1, 1), date(2025, 12, 31)),
    ],
)
def test_statements_periods(tmp_path, said, period, measure, start, as_of):
    text = (
        "date\tclaimant\tlosses_of\tkind\tlow\thigh\tqualifier\tperiod\turl\n"
        f"{said}\tPresident of Ukraine\tRussia\tkilled\t5\t5\t\t{period}\thttps://x\n"
    )
    (reading,), _ = read(tmp_path, "statements", {"personnel.tsv": text})
    assert (reading.measure, reading.period_start, reading.as_of) == (measure, start, as_of)


MINFIN = "date,day,personnel,tanks\n"
MEDIAZONA = "date\tconfirmed_names\tqualifier\turl\tdate_basis\n"
STATEMENTS = "date\tclaimant\tlosses_of\tkind\tlow\thigh\tqualifier\tperiod\turl\n"
SAID = "2024-05-10\t{}\tRussia\tkilled\t5\t5\t\t{}\thttps://x\n"


@pytest.mark.parametrize(
    ("source_id", "text", "message"),
    [
        ("minfin-csv", MINFIN + "2024-05-10,1,5\n", "line 2: expected 4 fields; found 3"),
        ("minfin-csv", MINFIN + "2024-05-10,1,5,6", "expected a line break at the end"),
        ("minfin-csv", "date,day\n", "line 1: expected columns .* no personnel, tanks"),
        ("minfin-csv", MINFIN, "expected rows below the header; found none"),
        (
            "minfin-csv",
            "date,day,personnel,tanks,zeppelins\n2024-05-10,1,5,6,7\n",
            "'zeppelins'.*crosswalk.csv",
        ),
        (
            "minfin-csv",
            MINFIN + "2024-05-10,1,5,about 6\n",
            "line 2, tanks: expected a whole number",
        ),
        ("minfin-csv", MINFIN + "10.05.2024,1,5,6\n", "line 2: expected a date"),
        ("minfin-csv", "<html></html>", "found a web page"),
        (
            "mediazona",
            MEDIAZONA + "2024-05-10\t5\tquite\thttps://x\t\n",
            "'quite'.*qualifiers.csv",
        ),
        (
            "statements",
            STATEMENTS + SAID.format("Nobody", "since 2022-02-24"),
            "'Nobody'.*claimant_names.csv",
        ),
        (
            "statements",
            STATEMENTS + SAID.format("President of Ukraine", "lately"),
            "line 2, period: expected a period",
        ),
    ],
)
def test_errors_name_file_place_and_cure(tmp_path, source_id, text, message):
    name = ALL[source_id].files[0]
    with pytest.raises(wl.SourceError, match=message) as caught:
        read(tmp_path, source_id, {name: text})
    assert str(tmp_path / name) in str(caught.value)


def test_a_cut_off_gzip_file_is_named(tmp_path):
    path = tmp_path / "totals_by_type_history.csv.gz"
    path.write_bytes(gzip.compress(HEAD.encode() * 50)[:-20])
    copy = Copy(codes.sources()["oryx-scarnecchia"], tmp_path, COMMIT, None, None, {})
    with pytest.raises(wl.SourceError, match="expected a whole gzip file"):
        list(READERS["oryx-scarnecchia"].read(copy))

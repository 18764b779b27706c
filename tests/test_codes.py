"""The code lists in ``schemas/``: whole, unambiguous, and fit for each other."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

import pytest

from warlosses import codes
from warlosses.errors import ArgumentError, WarlossesError

CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*([_-][a-z0-9]+)*")
KEYS = {
    "categories": ("code",),
    "claimants": ("code",),
    "sources": ("source_id",),
    "terms": ("list", "code"),
    "claimant_names": ("source_id", "raw_name"),
    "qualifiers": ("word",),
    "origins": ("source_id", "file"),
    "synonyms": ("list", "word", "code"),
}
# The sources that transcribe the General Staff's bulletin and the Russian ministry's briefings.
BULLETINS = {
    *("petroivaniuk", "orc-losses", "minfin-csv", "larzs"),
    *("ru-mod-briefings", "ru-mod-press"),
}
BULLETIN_CATEGORIES = sorted(
    {
        r["category"]
        for r in codes.rows("crosswalk")
        if r["source_id"] in BULLETINS and r["category"]
    }
)


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_no_code_twice(name, key):
    counts = Counter(tuple(row[column] for column in key) for row in codes.rows(name))
    assert [code for code, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", [*KEYS, "crosswalk"])
def test_every_row_is_whole_and_tidy(name):
    header = list(codes.rows(name)[0])
    for row in codes.rows(name):
        assert list(row) == header
        assert all(isinstance(cell, str) and cell == cell.strip() for cell in row.values()), row


@pytest.mark.parametrize(("name", "column"), [(n, KEYS[n][-1]) for n in [*KEYS][:4]])
def test_codes_are_plain_words(name, column):
    assert [r[column] for r in codes.rows(name) if not CODE.fullmatch(r[column])] == []


@pytest.mark.parametrize(
    ("name", "column", "known"),
    [
        ("crosswalk", "source_id", codes.sources()),
        ("crosswalk", "category", codes.categories()),
        ("crosswalk", "outcome", codes.terms("outcome")),
        ("crosswalk", "belligerent", codes.terms("belligerent")),
        ("crosswalk", "qualifier", codes.terms("qualifier")),
        ("qualifiers", "qualifier", codes.terms("qualifier")),
        ("claimant_names", "source_id", codes.sources()),
        ("statement_fixes", "source_id", codes.sources()),
        ("statement_fixes", "claimant", codes.claimants()),
        ("statement_fixes", "outcome", codes.terms("outcome")),
        ("statement_fixes", "apart", codes.terms("outcome")),
        ("statement_fixes", "qualifier", codes.terms("qualifier")),
        ("scope_changes", "claimant", codes.claimants()),
        ("scope_changes", "category", codes.categories()),
        ("claimant_names", "claimant", codes.claimants()),
        ("origins", "source_id", codes.sources()),
        ("categories", "parent", codes.categories()),
        ("categories", "merged_into", codes.categories()),
        ("categories", "unit", codes.terms("unit")),
        ("sources", "use", codes.terms("use")),
    ],
)
def test_every_code_used_exists(name, column, known):
    assert {row[column] for row in codes.rows(name)} - {""} <= set(known)


@pytest.mark.parametrize("link", ["parent", "merged_into"])
@pytest.mark.parametrize("code", codes.categories())
def test_no_category_is_its_own_ancestor(code, link):
    seen = [code]
    while above := getattr(codes.categories()[seen[-1]], link):
        assert above not in seen, seen
        seen.append(above)


def test_parents_stand_before_their_parts():
    order = list(codes.categories())
    for category in codes.categories().values():
        if category.parent:
            assert order.index(category.parent) < order.index(category.code)


def test_a_part_is_counted_like_its_parent():
    found = codes.categories()
    assert [c.code for c in found.values() if c.parent and found[c.parent].unit != c.unit] == []


def test_categories_end_after_they_begin():
    for category in codes.categories().values():
        if category.valid_from and category.valid_to:
            assert category.valid_from <= category.valid_to, category.code


def test_a_merger_starts_the_day_after_its_parts_end():
    found = codes.categories()
    merged = [c for c in found.values() if c.merged_into and c.valid_to]
    assert merged
    for category in merged:
        gap = found[category.merged_into].valid_from - category.valid_to
        assert gap.days == 1, category.code


@pytest.mark.parametrize("code", BULLETIN_CATEGORIES)
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_bulletin_categories_have_labels(code, language):
    label = getattr(codes.categories()[code], f"label_{language}")
    assert label
    assert language == "en" or re.search(r"[\u0400-\u04ff]", label), label


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_no_label_stands_for_two_categories(language):
    labels = Counter(getattr(c, f"label_{language}") for c in codes.categories().values())
    assert [label for label, count in labels.items() if label and count > 1] == []


def test_crosswalk_ranges_of_a_label_do_not_overlap():
    ranges = defaultdict(list)
    for row in codes.rows("crosswalk"):
        first = date.fromisoformat(row["valid_from"] or "0001-01-01")
        last = date.fromisoformat(row["valid_to"] or "9999-12-31")
        assert first <= last, row
        whose = codes.terms("belligerent") if not row["belligerent"] else (row["belligerent"],)
        for belligerent in whose:
            ranges[row["source_id"], row["raw_label"], belligerent].append((first, last))
    for label, found in ranges.items():
        for (_, last), (first, _) in pairwise(sorted(found)):
            assert last < first, label


def test_crosswalk_rows_name_a_category_or_a_reason():
    for row in codes.rows("crosswalk"):
        assert bool(row["category"]) != bool(row["reason"]), row


def test_crosswalk_ranges_lead_to_categories_in_use():
    for row in codes.rows("crosswalk"):
        for day in filter(None, (row["valid_from"], row["valid_to"])):
            assert codes.categories()[row["category"]].in_use_on(date.fromisoformat(day)), row


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("military_vehicles", date(2022, 4, 30), True),
        ("military_vehicles", date(2022, 5, 1), False),
        ("submarines", date(2023, 9, 13), False),
        ("submarines", date(2023, 9, 14), True),
        ("all_equipment", date(1900, 1, 1), True),
    ],
)
def test_category_in_use(code, day, expected):
    assert codes.categories()[code].in_use_on(day) is expected


def test_cross_check_sources_are_not_publishable():
    assert [s.source_id for s in codes.sources().values() if not s.publishable] == ["minfin-csv"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("tank", "unknown category 'tank'; did you mean 'tanks'"),
        (["uavs", "qqq"], "unknown category 'qqq'; known: tanks, uavs"),
    ],
)
def test_check_codes_names_what_is_unknown(given, message):
    with pytest.raises(ArgumentError, match=re.escape(message)):
        codes.check_codes("category", given, ["uavs", "tanks"])


def test_check_codes_takes_one_or_several():
    assert codes.check_codes("category", None, ["tanks"]) is None
    assert codes.check_codes("category", "tanks", ["tanks"]) == ["tanks"]
    assert codes.check_codes("category", ("tanks",), ["tanks"]) == ["tanks"]


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("category", "Tanks", "tanks"),
        ("category", "танки", "tanks"),
        ("category", "tank", "tanks"),
        ("category", "tаnks", "tanks"),
        ("category", "“tanks”", "tanks"),
        ("category", "air defense", "air_defense"),
        ("category", "Air-Defense", "air_defense"),
        ("category", "drones", "uavs"),
        ("category", "troops", "personnel"),
        ("category", "особовий склад", "personnel"),
        ("belligerent", "ru", "RU"),
        ("belligerent", "Russia", "RU"),
        ("belligerent", "РФ", "RU"),
        ("belligerent", "RУ", "RU"),
        ("belligerent", "УА", "UA"),
        ("belligerent", "Україна", "UA"),
        ("claimant", "Oryx", "oryx"),
        ("claimant", "Генеральний штаб Збройних Сил України", "ua_general_staff"),
        ("qualifier", "близько", "about"),
        ("category", "vehicles", None),
        ("category", "spoons", None),
        ("outcome", "", None),
        ("rule", "WL107", None),
    ],
)
def test_what_a_text_stands_for_beyond_doubt(kind, text, code):
    assert codes.resolve(kind, text) == code


@pytest.mark.parametrize(
    ("kind", "text", "near"),
    [
        ("category", "drones", ["uavs"]),
        ("category", "troops", ["personnel"]),
        ("category", "soldiers", ["personnel"]),
        ("category", "солдатів", ["personnel"]),
        ("category", "howitzer", ["artillery"]),
        ("category", "vehicles", ["vehicles_fuel_tanks", "military_vehicles"]),
        ("outcome", "dead", ["killed"]),
        ("outcome", "POW", ["prisoner"]),
        ("outcome", "знищено", ["destroyed"]),
        ("measure", "daily", ["increment"]),
        ("claimant", "генштаб", ["ua_general_staff"]),
        ("claimant", "General Staff", ["ua_general_staff"]),
        ("claimant", "Mediazona", ["mediazona_bbc", "mediazona_meduza"]),
        ("belligerent", "russia", ["RU"]),
        ("belligerent", "USA", []),
        ("category", "airdefense", ["air_defense"]),
    ],
)
def test_what_a_text_may_stand_for(kind, text, near):
    assert codes.near_codes(kind, text)[: len(near) or 1] == near


@pytest.mark.parametrize("kind", ["category", "claimant", "belligerent", "outcome", "measure"])
def test_every_code_stands_for_itself(kind):
    for code in codes.known_codes(kind):
        for text in (code, code.upper(), f" {code} ", code.replace("_", " ")):
            assert codes.resolve(kind, text) == code


@pytest.mark.parametrize("kind", ["category", "claimant"])
def test_every_label_stands_for_its_code(kind):
    rows = codes.rows("categories" if kind == "category" else "claimants")
    names = [n for n in rows[0] if n.startswith(("label_", "name_"))]
    labels = [(row[name], row["code"]) for row in rows for name in names if row[name]]
    assert len(labels) > 50
    assert [pair for pair in labels if codes.resolve(kind, pair[0]) != pair[1]] == []


def test_synonyms_are_of_codes_that_exist():
    for row in codes.rows("synonyms"):
        assert row["code"] in codes.known_codes(row["list"]), row


def test_long_lists_are_not_told_whole():
    with pytest.raises(ArgumentError, match=r"known: .*, and \d\d more") as caught:
        codes.check_codes("category", "qqq", codes.categories())
    assert len(str(caught.value)) < 400


def test_a_package_in_an_archive_says_what_to_do(tmp_path, monkeypatch):
    archive = tmp_path / "warlosses.zip"
    archive.write_bytes(b"PK")
    monkeypatch.setattr(codes, "schemas_dir", lambda: archive / "schemas")
    with pytest.raises(WarlossesError, match="lies in an archive; unpack it"):
        codes.rows.__wrapped__("terms")


@pytest.mark.parametrize("claimant", codes.claimants().values(), ids=lambda c: c.code)
def test_every_claimant_has_its_names_and_says_what_it_counts(claimant):
    assert all((claimant.name_en, claimant.name_uk, claimant.name_ru, claimant.definition))


def test_only_a_state_at_war_has_a_side():
    """Whoever is no body of one of the two states is a third party, of whatever country."""
    sides = {c.code: c.side for c in codes.claimants().values() if c.side != "third"}
    assert all(code.startswith(f"{side.lower()}_") for code, side in sides.items())
    states = {c.code for c in codes.claimants().values() if c.code.startswith(("ua_", "ru_"))}
    assert set(sides) == states


def test_mortars_are_in_no_sum_of_parts():
    mortars = [c for c in codes.categories().values() if "mortar" in c.code]
    assert len(mortars) == 2
    assert {c.parent for c in mortars} == {""}

from __future__ import annotations

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import warlosses as wl
from tests.support.factories import DAY, TANKS, write_mirror, write_texts
from tests.support.shared import made_once
from warlosses.cli.output.build_report import render_build
from warlosses.releases.listing import listed_versions, newest
from warlosses.releases.release import Release


@pytest.fixture
def place(tmp_path):
    """A small mirror, empty texts and where releases go."""
    write_mirror(tmp_path / "mirror")
    return tmp_path / "mirror", tmp_path / "out", write_texts(tmp_path)


@pytest.fixture(scope="session")
def first_build(tmp_path_factory):
    """The folder of a first release, made from the same small mirror as lies at `place`."""

    def make(folder):
        texts = write_texts(folder)
        wl.build(write_mirror(folder / "mirror"), folder / "out", from_scratch=True, **texts)

    return made_once(tmp_path_factory, "first-build", make) / "out"


@pytest.fixture
def built_place(place, first_build):
    """The same place, with the first release built."""
    shutil.copytree(first_build, place[1])
    return place


def build(place, **options):
    mirror, out, texts = place
    return wl.build(mirror, out, **{"from_scratch": newest(out) is None, **texts, **options})


def tree(folder):
    """Every file below a folder with its bytes."""
    return {p.relative_to(folder): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_first_build(place):
    result = build(place)
    assert result.is_new
    assert result.release.version == "2024.5.14"
    frame = wl.load(version=result.release.folder, categories="tanks", measures="cumulative")
    assert frame["value"].tolist() == list(TANKS)
    assert set(frame["status"]) == {"single"}
    manifest = result.release.manifest
    assert manifest.data_through == "2024-05-14"
    assert manifest.changes == {"new": 18, "changed": 0, "withdrawn": 0}
    assert manifest.inputs[0].commit == "a" * 40
    assert len(manifest.inputs[0].sha256) == 3
    for name, described in manifest.files.items():
        assert described.fits(result.release.folder / name)


def test_the_manifest_has_the_last_day_of_every_series(built_place):
    release = newest(built_place[1])
    claims = wl.load(version=release.folder)
    series = claims["claim_id"].astype("str").str.rsplit(".", n=1).str[0]
    days = claims.groupby(series)["as_of"].max().dt.strftime("%Y-%m-%d")
    assert release.manifest.last_days == days.to_dict()


def test_the_same_inputs_give_the_same_bytes(place, tmp_path):
    build(place)
    other = (place[0], tmp_path / "other", place[2])
    build(other)
    assert tree(place[1]) == tree(other[1])


def test_building_again_from_the_same_copies_adds_nothing(built_place):
    place = built_place
    before = tree(place[1])
    result = build(place)
    assert not result.is_new
    assert result.changes == {"new": 0, "changed": 0, "withdrawn": 0}
    assert tree(place[1]) == before


def test_a_build_that_changes_nothing_still_puts_the_release_where_it_was_told(place, tmp_path):
    first = build(place).release
    result = build(
        (place[0], tmp_path / "other", place[2]), previous=first.folder, from_scratch=False
    )
    assert not result.is_new
    assert tree(tmp_path / "other") == tree(place[1])


def test_starting_anew_over_the_same_release_changes_nothing(built_place):
    place = built_place
    before = tree(place[1])
    assert not build(place, from_scratch=True).is_new
    assert tree(place[1]) == before


def test_a_changed_reading_makes_a_new_release_and_keeps_the_old(built_place):
    place = built_place
    old = newest(place[1])
    before = tree(old.folder)
    write_mirror(place[0], tanks=(*TANKS[:-1], 7490))
    result = build(place)
    assert result.release.version == "2024.5.14.1"
    assert listed_versions(place[1]) == ["2024.5.14.1", "2024.5.14"]
    assert result.release.manifest.previous == "2024.5.14"
    assert tree(old.folder) == before
    rows = wl.load("observations", version=result.release.folder)
    changed = rows[
        (rows["source_id"] == "petroivaniuk")
        & rows["claim_id"].str.endswith("tanks.lost.cumulative.2024-05-14")
    ]
    assert changed["value"].tolist() == [7480, 7490]
    assert changed["superseded_at"].notna().tolist() == [True, False]


def test_more_days_continue_the_ledger(place):
    write_mirror(place[0], days=3)
    build(place)
    write_mirror(place[0], days=5)
    result = build(place)
    assert (result.release.version, result.changes["new"]) == ("2024.5.14", 8)


def test_contributions_and_corrections_enter(place):
    claim = f"ua_general_staff.RU.tanks.lost.cumulative.{DAY}"
    columns = "as_of,claimant,belligerent,category,previous,value,source_url\n"
    (place[2]["contributions"] / "mine.csv").write_text(
        columns + "2024-05-12,ua_president,UA,personnel,30500,31000,https://example.org/speech\n"
    )
    with place[2]["corrections"].open("a") as file:
        file.write(
            f"{claim},7429,7430,transcription_error,the page says so,https://example.org,2024-06-01\n"
        )
    frame = wl.load(version=build(place).release.folder).set_index("claim_id")
    assert frame.loc[claim, ["value", "status"]].tolist() == [7430, "corrected"]
    found = frame.loc["ua_president.UA.personnel.lost.cumulative.2024-05-12"]
    assert found[["value", "source_id", "source_url", "note"]].tolist() == [
        31000, "contributions", "https://example.org/speech", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mine.csv", r"mine\.csv, line 2, column category: unknown category 'tank'"),
        ("mine.json", r"mine\.json: expected a \.csv file"),
    ],
)
def test_a_contribution_that_is_not_valid_stops_the_build(built_place, name, message):
    place = built_place
    before = tree(place[1])
    (place[2]["contributions"] / name).write_text(
        "as_of,claimant,belligerent,category,value,source_url\n"
        "2024-05-12,oryx,RU,tank,5,https://example.org/a\n"
    )
    with pytest.raises(wl.SourceError, match=message):
        build(place)
    assert tree(place[1]) == before


def test_a_correction_of_no_claim_stops_the_build(place):
    with place[2]["corrections"].open("a") as file:
        file.write(
            "no.such.claim,1,2,transcription_error,the page says so,https://example.org,2024-06-01\n"
        )
    with pytest.raises(wl.SourceError, match=r"no\.such\.claim"):
        build(place)


def test_a_copy_that_lost_many_claims_stops_the_build_unless_accepted(built_place):
    place = built_place
    before = tree(place[1])
    write_mirror(place[0], days=2)
    with pytest.raises(wl.SourceError, match=r"6 of them gone \(cut off\?\).*--accept-loss"):
        build(place)
    assert tree(place[1]) == before
    assert build(place, accept_loss=True).changes["withdrawn"] > 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("2024-05-14", "2062-05-14"), "expected a day up to the copy's own"),
        (('"tanks": 7429', '"tanks": -5'), "expected a total of zero or more; found -5"),
        (("2024-05-11", "2024-05-10"), "expected one figure; found two, 479710 and 480690"),
        (("https://mod.gov.ua", "https://mod.gov.ua@evil.org"), "expected a link by the rule"),
        (("mod.gov.ua/news", "mod.gov.ua/\\u001b[31m"), "expected a link by the rule"),
        (("2024-05-10", "1024-05-10"), "expected a day from 2022-02-24 on"),
        (("479710", "4797104797104797100"), "expected a whole number up to 100,000,000"),
        (("479710", "9" * 5000), "expected numbers that can be read"),
    ],
)
def test_a_figure_that_can_not_be_stops_the_build(place, change, message):
    path = place[0] / "orc-losses/russian-losses.json"
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(wl.SourceError, match=message) as caught:
        build(place)
    assert "russian-losses.json" in str(caught.value)


def test_a_contributions_folder_that_is_not_there_is_named(place):
    with pytest.raises(wl.SourceError, match="expected a folder of contribution files; found none"):
        build(place, contributions=place[0] / "nowhere")


FILES = (
    "petroivaniuk/russia_losses_personnel.json",
    "petroivaniuk/russia_losses_equipment.json",
    "petroivaniuk/russia_losses_equipment_correction.json",
    "orc-losses/russian-losses.json",
    "larzs/list.json",
)
DAMAGE = {
    "empty": lambda _: "",
    "cut off": lambda text: text[: len(text) // 2],
    "a web page": lambda _: "<!DOCTYPE html><html>404</html>",
    "another format": lambda _: "date;value\n1;2\n",
    "another shape": lambda _: '{"a": 1}',
    "an unknown label": lambda text: text.replace('"personnel"', '"tankettes"').replace(
        '"tank', '"tankettes'
    ),
    "not a number": lambda text: (
        text.replace("7480", '"many"')
        .replace("483900", '"many"')
        .replace(": 0\n", ': "none"\n')
        .replace(": 17\n", ': "many"\n')
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", FILES)
@pytest.mark.slow
def test_a_damaged_file_stops_the_build_and_touches_nothing(built_place, name, damage):
    place = built_place
    before = tree(place[1])
    path = place[0] / name
    path.write_text(DAMAGE[damage](path.read_text()))
    with pytest.raises(wl.SourceError) as caught:
        build(place)
    text = str(caught.value)
    assert path.name in text
    assert "expected" in text
    assert "found" in text
    assert tree(place[1]) == before


def test_a_missing_file_and_a_missing_mirror_are_named(place):
    (place[0] / FILES[0]).unlink()
    with pytest.raises(wl.SourceError, match=r"russia_losses_personnel\.json: expected a file"):
        build(place)
    with pytest.raises(
        wl.SourceError, match=r"SOURCES\.toml: expected a mirror's description; found none"
    ):
        wl.build(place[0] / "nowhere", place[1])


@pytest.mark.parametrize(
    "step",
    [
        "building.writer.write_table",
        "building.writer.to_json",
        "building.writer.list_release",
        "files.Described.of",
        "files.sync",
    ],
)
def test_a_crash_while_writing_leaves_the_old_state_whole(built_place, step, monkeypatch):
    place = built_place
    old = newest(place[1])
    before = tree(old.folder)
    write_mirror(place[0], tanks=(*TANKS[:-1], 7490))

    def crash(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(f"warlosses.{step}", crash)
        with pytest.raises(OSError, match="No space left"):
            build(place)
    assert tree(old.folder) == before
    assert newest(place[1]).version == "2024.5.14"
    assert build(place).release.version == "2024.5.14.1"
    left = {p.name for p in place[1].iterdir()}
    assert left == {".lock", "2024.5.14", "2024.5.14.1", "index.json"}


def test_builds_of_one_folder_take_turns_and_sweep_only_what_a_killed_one_left(place):
    (place[1] / ".staging-of-a-killed-one").mkdir(parents=True)
    first_is_writing, second_waits = threading.Event(), threading.Event()

    def first(step):
        if step == "writing the release":
            first_is_writing.set()
            assert second_waits.wait(60)

    def second(step):
        if step.startswith("waiting for another process"):
            second_waits.set()

    with ThreadPoolExecutor() as pool:
        one = pool.submit(build, place, from_scratch=True, progress=first)
        assert first_is_writing.wait(60)
        other = pool.submit(build, place, from_scratch=False, previous=None, progress=second)
        assert one.result().is_new
        assert not other.result().is_new  # it went on from what the first had made
    assert {p.name for p in place[1].iterdir()} == {".lock", "2024.5.14", "index.json"}


def test_the_report_tells_what_was_made(place):
    report = build(place).report
    assert report["three_way_splits"] == 0
    assert report["disputed"] == []
    assert json.loads(json.dumps(report)) == report
    text = render_build(report)
    assert "1 of 1 agree: 10" in text
    assert "three-way splits: 0" in text


def test_update_from_a_mirror_builds_where_it_is_told(place, monkeypatch):
    mirror, out, _ = place
    seen = {}

    def pretend(source, target, **options):
        seen.update(source=source, target=target, **options)
        return "built"

    monkeypatch.setattr("warlosses.building.update.build", pretend)
    assert wl.update(mirror, out) == "built"
    assert (seen["source"], seen["target"]) == (mirror, out)


def test_a_dispute_and_a_fall_are_in_the_report(place):
    write_mirror(place[0], tanks=(7429, 7428, *TANKS[2:]))
    (place[0] / "SOURCES.toml").write_text(
        (place[0] / "SOURCES.toml").read_text().replace("[larzs]", "[elsewhere]")
    )
    report = build(place).report
    (cell,) = report["disputed"]
    assert [(r["source_id"], r["value"], r["agrees"]) for r in cell["readings"]] == [
        ("orc-losses", 7440, True),
        ("petroivaniuk", 7428, False),
    ]
    assert "7,440" in render_build(report)


def test_a_contribution_taken_back_is_withdrawn(place):
    path = place[2]["contributions"] / "mine.csv"
    head = "as_of,claimant,belligerent,category,value,source_url\n"
    rows = [f"2024-05-1{n},nato,UA,personnel,3,https://example.org\n" for n in range(2)]
    path.write_text(head + "".join(rows))
    build(place)
    path.write_text(head + rows[0])
    assert build(place).changes["withdrawn"] == 1


def test_an_index_of_another_kind_is_refused(tmp_path):
    (tmp_path / "index.json").write_text("[]")
    with pytest.raises(wl.ReleaseError, match="expected an index of releases"):
        listed_versions(tmp_path)
    with pytest.raises(wl.ReleaseError, match="expected a release's manifest; found none"):
        _ = Release(tmp_path).version


def test_frames_of_a_release_are_what_was_settled(place):
    result = build(place)
    ids = pd.Index(wl.load(version=result.release.folder)["claim_id"])
    assert ids.is_unique
    assert len(ids) == result.report["claims"]

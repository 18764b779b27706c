"""The daily path end to end: real builds, a real repository; and the days on which it stops."""

from __future__ import annotations

import json
import shutil

import pytest

import warlosses as wl
from tests.support.factories import TANKS, write_mirror, write_texts
from tests.support.release_host import make_repo
from warlosses.publishing.state import read_state


@pytest.fixture
def day(tmp_path):
    """Three days published; call it with the next day's copies."""
    repo = make_repo(tmp_path)
    texts = write_texts(tmp_path)
    mirror = tmp_path / "mirror"
    write_mirror(mirror, days=3)
    first = wl.build(mirror, tmp_path / "out", from_scratch=True, **texts)
    repo.publish(first.release.folder)

    def run(**options):
        return wl.release_daily(
            repo.path, root=repo.trusted_root, keys=repo.online, mirror=mirror, **texts, **options
        )

    run.repo, run.mirror, run.texts = repo, mirror, texts
    return run


def published(day):
    return [e.version for e in read_state(day.repo.path, day.repo.trust).entries]


def edit(day, name, change):
    path = day.mirror / name
    rows = json.loads(path.read_text())
    path.write_text(json.dumps(change(rows)) + "\n")


def test_a_new_day_is_published_by_itself(day):
    write_mirror(day.mirror, days=4)
    found = day()
    assert (found.outcome, found.reasons) == ("2024.5.13 published", [])
    assert found.difference.counts == {"new": 4, "changed": 0, "withdrawn": 0}
    assert published(day) == ["2024.5.13", "2024.5.12"]


def test_without_news_the_signatures_are_renewed(day):
    before = read_state(day.repo.path, day.repo.trust).timestamp.signed.version
    found = day()
    assert found.outcome == "nothing new; signatures renewed"
    assert published(day) == ["2024.5.12"]
    assert read_state(day.repo.path, day.repo.trust).timestamp.signed.version == before + 1


def many_changes(rows):
    return [{**row, "tanks": row.get("tanks", 0) + 1, "personnel": row["personnel"] + 10}
            for row in rows]  # fmt: skip


def test_a_past_changed_in_more_than_a_handful_of_cells_stops_it(day):
    write_mirror(day.mirror, days=4)
    edit(day, "orc-losses/russian-losses.json", many_changes)
    found = day(handful=3)
    assert found.outcome == "stopped"
    assert "changed the past in" in found.reasons[0]
    assert "2024-05-10 to 2024-05-12" in found.reasons[0]
    assert "→" in found.difference.to_markdown()
    assert published(day) == ["2024.5.12"]
    assert json.loads(found.to_json())["difference"]["counts"]["changed"] > 3
    assert day(handful=3, accept_past=True).outcome == "2024.5.13 published"
    assert published(day) == ["2024.5.13", "2024.5.12"]


def linked_to(prefix):
    return lambda rows: [{**row, "sourceUri": prefix + row["date"]} for row in rows]


def test_links_of_the_past_that_lead_elsewhere_stop_it(day):
    edit(day, "orc-losses/russian-losses.json", linked_to("https://evil.example.org/"))
    found = day(handful=100)
    assert found.outcome == "stopped"
    assert "now linked to another host: evil.example.org" in found.reasons[0]
    assert published(day) == ["2024.5.12"]
    assert day(handful=100, accept_past=True).outcome == "2024.5.12.1 published"


def test_many_changed_links_of_the_past_stop_it(day):
    edit(day, "orc-losses/russian-losses.json", lambda rows: [
        {**row, "sourceUri": row["sourceUri"] + "?again"} for row in rows])  # fmt: skip
    found = day(handful=2)
    assert found.outcome == "stopped"
    assert "changed the links of" in found.reasons[0]
    assert published(day) == ["2024.5.12"]


def test_a_new_days_link_to_a_host_never_seen_is_told(day):
    write_mirror(day.mirror, days=4)
    edit(day, "orc-losses/russian-losses.json", lambda rows: [
        *rows[:-1], {**rows[-1], "sourceUri": "https://new.example.net/2024/05/13"}])  # fmt: skip
    found = day()
    assert found.outcome == "2024.5.13 published"
    assert found.warnings[0].endswith("a host never seen before: new.example.net")


def test_a_handful_goes_by_itself(day):
    write_mirror(day.mirror, days=4, tanks=(7429, 7441, *TANKS[2:]))
    assert day().outcome == "2024.5.13 published"


def test_what_this_project_decided_needs_no_second_look(day):
    claims = [f"ua_general_staff.RU.tanks.lost.cumulative.2024-05-1{n}" for n in range(3)]
    with day.texts["corrections"].open("a") as file:
        for claim in claims:
            file.write(
                f"{claim},1,7400,transcription_error,the page says so,https://example.org,2024-06-01\n"
            )
    found = day(handful=0)
    assert found.outcome == "2024.5.12.1 published"
    assert found.difference.counts["changed"] == 3


def test_days_that_were_lost_stop_it(day):
    mine = day.texts["contributions"] / "mine.csv"
    head = "as_of,claimant,belligerent,category,value,source_url\n"
    mine.write_text(head + "2024-05-10,nato,UA,personnel,3,https://example.org\n"
                    "2024-05-11,nato,UA,personnel,4,https://example.org\n")  # fmt: skip
    assert day().outcome == "2024.5.12.1 published"
    mine.write_text(head + "2024-05-10,nato,UA,personnel,3,https://example.org\n")
    found = day()
    assert found.outcome == "stopped"
    assert found.reasons == ["1 days were lost: nato 2024-05-11"]


def test_a_source_that_lost_many_claims_stops_it_before_anything_is_built(day):
    write_mirror(day.mirror, days=2)
    found = day()
    assert (found.outcome, found.difference) == ("stopped", None)
    assert "--accept-loss" in found.reasons[0]
    assert published(day) == ["2024.5.12"]


def test_a_new_figure_that_is_odd_is_told(day):
    """A total a tenth of yesterday's: a slip that both transcriptions took over."""
    write_mirror(day.mirror, days=4, tanks=(*TANKS[:3], 746))
    edit(day, "orc-losses/russian-losses.json",
         lambda rows: [*rows[:-1], {**rows[-1], "tanks": 746}])  # fmt: skip
    found = day()
    assert found.outcome == "2024.5.13 published"
    assert [w for w in found.warnings if "746 is -6706 on 7452" in w]


def built_elsewhere(day, tmp_path, days=4):
    write_mirror(day.mirror, days=days)
    before = day.repo.path / "releases" / published(day)[0]
    return wl.build(day.mirror, tmp_path / "elsewhere", previous=before, **day.texts).release.folder


def test_what_was_built_without_keys_is_judged_and_published(day, tmp_path):
    built = built_elsewhere(day, tmp_path)
    shutil.rmtree(day.mirror)  # nothing is fetched or built
    assert day(release=built).outcome == "2024.5.13 published"
    assert published(day) == ["2024.5.13", "2024.5.12"]
    assert day(release=built).outcome == "nothing new; signatures renewed"


def test_what_was_built_elsewhere_is_stopped_as_what_is_built_here(day, tmp_path):
    edit(day, "orc-losses/russian-losses.json", many_changes)
    write_mirror(day.mirror, days=4)
    edit(day, "orc-losses/russian-losses.json", many_changes)
    before = day.repo.path / "releases" / published(day)[0]
    built = wl.build(day.mirror, tmp_path / "elsewhere", previous=before, **day.texts)
    assert "changed the past in" in day(release=built.release.folder, handful=3).reasons[0]
    assert published(day) == ["2024.5.12"]


def test_what_was_built_elsewhere_and_then_changed_is_refused(day, tmp_path):
    built = built_elsewhere(day, tmp_path)
    table = built / "claims.parquet"
    table.write_bytes(table.read_bytes()[:-9] + b"x" * 9)
    with pytest.raises(wl.WarlossesError, match=r"claims\.parquet"):
        day(release=built)
    assert published(day) == ["2024.5.12"]


def test_other_bytes_under_the_version_published_last_are_refused(day, tmp_path):
    edit(day, "orc-losses/russian-losses.json", many_changes)
    other = wl.build(day.mirror, tmp_path / "elsewhere", from_scratch=True, **day.texts)
    assert other.release.version == published(day)[0]
    with pytest.raises(wl.ReleaseError, match=r"other bytes|published under"):
        day(release=other.release.folder)

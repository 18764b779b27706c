"""Publishing: immutable, atomic, resumable, one at a time, and by the version rule."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import warlosses as wl
from tests.support.release_host import make_repo
from warlosses.files import Described, sha256
from warlosses.publishing import signing
from warlosses.publishing.state import read_state
from warlosses.releases.signed_index import write_index

GOOD, NEW = "2024.5.13", "2024.5.14"


def tree(folder):
    """Every file below a folder with its bytes, but for locks."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.endswith(".lock")
    }


def edited(release, folder, **facts):
    """A copy of a release whose manifest says something else."""
    copy = shutil.copytree(release, folder / release.name)
    path = copy / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **facts}))
    return copy


def test_what_is_published_is_what_was_built_with_notes_and_an_entry(repo, built_two):
    found = repo.publish(built_two[1])
    assert found.is_new
    assert found.signed == ["releases", "snapshot", "timestamp"]
    folder = repo.path / "releases" / NEW
    beside = {
        "index.html",
        "explorer.html",
        *wl.metadata(folder),
    }  # for readers; the signatures leave them out
    signed = {name: content for name, content in tree(folder).items() if name not in beside}
    assert beside < set(tree(folder))
    assert {k: v for k, v in signed.items() if k != "notes.md"} == tree(built_two[1])
    entry = found.entry
    assert (entry.version, entry.previous, entry.data_through) == (NEW, GOOD, "2024-05-14")
    assert entry.changes == {"new": 4, "changed": 0, "withdrawn": 0}
    assert entry.bytes == sum(len(content) for content in signed.values())
    assert entry.manifest.sha256 == sha256(folder / "manifest.json")
    assert "4 new, 0 changed, 0 withdrawn" in (folder / "notes.md").read_text()
    assert [e.version for e in read_state(repo.path, repo.trust).entries] == [NEW, GOOD]


def test_the_manifest_tells_what_is_in_it_and_what_it_was_made_from(repo, built_two):
    repo.publish(built_two[1])
    manifest = json.loads((repo.path / "releases" / NEW / "manifest.json").read_text())
    for described in manifest["files"].values():
        assert set(described) >= {"bytes", "sha256"}
    assert manifest["files"]["claims.parquet"]["rows"] == 18
    assert manifest["schema_version"]
    assert manifest["inputs"][0]["commit"] == "a" * 40
    assert all(len(digest) == 64 for digest in manifest["inputs"][0]["sha256"].values())


def test_publishing_it_again_changes_nothing_but_signatures(repo, built_two):
    before = tree(repo.path)
    found = repo.publish(built_two[0])
    assert (found.is_new, found.signed) == (False, ["timestamp"])
    after = tree(repo.path)
    assert {k for k in after if after[k] != before.get(k)} == {"metadata/timestamp.json"}


def test_other_bytes_under_a_version_that_exists_are_refused(repo, built_two, tmp_path):
    before = tree(repo.path)
    with pytest.raises(wl.TrustError, match=f"release {GOOD}: published on .* with other bytes"):
        repo.publish(edited(built_two[0], tmp_path, licence="other"))
    assert tree(repo.path) == before


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"data_through": "2024-05-15"}, "says data through 2024-05-15, the claims 2024-05-14"),
        ({"changes": {"new": 5, "changed": 0, "withdrawn": 0}}, "manifest says .*'new': 5"),
    ],
)
def test_a_manifest_that_is_wrong_is_refused(repo, built_two, tmp_path, facts, message):
    before = tree(repo.path)
    with pytest.raises(wl.ReleaseError, match=message):
        repo.publish(edited(built_two[1], tmp_path, **facts))
    assert tree(repo.path) == before


def test_a_version_that_is_not_the_day_is_refused(repo, built_two, tmp_path):
    with pytest.raises(wl.ReleaseError, match=r"2024-05-14 is version 2024\.5\.14 .*2024\.6\.1"):
        repo.publish(edited(built_two[1], tmp_path, version="2024.6.1", previous=None))


def test_last_days_that_the_claims_have_not_are_refused(repo, built_two, tmp_path):
    days = {"ua_general_staff.RU.tanks.lost.cumulative": "2024-05-20"}
    with pytest.raises(wl.ReleaseError, match="other last days of the series than the claims"):
        repo.publish(edited(built_two[1], tmp_path, last_days=days))


def test_other_columns_need_another_schema_version(repo, built_two, tmp_path):
    """Checked on the files alone: a table with one column less, and a manifest that fits it."""
    import pyarrow.parquet as pq

    from warlosses.building.version import broken_rules
    from warlosses.data.difference import between
    from warlosses.releases.release import Release

    copy = shutil.copytree(built_two[1], tmp_path / NEW)
    path = copy / "sources.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["licence"]), path)
    manifest = Release(copy).manifest
    files = manifest.files | {path.name: Described.of(path)}
    (copy / "manifest.json").write_bytes(replace(manifest, files=files).to_json())
    before, after = Release(built_two[0]), Release(copy)
    assert broken_rules(before, after, between(before, after)) == [
        "other columns in sources, but the same schema version"
    ]


def test_an_earlier_version_is_refused(tmp_path, built_two):
    repo = make_repo(tmp_path)
    repo.publish(built_two[1])
    with pytest.raises(wl.ReleaseError, match=f"{GOOD} does not come after {NEW}"):
        repo.publish(built_two[0])


def test_a_damaged_release_is_refused(repo, built_two, tmp_path):
    copy = shutil.copytree(built_two[1], tmp_path / NEW)
    path = copy / "claims.parquet"
    path.write_bytes(path.read_bytes()[:-9] + bytes(9))
    with pytest.raises(wl.TrustError, match=r"claims\.parquet: not the file of its manifest"):
        repo.publish(copy)


@pytest.mark.parametrize("lacking", ["releases", "snapshot", "timestamp"])
def test_without_a_key_nothing_is_published(repo, built_two, lacking):
    before = read_state(repo.path, repo.trust).entries
    held = [path for path in repo.online if path.name != lacking]
    with pytest.raises(wl.ReleaseError, match=f"role {lacking}: expected 1 of the keys"):
        wl.publish(built_two[1], repo.path, keys=held, root=repo.trusted_root)
    assert read_state(repo.path, repo.trust).entries == before
    assert repo.publish(built_two[1]).is_new  # and then it goes on


def test_keys_come_from_a_folder_by_default(repo, built_two, monkeypatch, tmp_path):
    folder = tmp_path / "online"
    folder.mkdir()
    for path in repo.online:
        shutil.copy(path, folder)
    monkeypatch.setenv("WARLOSSES_KEYS", str(folder))
    assert wl.publish(built_two[1], repo.path, root=repo.trusted_root).is_new


@pytest.mark.parametrize(
    "step", ["files.sync", "publishing.publish.staged_folder", "publishing.publish.sign_state"]
)
def test_a_crash_leaves_the_old_state_and_the_next_publisher_goes_on(
    repo, built_two, step, monkeypatch
):
    before = (repo.path / "metadata" / "timestamp.json").read_bytes()

    def crash(*_args, **_options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(f"warlosses.{step}", crash)
        with pytest.raises(OSError, match="No space left"):
            repo.publish(built_two[1])
    assert (repo.path / "metadata" / "timestamp.json").read_bytes() == before
    assert [e.version for e in read_state(repo.path, repo.trust).entries] == [GOOD]
    assert repo.publish(built_two[1]).is_new
    assert not list((repo.path / "releases").glob(".staging-*"))


@pytest.mark.slow
def test_two_publishers_at_once_do_no_harm(repo, built_two):
    keys = [str(path) for path in repo.online]
    code = f"import warlosses as wl; print(wl.publish({str(built_two[1])!r}, {str(repo.path)!r},"
    code += f" keys={keys!r}, root={str(repo.trusted_root)!r}).is_new)"
    children = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert sorted(c.communicate()[0].strip() for c in children) == ["False", "True"]
    state = read_state(repo.path, repo.trust)
    assert [e.version for e in state.entries] == [NEW, GOOD]


def test_old_metadata_is_swept_but_not_what_readers_may_be_at(repo):
    for _ in range(14):
        entries = write_index(list(read_state(repo.path, repo.trust).entries))
        signing.sign_state(repo.path, repo.signers(), entries, trust=repo.trust)
    numbers = sorted(int(p.name.split(".")[0]) for p in repo.path.glob("metadata/*.releases.json"))
    assert numbers[-1] - numbers[0] == 9


def test_what_will_soon_expire_is_signed_in_time(repo):
    later = datetime.now(UTC) + timedelta(days=60)
    assert signing.sign_state(repo.path, repo.signers(), now=later, trust=repo.trust) == [
        "releases",
        "snapshot",
        "timestamp",
    ]
    with pytest.raises(wl.ReleaseError, match=r"root\.json expired on .*docs/releasing\.md"):
        signing.sign_state(
            repo.path, repo.signers(), now=later + timedelta(days=400), trust=repo.trust
        )


def test_a_folder_that_is_no_repository_is_left_alone(built_two, published_one, tmp_path):
    with pytest.raises(wl.ReleaseError, match="expected the metadata of a release repository"):
        wl.publish(built_two[0], tmp_path / "nowhere", root=published_one.trusted_root)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "version", ["2024.5.14.0", "2024.5.14.01", "2024.5.14.1_0", "2024.5.14.10000", "2024.5.14.+1",
                "2024.5.14. 1", "2024.5.14\n", "../../x", "\uff12024.5.14", ""],
    ids=ascii,
)  # fmt: skip
def test_only_versions_of_the_rule_are_published(repo, built_two, tmp_path, version):
    """One that readers of the index refuse would make the repository unreadable for all."""
    folder = shutil.copytree(built_two[1], tmp_path / "odd")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "version": version}))
    before = read_state(repo.path, repo.trust).entries
    with pytest.raises(wl.ReleaseError, match=r"expected a version such as|manifest"):
        wl.publish(folder, repo.path, keys=repo.online, root=repo.trusted_root)
    assert read_state(repo.path, repo.trust).entries == before


def test_a_published_folder_that_was_damaged_is_not_passed_over(repo, built_two):
    table = repo.path / "releases" / GOOD / "claims.parquet"
    table.write_bytes(table.read_bytes()[:-1])
    with pytest.raises(wl.TrustError, match=r"claims\.parquet"):
        repo.publish(built_two[0])

"""Keys: made, used, changed, and what happens to those who trust the old ones."""

from __future__ import annotations

import os
import stat

import pytest

import warlosses as wl
from tests.support.release_host import Repo, hosting
from warlosses.publishing import keys as ceremony
from warlosses.publishing.publish import renew

NEW_KEY = "new"


@pytest.fixture
def own(repo, tmp_path):
    """The repository with a folder of keys of its own, to add to."""
    import shutil

    keys = shutil.copytree(repo.keys, tmp_path / "keys")
    ceremony.new_key(keys / NEW_KEY)
    return Repo(repo.path, keys)


def change(own, role, out, *, keepers=("alice", "bob"), **options):
    """Draft a change, have it signed, put it in place."""
    draft = ceremony.change(own.path, role, out / role, trust=own.trust, **options)
    ceremony.sign_draft(draft, own.signers(*keepers), own.path, own.trust)
    return ceremony.install(draft, own.path, own.trust)


def key_id(own, name):
    return ceremony.read_public(own.key(f"{name}.pub")).keyid


def public(own, name):
    return ceremony.read_public(own.key(f"{name}.pub"))


def test_a_key_is_its_owners_alone_and_never_written_over(tmp_path):
    path = tmp_path / "key"
    keyid = ceremony.new_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ceremony.read_public(tmp_path / "key.pub").keyid == keyid
    assert ceremony.read_signer(path).public_key.keyid == keyid
    with pytest.raises(wl.ReleaseError, match="never written over"):
        ceremony.new_key(path)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    ceremony.new_key(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(wl.ReleaseError, match=f"its owner alone may read; found mode {mode:o}"):
        ceremony.read_signer(tmp_path / "key")


@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_a_link_in_place_of_a_key_is_not_followed(tmp_path, target):
    (tmp_path / "there").write_text("mine")
    (tmp_path / "key.pub").symlink_to(tmp_path / target)
    with pytest.raises(wl.ReleaseError, match=r"key\.pub: a key is never written over"):
        ceremony.new_key(tmp_path / "key")
    assert (tmp_path / "there").read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["key.pub", "there"]


def test_a_key_with_a_password(tmp_path, monkeypatch):
    path = tmp_path / "key"
    keyid = ceremony.new_key(path, "secret")
    assert b"ENCRYPTED" in path.read_bytes()
    with pytest.raises(wl.ReleaseError, match="set WARLOSSES_KEY_PASSWORD"):
        ceremony.read_signer(path)
    monkeypatch.setenv("WARLOSSES_KEY_PASSWORD", "wrong")
    with pytest.raises(wl.ReleaseError, match="WARLOSSES_KEY_PASSWORD"):
        ceremony.read_signer(path)
    monkeypatch.setenv("WARLOSSES_KEY_PASSWORD", "secret")
    assert ceremony.read_signer(path).public_key.keyid == keyid


@pytest.mark.parametrize("content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_named(tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    for read in (ceremony.read_signer, ceremony.read_public):
        with pytest.raises(wl.ReleaseError, match=r"key: expected a (private|public) key"):
            read(tmp_path / "key")


def test_a_draft_needs_its_threshold(own, tmp_path):
    draft = ceremony.change(own.path, "root", tmp_path / "drafts", trust=own.trust)
    assert ceremony.progress_of(draft, own.path, own.trust).lacking == 2
    assert ceremony.sign_draft(draft, own.signers("alice"), own.path, own.trust).lacking == 1
    assert (
        ceremony.sign_draft(draft, own.signers("alice"), own.path, own.trust).lacking == 1
    )  # not twice
    with pytest.raises(wl.ReleaseError, match="1 more signatures are needed"):
        ceremony.install(draft, own.path, own.trust)
    with pytest.raises(wl.ReleaseError, match="is none of its keepers"):
        ceremony.sign_draft(draft, own.signers("releases"), own.path, own.trust)
    assert ceremony.sign_draft(draft, own.signers("carol"), own.path, own.trust).lacking == 0
    assert ceremony.install(draft, own.path, own.trust).name == "2.root.json"
    with pytest.raises(wl.ReleaseError, match=r"expected version 3 of root; found 2"):
        ceremony.install(draft, own.path, own.trust)


def test_a_machines_key_that_leaked_is_taken_out_by_the_keepers(host, own, built_two, tmp_path):
    """The releases' key: the targets name another one; then users refuse what the old one signs."""
    wl.download()
    change(own, "releases", tmp_path, add=[public(own, NEW_KEY)],
           remove=[key_id(own, "releases")[:10]])  # fmt: skip
    with pytest.raises(wl.ReleaseError, match="role releases: expected 1 of the keys"):
        wl.publish(built_two[1], own.path, keys=own.online, root=own.trusted_root)
    keys = [own.key(name) for name in (NEW_KEY, "snapshot", "timestamp")]
    assert set(renew(own.path, keys=keys, root=own.trusted_root)) == {
        "releases",
        "snapshot",
        "timestamp",
    }
    assert [e.version for e in wl.catalogue().entries] == ["2024.5.13"]
    wl.publish(built_two[1], own.path, keys=keys, root=own.trusted_root)
    assert wl.download().name == "2024.5.14"
    assert wl.verify().ok
    assert wl.verify(offline=True).ok


@pytest.mark.parametrize("role", ["snapshot", "timestamp"])
def test_an_online_key_is_changed_in_the_root(host, own, built_two, tmp_path, role):
    wl.download()
    change(own, role, tmp_path, add=[public(own, NEW_KEY)], remove=[key_id(own, role)])
    keys = [own.key(NEW_KEY if name == role else name) for name in ("releases", "snapshot",
                                                                    "timestamp")]  # fmt: skip
    wl.publish(built_two[1], own.path, keys=keys, root=own.trusted_root)
    assert wl.download().name == "2024.5.14"  # by the root of before, which leads to the new one
    assert host.fetched("2.root.json")


def test_a_keeper_is_replaced_and_the_old_package_follows(host, own, built_two, tmp_path):
    wl.download()
    change(own, "root", tmp_path, keepers=("alice", "bob", NEW_KEY), add=[public(own, NEW_KEY)],
           remove=[key_id(own, "carol")])  # fmt: skip
    change(own, "targets", tmp_path / "t", add=[public(own, NEW_KEY)],
           remove=[key_id(own, "carol")])  # fmt: skip
    with pytest.raises(wl.ReleaseError, match="is none of its keepers"):
        change(own, "root", tmp_path / "again", keepers=("carol",))
    repo = Repo(own.path, own.keys)
    repo.publish(built_two[1])
    assert wl.download().name == "2024.5.14"
    assert wl.verify(offline=True).ok  # the chain of roots is here


def test_targets_whose_keepers_changed_are_signed_by_the_new_ones(own, tmp_path):
    change(own, "targets", tmp_path, add=[public(own, NEW_KEY)],
           remove=[key_id(own, "alice"), key_id(own, "bob")])  # fmt: skip
    with pytest.raises(wl.ReleaseError, match=r"expected targets\.json, signed as the root wants"):
        renew(own.path, keys=own.online, root=own.trusted_root)
    change(own, "targets", tmp_path / "later", keepers=("carol", NEW_KEY))
    assert "snapshot" in renew(own.path, keys=own.online, root=own.trusted_root)
    rows = {row[0]: row for row in ceremony.overview(own.path, own.trust)}
    assert rows["targets"][1] == "2"
    assert rows["targets"][3:5] == ["2", "2"]


def test_a_later_expiry_only(host, own, tmp_path):
    for role in ("root", "targets"):
        change(own, role, tmp_path)
    renew(own.path, keys=own.online, root=own.trusted_root)
    assert [e.version for e in wl.catalogue().entries] == ["2024.5.13"]


def test_wrong_changes_are_refused(own, tmp_path):
    with pytest.raises(wl.ArgumentError, match="expected one of root, targets"):
        ceremony.change(own.path, "mirror", tmp_path, trust=own.trust)
    with pytest.raises(wl.ArgumentError, match="fits 0 of"):
        ceremony.change(own.path, "releases", tmp_path, trust=own.trust, remove=["zzz"])
    with pytest.raises(wl.ArgumentError, match="threshold from 1 to the number of its keys, 3"):
        ceremony.change(own.path, "root", tmp_path, trust=own.trust, threshold=4)


def test_the_first_root_that_a_package_brings_may_be_old(own, home, tmp_path):
    """A user whose package is old, and who comes for the first time after two changes."""
    for number in range(2):
        change(own, "root", tmp_path / str(number))
    renew(own.path, keys=own.online, root=own.trusted_root)
    with hosting(own.path) as host:
        assert wl.download(url=host.url, root=own.root).name == "2024.5.13"

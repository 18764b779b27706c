from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest

import warlosses as wl
from warlosses.publishing import signing
from warlosses.releases.settings import find_host

GOOD = "2024.5.13"


def test_every_file_that_is_here_is_checked(host):
    wl.download()
    found = wl.verify()
    assert found.ok
    assert {f.file for f in found.files} >= {"claims.parquet", "manifest.json", "notes.md"}
    assert len([f for f in found.files if f.version == GOOD]) == 9
    assert found.unsigned == ["2026.9.6"]  # the bundled one: this host does not have it
    assert found.note == "the host was asked now"


@pytest.mark.parametrize("name", ["claims.parquet", "report.json", "notes.md", "manifest.json"])
@pytest.mark.parametrize("offline", [False, True])
def test_a_changed_byte_is_found(host, name, offline):
    path = wl.download() / name
    body = path.read_bytes()
    path.write_bytes(body[:-3] + bytes([body[-3] ^ 1]) + body[-2:])
    found = wl.verify(offline=offline)
    assert not found.ok
    assert name in {f.file for f in found.files if f.problem}


def test_a_manifest_changed_together_with_its_record_is_still_found(host):
    """By the signed index, not by what lies beside it."""
    from warlosses.files import sha256

    folder = wl.download()
    manifest, record = folder / "manifest.json", folder / "signed.json"
    old = sha256(manifest)
    manifest.write_text(manifest.read_text().replace("CC-BY-4.0", "CC-BY-5.0"))
    record.write_text(record.read_text().replace(old, sha256(manifest)))
    assert not wl.verify(offline=True).ok


def test_offline_it_says_until_when_that_is_good(host, repo):
    signing.sign_state(
        repo.path, repo.signers(), now=datetime.now(UTC) - timedelta(days=6.5), trust=repo.trust
    )
    wl.download()
    assert wl.verify(offline=True).note.startswith("by what the host said last, good until")


def test_offline_with_expired_metadata_signatures_still_count(host, repo, monkeypatch):
    wl.download()
    store = next((repo.path.parent / "cache" / "trust").iterdir())
    signing.sign_state(
        repo.path, repo.signers(), now=datetime.now(UTC) - timedelta(days=60), trust=repo.trust
    )
    for role in ("timestamp",):
        (store / f"{role}.json").write_bytes((repo.path / "metadata/timestamp.json").read_bytes())
    found = wl.verify(offline=True)
    assert found.ok
    assert "expired on" in found.note


@pytest.mark.parametrize("name", ["timestamp.json", "snapshot.json", "releases.json", "index.json"])
def test_changed_metadata_is_found_offline(host, repo, name):
    wl.download()
    store = next((repo.path.parent / "cache" / "trust").iterdir())
    path = store / name
    body = path.read_bytes()
    path.write_bytes(body.replace(b'"version":2', b'"version":9').replace(b"5.13", b"5.14"))
    assert path.read_bytes() != body
    with pytest.raises(wl.TrustError, match="expected the signed metadata"):
        wl.verify(offline=True)
    assert wl.verify().ok  # what is wrong is fetched again


def test_a_release_that_is_not_here(host):
    with pytest.raises(wl.ReleaseError, match=r"no release 2024\.5\.1 here to verify"):
        wl.verify("2024.5.1")


def test_the_packaged_root_is_one_place_for_all_packages(home, tmp_path, monkeypatch, repo):
    """A package that brings a newer root goes on with what was seen by the older one."""
    trust = tmp_path / "datasets" / "trust"
    trust.mkdir(parents=True)
    (trust / "root.json").write_bytes(repo.root.read_bytes())
    (trust / "url.txt").write_text("https://releases.example.org\n")
    monkeypatch.setattr("warlosses.releases.settings.datasets_dir", lambda: tmp_path / "datasets")
    found = find_host()
    assert (found.name, found.url) == ("packaged", "https://releases.example.org/")
    (trust / "url.txt").write_text("http://releases.example.org\n")
    with pytest.raises(wl.ArgumentError, match="begins with https;"):
        find_host()


def test_without_a_host_damage_is_still_found(home, monkeypatch, built_two):
    """The bundled release, and what was built here, by the lists that came with them."""
    shutil.copytree(built_two[0].parent, home / "bundled")
    monkeypatch.setattr("warlosses.releases.find.bundled_releases_dir", lambda: home / "bundled")
    verification = wl.verify()
    assert verification.ok
    assert verification.unsigned == ["2024.5.14", GOOD]
    assert verification.note.startswith("no release host is known")
    for name in ("claims.parquet", "report.json", "manifest.json"):
        path = home / "bundled" / GOOD / name
        whole = path.read_bytes()
        path.write_bytes(whole[:-2] + b" " + whole[-1:])
        assert name in {file.file for file in wl.verify(GOOD).files if file.problem}
        path.write_bytes(whole)

"""The host as attacker: whatever it changes, nobody who signs signs on.

A matrix of roles, manipulations and commands; each cell has to be refused, and nothing written.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil

import pytest
from tuf.api.metadata import Metadata, MetaFile, TargetFile

import warlosses as wl
from tests.support.release_host import Repo
from warlosses.publishing import keys as ceremony
from warlosses.publishing.publish import renew
from warlosses.publishing.record import read_record
from warlosses.publishing.state import find_trust, read_state
from warlosses.releases.signed_index import write_index


def _edit(path, change):
    metadata = Metadata.from_file(str(path))
    change(metadata)
    metadata.to_file(str(path))


def _newest(repo, role):
    names = (repo.path / "metadata").glob(f"*.{role}.json")
    return max(names, key=lambda path: int(path.name.split(".")[0]))


def _file(repo, role):
    return repo.path / "metadata" / "timestamp.json" if role == "timestamp" else _newest(repo, role)


def _lead_to(repo, role):
    """Let snapshot and timestamp lead to a changed file, as a host without keys can: unsigned."""
    folder = repo.path / "metadata"
    if role in ("releases", "targets"):
        body = _newest(repo, role).read_bytes()
        number = Metadata.from_bytes(body).signed.version
        snapshot = _newest(repo, "snapshot")
        described = MetaFile.from_data(number, body, ["sha256"])
        _edit(snapshot, lambda m: m.signed.meta.__setitem__(f"{role}.json", described))
    if role in ("releases", "targets", "snapshot"):
        body = _newest(repo, "snapshot").read_bytes()
        number = Metadata.from_bytes(body).signed.version
        described = MetaFile.from_data(number, body, ["sha256"])
        _edit(
            folder / "timestamp.json",
            lambda m: setattr(m.signed, "snapshot_meta", described),
        )


def _bump(metadata):
    metadata.signed.version += 1


def _unsigned(repo, role):
    """The same content, all signatures gone."""
    _edit(_file(repo, role), lambda m: m.signatures.clear())
    _lead_to(repo, role)


def _newer_unsigned(repo, role):
    """A newer version that nobody signed, in its place."""
    path = _file(repo, role)
    new = path
    if role != "timestamp":
        number = int(path.name.split(".")[0]) + 1
        new = path.with_name(f"{number}.{role}.json")
        shutil.copyfile(path, new)

    def change(metadata):
        metadata.signed.version += 1
        metadata.signatures.clear()

    _edit(new, change)
    _lead_to(repo, role)


def _by_a_stranger(repo, role):
    """Signed, by a key that nobody named."""
    stranger = repo.path.with_name("stranger")
    if not stranger.exists():
        ceremony.new_key(stranger)
    signer = ceremony.read_signer(stranger)

    def change(metadata):
        metadata.signatures.clear()
        metadata.sign(signer)

    _edit(_file(repo, role), change)
    _lead_to(repo, role)


def _changed_under_its_signature(repo, role):
    """Another expiry under the old signature."""

    def change(metadata):
        metadata.signed.expires = metadata.signed.expires.replace(year=2099)

    _edit(_file(repo, role), change)
    _lead_to(repo, role)


def _other_bytes(repo, role):
    """Metadata that its describer has another hash of: the same claim, written otherwise."""
    path = _file(repo, role)
    path.write_bytes(path.read_bytes() + b" ")
    if role in ("root", "targets", "timestamp"):
        # White space changes no signature; the record, or the snapshot, knows other bytes.
        _edit(path, lambda m: m.signatures.clear())


def _gone(repo, role):
    _file(repo, role).unlink()


def _no_metadata(repo, role):
    _file(repo, role).write_bytes(b"<html>502 Bad Gateway</html>")


MANIPULATIONS = (
    *(_unsigned, _newer_unsigned, _by_a_stranger, _changed_under_its_signature),
    *(_other_bytes, _gone, _no_metadata),
)
ROLES = ("root", "targets", "releases", "snapshot", "timestamp")


def _publish(repo, built, _tmp):
    wl.publish(built[1], repo.path, keys=repo.online, root=repo.trusted_root)


def _renew(repo, _built, _tmp):
    renew(repo.path, keys=repo.online, root=repo.trusted_root)


def _daily(repo, _built, tmp):
    wl.release_daily(repo.path, keys=repo.online, root=repo.trusted_root, mirror=tmp / "none")


def _change(repo, _built, tmp):
    ceremony.change(repo.path, "targets", tmp / "drafts", trust=repo.trust)


COMMANDS = (_publish, _renew, _daily, _change)


@pytest.fixture
def standing(tmp_path, published_one):
    """A copy of a host with one release, and what its maintainers know from elsewhere."""
    return published_one.copy(tmp_path / "repo")


def _files(repo):
    return {p: p.read_bytes() for p in repo.path.rglob("*") if p.is_file() and p.suffix != ".lock"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda f: f.__name__.strip("_"))
@pytest.mark.parametrize("manipulation", MANIPULATIONS, ids=lambda f: f.__name__.strip("_"))
@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_signed_on_a_changed_host(
    standing, built_two, tmp_path, role, manipulation, command
):
    manipulation(standing, role)
    before = _files(standing)
    with pytest.raises(wl.ReleaseError, match=re.escape(str(standing.path))):
        command(standing, built_two, tmp_path)
    assert _files(standing) == before
    assert not (tmp_path / "drafts").exists()


def test_a_host_without_keys_gets_no_false_release_signed(standing, built_two, tmp_path):
    """Forged all the way from the index: an unsigned chain that fits together."""
    state = read_state(standing.path, standing.trust)
    index = write_index([])
    target = TargetFile.from_data("index.json", index, ["sha256"])
    (standing.path / "targets" / target.get_prefixed_paths()[0]).write_bytes(index)
    releases = _newest(standing, "releases")
    new = releases.with_name(f"{state.releases.signed.version + 1}.releases.json")
    shutil.copyfile(releases, new)

    def change(metadata):
        metadata.signed.version += 1
        metadata.signed.targets = {"index.json": target}
        metadata.signatures.clear()

    _edit(new, change)
    _lead_to(standing, "releases")
    for command in COMMANDS:
        with pytest.raises(wl.TrustError, match="Nothing was signed"):
            command(standing, built_two, tmp_path)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda f: f.__name__.strip("_"))
def test_a_host_that_was_rolled_back_is_noticed(standing, built_two, tmp_path, command):
    old = shutil.copytree(standing.path, tmp_path / "old")
    _publish(standing, built_two, tmp_path)
    assert read_record(standing.trust.record).releases.keys() == {"2024.5.13", "2024.5.14"}
    shutil.rmtree(standing.path)
    shutil.copytree(old, standing.path)  # rightly signed, every byte of it
    with pytest.raises(wl.TrustError, match=r"the host was rolled back or changed"):
        command(standing, built_two, tmp_path)


@pytest.mark.parametrize("name", ["observations.parquet", "claims.parquet", "manifest.json"])
@pytest.mark.parametrize("command", [_publish, _daily], ids=lambda f: f.__name__.strip("_"))
def test_a_release_is_continued_only_as_it_was_signed(standing, built_two, tmp_path, name, command):
    path = standing.path / "releases" / "2024.5.13" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(wl.TrustError, match=name.replace(".", r"\.")):
        command(standing, built_two, tmp_path)


def test_a_root_that_came_with_the_host_is_refused(standing):
    with pytest.raises(wl.ReleaseError, match="from elsewhere than the copy of the host"):
        renew(standing.path, keys=standing.online, root=standing.root)


def test_without_a_root_nothing_is_signed(standing, monkeypatch):
    monkeypatch.delenv("WARLOSSES_ROOT", raising=False)
    with pytest.raises(wl.ReleaseError, match="expected the root of trust to publish by"):
        renew(standing.path, keys=standing.online)


def test_the_record_says_what_was_published(standing):
    renew(standing.path, keys=standing.online, root=standing.trusted_root)
    record = read_record(standing.trust.record)
    content = (standing.path / "metadata" / "timestamp.json").read_bytes()
    assert record.timestamp == hashlib.sha256(content).hexdigest()
    assert record.versions["timestamp"] == Metadata.from_bytes(content).signed.version
    assert list(record.releases) == ["2024.5.13"]


@pytest.mark.parametrize("content", ["", "[]", '{"format": 9}', '{"format": 1, "versions": 3}'])
def test_a_broken_record_stops(standing, content):
    standing.trust.record.write_text(content)
    with pytest.raises(wl.ReleaseError, match="expected the record of what was published last"):
        renew(standing.path, keys=standing.online, root=standing.trusted_root)


def test_a_draft_is_shown_in_words(standing, tmp_path):
    own = Repo(standing.path, shutil.copytree(standing.keys, tmp_path / "keys"))
    ceremony.new_key(own.key("mallory"))
    draft = ceremony.change(
        own.path, "releases", tmp_path / "drafts", trust=own.trust,
        add=[ceremony.read_public(own.key("mallory.pub"))], threshold=2,
    )  # fmt: skip
    told = "\n".join(ceremony.describe(draft, own.path, own.trust))
    keyid = ceremony.read_public(own.key("mallory.pub")).keyid
    assert "targets.json, version 2, in place of version 1" in told
    assert f"releases: key {keyid[:16]} may sign from now on" in told
    assert "releases: 2 of 2 have to sign (before: 1)" in told
    content = json.loads(draft.read_text())
    content["signed"]["delegations"]["roles"][0]["paths"] = ["*"]
    draft.write_text(json.dumps(content))
    told = "\n".join(ceremony.describe(draft, own.path, own.trust))
    assert "releases: signs * (before: index.json)" in told


def test_a_later_draft_is_not_signed_without_what_stands(standing, tmp_path):
    draft = ceremony.change(standing.path, "root", tmp_path / "drafts", trust=standing.trust)
    with pytest.raises(wl.ReleaseError, match="Give --repo and --root"):
        ceremony.sign_draft(draft, standing.signers("alice"))


def test_trust_is_found_beside_the_root(standing, tmp_path):
    trust = find_trust(standing.path, standing.trusted_root)
    assert trust.record == standing.trusted_root.with_name("published.json")
    assert find_trust(standing.path, standing.trusted_root, tmp_path / "r").record == tmp_path / "r"

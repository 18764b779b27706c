"""A host that breaks or lies: nothing wrong is loaded, the last good release works, advice is here.

A user has the first release. The second is out, and something is wrong with the host.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from tuf.api.metadata import Metadata
from typer.testing import CliRunner

import warlosses as wl
from tests.support.published import IMPATIENT, PATIENT
from tests.support.release_host import Repo, hosting, make_repo, repo_in
from tests.support.shared import made_once
from warlosses.cli.app import app
from warlosses.publishing import keys, signing
from warlosses.publishing.state import read_state
from warlosses.releases.manifest import TABLE_NAMES
from warlosses.releases.signed_index import parse_index, write_index

pytestmark = pytest.mark.slow

GOOD, NEW = "2024.5.13", "2024.5.14"
FILES = (*(f"{name}.parquet" for name in TABLE_NAMES), "report.json", "manifest.json", "notes.md")
CLAIMS = f"{NEW}/claims.parquet"
TIMESTAMP = "timestamp.json"
YEAR = timedelta(days=366)
NO, NOT_TRIED = 1, 2
HTML = {"Content-Type": "text/html"}


# What a host does to one path: each takes the handler and the right bytes.


def changed(handler, body):
    """One byte is another, the length the same."""
    handler.answer(200, body[:-9] + bytes([body[-9] ^ 1]) + body[-8:])


def replaced(content):
    return lambda handler, _body: handler.answer(200, content)


def html(handler, _body):
    handler.answer(200, b"<html>Please log in</html>", headers=HTML)


def html_of_its_size(handler, body):
    handler.answer(200, b"<html>".ljust(len(body)), headers=HTML)


def shorter(handler, body):
    handler.answer(200, body[:-1])


def longer(handler, body):
    handler.answer(200, body + b"x")


def cut_always(handler, body):
    handler.answer(200, body[: len(body) // 2], length=len(body))


def wrong_range(handler, body):
    if handler.headers["Range"]:
        span = f"bytes 7-{len(body) - 1}/{len(body)}"
        handler.answer(206, body[7:], headers={"Content-Range": span})
    else:
        handler.answer(200, body[: len(body) // 2], length=len(body), headers={"ETag": '"a"'})


def endless(handler, _body):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(bytes(64 * 1024))


def drip(handler, body):
    handler.send_head(200, {"Content-Length": str(len(body))})
    for byte in body:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.05)


def drip_head(handler, _body):
    handler.send_head(200, {f"X-{n}": "y" for n in range(90)}, pause=0.05)


def silent(_handler, _body):
    time.sleep(5)


SLOW = (drip, drip_head, silent)  # nothing is wrong with what they send but the time it takes


def hangs_up(handler, _body):
    handler.connection.close()


def garbage(handler, _body):
    handler.wfile.write(b"\x00\x01 this is not HTTP \xff\r\n\r\n")


def status(code, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _body: handler.answer(code, b"no", headers=named)


def moved(target):
    return lambda handler, _body: handler.answer(302, b"", headers={"Location": target})


ON_THE_WAY = {
    **{f"changed {name}": (f"{NEW}/{name}", changed, NO) for name in FILES},
    "changed timestamp": (TIMESTAMP, changed, NO),
    "changed snapshot": ("snapshot.json", changed, NO),
    "changed releases": ("releases.json", changed, NO),
    "changed index": ("index.json", changed, NO),
    "a table that is too short": (CLAIMS, shorter, NOT_TRIED),
    "a table that is too long": (CLAIMS, longer, NOT_TRIED),
    "a manifest that is too long": (f"{NEW}/manifest.json", longer, NOT_TRIED),
    "an index that is too long": ("index.json", longer, NOT_TRIED),
    "cut off, again and again": (CLAIMS, cut_always, NOT_TRIED),
    "another part than asked for": (CLAIMS, wrong_range, NOT_TRIED),
    "endless table": (CLAIMS, endless, NOT_TRIED),
    "endless timestamp": (TIMESTAMP, endless, NOT_TRIED),
    "endless snapshot": ("snapshot.json", endless, NOT_TRIED),
    "endless root": ("root.json", endless, NOT_TRIED),
    "dripping table": (CLAIMS, drip, NOT_TRIED),
    "dripping timestamp": (TIMESTAMP, drip, NOT_TRIED),
    "dripping headers": (CLAIMS, drip_head, NOT_TRIED),
    "silence": (TIMESTAMP, silent, NOT_TRIED),
    "hanging up": (CLAIMS, hangs_up, NOT_TRIED),
    "no HTTP at all": (TIMESTAMP, garbage, NOT_TRIED),
    **{f"{code} for a table": (CLAIMS, status(code), NOT_TRIED)
       for code in (404, 403, 429, 500, 503)},
    **{f"{code} for all": ("/", status(code), NOT_TRIED) for code in (404, 403, 429, 500, 503)},
    "429 for an hour": (CLAIMS, status(429, Retry_After="3600"), NOT_TRIED),
    "206 unasked": (CLAIMS, status(206), NOT_TRIED),
    "304 unasked": (CLAIMS, status(304), NOT_TRIED),
    "redirect loop": (CLAIMS, moved("/releases/2024.5.14/claims.parquet"), NOT_TRIED),
    "redirect to a file": (CLAIMS, moved("file:///etc/passwd"), NOT_TRIED),
    "redirect to ftp": (TIMESTAMP, moved("ftp://127.0.0.1/timestamp.json"), NOT_TRIED),
    "redirect to nowhere": (TIMESTAMP, moved("http://"), NOT_TRIED),
    "a web page for a table": (CLAIMS, html, NOT_TRIED),
    "a web page of its size": (CLAIMS, html_of_its_size, NO),
    "a web page for the timestamp": (TIMESTAMP, html, NO),
    "a web page for the root": ("root.json", html, NO),
    "a web page for all": ("/", html, NO),
    "an empty timestamp": (TIMESTAMP, replaced(b""), NO),
    "JSON of another kind": (TIMESTAMP, replaced(b'{"signed": [], "signatures": {}}'), NO),
    "JSON without end": (TIMESTAMP, replaced(b"[" * 10_000), NO),
    "a list": (TIMESTAMP, replaced(b"[1]"), NO),
}  # fmt: skip


# What a host does that holds keys, or holds back what is new: each changes the repository.


def another_repository(repo, other):
    shutil.rmtree(repo.path / "metadata")
    shutil.copytree(other.path / "metadata", repo.path / "metadata")


def root_signed_by_one(repo, _other):
    _new_draft(repo, "root", "alice")


def targets_signed_by_one(repo, _other):
    _new_draft(repo, "targets", "alice")
    _sign_past_checks(repo)


def root_signed_by_strangers(repo, other):
    draft = keys.change(repo.path, "root", repo.path.parent / "drafts", trust=repo.trust)
    metadata = Metadata.from_file(str(draft))
    for signer in other.signers("alice", "bob"):
        metadata.sign(signer, append=True)
    metadata.to_file(str(repo.path / "metadata" / draft.name))


def unsigned_timestamp(repo, _other):
    _edit(repo, TIMESTAMP, lambda found: found.update(signatures=[]))


def later_timestamp_unsigned(repo, _other):
    _edit(repo, TIMESTAMP, lambda found: found["signed"].update(version=99))


def timestamp_by_a_stranger(repo, other):
    found = read_state(repo.path, repo.trust).timestamp
    found.signatures.clear()
    found.sign(other.signers("timestamp")[0])
    found.to_file(str(repo.path / "metadata" / TIMESTAMP))


def rolled_back(repo, _other):
    """A state from before the user's first visit, with its own right signatures."""
    found = read_state(repo.path, repo.trust).timestamp
    found.signed.version = 1
    found.sign(repo.signers("timestamp")[0])
    found.to_file(str(repo.path / "metadata" / TIMESTAMP))


def rolled_back_behind_a_new_timestamp(repo, _other):
    old = read_state(repo.path, repo.trust)
    meta = old.timestamp.signed.snapshot_meta
    meta.version, meta.hashes, meta.length = 1, None, None
    old.timestamp.signed.version += 5
    old.timestamp.sign(repo.signers("timestamp")[0])
    old.timestamp.to_file(str(repo.path / "metadata" / TIMESTAMP))


def expired_timestamp(repo, _other):
    signing.sign_state(
        repo.path, repo.signers(), now=datetime.now(UTC) - timedelta(days=20), trust=repo.trust
    )


def expired_for_a_year(repo, _other):
    """As a clock that is a year ahead sees a host that is kept up."""
    index = write_index(list(read_state(repo.path, repo.trust).entries))
    signing.sign_state(
        repo.path, repo.signers(), index, now=datetime.now(UTC) - YEAR, trust=repo.trust
    )


def released_in_a_year(repo, _other):
    """As a clock that is a year behind sees a host that is kept up."""
    later = (datetime.now(UTC) + YEAR).isoformat(timespec="seconds")
    _resign_index(repo, lambda entry: entry.update(published_at=later))


def mixed_releases_of_another(repo, other):
    number = read_state(repo.path, repo.trust).releases.signed.version
    shutil.copyfile(other.path / "metadata" / "1.releases.json",
                    repo.path / "metadata" / f"{number}.releases.json")  # fmt: skip


def mixed_snapshot_of_before(repo, _other):
    number = read_state(repo.path, repo.trust).snapshot.signed.version
    metadata = repo.path / "metadata"
    shutil.copyfile(metadata / f"{number - 1}.snapshot.json", metadata / f"{number}.snapshot.json")


def mixed_table_of_before(repo, _other):
    for name in ("claims.parquet", "manifest.json"):
        shutil.copyfile(repo.path / "releases" / GOOD / name, repo.path / "releases" / NEW / name)


def mixed_manifest_signed(repo, _other):
    """The old manifest, signed under the new version by someone who holds the key."""
    shutil.rmtree(repo.path / "releases" / NEW)
    shutil.copytree(repo.path / "releases" / GOOD, repo.path / "releases" / NEW)
    old = {e.version: e.to_dict() for e in read_state(repo.path, repo.trust).entries}[GOOD]
    _resign_index(repo, lambda e: e.update(manifest=old["manifest"], notes=old["notes"]))


def index_with(**changes):
    def change(repo, _other):
        _resign_index(repo, lambda entry: entry.update(changes))

    return change


def manifest_with(name):
    """A file name that leads out of the folder, signed by someone who holds the key."""

    def change(repo, _other):
        path = repo.path / "releases" / NEW / "manifest.json"
        manifest = json.loads(path.read_text())
        manifest["files"][name] = manifest["files"]["report.json"]
        _resign_manifest(repo, path, manifest)

    return change


def manifest_without_claims(repo, _other):
    path = repo.path / "releases" / NEW / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["files"]["claims.parquet"]
    _resign_manifest(repo, path, manifest)


def index_of(content):
    return lambda repo, _other: _sign_unread(repo, content)


IN_THE_REPOSITORY = {
    "another repository": another_repository,
    "a root that one keeper signed": root_signed_by_one,
    "targets that one keeper signed": targets_signed_by_one,
    "a root signed by strangers": root_signed_by_strangers,
    "an unsigned timestamp": unsigned_timestamp,
    "a later timestamp with the old signature": later_timestamp_unsigned,
    "a timestamp signed by a stranger": timestamp_by_a_stranger,
    "rolled back": rolled_back,
    "rolled back behind a new timestamp": rolled_back_behind_a_new_timestamp,
    "expired timestamp (frozen)": expired_timestamp,
    "clock a year ahead": expired_for_a_year,
    "clock a year behind": released_in_a_year,
    "releases of another repository": mixed_releases_of_another,
    "the snapshot of before": mixed_snapshot_of_before,
    "a table and manifest of before": mixed_table_of_before,
    "the manifest of before, signed": mixed_manifest_signed,
    "a version with ../": index_with(version="../../2024.5.14"),
    "a version that is none": index_with(version="newest"),
    "a manifest of a terabyte": index_with(manifest={"bytes": 10**12, "sha256": "0" * 64}),
    "a hash that is none": index_with(manifest={"bytes": 10, "sha256": "../x"}),
    **{f"a file named {n}": manifest_with(n) for n in (
        "../../../evil.parquet", "/etc/evil.parquet", "..", ".hidden.json", "a/b.json",
        "a\\b.json", "C:evil.json", "signed.JSON", "nul\0.json", "notes.md")},
    "a manifest without claims": manifest_without_claims,
    "not an index": index_of(b'{"format":1,"releases":[{"version":1}]}'),
    "an index of the future": index_of(b'{"format":2,"releases":[]}'),
    "an empty index": index_of(b'{"format":1,"releases":[]}'),
}  # fmt: skip
OTHER_STATUS = {
    "an empty index": NOT_TRIED,  # rightly signed: there is nothing, and that is said
    "a table and manifest of before": NOT_TRIED,  # of another length
    "another repository": NO,
}
N_CUTS = 10
ADVICE = re.compile(
    r"[Tt]ry (it )?(again|later)|[Cc]heck|browser|report|[Uu]pgrade|[Ss]et the clock|lists them"
)


@pytest.fixture(scope="session")
def other(tmp_path_factory, built_two):
    """A repository of the same releases, with keys of a stranger."""

    def make(folder):
        repo = make_repo(folder)
        for release in built_two:
            repo.publish(release)

    return repo_in(made_once(tmp_path_factory, "stranger", make))


@pytest.fixture(scope="session")
def visited(tmp_path_factory, published_one):
    """The cache of someone who has the first release."""

    def make(folder):
        with pytest.MonkeyPatch.context() as patch, hosting(published_one.path) as server:
            patch.setenv("WARLOSSES_CACHE", str(folder / "cache"))
            wl.download(url=server.url, root=published_one.root)

    return made_once(tmp_path_factory, "visited", make) / "cache"


@pytest.fixture
def repo(home, published_two):
    """A copy of the repository, to change at will."""
    return Repo(shutil.copytree(published_two.path, home / "repo"), published_two.keys)


@pytest.fixture
def user(request, home, visited, published_two, monkeypatch):
    """Someone who has the first release; the second one is out now."""
    shutil.copytree(visited, home / "cache", symlinks=True)
    changed = "repo" in request.fixturenames
    repo = request.getfixturevalue("repo") if changed else published_two
    with hosting(repo.path) as server:
        monkeypatch.setenv("WARLOSSES_URL", server.url)
        monkeypatch.setenv("WARLOSSES_ROOT", str(published_two.root))
        yield server


def _edit(repo, name, change):
    path = repo.path / "metadata" / name
    found = json.loads(path.read_text())
    change(found)
    path.write_text(json.dumps(found))


def _new_draft(repo, role, *keepers):
    draft = keys.change(repo.path, role, repo.path.parent / "drafts", trust=repo.trust)
    keys.sign_draft(draft, repo.signers(*keepers), repo.path, repo.trust)
    shutil.copyfile(draft, repo.path / "metadata" / draft.name)


def _sign_past_checks(repo):
    """Sign a snapshot of the newest targets, whoever signed those."""
    state = read_state(repo.path, repo.trust)
    meta = state.snapshot.signed.meta["targets.json"]
    meta.version, meta.hashes, meta.length = 2, None, None
    state.snapshot.signed.version += 1
    state.snapshot.sign(repo.signers("snapshot")[0])
    number = state.snapshot.signed.version
    state.snapshot.to_file(str(repo.path / "metadata" / f"{number}.snapshot.json"))
    found = state.timestamp.signed
    found.version += 1
    found.snapshot_meta.version, found.snapshot_meta.hashes = number, None
    found.snapshot_meta.length = None
    state.timestamp.sign(repo.signers("timestamp")[0])
    state.timestamp.to_file(str(repo.path / "metadata" / TIMESTAMP))


def _resign_index(repo, change):
    entries = [e.to_dict() for e in read_state(repo.path, repo.trust).entries]
    change(entries[0])
    content = json.dumps({"format": 1, "releases": entries}).encode()
    _sign_unread(repo, content)


def _resign_manifest(repo, path, manifest):
    content = json.dumps(manifest).encode()
    path.write_bytes(content)
    described = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    _resign_index(repo, lambda entry: entry.update(manifest=described))


def _sign_unread(repo, content):
    """Sign an index that our own publisher would refuse to read back."""
    with mock.patch.object(signing, "parse_index", return_value=[]):
        signing.sign_state(repo.path, repo.signers(), content, trust=repo.trust)


def run(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def assert_nothing_wrong_was_taken(host, result, exit_code):
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == exit_code, result.stderr
    message = result.stderr
    assert message.startswith("error: "), message
    assert "Traceback" not in message
    assert ADVICE.search(message), message
    assert list(wl.cached_releases()) == [GOOD]
    host.tricks = {"/": status(500)}  # from here on without the host
    frame = wl.load(version=GOOD, categories="tanks", measures="cumulative", offline=True)
    assert frame["value"].tolist() == [7429, 7440, 7452, 7463]
    with pytest.raises(wl.WarlossesError):
        wl.load(version=NEW, offline=True)


@pytest.mark.parametrize("case", ON_THE_WAY)
def test_tampering_on_the_way(user, case, patience):
    path, trick, exit_code = ON_THE_WAY[case]
    user.tricks[path] = trick
    if trick in SLOW:
        patience(IMPATIENT)
    assert_nothing_wrong_was_taken(user, run("download"), exit_code)
    patience(PATIENT)
    user.tricks = {}  # and once the host is itself again
    assert run("download").exit_code == 0
    assert wl.load(version=NEW, offline=True).attrs["version"] == NEW


@pytest.mark.parametrize("case", IN_THE_REPOSITORY)
def test_tampering_in_the_repository(user, repo, other, case):
    IN_THE_REPOSITORY[case](repo, other)
    result = run("download")
    assert_nothing_wrong_was_taken(user, result, OTHER_STATUS.get(case, NO))
    assert not list(repo.path.parent.rglob("evil*"))


@pytest.mark.parametrize("tenth", range(N_CUTS))
def test_cut_at_every_tenth_then_resumed(user, tenth):
    cuts = []

    def cut(handler, body):
        keep = len(body) * tenth // N_CUTS
        cuts.append(handler.headers["Range"])
        del user.tricks[CLAIMS]
        handler.answer(200, body[:keep], length=len(body), headers={"ETag": _etag(body)})

    user.tricks[CLAIMS] = cut
    assert run("download").exit_code == 0
    asked = [headers for path, _s, headers in user.seen if path.endswith(CLAIMS)][-1]
    size = (user.folder / "releases" / CLAIMS).stat().st_size
    assert asked.get("Range") == (f"bytes={size * tenth // N_CUTS}-" if tenth else None)
    assert ("If-Range" in asked) == bool(tenth)
    assert wl.load(version=NEW, offline=True).attrs["version"] == NEW


def _etag(body):
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


PRIVATE = ("127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.1.1", "[::1]", "[::ffff:10.0.0.1]")


@pytest.mark.parametrize("address", PRIVATE)
def test_redirect_from_the_public_network_to_a_private_address(user, address, monkeypatch):
    """Through a proxy, so that the host can have a public address."""
    monkeypatch.setenv("WARLOSSES_URL", "http://93.184.216.34/")
    monkeypatch.setenv("http_proxy", user.url)
    monkeypatch.setenv("no_proxy", "")
    user.tricks[CLAIMS] = moved(f"http://{address}:{user.server_port}/releases/{CLAIMS}")
    result = run("download")
    assert "not public" in result.stderr
    assert_nothing_wrong_was_taken(user, result, NOT_TRIED)
    user.tricks = {}
    assert run("download").exit_code == 0  # through the proxy
    assert any(path.startswith("http://93.184.216.34/") for path, _s, _h in user.seen)


def test_other_bytes_signed_under_a_version_that_is_here(user, repo):
    def swap(entry):
        entry.update(version="2024.5.14", manifest={"bytes": 10, "sha256": "0" * 64})

    assert run("download").exit_code == 0
    _resign_index(repo, swap)
    result = run("download")
    assert result.exit_code == NO, result.stderr
    assert "never changes" in result.stderr
    assert wl.load(version=NEW, offline=True).attrs["version"] == NEW
    assert run("download").exit_code == NO  # and again, whatever was kept of the first time


def test_there_are_enough_cases():
    assert len(ON_THE_WAY) + len(IN_THE_REPOSITORY) + N_CUTS + len(PRIVATE) + 1 >= 40
    assert parse_index(write_index([])) == []

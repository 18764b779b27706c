"""Downloads over a real host: what is fetched, what is kept, what is shared, what is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

import warlosses as wl
from tests.support.release_host import hosting, make_repo
from warlosses.files import Described, sha256
from warlosses.publishing import signing
from warlosses.publishing.state import read_state
from warlosses.releases import cache
from warlosses.releases.find import find_release
from warlosses.releases.signed_index import write_index

GOOD, NEW = "2024.5.13", "2024.5.14"
TANKS = {"categories": "tanks", "measures": "cumulative"}


def sizes(folder):
    return sum(path.stat().st_size for path in folder.iterdir() if path.name != cache.RECORD)


def test_a_release_is_fetched_once_and_then_works_offline(host, built_two):
    folder = wl.download()
    assert folder.name == GOOD
    host.tricks = {"/": lambda handler, _body: handler.answer(500, b"")}
    assert wl.download(GOOD) == folder  # a version that is here needs no network
    frame = wl.load(version=GOOD, offline=True, **TANKS)
    assert frame["value"].tolist() == wl.load(version=built_two[0], **TANKS)["value"].tolist()
    assert GOOD in wl.versions()
    for name in ("claims.parquet", "manifest.json", "report.json"):
        assert (folder / name).read_bytes() == (built_two[0] / name).read_bytes()


def test_load_downloads_on_first_use_and_says_so(host, caplog):
    frame = wl.load(version=GOOD, **TANKS)
    assert frame.attrs["version"] == GOOD
    assert [r.getMessage().split(" (or")[0] for r in caplog.records][:1] == [
        f"release {GOOD} is not here"
    ]
    host.forget()
    caplog.clear()
    wl.load(version=GOOD, **TANKS)
    assert (host.seen, caplog.records) == ([], [])
    assert wl.load(version="latest", **TANKS).attrs["version"] == wl.versions()[0]


@pytest.mark.parametrize("value", ["1", "true", "YES"])
def test_offline_asks_nobody(host, monkeypatch, value):
    monkeypatch.setenv("WARLOSSES_OFFLINE", value)
    with pytest.raises(wl.ReleaseError, match=rf"no release '{GOOD}' here; found .*go online"):
        wl.load(version=GOOD)
    with pytest.raises(wl.ReleaseError, match="network is not to be used"):
        wl.download()
    with pytest.raises(wl.TrustError, match="Ask the host once"):
        wl.catalogue()
    assert host.seen == []
    assert wl.load(version=GOOD, offline=False, **TANKS).attrs["version"] == GOOD


def test_what_came_by_another_root_is_checked_again(host, repo, tmp_path, built_two):
    """A stranger's release of the same name, trusted once by hand, is not taken for ours."""
    wl.download()
    other = make_repo(tmp_path / "other")
    other.publish(built_two[0])
    with hosting(other.path) as theirs:
        host.forget()
        assert wl.download(GOOD, url=theirs.url, root=other.root).name == GOOD  # the same bytes
        assert theirs.fetched("timestamp")
        path = other.path / "releases" / GOOD / "manifest.json"
        path.write_text(path.read_text().replace("CC-BY-4.0", "CC-BY-5.0"))
        entry = read_state(other.path, other.trust).entries[0]
        described = Described(path.stat().st_size, sha256(path))
        index = write_index([replace(entry, manifest=described)])
        signing.sign_state(other.path, other.signers(), index, trust=other.trust)
        with pytest.raises(wl.TrustError, match="never changes"):
            wl.download(GOOD, url=theirs.url, root=other.root)
        with pytest.raises(wl.ReleaseError, match="another root of trust"):
            wl.download(GOOD, url=theirs.url, root=other.root, offline=True)
    assert host.seen == []


def test_an_unknown_version_names_near_ones(host):
    with pytest.raises(wl.ReleaseError, match=rf"no release 2024.5.12; near: {GOOD}"):
        wl.download("2024.5.12")
    with pytest.raises(wl.ReleaseError, match=r"a version looks like 2026.9.6"):
        wl.download("newest")


def test_without_a_host_or_a_root_it_says_what_to_give(home, monkeypatch):
    with pytest.raises(wl.ReleaseError, match=r"no release host: .*WARLOSSES_URL"):
        wl.download(GOOD)
    with pytest.raises(wl.ReleaseError, match=r"no root of trust .*--root FILE"):
        wl.download(GOOD, url="https://127.0.0.1/")
    with pytest.raises(wl.ReleaseError, match=r"no-root\.json: expected the root of trust"):
        wl.download(GOOD, url="https://127.0.0.1/", root=home / "no-root.json")
    for url in ("file:///tmp", "ftp://example.org", "example.org", "https://"):
        with pytest.raises(wl.ArgumentError, match="begins with http or https"):
            wl.download(GOOD, url=url)


def test_from_day_to_day_little_more_than_the_changed_files_is_sent(host, repo, built_two):
    wl.download()
    repo.publish(built_two[1])
    host.forget()
    folder = wl.download()
    held = {path.read_bytes() for path in cache.cached_release(GOOD).folder.iterdir()}
    changed = [p for p in folder.iterdir() if p.name != cache.RECORD and p.read_bytes() not in held]
    assert folder.name == NEW
    # These releases are tiny; the metadata has a fixed size. See also the bundled release below.
    assert host.sent < sum(p.stat().st_size for p in changed) + 10_000


@pytest.mark.slow
def test_the_whole_price_of_a_release_of_real_size(home, tmp_path, monkeypatch):
    repo = make_repo(tmp_path)
    repo.publish(find_release().folder)
    with hosting(repo.path) as host:
        found = wl.download(url=host.url, root=repo.root)
        # What the bundled release holds is not fetched again: only what it has not.
        assert host.sent < 0.02 * sizes(found)
        assert host.fetched("claims.parquet") == []
        shutil.rmtree(found)
        monkeypatch.setattr("warlosses.releases.download._files_here", dict)
        host.forget()
        found = wl.download(url=host.url, root=repo.root)
        assert host.sent < 1.05 * sizes(found)


def test_no_news_costs_two_small_requests(host):
    wl.catalogue()
    host.forget()
    wl.catalogue()
    assert [(path, status) for path, status, _ in host.seen] == [
        ("/metadata/2.root.json", 404),
        ("/metadata/timestamp.json", 304),
    ]
    assert host.sent + host.received < 2048


def test_a_renewed_timestamp_costs_little_too(host, repo):
    from warlosses.publishing.publish import renew

    wl.catalogue()
    assert renew(repo.path, keys=repo.online, root=repo.trusted_root) == ["timestamp"]
    host.forget()
    wl.catalogue()
    assert host.sent + host.received < 2048


@pytest.mark.parametrize("name", ["claims.parquet", "manifest.json", "notes.md", cache.RECORD])
@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_broken_file_is_found_before_it_is_read_and_fetched_again(host, name, damage):
    folder = wl.download()
    path = folder / name
    body = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(body[:-20] if damage == "cut" else body[:-20] + bytes(20))
    with pytest.raises(wl.ReleaseError, match=f"as it was downloaded.*warlosses download {GOOD}"):
        wl.load(version=GOOD, offline=True)
    host.forget()
    frame = wl.load(version=GOOD, **TANKS)
    assert frame["value"].tolist() == [7429, 7440, 7452, 7463]
    tables = [p for p in host.fetched(".parquet") if not p.endswith(name)]
    assert tables == []  # what is whole is taken from the broken copy
    assert cache.problems_with(folder) == []


def test_what_came_is_kept_by_a_later_process(host):
    def cut(handler, body):
        handler.answer(200, body[:5000], length=len(body), headers={"ETag": '"x"'})

    host.tricks["claims.parquet"] = cut
    with pytest.raises(wl.FetchError, match="run it again to go on"):
        wl.download()
    kept = cache.partial_dir(GOOD) / "claims.parquet.part"
    assert kept.stat().st_size == 5000
    seen = []

    def rest(handler, body):
        seen.append((handler.headers["Range"], handler.headers["If-Range"]))
        span = f"bytes 5000-{len(body) - 1}/{len(body)}"
        handler.answer(206, body[5000:], headers={"ETag": '"x"', "Content-Range": span})

    host.tricks["claims.parquet"] = rest
    wl.download()
    assert seen == [("bytes=5000-", '"x"')]
    assert not kept.exists()


def test_a_part_that_is_of_another_file_is_fetched_anew(host):
    """As where the host does not heed If-Range, or the part broke on the disk."""
    partial = cache.partial_dir(GOOD)
    partial.mkdir(parents=True)
    (partial / "claims.parquet.part").write_bytes(bytes(5000))
    (partial / "claims.parquet.part.etag").write_text('"x"')
    answers = []

    def first_as_asked(handler, body):
        answers.append(handler.headers["Range"])
        if handler.headers["Range"]:
            span = f"bytes 5000-{len(body) - 1}/{len(body)}"
            handler.answer(206, body[5000:], headers={"Content-Range": span})
        else:
            handler.answer(200, body)

    host.tricks["claims.parquet"] = first_as_asked
    wl.download()
    assert answers == ["bytes=5000-", None]
    assert wl.load(version=GOOD, offline=True, **TANKS)["value"].tolist()[0] == 7429


def test_a_rest_of_another_file_in_the_same_fetch_is_fetched_anew(host):
    """The host cuts the file off, then goes on with another one of the same name."""
    answers = []

    def cut_then_another(handler, body):
        span = handler.headers["Range"]
        answers.append(span)
        if span:
            kind = {"ETag": '"x"', "Content-Range": f"bytes 5000-{len(body) - 1}/{len(body)}"}
            handler.answer(206, bytes(len(body) - 5000), headers=kind)
        elif len(answers) == 1:
            handler.answer(200, body[:5000], length=len(body), headers={"ETag": '"x"'})
        else:
            handler.answer(200, body)

    host.tricks["claims.parquet"] = cut_then_another
    wl.download()
    assert answers == [None, "bytes=5000-", None]


def test_429_with_a_wait_is_heeded(host):
    def busy(handler, _body):
        del host.tricks["claims.parquet"]
        handler.answer(429, b"", headers={"Retry-After": "0"})

    host.tricks["claims.parquet"] = busy
    wl.download()
    assert len(host.fetched("claims.parquet")) == 3  # the trick's note, its answer, the file


@pytest.mark.slow
def test_sixteen_processes_at_once_fetch_it_once(host, home):
    code = (
        "import hashlib, warlosses as wl\n"
        f"table = (wl.download({GOOD!r}) / 'claims.parquet').read_bytes()\n"
        "print(hashlib.sha256(table).hexdigest())\n"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(16)
    ]
    found = {child.communicate(timeout=120)[0].strip() for child in children}
    assert found == {sha256(host.folder / "releases" / GOOD / "claims.parquet")}
    assert len(host.fetched("claims.parquet")) == 1
    assert wl.verify().ok
    assert [p.name for p in cache.releases_dir().iterdir()] == [GOOD]


def small_disk(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that can't write a file of more than 6 kB, as on a full disk."""
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000)); "
    return subprocess.run(
        [sys.executable, "-c", limit + code], capture_output=True, text=True, check=False
    )


DOWNLOAD = "import sys; from warlosses.cli.app import main; sys.argv[1:] = ['download']; main()"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are POSIX")
@pytest.mark.slow
def test_a_full_disk_leaves_nothing_half(host):
    done = small_disk(DOWNLOAD)
    assert done.returncode == 2
    assert "make room" in done.stderr
    assert "Traceback" not in done.stderr
    assert wl.cached_releases() == {}
    assert wl.load(**TANKS).attrs["version"] == wl.versions()[0]  # the bundled one
    wl.download()
    assert wl.load(version=GOOD, offline=True, **TANKS)["value"].tolist()[0] == 7429


def without_rights_beyond_its_own() -> list[str]:
    """Begin a command line with what keeps even root from writing to read-only folders."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("needs setpriv to run as root without its rights")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of folders are POSIX")
def test_a_read_only_cache_can_be_read_and_says_so_when_written(host, home, repo, built_two):
    wl.download()
    repo.publish(built_two[1])
    folders = [home / "cache", *(p for p in (home / "cache").rglob("*") if p.is_dir())]
    code = (
        "import warlosses as wl\n"
        f"print(len(wl.load(version={GOOD!r}, categories='tanks', offline=True)))\n"
        "print(len(wl.catalogue().entries), wl.verify(version=" + repr(GOOD) + ").ok)\n"
        f"print(wl.download({GOOD!r}).name)\n"
        "try: wl.download()\n"
        "except wl.ReleaseError as error: print(error)\n"
    )
    for folder in folders:
        folder.chmod(0o555)
        for path in folder.iterdir():
            if path.is_file() and not path.is_symlink():
                path.chmod(0o444)
    done = subprocess.run(
        [*without_rights_beyond_its_own(), sys.executable, "-c", code],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    for folder in folders:
        folder.chmod(0o755)
    assert done.stdout.count("\n") == 4, done.stderr
    rows, asked_now, here, refused = done.stdout.splitlines()
    assert int(rows) > 0
    assert (asked_now, here) == ("2 True", GOOD)  # by the host, though nothing can be kept of it
    assert "is not remembered" in done.stderr
    assert "can't be written" in refused
    assert "WARLOSSES_CACHE" in refused


def test_cleaning_keeps_the_newest_and_sweeps_what_was_left(host, repo, built_two):
    wl.download()
    repo.publish(built_two[1])
    wl.download()
    (cache.releases_dir() / ".partial-2024.5.12").mkdir()
    assert list(wl.cached_releases()) == [NEW, GOOD]
    assert wl.clean_cache(keep=1) == [GOOD]
    assert [p.name for p in cache.releases_dir().iterdir()] == [NEW]
    with pytest.raises(wl.ReleaseError, match=f"no release '{GOOD}' in .*; found {NEW}"):
        wl.clean_cache(versions=[GOOD])
    assert wl.clean_cache(versions=[NEW]) == [NEW]
    assert wl.cached_releases() == {}

"""Refreshing a mirror, against a small stand-in for GitHub on the loopback address."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.github import GitHub, serving_github
from warlosses.building.file_checks import check_file, count_rows
from warlosses.building.origins import Origin
from warlosses.building.refresh import Refreshed, refresh_mirror
from warlosses.errors import ArgumentError, FetchError
from warlosses.fetching.fetcher import Fetcher
from warlosses.fetching.limits import FetchLimits
from warlosses.files import write_together

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
REPO = "https://github.com/owner/{}"
ALPHA = [
    Origin("alpha", REPO.format("alpha"), "alpha", "a.json", "data/a file.json", "json"),
    Origin("alpha", REPO.format("alpha"), "alpha", "b.csv", "b", "csv"),
]
BETA = Origin("beta-x", REPO.format("Beta"), "beta", "list.json", "list.JSON", "json")
ORIGINS = [*ALPHA, BETA]
OLD, NEW = "a" * 40, "b" * 40
JSON = json.dumps([{"day": day} for day in range(10)]).encode()
CSV = b"date,tanks\n" + b"2022-02-24,30\n" * 10


@pytest.fixture
def github() -> Iterator[GitHub]:
    with serving_github() as server:
        server.publish(OLD, "2026-04-01T10:00:00Z", ALPHA[0], JSON)
        server.publish("c" * 40, "2026-03-01T10:00:00Z", ALPHA[1], CSV)
        server.publish(OLD, "2026-04-01T10:00:00+02:00", BETA, JSON)
        yield server


Refresh = Callable[..., list[Refreshed]]


@pytest.fixture
def refresh(github: GitHub, tmp_path: Path) -> Iterator[Refresh]:
    with Fetcher(FetchLimits(tries=1)) as fetcher:

        def refresh(origins: list[Origin] = ORIGINS, **options: Any) -> list[Refreshed]:
            api, raw = f"{github.url}/api", f"{github.url}/raw"
            options = {"now": lambda: NOW} | options
            return refresh_mirror(tmp_path, origins, fetcher, api=api, raw=raw, **options)

        yield refresh


def sources(mirror: Path) -> dict[str, Any]:
    return tomllib.loads((mirror / "SOURCES.toml").read_text("utf-8"))


def snapshot(mirror: Path) -> dict[str, bytes]:
    files = (path for path in mirror.rglob("*") if path.is_file() and path.name != ".state.json")
    return {path.relative_to(mirror).as_posix(): path.read_bytes() for path in files}


def test_first_time(github: GitHub, refresh: Refresh, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    april = datetime(2026, 4, 1, 10, tzinfo=UTC)
    alpha, beta = refresh(progress=lambda *step: seen.append(step))
    assert alpha == Refreshed("alpha", OLD, april, True, len(JSON) + len(CSV))
    assert (beta.source_id, beta.commit, beta.changed) == ("beta-x", OLD, True)
    assert seen == [("alpha", 0, 2), ("beta-x", 1, 2), ("beta-x", 2, 2)]
    assert github.raw[0] == f"/raw/owner/alpha/{OLD}/data/a%20file.json"
    assert set(snapshot(tmp_path)) == {
        "SOURCES.toml", "alpha/a.json", "alpha/b.csv", "beta/list.json",
    }  # fmt: skip
    assert sources(tmp_path) == {
        "alpha": {
            "repo": "https://github.com/owner/alpha",
            "commit": OLD,
            "committed_at": "2026-04-01T10:00:00Z",
            "retrieved_at": "2026-05-01T12:00:00Z",
            "files": {"a.json": "data/a file.json", "b.csv": "b"},
            "sha256": {
                "a.json": hashlib.sha256(JSON).hexdigest(),
                "b.csv": hashlib.sha256(CSV).hexdigest(),
            },
        },
        "beta-x": {
            "repo": "https://github.com/owner/Beta",
            "commit": OLD,
            "committed_at": "2026-04-01T08:00:00Z",
            "retrieved_at": "2026-05-01T12:00:00Z",
            "folder": "beta",
            "files": {"list.json": "list.JSON"},
            "sha256": {"list.json": hashlib.sha256(JSON).hexdigest()},
        },
    }


def test_unchanged_downloads_nothing(github: GitHub, refresh: Refresh, tmp_path: Path) -> None:
    refresh()
    before = snapshot(tmp_path)
    github.raw.clear()
    again = refresh(now=lambda: NOW.replace(year=2027))
    assert [(source.changed, source.bytes_downloaded) for source in again] == [(False, 0)] * 2
    assert github.api == [200] * 3 + [304] * 3
    assert github.raw == []
    assert snapshot(tmp_path) == before


def test_new_commit_fetches_that_source_only(
    github: GitHub, refresh: Refresh, tmp_path: Path
) -> None:
    refresh()
    github.raw.clear()
    github.publish(NEW, "2026-04-02T10:00:00Z", ALPHA[1], CSV + b"2022-03-06,40\n")
    alpha, beta = refresh(now=lambda: NOW.replace(year=2027))
    assert (alpha.commit, alpha.changed, beta.changed) == (NEW, True, False)
    assert [path.split("/")[4] for path in github.raw] == [NEW, NEW]
    assert sources(tmp_path)["alpha"]["retrieved_at"] == "2027-05-01T12:00:00Z"
    assert sources(tmp_path)["beta-x"]["retrieved_at"] == "2026-05-01T12:00:00Z"


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"[1]")])
def test_damaged_file_is_mended(
    refresh: Refresh, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    refresh()
    before = snapshot(tmp_path)
    damage(tmp_path / "beta/list.json")
    assert [source.changed for source in refresh()] == [False, True]
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"u": {"sha": 1}}', '{"u": {"x": 1}}', '{"u": 1}']
)
def test_spoilt_state_is_made_anew(
    github: GitHub, refresh: Refresh, tmp_path: Path, text: str
) -> None:
    refresh()
    (tmp_path / ".state.json").write_text(text)
    assert not any(source.changed for source in refresh())
    refresh()
    assert github.api == [200] * 6 + [304] * 3


def test_keeps_what_else_the_list_says(refresh: Refresh, tmp_path: Path) -> None:
    (tmp_path / "SOURCES.toml").write_text(
        '# About\n# this folder\n\n[alpha]  # gone\ntitle = "Ä \\"q\\""\ncommit = "by hand"\n'
        'files = { "history.gz" = "by hand" }\n\n[other]\nnote = "x"\nrows = [1, 2]\nok = true\n'
    )
    refresh()
    text = (tmp_path / "SOURCES.toml").read_text("utf-8")
    assert text.startswith("# About\n# this folder\n\n[alpha]\n")
    tables = tomllib.loads(text)
    assert tables["other"] == {"note": "x", "rows": [1, 2], "ok": True}
    assert (tables["alpha"]["title"], tables["alpha"]["commit"]) == ('Ä "q"', OLD)
    assert set(tables["alpha"]["files"]) == {"history.gz", "a.json", "b.csv"}


def test_unreadable_list_is_left_alone(refresh: Refresh, tmp_path: Path) -> None:
    (tmp_path / "SOURCES.toml").write_text("[alpha")
    with pytest.raises(FetchError, match=r"SOURCES.toml: expected .* TOML.*mend it, or remove it"):
        refresh()
    assert snapshot(tmp_path) == {"SOURCES.toml": b"[alpha"}


@pytest.mark.parametrize(
    ("form", "body", "expected"),
    [
        ("json", b"<!DOCTYPE html><html>", "JSON rather than HTML or XML"),
        ("csv", b"\n <Error><Code>x, y</Code>", "CSV rather than HTML or XML"),
        ("json", b"", "JSON rather than an empty file"),
        ("csv", b"\n \n", "CSV rather than an empty file"),
        ("json", JSON[:-5], "whole JSON"),
        ("json", b"[" * 100_000, "whole JSON"),
        ("json", b"[]", "a JSON list with at least one entry"),
        ("json", b'{"message": "moved"}', "a JSON list"),
        ("json", b"404: Not Found", "whole JSON"),
        ("json", b"\xff\xfe[1]", "UTF-8 text"),
        ("csv", b"a,b\n1,\xe9\n", "UTF-8 text"),
        ("csv", b"404: Not Found\n", "CSV with a comma in its first line"),
        ("csv", b"a,b\n\n", "CSV with at least one row"),
        ("csv", b"a,b\n1,2\n1\n", "CSV with 2 fields a row .row 3 has 1"),
        ("csv", b"a,b\n1,2,3\n", "CSV with 2 fields a row .row 2 has 3"),
        ("csv", b'a,b\n1,"2\n', "whole CSV"),
        ("csv", b'a,b\n1,"2"3\n', "whole CSV"),
    ],
)
def test_refused_content(form: str, body: bytes, expected: str) -> None:
    origin = Origin("alpha", REPO.format("alpha"), "alpha", f"a.{form}", "a", form)
    with pytest.raises(FetchError, match=rf"alpha/a\.{form}: expected {expected}") as caught:
        check_file(origin, "https://x/a", body, None)
    assert "open https://x/a in a browser; your old copy is untouched" in str(caught.value)


@pytest.mark.parametrize(
    ("form", "body", "rows"),
    [
        ("json", b"\xef\xbb\xbf[1, 2]", 2),
        ("csv", b"\xef\xbb\xbfa,b\r\n1,2\r\n", 1),
        ("csv", b'a,"b, c"\n1,"two\nlines"\n\n', 1),
    ],
)
def test_accepted_content(form: str, body: bytes, rows: int) -> None:
    assert count_rows(form, body) == rows


def test_shrunken_file(refresh: Refresh, github: GitHub, tmp_path: Path) -> None:
    refresh()
    before = snapshot(tmp_path)
    github.publish(NEW, "2026-04-02T10:00:00Z", BETA, b"[1, 2, 3, 4]")
    with pytest.raises(FetchError, match=r"old 10 rows, new 4 rows.*--accept-shrink"):
        refresh()
    assert snapshot(tmp_path) == before
    assert refresh(accept_shrink=True)[1].changed
    github.publish(OLD, "2026-04-03T10:00:00Z", BETA, b"[1, 2]")
    assert refresh()[1].changed, "half is accepted"


def test_one_failure_lets_the_others_through(
    refresh: Refresh, github: GitHub, tmp_path: Path
) -> None:
    refresh()
    for origin in ORIGINS:
        github.publish(NEW, "2026-04-02T10:00:00Z", origin, JSON + b"\n")
    with pytest.raises(FetchError) as caught:  # JSON where alpha's second file should be CSV
        refresh()
    assert str(caught.value).startswith("1 of 2 sources are up to date")
    assert "- alpha: alpha/b.csv: expected CSV" in str(caught.value)
    assert "beta" not in str(caught.value)
    assert (tmp_path / "alpha/a.json").read_bytes() == JSON
    assert (tmp_path / "alpha/b.csv").read_bytes() == CSV
    assert (tmp_path / "beta/list.json").read_bytes() == JSON + b"\n"
    assert {name: table["commit"] for name, table in sources(tmp_path).items()} == {
        "alpha": OLD,
        "beta-x": NEW,
    }


def test_names_all_that_failed(refresh: Refresh, github: GitHub, tmp_path: Path) -> None:
    github.files.clear()
    with pytest.raises(FetchError, match=r"(?s)0 of 2 .*- alpha: .*HTTP 404.*- beta-x: .*HTTP 404"):
        refresh()
    assert snapshot(tmp_path) == {}


@pytest.mark.parametrize(
    "answer",
    [
        *(
            b"",
            b"<html>",
            [],
            {},
            [{"sha": "../x"}],
            [{"sha": OLD}],
            [{"sha": OLD, "commit": None}],
        ),
        [{"sha": OLD, "commit": {"committer": {"date": "0001-01-01T00:00:00+02:00"}}}],
    ],
)
def test_odd_answer_about_commits(refresh: Refresh, github: GitHub, answer: Any) -> None:
    github.commits[BETA.slug, BETA.repo_path] = answer
    with pytest.raises(FetchError, match=r"expected a list with the last commit to 'list.JSON'"):
        refresh([BETA])
    assert github.raw == []


@pytest.mark.parametrize("failing", ["b.csv", "SOURCES.toml"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
@pytest.mark.parametrize("first_time", [True, False])
def test_crash_between_files_leaves_the_old(
    refresh: Refresh,
    github: GitHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
    error: BaseException,
    first_time: bool,
) -> None:
    if not first_time:
        refresh(ALPHA)
    before = snapshot(tmp_path)
    github.publish(NEW, "2026-04-02T10:00:00Z", ALPHA[0], JSON + b"\n")
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if target.name == failing and source.suffix == ".new":
            raise error
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises((FetchError, KeyboardInterrupt)):
        refresh(ALPHA)
    monkeypatch.undo()
    assert snapshot(tmp_path) == before
    assert refresh(ALPHA)[0].changed
    assert (tmp_path / "alpha/a.json").read_bytes() == JSON + b"\n"


def test_files_get_ordinary_permissions(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    write_together(tmp_path, {"a/b": b"x"})
    assert (tmp_path / "a/b").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("repo", "form"),
    [("https://github.com/owner", "json"), ("http://x.org/a/b", "json"), (REPO.format("a"), "xml")],
)
def test_wrong_origin(repo: str, form: str) -> None:
    with pytest.raises(ArgumentError, match=r"a: expected .* found"):
        Origin("a", repo, "a", "a", "a", form)


@pytest.mark.parametrize("tail", ["", "/", ".git"])
def test_slug(tail: str) -> None:
    assert Origin("a", f"https://github.com/o-o/n.n{tail}", "a", "a", "a", "csv").slug == "o-o/n.n"

"""`warlosses explore`: where the page goes, who opens it, and why there is none."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from typer.testing import CliRunner

import warlosses as wl
from warlosses.charts import page as pages
from warlosses.cli.app import app


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """Run in an empty folder, with a release that is quickly packed; note what is opened."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pages, "payload_parts", lambda data: data)
    monkeypatch.setattr(pages, "payload", lambda version: {"payload": f"release {version}"})
    addresses = []
    monkeypatch.setattr(webbrowser, "open", lambda address: not addresses.append(address))
    return addresses


def explore(*arguments):
    return CliRunner().invoke(app, ["explore", *map(str, arguments)])


def test_the_page_is_written_and_opened(opened):
    done = explore()
    path = Path("explorer.html")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"explorer.html: {path.stat().st_size:,} bytes, all in one file\n"
    assert opened == [path.resolve().as_uri()]


def test_it_is_only_written_where_that_is_wanted(opened, tmp_path):
    done = explore("-o", tmp_path / "here.html", "--no-open", "--version", "2026.8.15")
    assert done.exit_code == 0, done.stderr
    assert "release 2026.8.15" in (tmp_path / "here.html").read_text(encoding="utf-8")
    assert opened == []
    assert [path.name for path in tmp_path.iterdir()] == ["here.html"]


def test_without_a_browser_it_says_what_to_do(opened, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda _address: False)
    done = explore()
    assert done.exit_code == 0
    assert "no browser could be opened: open the file in one" in done.stderr


def test_a_place_that_cannot_be_written_is_named(opened, tmp_path):
    blocked = tmp_path / "a file"
    blocked.touch()
    done = CliRunner().invoke(app, ["explore", "-o", str(blocked / "page.html")])
    assert done.exit_code != 0
    assert opened == []
    assert "a file" in str(done.exception) + done.stderr


def test_a_release_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    done = explore("--version", "1999.1.1", "--no-open")
    assert done.exit_code != 0
    told = str(done.exception) + done.stderr
    assert "1999.1.1" in told
    assert list(tmp_path.iterdir()) == []
    assert isinstance(done.exception, (SystemExit, wl.WarlossesError))

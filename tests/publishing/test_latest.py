"""Addresses that stay: any program reads them, they are signed, and a changed one is told."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pandas as pd
import pytest
from lxml import html
from typer.testing import CliRunner

import warlosses as wl
from tests.support.release_host import hosting
from warlosses.cli.app import app
from warlosses.publishing.latest import lay_latest
from warlosses.releases.find import find_release


@pytest.fixture
def host(repo):
    with hosting(repo.path) as running:
        yield running


def fetched(host, name):
    with urllib.request.urlopen(f"{host.url}latest/{name}") as answer:
        return answer.read()


def test_all_files_say_what_the_release_says(repo, host):
    (folder,) = (path for path in (repo.path / "releases").iterdir() if path.is_dir())
    claims = wl.load(version=folder)
    parquet = pd.read_parquet(io.BytesIO(fetched(host, "claims.parquet")))
    csv = pd.read_csv(io.BytesIO(fetched(host, "claims.csv.gz")), compression="gzip")
    categories = {
        name: pd.DataFrame(json.loads(fetched(host, f"{name}.json")))
        for name in claims["category"].unique()
    }
    for read in (parquet, csv):
        assert read["claim_id"].tolist() == claims["claim_id"].tolist()
        assert read["value"].tolist() == claims["value"].tolist()
    assert list(csv.columns) == list(claims.columns)
    assert categories
    for name, rows in categories.items():
        ours = claims[claims["category"] == name]
        assert rows["value"].tolist() == ours["value"].tolist()
        assert rows["as_of"].tolist() == ours["as_of"].dt.strftime("%Y-%m-%d").tolist()


def test_the_signed_index_has_every_file(repo, host):
    listed = wl.catalogue(url=host.url, root=repo.root)
    assert listed.latest.version == listed.entries[0].version
    there = {path.name for path in (repo.path / "latest").iterdir() if path.name[0] != "."}
    assert there == {*listed.latest.files, "index.html"}


def test_a_file_that_any_program_fetched_can_be_checked(repo, host, tmp_path):
    path = tmp_path / "claims.csv.gz"
    path.write_bytes(fetched(host, path.name))
    trust = {"url": host.url, "root": repo.root}
    assert wl.verify(file=path, **trust).ok
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    (wrong,) = wl.verify(file=path, **trust).files
    assert "SHA-256" in wrong.problem
    done = CliRunner().invoke(
        app, ["verify", "--file", str(path), "--url", host.url, "--root", str(repo.root)]
    )
    assert done.exit_code == 1
    assert f"WRONG {path}" in done.stdout
    with pytest.raises(wl.ArgumentError, match=r"did you mean 'claims\.csv\.gz'"):
        wl.verify(file=tmp_path / "claims.csv", **trust)
    with pytest.raises(wl.ReleaseError, match=r"expected files of 2020\.1\.1; found those of"):
        wl.verify("2020.1.1", file=path, **trust)


def test_the_next_release_takes_the_place_of_the_last(repo, built_two):
    repo.publish(built_two[1])
    page = (repo.path / "latest" / "index.html").read_text(encoding="utf-8")
    assert f"data version {built_two[1].name}" in page
    inside = [link for _, _, link, _ in html.fromstring(page).iterlinks()]
    for link in (link for link in inside if not link.startswith("https://")):
        assert (repo.path / "latest" / link).is_file(), link


def test_the_same_release_gives_the_same_bytes_and_leaves_nothing_old(repo, tmp_path):
    (folder,) = (path for path in (repo.path / "releases").iterdir() if path.is_dir())
    release = find_release(folder)
    latest = tmp_path / "latest"
    first = lay_latest(release, latest)
    (latest / "gone.json").write_text("[]")
    assert lay_latest(release, latest) == first
    assert {path.name for path in latest.iterdir()} == set(first.files)


def lines_of_the_page():
    """The lines that docs/other-programs.md gives, by program."""
    page = Path(__file__).parents[2] / "docs" / "other-programs.md"
    rows = re.findall(r"^\| (.+?) \| `(.+?)` \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {program: line for program, line in rows if "HOST/" in line}


def test_the_line_for_pandas_reads_it(repo, host):
    line = lines_of_the_page()["pandas"].replace("HOST/", host.url)
    read = eval(line, {"pd": pd})
    assert len(read) == len(wl.load(version=next((repo.path / "releases").glob("2*"))))


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_line_for_a_page_reads_it(repo, host):
    line = lines_of_the_page()["JavaScript"].replace("HOST/", host.url)
    script = f"(async () => console.log(JSON.stringify({line})))()"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == json.loads((repo.path / "latest/tanks.json").read_text())

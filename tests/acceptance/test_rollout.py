"""Daily releases made from the real history of one source, cut by day."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pandas as pd
import pytest

import warlosses as wl
from tests.support.factories import write_texts
from tests.support.past_days import figures, past_days, write_copy
from tests.support.release_host import hosting, make_repo, repo_in
from tests.support.shared import made_once
from warlosses.releases.listing import listed_versions, newest
from warlosses.releases.manifest import RECORD
from warlosses.releases.release import Release

pytestmark = pytest.mark.slow

FIRST, DAYS = date(2022, 3, 14), 8  # days of additions, changes, and a field that was taken out


@pytest.fixture(scope="module")
def rollout(mirror, tmp_path_factory):
    """The days, their releases, and the repository that they were published in one by one."""
    history = past_days(mirror / "petroivaniuk" / "history.csv.gz")
    days = list(islice((day for day in history if day.day >= FIRST), DAYS))

    def make(folder):
        texts = write_texts(folder)
        repo = make_repo(folder)
        for day in days:
            copy = write_copy(day, folder / "copy")
            out = folder / "out"
            made = wl.build(copy, out, from_scratch=newest(out) is None, accept_loss=True, **texts)
            repo.publish(made.release.folder)

    folder = made_once(tmp_path_factory, "rollout", make)
    versions = reversed(listed_versions(folder / "out"))
    return days, [Release(folder / "out" / version) for version in versions], repo_in(folder)


def test_all_are_published_and_listed(rollout, home):
    days, releases, repo = rollout
    assert len(days) == len(releases) == DAYS
    with hosting(repo.path) as host:
        listed = wl.catalogue(url=host.url, root=repo.root).entries
    assert [e.version for e in listed] == [r.version for r in reversed(releases)]
    assert [e.previous for e in listed] == [
        *(r.version for r in reversed(releases[:-1])),
        None,
    ]


def test_each_difference_is_the_true_change(rollout):
    days, releases, _ = rollout
    changed = gone = 0
    for number in range(1, DAYS):
        before, after = figures(days[number - 1]), figures(days[number])
        difference = wl.diff(releases[number - 1].folder, releases[number].folder)
        assert difference.counts == releases[number].manifest.changes
        found = difference.claims
        assert (found["claimant"] == "ua_general_staff").all()
        by_kind = {kind: set(_cells(rows)) for kind, rows in found.groupby("change")}
        both = before.keys() & after.keys()
        true = {cell for cell in both if before[cell] != after[cell]}
        assert by_kind.get("added", set()) == after.keys() - before.keys(), days[number].day
        assert by_kind.get("withdrawn", set()) == before.keys() - after.keys(), days[number].day
        assert by_kind.get("changed", set()) == true, days[number].day
        for row, cell in zip(found.to_dict("records"), _cells(found), strict=True):
            assert _value(row["value_before"]) == before.get(cell, (None,))[0]
            assert _value(row["value_after"]) == after.get(cell, (None,))[0]
        changed, gone = changed + len(true), gone + len(before.keys() - after.keys())
    assert (changed, gone) == (15, 20)


def test_what_was_known_on_a_day_is_the_release_of_that_day(rollout):
    days, releases, _ = rollout
    last = releases[-1].folder
    for day, release in zip(days, releases, strict=True):
        then = wl.load(version=last, known_on=day.day)
        pd.testing.assert_frame_equal(then, wl.load(version=release.folder))


def test_a_day_costs_little_more_than_the_files_that_changed(rollout, home):
    _, releases, repo = rollout
    with hosting(repo.path) as host:
        here = {"url": host.url, "root": repo.root}
        before = wl.download(releases[-2].version, **here)
        host.forget()
        after = wl.download(releases[-1].version, **here)
        held = {path.read_bytes() for path in before.iterdir()}
        changed = [p for p in after.iterdir() if p.name != RECORD and p.read_bytes() not in held]
        assert host.sent <= 1.5 * sum(path.stat().st_size for path in changed)


def _cells(rows):
    days = rows["as_of"].dt.strftime("%Y-%m-%d")
    return list(zip(days, rows["category"], rows["outcome"], strict=True))


def _value(value):
    return None if pd.isna(value) else int(value)

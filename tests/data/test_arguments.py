"""`daily`, `compare` and `history` check what they are given as `load` does."""

from __future__ import annotations

import pytest

import warlosses as wl

STAFF = {"claimant": "ua_general_staff"}


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            {"category": ["tanks", "uavs"]},
            "category: expected one code; found .*Call once for each",
        ),
        ({"category": None}, "category: expected one code; found None"),
        ({"belligerent": ["RU", "UA"]}, "belligerent: expected one code; found"),
        ({"category": "drones"}, "did you mean 'uavs'"),
        ({"belligerent": "ru"}, "did you mean 'RU'"),
        ({"claimants": "nato"}, "no totals on tanks of RU with these outcomes by nato"),
        ({"claimants": ["oryx", "nato"]}, "by nato; leave claimants out"),
        ({"claimants": "oryks"}, "did you mean 'oryx'"),
        ({"outcomes": "dead"}, "did you mean 'killed'"),
        ({"since": "2024-02-01", "until": "2024-01-01"}, "swap them"),
        ({"since": "1.2.2024"}, "did you mean 2024-02-01"),
        ({"version": 2026.8}, "version: expected a version as text"),
    ],
)
def test_compare(arguments, text):
    with pytest.raises(wl.ArgumentError, match=text):
        wl.compare(**{"category": "tanks", "belligerent": "RU", **arguments})


def test_compare_takes_the_belligerent_second():
    first = wl.compare("tanks", "RU", since="2023-04-18", until="2023-04-18")
    assert first.iloc[0].dropna().to_dict() == {"oryx": 1903, "ua_general_staff": 3661}


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"since": "2024-02-01", "until": "2024-01-01"}, "swap them"),
        ({"since": "1.2.2024"}, "did you mean 2024-02-01"),
        ({"categories": "afvs"}, r"no totals on afvs \(lost\) of ua_general_staff; known: air_def"),
        ({"categories": ["tanks", "afvs"]}, r"no totals on afvs \(lost\)"),
        ({"outcome": "destroyed"}, r"\(destroyed\) of ua_general_staff; there are .* lost"),
        ({"categories": "tanks", "outcome": "destroyed"}, "there are totals with outcome lost"),
        ({"claimant": "ualosses"}, "there are totals with outcome killed"),
        ({"claimant": ["oryx", "ru_mod"]}, "claimant: expected one code"),
        ({"claimant": "генштаб "}, "did you mean 'ua_general_staff'"),
        ({"outcome": ["lost"]}, "outcome: expected one code"),
        ({"claimant": None, "belligerent": "RU", "categories": "tanks"}, "claimant='oryx'"),
    ],
)
def test_daily(arguments, text):
    with pytest.raises(wl.ArgumentError, match=text):
        wl.daily(**{**STAFF, **arguments})


@pytest.mark.parametrize("arguments", [{"since": "2030-01-01"}, {"until": "2021-01-01"}])
def test_days_without_claims_are_no_mistake(arguments):
    frame = wl.daily("tanks", **STAFF, **arguments)
    assert frame.empty
    assert frame.columns.tolist() == wl.daily("tanks", **STAFF).columns.tolist()


@pytest.mark.parametrize("given", [None, 5, ["oryx.RU.tanks.lost.cumulative.2023-04-18"]])
def test_history_wants_an_id(given):
    with pytest.raises(wl.ArgumentError, match="claim_id: expected an id as text; found"):
        wl.history(given)


def test_export_with_its_arguments_swapped():
    with pytest.raises(wl.ArgumentError, match=r"Call export\(frame, path\)"):
        wl.export("tanks.csv", wl.load("sources"))


def test_export_expands_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    wl.export(wl.load("sources"), "~/sources.csv")
    assert (tmp_path / "sources.csv").is_file()

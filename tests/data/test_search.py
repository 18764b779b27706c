"""Words that people use lead to codes."""

from __future__ import annotations

import pytest

import warlosses as wl
from warlosses import codes
from warlosses.data.search import COLUMNS, KINDS


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("howitzer", "towed_artillery"),
        ("Howitzers", "artillery"),
        ("гаубиця", "self_propelled_artillery"),
        ("drones", "uavs"),
        ("troops", "personnel"),
        ("танк", "tanks"),
        ("танки", "tanks"),
        ("гелікоптер", "helicopters"),
        ("submarine", "submarines"),
        ("air defence", "air_defense"),
        ("rocket launchers", "mlrs"),
        ("генштаб", "ua_general_staff"),
        ("Mediazona", "mediazona_bbc"),
        ("captured", "captured"),
        ("Russia", "RU"),
        ("prisoners", "prisoner"),
        ("petroivaniuk", "petroivaniuk"),
        ("helicoptors", "helicopters"),
    ],
)
def test_words_lead_to_codes(words, code):
    assert code in wl.search(words)["code"].tolist()[:8]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "source"])
def test_every_code_finds_itself_first(kind):
    for code in codes.known_codes(kind):
        met = wl.search(code, kind=kind)
        assert code in met["code"].tolist()
        assert set(met["kind"]) == {kind}


def test_what_nothing_is_called():
    met = wl.search("zzzz")
    assert met.empty
    assert met.columns.tolist() == list(COLUMNS)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"words": " "}, "expected a word"),
        ({"words": None}, "expected a word"),
        ({"words": "tank", "kind": "categry"}, "did you mean 'category'"),
        ({"words": "tank", "language": "de"}, "known: en, uk, ru"),
    ],
)
def test_wrong_arguments(arguments, text):
    with pytest.raises(wl.ArgumentError, match=text):
        wl.search(**arguments)

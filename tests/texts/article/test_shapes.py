"""Articles in the shapes of real pages: each figure with the verdict that it should have."""

from __future__ import annotations

import pytest

from tools.score_texts import judged, read_shapes, score

SHAPES = read_shapes()


@pytest.mark.parametrize("shape", SHAPES, ids=[f"{n}-{s['cause']}" for n, s in enumerate(SHAPES)])
def test_an_article_is_judged_as_it_should_be(shape):
    told = score(shape)
    assert told["holds"], judged(shape)
    assert not told["accused"]
    assert not told["vouched"]


def test_the_score_tells_an_accusation_from_a_miss():
    shape = dict(SHAPES[0], rows=[["personnel", 183130, "inconsistent"]])
    told = score(shape)
    assert (told["holds"], told["vouched"], told["accused"]) == (0, 1, 0)

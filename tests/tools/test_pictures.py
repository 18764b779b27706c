"""Pictures of pages: made by the code above them, and told to be stale when it says otherwise."""

from __future__ import annotations

import pytest

from tools.generate import pictures as made

pytest.importorskip("altair")

PAGE = """# Page

```python
>>> import altair
>>> chart = altair.Chart(altair.InlineData(values=[{{"n": {n}}}])).mark_bar().encode(x="n:Q")

```

![A bar](images/bar.svg)
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(made, "PAGES", ("docs/page.md",))
    (tmp_path / "docs" / "images").mkdir(parents=True)
    (tmp_path / "docs" / "page.md").write_text(PAGE.format(n=3))
    return tmp_path


def test_a_picture_is_current_until_its_code_draws_something_else(root):
    pytest.importorskip("vl_convert")
    (picture,) = made.pictures(root)
    assert picture.path == "docs/images/bar.svg"
    assert not picture.is_in(root)
    (root / picture.path).write_text(picture.drawn())
    assert picture.drawn().startswith("<svg")
    assert made.pictures(root)[0].is_in(root)
    (root / "docs" / "page.md").write_text(PAGE.format(n=4))
    assert not made.pictures(root)[0].is_in(root)

"""The notebook of the tutorial runs from top to bottom, and is committed without outputs."""

from __future__ import annotations

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs" / "tutorials" / "analyst.ipynb"


@pytest.fixture(scope="module")
def ran():
    pytest.importorskip("vl_convert")
    pytest.importorskip("ipykernel")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}
    ).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_every_cell_shows_what_it_is_for(ran):
    kinds = [kind for cell in ran for out in cell.outputs for kind in out.get("data", {})]
    assert "text/html" in kinds  # a frame
    assert "image/svg+xml" in kinds  # a chart, for which nothing is fetched
    (said,) = ran[-1].outputs
    assert "SHA-256 of (claim_id, value)" in said.text
    assert not [out for cell in ran for out in cell.outputs if out.get("name") == "stderr"]


def test_is_valid_and_holds_no_outputs():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) > 5
    assert not any(cell.outputs or cell.execution_count for cell in code)

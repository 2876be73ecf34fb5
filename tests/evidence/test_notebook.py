"""The notebook of docs/, cell by cell, on a small city."""

import json
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


def cells():
    return [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


@pytest.mark.slow
def test_every_cell_runs_on_a_city_and_the_graph_comes_back(city, tmp_path, monkeypatch):
    (tmp_path / "demo").symlink_to(city.path)
    monkeypatch.chdir(tmp_path)
    names = {}
    for number, cell in enumerate(cells()):
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    assert len(names["graph"].nodes) > 2
    assert not names["spent"].empty
    assert names["same"] is True
    assert (tmp_path / "ring.graphml").read_bytes().startswith(b"<")


def test_it_is_kept_without_outputs():
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells())

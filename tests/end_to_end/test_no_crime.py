"""A city in which nobody does wrong: everything that looks like it has an innocent reason."""

from pathlib import Path

import pytest

from detection.run import detect
from loaders.load import load
from simulation.generate import generate_city
from workspace.snapshots import Workspace


@pytest.mark.slow
def test_a_city_without_crime_has_no_red_or_yellow_ring(tmp_path: Path) -> None:
    city = generate_city(tmp_path / "city", persons=10_000, months=12, seed=3, level="none")
    workspace = Workspace.open(tmp_path / "w")
    load(workspace, [city])
    rings = detect(workspace).rings
    accused = [ring for ring in rings if ring["level"] != "watch"]
    assert not accused, [(ring["level"], ring["pattern"], ring["signals"][0]["statement"]) for ring in accused]

"""Cities that several tests of the whole way share; each is generated once."""

from pathlib import Path

import pytest

from simulation.generate import generate_city


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source files of 500 people over two months, the first of 2025."""
    return generate_city(tmp_path_factory.mktemp("village") / "city", persons=500, months=2, seed=7, level="mid")

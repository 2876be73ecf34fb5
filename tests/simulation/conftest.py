import hashlib
from pathlib import Path

import duckdb
import pytest

from simulation.generate import generate_city
from workspace.tables import TABLES


@pytest.fixture(scope="session")
def make(tmp_path_factory):
    """Cities by their arguments, each made once."""
    made: dict[tuple, Path] = {}

    def city(persons=3000, months=3, seed=7, level="hard", file_type="csv") -> Path:
        key = (persons, months, seed, level, file_type)
        if key not in made:
            folder = tmp_path_factory.mktemp("city") / "tables"
            made[key] = generate_city(
                folder, persons=persons, months=months, seed=seed, level=level, file_type=file_type
            )
        return made[key]

    return city


@pytest.fixture(scope="session")
def ask(make):
    """One SQL question to the city of the arguments, as a list of rows; its tables carry their names."""
    open_cities: dict[tuple, duckdb.DuckDBPyConnection] = {}

    def answer(sql: str, **arguments) -> list[tuple]:
        key = tuple(sorted(arguments.items()))
        if key not in open_cities:
            connection = open_cities[key] = duckdb.connect()
            folder = make(**arguments)
            for name, table in TABLES.items():
                types = ", ".join(f"'{column.name}': '{column.engine_type}'" for column in table.columns)
                made = f"CREATE TABLE {name} AS FROM read_csv('{folder}/{name}.csv', header=true, types={{{types}}})"
                connection.execute(made).fetchall()
        return open_cities[key].execute(sql).fetchall()

    return answer


@pytest.fixture
def digest():
    def of(folder: Path) -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}

    return of

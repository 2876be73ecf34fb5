"""What a load through a mapping made of some files, to be asked row by row."""

from pathlib import Path
from typing import Any

import duckdb

from loaders.load import load
from workspace.snapshots import Workspace


class Loaded:
    """Sources loaded into a fresh workspace through a mapping, with no limit on rejects."""

    def __init__(self, folder: Path, sources: list[Path], mapping: str) -> None:
        self.workspace = Workspace.open(folder / "workspace")
        self.report = load(self.workspace, sources, mapping=mapping, max_rejects=1.0)
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, ordered."""
        if table not in self._rows:
            files = [str(file) for file in self.workspace.require_current().files(table)]
            with duckdb.connect() as engine:
                engine.execute("FROM read_parquet(?, hive_partitioning = false) ORDER BY ALL", [files])
                names = [column[0] for column in engine.description or ()]
                self._rows[table] = [dict(zip(names, row, strict=True)) for row in engine.fetchall()]
        return self._rows[table]

    def row(self, table: str, **wanted: object) -> dict[str, Any]:
        """The one row with these values."""
        (found,) = [row for row in self.rows(table) if all(row[name] == value for name, value in wanted.items())]
        return found

    def column(self, table: str, name: str) -> list[Any]:
        """A column's values, in the order of the rows."""
        return [row[name] for row in self.rows(table)]

    def rejects(self) -> list[tuple[str, str, int, str, str, str]]:
        """table, file, row, column, value, reason of every reject."""
        with duckdb.connect() as engine:
            path = self.workspace.require_current().rejects
            query = 'SELECT "table", file, "row", "column", value, reason FROM read_parquet(?)'
            return engine.execute(query, [str(path)]).fetchall()

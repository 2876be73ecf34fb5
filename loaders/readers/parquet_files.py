"""Parquet: read by the engine, every column as text in the form the canonical tables use."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from loaders.counting import count
from loaders.readers.rejected import UnreadableRows
from workspace.engine import identifier, quoted
from workspace.errors import RingtraceError
from workspace.tables import ROW_COLUMN


@dataclass
class ParquetReader:
    """One file; the engine numbers its rows."""

    path: Path
    time_zone: str
    types: dict[str, str] = field(init=False)
    unreadable: UnreadableRows = field(default_factory=UnreadableRows)
    rows_in: int = 0

    def __post_init__(self) -> None:
        try:
            with duckdb.connect() as engine:
                described = engine.execute(f"DESCRIBE SELECT * FROM {self._scan()}").fetchall()
                self.rows_in = count(engine, self._scan())
        except duckdb.Error as error:
            raise RingtraceError(
                f"{self.path} is not a whole Parquet file ({str(error).splitlines()[0]}). Fetch it again."
            ) from error
        self.types = {name: kind for name, kind, *_ in described if name != "file_row_number"}

    @property
    def columns(self) -> list[str]:
        """The file's column names."""
        return list(self.types)

    def query(self) -> str:
        """All columns as text, then the row number."""
        picked = ", ".join(f"{self._text(name, kind)} AS {identifier(name)}" for name, kind in self.types.items())
        return f"SELECT {picked}, file_row_number + 1 AS {ROW_COLUMN} FROM {self._scan()}"

    def _scan(self) -> str:
        return f"read_parquet({quoted(str(self.path))}, file_row_number = true, binary_as_string = true)"

    def _text(self, name: str, kind: str) -> str:
        column = identifier(name)
        if kind == "TIMESTAMP WITH TIME ZONE":
            return f"({column} AT TIME ZONE {quoted(self.time_zone)})::VARCHAR"
        if kind.startswith("DECIMAL"):  # the scale is the type's, not the value's: 12.5000 is 12.5
            return f"regexp_replace({column}::VARCHAR, '[.]?0+$', '')" if _has_scale(kind) else f"{column}::VARCHAR"
        if kind in {"DOUBLE", "FLOAT"}:  # a whole number reads as one
            return f"regexp_replace({column}::VARCHAR, '[.]0$', '')"
        if kind.endswith("]") or kind.startswith(("STRUCT", "MAP")):
            return f"to_json({column})::VARCHAR"
        return f"{column}::VARCHAR"


def _has_scale(kind: str) -> bool:
    return not kind.endswith(",0)")

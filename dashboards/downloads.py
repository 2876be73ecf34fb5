"""Rows to take away: CSV and XLSX that no spreadsheet runs, and Parquet with its types."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dashboards.inert import not_a_formula
from evidence.rows_xlsx import workbook
from graph.store import Rows
from queries.formats import write_csv, write_parquet


@dataclass(frozen=True)
class Table:
    """An answer that was read to its end."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool

    @classmethod
    def of(cls, rows: Rows) -> "Table":
        """All rows of an answer."""
        read = tuple(row for batch in rows for row in batch)
        return cls(rows.columns, rows.types, read, rows.truncated)

    def _again(self) -> Rows:
        return Rows(self.columns, self.types, iter([list(self.rows)] if self.rows else []), self.truncated)

    def csv(self) -> str:
        """With a header; texts that would begin a formula have an apostrophe before them."""
        parts: list[str] = []
        write_csv(replace(self, rows=self._safe())._again(), parts.append)
        return "".join(parts)

    def xlsx(self) -> bytes:
        """A workbook whose texts are texts; those that would begin a formula have an apostrophe, as in CSV."""
        return workbook(self.columns, self._safe())

    def _safe(self) -> tuple[tuple[Any, ...], ...]:
        return tuple(tuple(not_a_formula(one) if isinstance(one, str) else one for one in row) for row in self.rows)

    def parquet(self) -> bytes:
        """The values as they are: Parquet runs nothing."""
        with tempfile.TemporaryDirectory(prefix="ringtrace-") as folder:
            file = Path(folder) / "rows.parquet"
            write_parquet(self._again(), file)
            return file.read_bytes()

"""What a load did, for people and programs."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class TableReport:
    """One table: rows_in = loaded + rejected + merged; `dependent` of the rejected only follow another row's reject."""

    rows_in: int
    loaded: int
    rejected: int
    dependent: int
    merged: int
    left_out: int
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def share_at_fault(self) -> float:
        """Share of the rows rejected for what they are themselves."""
        return (self.rejected - self.dependent) / self.rows_in if self.rows_in else 0.0


@dataclass(frozen=True)
class LoadReport:
    """The whole load. `no_op` says that the very same sources are in force already."""

    snapshot: str
    no_op: bool
    tables: dict[str, TableReport]
    rejects: Path
    unknown_columns: dict[str, list[str]]  # by file
    ignored: list[str]  # files that belong to no source
    unchanged: list[str]  # files that were loaded before as they are
    replaced: list[str]  # files whose earlier rows gave way
    seconds: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "snapshot": self.snapshot,
            "no_op": self.no_op,
            "tables": {name: vars(table) for name, table in self.tables.items()},
            "rejects": str(self.rejects),
            "unknown_columns": self.unknown_columns,
            "ignored": self.ignored,
            "unchanged": self.unchanged,
            "replaced": self.replaced,
            "seconds": self.seconds,
        }

"""A ring's dossier: its members by name, and the rows of the source files that it rests on.

Reads the snapshot's Parquet; changes nothing.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from detection.headline import headline
from detection.history import by_ring, lineage_in_force, sentence
from graph.masking import masked
from workspace.audit import Act, Action, record
from workspace.engine import connect, identifier
from workspace.snapshots import Snapshot, Workspace
from workspace.tables import FILE_COLUMN, ROW_COLUMN

# kind of member: table, its key, the column that labels it, whether that names a person
_LABELS = {
    "person": ("persons", "person_id", "name", True),
    "card": ("cards", "card_id", "kind", False),
    "institution": ("institutions", "institution_id", "name", False),
    "doctor": ("doctors", "doctor_id", "name", True),
    "drug": ("drugs", "drug_id", "generic_name", False),
    "batch": ("batches", "batch_id", "lot_number", False),
}


@dataclass(frozen=True)
class Member:
    """A member of a ring with a label that may be shown to anyone."""

    kind: str
    id: str
    role: str
    weight: float  # 0 to 1
    label: str  # masked for people; empty where the tables give none


@dataclass(frozen=True)
class EvidenceLine:
    """A drug on a settlement, and the row of the source file that says so."""

    line_id: str
    file: str | None
    row: int | None  # row 1 is the first data row of the file
    settled_at: datetime | None
    person_id: str | None
    institution: str | None
    drug: str | None
    quantity: Decimal | None  # packs
    amount: Decimal | None  # yuan
    signals: tuple[str, ...]  # which signals rest on it


@dataclass(frozen=True)
class Dossier:
    """All there is to read about one ring."""

    ring: dict[str, Any]  # as in rings.json
    headline: str
    members: tuple[Member, ...]
    lines: tuple[EvidenceLine, ...]  # in order of time
    lineage: dict[str, Any] = field(default_factory=dict)  # as in lineage.json; empty where the run has none
    history: str = ""  # the same in words


def dossier(workspace: Workspace, ring: dict[str, Any]) -> Dossier:
    """The ring with its members' labels and every line behind it; the audit log is told before."""
    record(workspace, Act(Action.LOOK, f"ring:{ring['ring_id']}"))
    return read_dossier(workspace, ring)


def read_dossier(workspace: Workspace, ring: dict[str, Any]) -> Dossier:
    """The same for a caller that tells the audit log of each look by itself, since it keeps what it read."""
    [found] = read_dossiers(workspace, [ring])
    return found


def read_dossiers(workspace: Workspace, rings: list[dict[str, Any]]) -> list[Dossier]:
    """Several rings at once: the tables are read once, which costs hardly more than for one."""
    snapshot = workspace.require_current()
    lineage = lineage_in_force(workspace)
    rows = by_ring(lineage)
    wanted = sorted({line for ring in rings for signal in ring["signals"] for line in signal["line_ids"]})
    with _reading(workspace, snapshot) as connection:
        named = _labels(connection, snapshot, rings)
        lines = _lines(connection, wanted)
    place = {str(line["line_id"]): number for number, line in enumerate(lines)}
    found = []
    for ring in rings:
        row = dict(rows.get(ring["ring_id"], {}))
        history = sentence(row, lineage) if row else ""
        found.append(Dossier(ring, headline(ring), _members(ring, named), _behind(ring, lines, place), row, history))
    return found


def labels(workspace: Workspace, kind: str, ids: list[str]) -> dict[str, str]:
    """Labels of members of a kind by their ids, masked for people; empty where the tables give none."""
    snapshot = workspace.require_current()
    _, _, column, personal = _LABELS[kind]
    with _reading(workspace, snapshot) as connection:
        found = _column(connection, snapshot, kind, column, ids)
    return {key: masked(label) if personal else label or "" for key, label in found}


def regions(workspace: Workspace, rings: list[dict[str, Any]]) -> dict[str, frozenset[str]]:
    """Region codes that a ring touches, by ring id: where its people live and its places stand."""
    snapshot = workspace.require_current()
    members = {
        kind: sorted({m["id"] for ring in rings for m in ring["members"] if m["kind"] == kind})
        for kind in ("person", "institution")
    }
    with _reading(workspace, snapshot) as connection:
        of = {
            (kind, key): region
            for kind, ids in members.items()
            for key, region in _column(connection, snapshot, kind, "region_code", ids)
        }
    return {
        ring["ring_id"]: frozenset(
            region for m in ring["members"] if (region := of.get((m["kind"], m["id"]))) is not None
        )
        for ring in rings
    }


@contextmanager
def _reading(workspace: Workspace, snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection over the snapshot's tables that leaves no trace in the workspace."""
    with (
        tempfile.TemporaryDirectory(prefix="ringtrace-") as spill,
        connect(workspace.settings, Path(spill)) as connection,
    ):
        snapshot.register(connection)
        yield connection


def _labels(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, rings: list[dict[str, Any]]
) -> dict[tuple[str, str], str]:
    """What members are called, by kind and id; people masked."""
    found: dict[tuple[str, str], str] = {}
    for kind, (_, _, column, personal) in _LABELS.items():
        ids = sorted({member["id"] for ring in rings for member in ring["members"] if member["kind"] == kind})
        for key, label in _column(connection, snapshot, kind, column, ids):
            found[kind, key] = masked(label) if personal else label or ""
    return found


def _members(ring: dict[str, Any], named: dict[tuple[str, str], str]) -> tuple[Member, ...]:
    return tuple(
        Member(one["kind"], one["id"], one["role"], one["weight"], named.get((one["kind"], one["id"]), ""))
        for one in ring["members"]
    )


def _column(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, kind: str, column: str, ids: list[str]
) -> list[tuple[str, str | None]]:
    """(id, value) of one column for members of a kind; empty where the table was not delivered."""
    table, key, _, _ = _LABELS[kind]
    if not ids or table not in snapshot.tables:
        return []
    return connection.execute(
        f"SELECT {identifier(key)}, {identifier(column)} FROM {identifier(table)} "
        f"WHERE {identifier(key)} IN (SELECT unnest(?::VARCHAR[]))",
        [ids],
    ).fetchall()


def _lines(connection: duckdb.DuckDBPyConnection, wanted: list[str]) -> list[dict[str, Any]]:
    """The lines of these ids in order of time, each with its settlement's."""
    found = connection.execute(
        f"""
        SELECT line_id, l.{FILE_COLUMN} AS file, l.{ROW_COLUMN} AS row, s.settled_at, s.person_id,
               coalesce(i.name, s.institution_id) AS institution, coalesce(d.generic_name, l.drug_id) AS drug,
               l.quantity, l.amount
        FROM lines l
        LEFT JOIN settlements s USING (settlement_id)
        LEFT JOIN institutions i ON i.institution_id = s.institution_id
        LEFT JOIN drugs d ON d.drug_id = l.drug_id
        WHERE line_id IN (SELECT unnest(?::VARCHAR[]))
        ORDER BY s.settled_at NULLS LAST, line_id
        """,
        [wanted],
    )
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _behind(ring: dict[str, Any], lines: list[dict[str, Any]], place: dict[str, int]) -> tuple[EvidenceLine, ...]:
    """The lines that a ring's signals rest on, in order of time."""
    behind: dict[str, list[str]] = {}
    for signal in ring["signals"]:
        for line in signal["line_ids"]:
            behind.setdefault(line, []).append(signal["signal"])
    numbers = sorted(place[line] for line in behind if line in place)
    rows = (lines[number] for number in numbers)
    return tuple(EvidenceLine(**row, signals=tuple(dict.fromkeys(behind[row["line_id"]]))) for row in rows)

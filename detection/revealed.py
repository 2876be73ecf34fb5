"""Names and numbers of members whole, for a purpose and a case: written in the audit log before they are read."""

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from workspace.access import seen
from workspace.audit import Act, Action, record
from workspace.engine import connect, identifier
from workspace.snapshots import Workspace

# kind of member: table, its key, what is personal of it
_PERSONAL = {
    "person": ("persons", "person_id", ("name", "id_number", "phone", "address")),
    "doctor": ("doctors", "doctor_id", ("name",)),
    "institution": ("institutions", "institution_id", ("legal_representative",)),
}


@dataclass(frozen=True)
class Revealed:
    """A member as the tables have it; empty where they tell nothing."""

    kind: str
    id: str
    name: str
    id_number: str = ""
    phone: str = ""
    address: str = ""


def revealed(
    workspace: Workspace, about: str, members: Collection[tuple[str, str]], purpose: str, case: str
) -> list[Revealed]:
    """Members, by kind and id, of what a case is about (`ring:R-3F`, `alert:A-1`).

    Raises:
        RingtraceError: there is no purpose or no such case, the day's limit is reached, it may not be done, or it
            could not be written; then nothing was read.
    """
    record(workspace, Act(Action.REVEAL, about, purpose, case))
    snapshot = workspace.require_current()
    open_to = seen(workspace, {(kind.capitalize(), key) for kind, key in members})
    asked: dict[str, list[str]] = {}
    for label, key in sorted(open_to):
        asked.setdefault(label.lower(), []).append(key)
    found: list[Revealed] = []
    with (
        tempfile.TemporaryDirectory(prefix="ringtrace-") as spill,
        connect(workspace.settings, Path(spill)) as engine,
    ):
        snapshot.register(engine)
        for kind, (table, key, columns) in _PERSONAL.items():
            if kind in asked and table in snapshot.tables:
                shown = ", ".join(f"coalesce({identifier(column)}, '')" for column in columns)
                text = f"SELECT {key}, {shown} FROM {table} WHERE {key} IN (SELECT unnest(?::VARCHAR[])) ORDER BY 1"
                found += [Revealed(kind, *row) for row in engine.execute(text, [asked[kind]]).fetchall()]
    return found

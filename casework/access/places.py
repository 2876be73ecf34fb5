"""In which regions the nodes of the graph stand, asked of the tables for the few that somebody opens."""

import tempfile
from collections.abc import Collection
from pathlib import Path

import duckdb

from workspace.engine import connect
from workspace.snapshots import Workspace

# By label: the tables that are read, and (key, region) of the keys in `asked`. What has no line here (drugs, lots,
# packs, suppliers) belongs to no region: goods travel.
_REGIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "Person": (("persons",), "SELECT person_id, region_code FROM persons WHERE person_id IN (SELECT key FROM asked)"),
    "Institution": (
        ("institutions",),
        "SELECT institution_id, region_code FROM institutions WHERE institution_id IN (SELECT key FROM asked)",
    ),
    "Card": (
        ("cards", "persons"),
        "SELECT card_id, region_code FROM cards JOIN persons USING (person_id) "
        "WHERE card_id IN (SELECT key FROM asked)",
    ),
    "Doctor": (
        ("doctors", "institutions"),
        "SELECT doctor_id, region_code FROM doctors JOIN institutions USING (institution_id) "
        "WHERE doctor_id IN (SELECT key FROM asked)",
    ),
    "Settlement": (
        ("settlements", "institutions", "persons"),
        "SELECT settlement_id, unnest([i.region_code, p.region_code]) FROM settlements s "
        "LEFT JOIN institutions i USING (institution_id) LEFT JOIN persons p USING (person_id) "
        "WHERE settlement_id IN (SELECT key FROM asked)",
    ),
    "Terminal": (
        ("institutions",),
        "SELECT key, region_code FROM asked JOIN institutions "
        "ON starts_with(key, replace(replace(institution_id, '%', '%25'), '/', '%2F') || '/')",
    ),
    "Contact": (
        ("persons",),
        "SELECT key, region_code FROM asked JOIN persons ON key IN "
        "('phone:' || phone, 'address:' || address, 'household:' || household_id)",
    ),
}


def bound(label: str) -> bool:
    """Whether nodes of a kind stand in regions."""
    return label in _REGIONS


def regions_of(workspace: Workspace, nodes: Collection[tuple[str, str]]) -> dict[tuple[str, str], set[str]]:
    """Region codes by (label, key); a node that is not in the tables, or in no region there, is left out."""
    snapshot = workspace.require_current()
    found: dict[tuple[str, str], set[str]] = {}
    with (
        tempfile.TemporaryDirectory(prefix="ringtrace-") as spill,
        connect(workspace.settings, Path(spill)) as engine,
    ):
        snapshot.register(engine)
        for label in {one for one, _ in nodes} & set(_REGIONS):
            needed, text = _REGIONS[label]
            if set(needed) <= set(snapshot.tables):
                for key, region in _asked(engine, text, [key for one, key in nodes if one == label]):
                    if region:
                        found.setdefault((label, key), set()).add(region)
    return found


def _asked(engine: duckdb.DuckDBPyConnection, text: str, keys: list[str]) -> list[tuple[str, str | None]]:
    rows = engine.execute(f"WITH asked AS (SELECT DISTINCT unnest(?::VARCHAR[]) AS key) {text}", [keys])
    return rows.fetchall()

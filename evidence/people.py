"""What the bundle says of each member: a name, and what the tables know; masked unless names were asked for."""

from typing import Any

from evidence.source import Row, Source
from graph.masking import PERSONAL_COLUMNS, masked_as
from workspace.engine import identifier

# kind: table, key, the column that names it, other columns.
_TOLD = {
    "person": (
        "persons",
        "person_id",
        "name",
        ("sex", "birth_date", "death_date", "region_code", "address", "phone", "employer", "id_number"),
    ),
    "card": ("cards", "card_id", "kind", ("person_id", "issued_on", "revoked_on")),
    "institution": (
        "institutions",
        "institution_id",
        "name",
        ("kind", "level", "region_code", "address", "chain", "legal_representative"),
    ),
    "doctor": ("doctors", "doctor_id", "name", ("institution_id", "department", "title")),
    "drug": ("drugs", "drug_id", "generic_name", ("trade_name", "atc_code", "strength", "unit_price")),
    "batch": ("batches", "batch_id", "lot_number", ("drug_id", "manufacturer", "made_on", "expires_on")),
}
# Left out of a minimal bundle.
_IDENTIFYING = {"address", "phone", "id_number", "employer", "birth_date", "legal_representative"}


def told(source: Source) -> list[Row]:
    """A row a member: kind, id, role, weight, name, then what the tables know of it, in order of kind and id."""
    known = {(kind, row["id"]): row for kind in _TOLD for row in _of_kind(source, kind)}
    columns = list(dict.fromkeys(name for _, _, _, names in _TOLD.values() for name in names))
    rows = []
    for one in sorted(source.ring["members"], key=lambda one: (one["kind"], one["id"])):
        row = known.get((one["kind"], one["id"]), {})
        about = {f"of_{name}" if name == "kind" else name: row.get(name) for name in columns}
        rows.append(
            {"kind": one["kind"], "id": one["id"], "role": one["role"], "weight": one["weight"]}
            | {"name": row.get("name", "")}
            | about
        )
    kept = [name for name in (rows[0] if rows else {}) if _needed(name, source)]
    return [{name: row[name] for name in kept} for row in rows]


def _needed(column: str, source: Source) -> bool:
    return not source.options.minimal or column not in _IDENTIFYING


def _of_kind(source: Source, kind: str) -> list[Row]:
    table, key, name, columns = _TOLD[kind]
    selected = ", ".join(f"{identifier(column)} AS about_{column}" for column in columns)
    rows = source.rows(
        f"SELECT {key} AS id, {identifier(name)} AS name, {selected} FROM {identifier(table)} "
        f"WHERE {key} IN (SELECT unnest(?::VARCHAR[])) ORDER BY 1",
        [source.members(kind)],
    )
    plain = [{column.removeprefix("about_"): value for column, value in row.items()} for row in rows]
    return plain if source.options.full else [_masked(table, name, row) for row in plain]


def _masked(table: str, named_by: str, row: Row) -> Row:
    """A row of `told` with what `PERSONAL_COLUMNS` tells of masked, and what identifies with it cut down."""
    hidden: dict[str, Any] = {}
    for column, value in row.items():
        kind = PERSONAL_COLUMNS.get((table, named_by if column == "name" else column))
        if kind and (value or column == "name"):
            hidden[column] = masked_as(kind, str(value or ""))
    if row.get("birth_date") is not None:
        hidden["birth_date"] = str(row["birth_date"])[:4]  # the year tells an age, the day a person
    if row.get("employer"):
        hidden["employer"] = "…"
    return row | hidden

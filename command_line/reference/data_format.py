"""The reference of the canonical tables, from their declaration."""

from command_line.reference.generated import table
from workspace.tables import TABLES, Column, Kind, Table

KINDS = {
    Kind.ID: "id",
    Kind.TEXT: "text",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.MONEY: "money",
    Kind.PRICE: "price",
    Kind.QUANTITY: "quantity",
    Kind.NUMBER: "number",
    Kind.FLAG: "flag",
}


def tables() -> str:
    """An overview, then one section a table."""
    overview = table(
        ("table", "one row is", "needed"),
        [(f"[{one.name}](#{one.name})", one.row, "required" if one.required else "") for one in TABLES.values()],
    )
    return "\n\n".join((overview, *(_section(one) for one in TABLES.values())))


def _section(declared: Table) -> str:
    rows = [(_name(one), KINDS[one.kind], _meaning(one, declared)) for one in declared.columns]
    return f"### {declared.name}\n\nOne row is {declared.row}.\n\n{table(('column', 'kind', 'meaning'), rows)}"


def _name(column: Column) -> str:
    return f"**{column.name}**" if column.required else column.name


def _meaning(column: Column, declared: Table) -> str:
    parts = [column.meaning]
    if column.name == declared.key:
        parts.append("unique")
    if column.refers_to:
        parts.append(f"refers to {column.refers_to}")
    if column.choices:
        parts.append("one of " + ", ".join(f"`{choice}`" for choice in column.choices))
    if column.low is not None and column.high is None:
        parts.append(f"at least {column.low:g}")
    if column.low is not None and column.high is not None and "to" not in column.meaning:
        parts.append(f"{column.low:g} to {column.high:g}")
    return "; ".join(parts)

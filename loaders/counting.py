"""Counts asked of the engine."""

import duckdb


def count(connection: duckdb.DuckDBPyConnection, rows: str, parameters: list[str] | None = None) -> int:
    """How many rows a FROM item has (with what may follow it); the result is read whole, so that the engine is free."""
    return int(connection.execute(f"SELECT count(*) FROM {rows}", parameters or []).fetchall()[0][0])

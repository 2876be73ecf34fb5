"""The engine: DuckDB, bounded in threads and memory, spilling beside the workspace."""

from pathlib import Path

import duckdb

from workspace.settings import Settings


def connect(settings: Settings, spill: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory connection bounded by the settings; `spill` is the folder for what does not fit."""
    spill.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{settings.memory_limit_gb:g}GB'")
    connection.execute(f"SET temp_directory = {quoted(str(spill))}")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    if settings.threads:
        connection.execute(f"SET threads = {settings.threads}")
    return connection


def keep_blocks(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Let the engine keep half of its memory once it has it.

    Loading and detection turn over many times as much, block by block, and fetching each anew from the system takes a
    sixth of the whole time.
    """
    connection.execute(f"SET block_allocator_memory = '{settings.memory_limit_gb / 2:g}GB'")


def quoted(text: str) -> str:
    """A text as an SQL literal, for the few statements that take no bound parameter (SET, COPY, views)."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as an SQL identifier; names that come from files may hold anything."""
    return '"' + name.replace('"', '""') + '"'

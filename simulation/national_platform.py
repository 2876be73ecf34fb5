"""A canonical city as the national platform's interfaces deliver it: one CSV or JSONL file each.

The ids of persons, institutions, doctors and drugs stay; lines, lots, e-credentials and stock records get the numbers
that the platform gives them, and `truth.json` follows. What the platform cannot carry is lost, as in life:
docs/mappings.md lists it. The mapping `national-platform` reads these files back.
"""

import json
import shutil
from pathlib import Path

import duckdb

from simulation.platform_files import FILES, PREPARED, TYPES
from workspace.engine import identifier, quoted
from workspace.tables import TABLES

TRUTH_FILE = "truth.json"


def export(canonical: Path, out: Path) -> None:
    """Write the city in `canonical` (CSV or Parquet, as `generate` writes it) into the folder `out`.

    The same city gives the same bytes. Files that are in `out` already are overwritten.
    """
    out.mkdir(parents=True, exist_ok=True)
    spill = out / ".spill"
    with duckdb.connect(config={"temp_directory": str(spill), "memory_limit": "4GB"}) as connection:
        for name in TABLES:
            _read(connection, canonical, name)
        for name, query in PREPARED.items():
            connection.execute(f"CREATE TEMP TABLE {name} AS {query}")
        for name, query in FILES.items():
            form = "FORMAT json" if name.endswith(".jsonl") else "FORMAT csv, HEADER"
            connection.execute(f"COPY ({query}) TO {quoted(str(out / name))} ({form})")
        _rewrite_truth(connection, canonical / TRUTH_FILE, out / TRUTH_FILE)
    shutil.rmtree(spill, ignore_errors=True)


def _read(connection: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
    """A view of a canonical table with all its columns, typed where an amount or a time is worked with."""
    found = next((path for path in (folder / f"{name}.parquet", folder / f"{name}.csv") if path.is_file()), None)
    columns = [column.name for column in TABLES[name].columns]
    if found is None:
        picked = ", ".join(f"NULL::VARCHAR AS {identifier(column)}" for column in columns)
        connection.execute(f"CREATE TEMP VIEW {name} AS SELECT {picked}, 0 AS place WHERE false")
        return
    if found.suffix == ".parquet":
        source = f"read_parquet({quoted(str(found))})"
    else:
        source = f"read_csv({quoted(str(found))}, header = true, all_varchar = true)"
    there = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    picked = ", ".join(
        _text(column) if column in there else f"NULL::VARCHAR AS {identifier(column)}" for column in columns
    )
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {picked}, row_number() OVER () AS place FROM {source}")


def _text(column: str) -> str:
    name = identifier(column)
    if column in TYPES:
        return f"{name}::{TYPES[column]} AS {name}"
    return f"{name}::VARCHAR AS {name}"


def _rewrite_truth(connection: duckdb.DuckDBPyConnection, source: Path, target: Path) -> None:
    """The truth with the line ids that loading the platform's files gives."""
    if not source.is_file():
        return
    truth = json.loads(source.read_text(encoding="utf-8"))
    asked = [(ring, at, line) for ring, one in enumerate(truth["rings"]) for at, line in enumerate(one["false_lines"])]
    if asked:
        connection.execute("CREATE TEMP TABLE asked (ring BIGINT, place BIGINT, line VARCHAR)")
        connection.executemany("INSERT INTO asked VALUES (?, ?, ?)", asked)
        found = connection.execute(
            "SELECT ring, list(platform_line ORDER BY asked.place) FROM asked JOIN numbered ON line = line_id "
            "GROUP BY ring"
        ).fetchall()
        for ring, lines in found:
            truth["rings"][ring]["false_lines"] = lines
    target.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

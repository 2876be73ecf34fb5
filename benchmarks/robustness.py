"""Cities whose records lack something or are wrong somewhere, and how the search fares on them.

Each fault is one change of the files of a made city; the truth stays as it was, but for `fewer crimes`.
"""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.cities import City, emptied, ringtrace
from benchmarks.judged import run_judged
from benchmarks.measuring import run_measured


@dataclass(frozen=True)
class Fault:
    """What is changed: a query for each table that is written anew, and tables that are not delivered at all."""

    title: str
    changed: dict[str, str]
    missing: tuple[str, ...] = ()


# The hash draws the same rows each time, whatever their order.
FAULTS = {
    "codes": Fault(
        "30 % of the codes missing",
        {"scans": "SELECT * FROM scans WHERE hash(line_id, trace_code) % 10 >= 3"},
    ),
    "stock": Fault("no stock tables", {}, ("stock_moves",)),
    "terminals": Fault(
        "no terminals and operators",
        {
            "settlements": "SELECT * REPLACE (NULL::VARCHAR AS terminal_id, NULL::VARCHAR AS operator_id) "
            "FROM settlements"
        },
    ),
    "doctors": Fault(
        "no doctors and prescriptions",
        {"lines": "SELECT * REPLACE (NULL::VARCHAR AS doctor_id, NULL::VARCHAR AS prescription_id) FROM lines"},
        ("doctors", "prescriptions"),
    ),
    "clocks": Fault(
        "clocks of half of the shops off by up to 3 hours",
        {
            "settlements": "SELECT * REPLACE (settled_at + (CASE WHEN hash(institution_id) % 2 = 0 THEN 0 ELSE "
            "CAST(hash(institution_id, 1) % 7 AS BIGINT) - 3 END) * INTERVAL 1 HOUR AS settled_at) FROM settlements"
        },
    ),
    "late": Fault(
        "20 % of the purchases recorded 10 to 40 days late",
        {
            "stock_moves": "SELECT * REPLACE (CASE WHEN kind = 'purchase' AND hash(move_id) % 5 = 0 THEN moved_at + "
            "(10 + CAST(hash(move_id, 1) % 31 AS BIGINT)) * INTERVAL 1 DAY ELSE moved_at END AS moved_at) "
            "FROM stock_moves"
        },
    ),
    "prices": Fault(
        "other prices, by region, and no list of what is sought after",
        {
            "lines": "SELECT l.* REPLACE (round(l.amount * f.factor, 2) AS amount, "
            "round(l.unit_price * f.factor, 4) AS unit_price) FROM lines l JOIN settlements s USING (settlement_id) "
            "JOIN (SELECT institution_id, 0.5 + CAST(hash(region_code) % 16 AS DOUBLE) / 10 AS factor "
            "FROM institutions) f USING (institution_id)",
            "drugs": "SELECT * REPLACE (NULL::DOUBLE AS resale_risk) FROM drugs",
        },
    ),
    "households": Fault(
        "no households, addresses and phones",
        {
            "persons": "SELECT * REPLACE (NULL::VARCHAR AS household_id, NULL::VARCHAR AS address, "
            "NULL::VARCHAR AS phone) FROM persons"
        },
    ),
}
FEWER = "a tenth of the crimes"


def degraded(city: City, fault: Fault) -> Path:
    """The folder of the city with the fault, made beside the city."""
    folder = _copied(city, set(fault.changed) | set(fault.missing))
    with _opened(city) as engine:
        for table, query in fault.changed.items():
            engine.sql(query).write_parquet(str(folder / f"{table}.parquet"))
    return folder


def with_fewer_crimes(city: City) -> Path:
    """The folder of the city in which one ring of ten was ever active."""
    folder = _copied(city, {"settlements", "lines", "scans", "truth"})
    truth = json.loads((city.folder / "truth.json").read_text(encoding="utf-8"))
    kept = truth["rings"][::10]
    false = {line for ring in truth["rings"] for line in ring["false_lines"]} - {
        line for ring in kept for line in ring["false_lines"]
    }
    people = {person for ring in kept for person in ring["persons"]}
    truth |= {"rings": kept, "lenders": sorted(set(truth["lenders"]) & people)}
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    with _opened(city) as engine:
        engine.execute("CREATE TABLE gone AS SELECT unnest(?::VARCHAR[]) AS line_id", [sorted(false)])
        engine.execute(
            "CREATE TABLE left_out AS SELECT settlement_id FROM lines GROUP BY ALL "
            "HAVING bool_and(line_id IN (SELECT line_id FROM gone))"
        )
        for table, query in {
            "settlements": "SELECT * FROM settlements ANTI JOIN left_out USING (settlement_id) "
            "WHERE reverses IS NULL OR reverses NOT IN (SELECT settlement_id FROM left_out)",
            "lines": "SELECT * FROM lines ANTI JOIN gone USING (line_id)",
            "scans": "SELECT * FROM scans ANTI JOIN gone USING (line_id)",
        }.items():
            engine.sql(query).write_parquet(str(folder / f"{table}.parquet"))
    return folder


def _copied(city: City, but: set[str]) -> Path:
    """A folder beside the city's with its files but some, linked."""
    folder = city.folder.with_name(f"degraded-{city.folder.name}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in city.folder.iterdir():
        if file.stem not in but:
            os.link(file, folder / file.name)
    return folder


def _opened(city: City) -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect()
    for file in city.folder.glob("*.parquet"):
        engine.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM '{file}'")
    return engine


def degradations(city: City) -> dict[str, dict[str, Any]]:
    """Figures of the made city with each fault, by its title."""
    told = {}
    for fault in FAULTS.values():
        told[fault.title] = _judged(city, degraded(city, fault))
    if city.level != "none":
        told[FEWER] = _judged(city, with_fewer_crimes(city))
    return told


def _judged(city: City, folder: Path) -> dict[str, Any]:
    emptied(city)
    try:
        run_measured(ringtrace(city, "load", str(folder)))
        return run_judged(city, folder / "truth.json")
    finally:
        shutil.rmtree(folder)

"""A large ring exported: 2,000 members and a million lines, by the command line, bundle and verification.

`python -m benchmarks.large_export` makes the ring by the engine alone (its contents mean nothing), exports it in a
process of its own and writes docs/benchmarks.md. `--profile` tells where the time goes instead.
"""

import argparse
import cProfile
import json
import os
import pstats
import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.benchmarks_page import page
from benchmarks.main_job import FIGURES, PAGE, Figures
from benchmarks.measuring import RINGTRACE, run_measured
from benchmarks.synthetic_snapshot import ident, pick, write_table
from workspace.snapshots import Workspace, making

RING = "R-LARGE"
PEOPLE, PLACES, DRUGS = 1_960, 20, 20  # 2,000 members
LINES, PAYMENTS = 1_000_000, 500_000
PAIRS = 2_000  # findings, each of two people and its share of the lines


def tables() -> dict[str, tuple[int, dict[str, str]]]:
    """Rows of each table and the SQL of the columns that are filled."""
    payer = pick(1, str(PEOPLE))
    return {
        "persons": (
            PEOPLE,
            {
                "person_id": ident("P", "i"),
                "name": "'张' || i",
                "household_id": ident("H", "i // 3"),
                "phone": "'138' || lpad(i::VARCHAR, 8, '0')",
            },
        ),
        "cards": (PEOPLE, {"card_id": ident("C", "i"), "person_id": ident("P", "i"), "kind": "'social_card'"}),
        "institutions": (PLACES, {"institution_id": ident("I", "i"), "name": "'药房' || i", "kind": "'pharmacy'"}),
        "drugs": (DRUGS, {"drug_id": ident("G", "i"), "generic_name": "'药' || i"}),
        "settlements": (
            PAYMENTS,
            {
                "settlement_id": ident("S", "i", 12),
                "card_id": ident("C", payer),
                "person_id": ident("P", payer),
                "institution_id": ident("I", pick(2, str(PLACES))),
                "settled_at": "TIMESTAMP '2025-01-01' + to_seconds((hash(i) % 31500000)::BIGINT)",
                "total_amount": "(hash(i) % 40000) / 100.0",
                "fund_amount": "(hash(i) % 20000) / 100.0",
                "terminal_id": "'T' || (i % 3)",
                "operator_id": "'O' || (i % 5)",
            },
        ),
        "lines": (
            LINES,
            {
                "line_id": ident("L", "i", 12),
                "settlement_id": ident("S", f"i % {PAYMENTS}", 12),
                "drug_id": ident("G", pick(3, str(DRUGS))),
                "quantity": "1 + i % 5",
                "amount": "(1 + i % 5) * 10",
            },
        ),
        "scans": (LINES, {"trace_code": "'8' || lpad(i::VARCHAR, 19, '0')", "line_id": ident("L", "i", 12)}),
    }


def ring() -> dict[str, Any]:
    """The ring as detection would write it."""

    def named(prefix: str, count: int) -> list[str]:
        return [f"{prefix}{number:08d}" for number in range(count)]

    share = LINES // PAIRS
    people = named("P", PEOPLE)
    signals = [
        {
            "signal": "co_swipe",
            "statement": f"{people[at % PEOPLE]} and {people[(at * 7 + 1) % PEOPLE]} paid within 10 minutes of each "
            f"other on {share} days at 20 place(s); chance would give 0.92",
            "p_value": 1e-9,
            "weight": 0.8,
            "line_ids": [f"L{line:012d}" for line in range(at * share, (at + 1) * share)],
            "entities": [people[at % PEOPLE], people[(at * 7 + 1) % PEOPLE]],
        }
        for at in range(PAIRS)
    ]
    members = [
        *({"kind": "person", "id": one, "role": "lender", "weight": 0.9} for one in people),
        *({"kind": "institution", "id": one, "role": "sink_shop", "weight": 0.5} for one in named("I", PLACES)),
        *({"kind": "drug", "id": one, "role": "drug_collected", "weight": 0.5} for one in named("G", DRUGS)),
    ]
    return {
        "ring_id": RING, "pattern": "card_lending", "variant": "co_swipe", "score": 0.97, "level": "red",
        "first_seen": "2025-01-01", "last_seen": "2025-12-31", "loss_amount": 1e7, "members": members,
        "signals": signals, "legal_basis": ["Order 735, art. 41"],
        "innocent_explanations": [{"explanation": "household", "verdict": "ruled_out", "why": "no shared household"}],
    }  # fmt: skip


def make(folder: Path) -> Workspace:
    """A workspace whose one run found the ring."""
    workspace = Workspace.open(folder)
    with workspace.writing(), making(workspace.snapshots) as made, workspace.connect() as connection:
        for name, (rows, columns) in tables().items():
            write_table(connection, name, rows, columns, made / "tables" / name / "part.parquet")
        (made / "manifest.json").write_text(json.dumps({"sources": [], "tables": {}}), encoding="utf-8")
        snapshot = workspace.publish(made, "large")
    run = snapshot.runs / "r1"
    run.mkdir(parents=True)
    told = {"run": "r1", "generated_at": "2026-04-01T00:00:00", "settings": {}, "snapshot": "large"}
    document = told | {"rings": [ring()], "alerts": [], "skipped": []}
    (run / "rings.json").write_text(json.dumps(document), encoding="utf-8")
    (run / "run.json").write_text(json.dumps(told | {"findings": {}, "groups": 1, "seconds": {}}), encoding="utf-8")
    (snapshot.path / "current_run").write_text("r1", encoding="utf-8")
    return workspace


def measured(workspace: Workspace, out: Path) -> dict[str, Any]:
    """The export, then the verification of what it made, each a process of its own."""
    command = [str(RINGTRACE), "-w", str(workspace.path), "--json"]
    made = run_measured([*command, "export", RING, "--out", str(out), "--why", "a measurement"])
    checked = run_measured([*command, "verify", str(out)])
    return made.figures | {
        "bytes": json.loads(made.output)["bytes"],
        "members": PEOPLE + PLACES + DRUGS,
        "lines": LINES,
        "verify": checked.figures,
    }


def profile(workspace: Workspace, out: Path) -> None:
    """Where the time of an export goes."""
    from evidence.bundle import export_ring
    from evidence.options import Options

    watched = cProfile.Profile()
    watched.runcall(export_ring, workspace, RING, out, Options(why="a measurement"))
    pstats.Stats(watched).sort_stats("cumulative").print_stats(45)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the export of a large ring; write docs/benchmarks.md.")
    parser.add_argument("--profile", action="store_true", help="print where the time goes, and write nothing")
    parser.add_argument("--keep", type=Path, help="folder of the workspace, made where it is not there, and kept")
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="ringtrace-large-"))
    try:
        made = (folder / "w" / "current").is_file()
        workspace = Workspace.open(folder / "w") if made else make(folder / "w")
        out = folder / f"ring-{os.getpid()}.zip"
        if given.profile:
            profile(workspace, out)
        else:
            taken = measured(workspace, out) | {"date": machine.today()}
            figures: Figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
            figures["export large"] = taken
            FIGURES.parent.mkdir(parents=True, exist_ok=True)
            FIGURES.write_text(json.dumps(figures, indent=1), encoding="utf-8")
            print(json.dumps(taken))
            PAGE.write_text(page(figures, machine.described()), encoding="utf-8")
        out.unlink()
    finally:
        if not given.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()

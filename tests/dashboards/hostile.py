"""A city whose names mean harm: markup, formulas, marks that turn the reading order, links, 300 characters."""

import csv
from itertools import cycle

from detection.run import detect
from graph.build import build
from loaders.load import load
from simulation.generate import generate_city
from workspace.settings import Settings
from workspace.snapshots import Workspace

NAMES = (
    "<img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "\u202egnp.exe \u2066王\u2069",
    "[go](http://evil.example) www.evil.example a@evil.example",
    "</script><script>alert(1)</script>",
    "**粗** :red[x] $a$ `b` ![](http://evil.example/x.png)",
    "药" * 300,
)
_NAMED = {
    "persons": "name",
    "institutions": "name",
    "doctors": "name",
    "suppliers": "name",
    "drugs": "generic_name",
    "batches": "lot_number",
}


def hostile_city(folder):
    """A workspace of a city of 1,000 people, searched, in which every name is one of `NAMES`."""
    source = generate_city(folder / "city", persons=1_000, months=2, seed=7, level="easy", file_type="csv")
    for table, column in _NAMED.items():
        file = source / f"{table}.csv"
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            writer.writerows(row | {column: name} for row, name in zip(rows, cycle(NAMES), strict=False))
    workspace = Workspace(folder / "w", Settings(threads=1, memory_limit_gb=1.0))
    load(workspace, [source])
    build(workspace)
    detect(workspace)
    return workspace

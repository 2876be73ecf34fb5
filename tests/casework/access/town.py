"""A town in two regions with a ring and an alert in each, built, and people of every role who work in one of them."""

import csv
import json

from graph.build import build
from loaders.load import load
from workspace.settings import Settings
from workspace.snapshots import Workspace

OWN, FAR = "310104", "330106"
TABLES = {
    "persons": [
        {"person_id": key, "name": name, "region_code": region, "phone": phone, "id_number": f"3101{key}"}
        for key, name, region, phone in (
            ("P1", "王小明", OWN, "13800000001"),
            ("P2", "李雷", OWN, "13800000001"),
            ("P3", "韩梅梅", FAR, "13900000003"),
            ("P4", "赵四", FAR, "13900000003"),
        )
    ],
    "cards": [{"card_id": f"C{n}", "person_id": f"P{n}"} for n in (1, 2, 3, 4)],
    "institutions": [
        {"institution_id": "I1", "name": "近药店", "kind": "pharmacy", "region_code": OWN},
        {"institution_id": "I2", "name": "远药店", "kind": "pharmacy", "region_code": FAR},
    ],
    "drugs": [{"drug_id": "D1", "generic_name": "阿托伐他汀"}],
    "settlements": [
        {
            "settlement_id": f"S{n}",
            "card_id": f"C{n % 4 + 1}",
            "person_id": f"P{n % 4 + 1}",
            "institution_id": "I1" if n % 4 < 2 else "I2",
            "settled_at": f"2026-03-{n + 1:02}T09:30:00",
        }
        for n in range(16)
    ],
    "lines": [
        {"line_id": f"L{n}", "settlement_id": f"S{n}", "drug_id": "D1", "quantity": 2, "amount": 81.5}
        for n in range(16)
    ],
}


def ring(ring_id, people, place, lines):
    return {
        "ring_id": ring_id,
        "pattern": "card_lending",
        "variant": "co_swipe",
        "score": 0.97,
        "level": "red",
        "first_seen": "2026-03-01",
        "last_seen": "2026-03-16",
        "loss_amount": 500.0,
        "members": [
            *({"kind": "person", "id": one, "role": "lender", "weight": 0.9} for one in people),
            {"kind": "institution", "id": place, "role": "sink_shop", "weight": 0.5},
        ],
        "signals": [
            {
                "signal": "co_swipe",
                "statement": f"{people[0]} and {people[1]} paid within 5 minutes of each other on 12 days",
                "p_value": 1e-9,
                "weight": 0.8,
                "line_ids": lines,
                "entities": list(people),
            }
        ],
        "innocent_explanations": [{"explanation": "household", "verdict": "ruled_out", "why": "no shared household"}],
        "legal_basis": ["Order 735, art. 41"],
    }


def alert(alert_id, person, line):
    told = {"alert_id": alert_id, "signal": "beyond_need", "person_id": person, "card_id": f"C{person[1:]}"}
    return told | {"statement": f"{person} collected 9 packs", "score": 0.9, "line_ids": [line]}


DOCUMENT = {
    "run": "r1",
    "generated_at": "2026-04-01T00:00:00",
    "settings": {},
    "rings": [
        ring("R-OWN1", ("P1", "P2"), "I1", ["L0", "L1", "L4", "L5"]),
        ring("R-FAR1", ("P3", "P4"), "I2", ["L2", "L3", "L6", "L7"]),
    ],
    "alerts": [alert("A-OWN1", "P1", "L0"), alert("A-FAR1", "P3", "L2")],
    "skipped": [],
}
# By region: the ring, a person, a place, the alert.
HERE = {"own": ("R-OWN1", "P1", "I1", "A-OWN1"), "foreign": ("R-FAR1", "P3", "I2", "A-FAR1")}


def make_town(folder):
    """The town's workspace, loaded, searched by hand, built."""
    source = folder / "records"
    source.mkdir(parents=True)
    for name, rows in TABLES.items():
        with (source / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    workspace = Workspace(folder / "w", Settings(threads=1, memory_limit_gb=1.0))
    load(workspace, [source])
    snapshot = workspace.require_current()
    run = snapshot.runs / "r1"
    run.mkdir(parents=True)
    (run / "rings.json").write_text(json.dumps(DOCUMENT | {"snapshot": snapshot.id}), encoding="utf-8")
    told = {"run": "r1", "generated_at": "2026-04-01", "findings": {}, "groups": 2, "seconds": {}}
    (run / "run.json").write_text(json.dumps(told), encoding="utf-8")
    (snapshot.path / "current_run").write_text("r1", encoding="utf-8")
    build(workspace)
    return workspace

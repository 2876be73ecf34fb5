"""truth.json: who did what, in the ids of the tables."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from simulation.city import DAY, City
from simulation.ledger import Ledger
from simulation.prices import Bills
from simulation.randomness import Array
from simulation.scene import Innocents, Ring
from simulation.stock import undone_settlements
from simulation.writer import Keys


def write_truth(
    path: Path,
    city: City,
    ledger: Ledger,
    bills: Bills,
    keys: Keys,
    level: str,
    rings: list[Ring],
    groups: list[Innocents],
    single_lenders: Array,
) -> None:
    """Write the truth of a city as `docs/data-format.md` has it; `single_lenders` are in no ring."""
    kept = ~undone_settlements(ledger)
    lenders = np.unique(np.concatenate([single_lenders, *(ring.lenders for ring in rings)])).astype(np.int64)
    truth = {
        "seed": city.seed,
        "level": level,
        "rings": [_ring(city, ledger, bills, keys, ring, kept) for ring in rings],
        "innocent": [
            {
                "kind": group.kind,
                "persons": keys.person.of(np.sort(group.persons)).to_pylist(),
                "shop": keys.institution.of(np.array([group.shop])).to_pylist()[0] or "",
            }
            for group in groups
        ],
        "lenders": keys.person.of(lenders).to_pylist(),
    }
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _ring(city: City, ledger: Ledger, bills: Bills, keys: Keys, ring: Ring, kept: Array) -> dict[str, Any]:
    lines = np.unique(ring.false_lines)
    lines = lines[keys.line_rank[lines] >= 0]
    settlement = ledger.lines["settlement"][lines]
    day = ledger.settlements["time"][settlement] // DAY
    month = np.searchsorted(city.month_first, [day.min(), day.max()], side="right") - 1 if len(day) else [0, 0]
    paid = (bills.fund + bills.account)[settlement] / np.maximum(bills.total[settlement], 1)
    loss = float((bills.amount[lines] * paid * kept[settlement]).sum() / 100)
    return {
        "pattern": ring.pattern,
        "variant": ring.variant,
        "persons": keys.person.of(np.unique(ring.persons)).to_pylist(),
        "organizer": keys.person.of(np.unique(ring.organizer)).to_pylist(),
        "institutions": keys.institution.of(np.unique(ring.institutions)).to_pylist(),
        "doctors": keys.doctor.of(np.unique(ring.doctors)).to_pylist(),
        "drugs": keys.drug.of(np.unique(ledger.lines["drug"][lines])).to_pylist(),
        "false_lines": keys.line.of(keys.line_rank[lines]).to_pylist(),
        "loss": round(loss, 2),
        "start_month": int(month[0]),
        "end_month": int(month[1]),
    }

"""What other published methods name on the same cities: people named rightly, and people of rings named.

Each method ranks or picks people from the tables alone; where it ranks, as many are taken as the truth holds, which no
user could know: it is shown at its best. `fraudar` is Hooi et al. 2016, doi:10.1145/2939672.2939747, on people by
(place, drug), edges weighed down by how common the (place, drug) is; `isolation_forest` is Liu et al. 2008,
doi:10.1109/ICDM.2008.17, on what each person bought in all.
"""

import heapq
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.ensemble import IsolationForest

from benchmarks import baselines

BLOCKS = 30  # dense blocks that FRAUDAR takes one after the other
_BOUGHT = """
SELECT person_id, institution_id, drug_id, count(*) AS lines, sum(quantity) AS packs, sum(amount) AS amount
FROM lines JOIN kept USING (settlement_id) GROUP BY ALL ORDER BY ALL
"""
_FEATURES = """
WITH visits AS (
    SELECT person_id, count(*) AS visits, count(DISTINCT institution_id) AS places,
        count(DISTINCT settled_at::DATE) AS days, stddev_pop(hour(settled_at)) AS hours FROM kept GROUP BY ALL
),
goods AS (
    SELECT person_id, count(*) AS lines, count(DISTINCT drug_id) AS drugs, sum(amount) AS amount,
        sum(quantity) AS packs, max(amount) AS dearest, sum(days_supply) AS supply
    FROM lines JOIN kept USING (settlement_id) GROUP BY ALL
)
SELECT * FROM visits JOIN goods USING (person_id) ORDER BY person_id
"""


def opinions(city: Path) -> dict[str, dict[str, list[int]]]:
    """By method, person_precision and person_recall as [part, whole]."""
    truth = json.loads((city / "truth.json").read_text(encoding="utf-8"))
    guilty = {person for ring in truth["rings"] for person in ring["persons"]}
    named: dict[str, set[str]] = {name: set().union(*baseline(city)) for name, baseline in baselines.BASELINES.items()}
    named |= {name: method(city, len(guilty)) for name, method in METHODS.items()}
    return {
        name: {
            "person_precision": [len(people & guilty), len(people)],
            "person_recall": [len(people & guilty), len(guilty)],
        }
        for name, people in named.items()
    }


def isolation_forest(city: Path, wanted: int) -> set[str]:
    """The people whom the forest isolates soonest."""
    with baselines.opened(city) as engine:
        features = engine.execute(_FEATURES).df().set_index("person_id")
    values = np.log1p(features.astype("float64").fillna(0.0).clip(lower=0.0))
    scored = IsolationForest(n_estimators=200, random_state=0).fit(values).score_samples(values)
    return set(pd.Series(scored, index=features.index).nsmallest(wanted, keep="first").index)


def fraudar(city: Path, wanted: int) -> set[str]:
    """The people of the densest blocks, block after block, until there are as many as wanted."""
    with baselines.opened(city) as engine:
        bought = engine.execute(_BOUGHT).df()
    people, person = np.unique(bought["person_id"], return_inverse=True)
    cells, cell = np.unique(bought["institution_id"] + " " + bought["drug_id"], return_inverse=True)
    weight = bought["packs"].to_numpy(dtype=np.float64).clip(0.0) / np.log(np.bincount(cell)[cell] + 5.0)
    named: set[str] = set()
    left = np.ones(len(weight), dtype=bool)
    for _ in range(BLOCKS):
        if len(named) >= wanted or not left.any():
            break
        block, rows = _densest(person[left], cell[left], weight[left], len(people), len(cells))
        named |= set(people[block])
        left[np.flatnonzero(left)[rows]] = False
    return named


Numbers = npt.NDArray[np.int64]


def _densest(
    person: Numbers, cell: Numbers, weight: npt.NDArray[np.float64], people: int, cells: int
) -> tuple[Numbers, Numbers]:
    """People of the densest block (weight a node), and the rows of its edges; greedy peeling."""
    ends = np.concatenate([person, people + cell])
    order = np.argsort(ends, kind="stable")
    starts = np.searchsorted(ends[order], np.arange(people + cells + 1)).tolist()
    edges = (order % len(person)).tolist()
    worth = np.bincount(ends, np.concatenate([weight, weight]), people + cells)
    heap = [(value, node) for node, value in enumerate(worth.tolist()) if value > 0]
    heapq.heapify(heap)
    values, total, count = worth.tolist(), float(weight.sum()), len(heap)
    other, weights = (person.tolist(), (people + cell).tolist()), weight.tolist()
    gone, alive, best, removed, kept = set(), [True] * len(weights), total / max(count, 1), [], 0
    while heap:
        value, node = heapq.heappop(heap)
        if node in gone or value > values[node] + 1e-9:
            continue
        gone.add(node)
        removed.append(node)
        total, count = total - values[node], count - 1
        for edge in edges[starts[node] : starts[node + 1]]:
            if alive[edge]:
                alive[edge] = False
                far = other[1][edge] if node < people else other[0][edge]
                values[far] -= weights[edge]
                heapq.heappush(heap, (values[far], far))
        if count and total / count > best:
            best, kept = total / count, len(removed)
    block = set(removed[kept:])
    rows = np.flatnonzero([p in block and c in block for p, c in zip(*other, strict=True)])
    return np.array(sorted(node for node in block if node < people), dtype=np.int64), rows


METHODS: dict[str, Callable[[Path, int], set[str]]] = {"isolation_forest": isolation_forest, "fraudar": fraudar}

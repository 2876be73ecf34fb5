"""Two plain baselines that a hard city must defeat, else it is too soft.

`co_swipe`: people who paid within ten minutes of each other at one place on three days or more, joined, Leiden.
`co_swipe_codes_stock`: the same, and people joined by a trace code that was settled twice, and people who
bought repeatedly what their shop sold more of than it ever bought.

`python -m benchmarks.baselines FOLDER…` judges both on folders that `ringtrace generate` wrote;
`python -m benchmarks.baselines --level hard --seed 1 --persons 20000 --months 12` makes the city first.
"""

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import igraph
import leidenalg
import pandas as pd

from simulation.evaluate import Evaluation, evaluate
from simulation.generate import generate_city
from simulation.hiding import LEVELS

WINDOW_MINUTES = 10
DAYS = 3
SMALLEST = 3  # people in a community that is reported
MOST_PER_CODE = 10  # people; codes of more are those of whole cases
OVERSOLD_PACKS, OVERSOLD_SHARE = 3, 0.05
TABLES = ("settlements", "lines", "scans", "stock_moves", "batches")

# Bills of the same or the next slot of ten minutes are candidates, so the join is on equal keys.
_CO_SWIPE = """
WITH slots AS (SELECT *, epoch(settled_at)::BIGINT // ($minutes * 60) AS slot FROM kept),
pairs AS (
    SELECT a.person_id AS x, b.person_id AS y, a.settled_at::DATE AS day
    FROM slots a JOIN (SELECT *, unnest([slot, slot - 1]) AS earlier FROM slots) b
        ON a.institution_id = b.institution_id AND a.slot = b.earlier
    WHERE a.person_id <> b.person_id AND abs(epoch(b.settled_at) - epoch(a.settled_at)) <= $minutes * 60
)
SELECT least(x, y) AS one, greatest(x, y) AS other, count(DISTINCT day)::DOUBLE AS weight
FROM pairs GROUP BY ALL HAVING count(DISTINCT day) >= $days
"""
_CODES_TWICE = """
WITH seen AS (
    SELECT DISTINCT trace_code, person_id FROM scans JOIN lines USING (line_id) JOIN kept USING (settlement_id)
    QUALIFY count(*) OVER (PARTITION BY trace_code) BETWEEN 2 AND $most
)
SELECT a.person_id AS one, b.person_id AS other, count(*)::DOUBLE AS weight
FROM seen a JOIN seen b ON a.trace_code = b.trace_code AND a.person_id < b.person_id
GROUP BY ALL
"""
_OVERSOLD = """
WITH bought AS (
    SELECT institution_id, drug_id, sum(quantity * CASE
        WHEN kind IN ('opening', 'purchase', 'transfer_in') THEN 1
        WHEN kind IN ('purchase_return', 'transfer_out', 'self_pay_sale', 'damage') THEN -1 ELSE 0 END) AS packs
    FROM stock_moves JOIN batches USING (batch_id) GROUP BY ALL
),
sales AS (SELECT * FROM kept JOIN lines USING (settlement_id) WHERE NOT coalesce(split_pack, false)),
sold AS (SELECT institution_id, drug_id, sum(quantity) AS packs FROM sales GROUP BY ALL),
over AS (
    SELECT institution_id, drug_id FROM sold LEFT JOIN bought USING (institution_id, drug_id)
    WHERE sold.packs - coalesce(bought.packs, 0) >= greatest($packs, $share * sold.packs)
),
buyers AS (
    SELECT institution_id, drug_id, person_id FROM sales SEMI JOIN over USING (institution_id, drug_id)
    GROUP BY ALL HAVING count(DISTINCT settlement_id) >= 3
)
SELECT a.person_id AS one, b.person_id AS other, count(*)::DOUBLE AS weight
FROM buyers a JOIN buyers b USING (institution_id, drug_id) WHERE a.person_id < b.person_id
GROUP BY ALL
"""


def co_swipe(city: Path) -> list[set[str]]:
    """Baseline (a): communities of people (ids) who swiped together."""
    with opened(city) as engine:
        return _communities(_pairs_together(engine))


def co_swipe_codes_stock(city: Path) -> list[set[str]]:
    """Baseline (b): communities of people (ids) who swiped together, shared codes, or bought what was oversold."""
    with opened(city) as engine:
        codes = engine.execute(_CODES_TWICE, {"most": MOST_PER_CODE}).df()
        oversold = engine.execute(_OVERSOLD, {"packs": OVERSOLD_PACKS, "share": OVERSOLD_SHARE}).df()
        pairs = pd.concat([_pairs_together(engine), codes, oversold])
    return _communities(pairs.groupby(["one", "other"], as_index=False)["weight"].sum())


BASELINES = {"co_swipe": co_swipe, "co_swipe_codes_stock": co_swipe_codes_stock}


def opened(city: Path) -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect()
    for table in TABLES:
        file = next(city.glob(f"{table}.*"))
        engine.execute(f"CREATE VIEW {table} AS SELECT * FROM '{file}'")
    engine.execute(
        "CREATE TABLE kept AS SELECT settlement_id, person_id, institution_id, settled_at FROM settlements "
        "WHERE reverses IS NULL AND settlement_id NOT IN (SELECT reverses FROM settlements WHERE reverses IS NOT NULL)"
    )
    return engine


def _pairs_together(engine: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return engine.execute(_CO_SWIPE, {"minutes": WINDOW_MINUTES, "days": DAYS}).df()


def _communities(pairs: pd.DataFrame) -> list[set[str]]:
    """Leiden (Traag 2019) by modularity on the weighted graph of pairs, seed 0."""
    if not len(pairs):
        return []
    ordered = pairs.sort_values(["one", "other"])
    graph = igraph.Graph.TupleList(ordered.itertuples(index=False), weights=True)
    found = leidenalg.find_partition(graph, leidenalg.ModularityVertexPartition, weights="weight", seed=0)
    names = graph.vs["name"]
    return [{names[vertex] for vertex in group} for group in found if len(group) >= SMALLEST]


def judge(communities: list[set[str]], city: Path) -> Evaluation:
    """The communities as red rings against the city's truth; each is given the pattern that suits it best."""
    truth = json.loads((city / "truth.json").read_text(encoding="utf-8"))
    rings = [
        {
            "level": "red",
            "pattern": _kindest_pattern(group, truth["rings"]),
            "members": [{"kind": "person", "id": person} for person in sorted(group)],
        }
        for group in communities
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rings.json"
        file.write_text(json.dumps({"rings": rings}), encoding="utf-8")
        return evaluate(file, city / "truth.json")


def _kindest_pattern(group: set[str], true_rings: list[dict[str, Any]]) -> str:
    shared = Counter({number: len(group & set(ring["persons"])) for number, ring in enumerate(true_rings)})
    return str(true_rings[shared.most_common(1)[0][0]]["pattern"]) if true_rings else ""


def report(city: Path) -> None:
    """Print both baselines' figures on a city."""
    for name, baseline in BASELINES.items():
        result = judge(baseline(city), city)
        print(
            f"{city.name:24} {name:22} reported {result.reported:4}  ring precision {result.ring_precision:.2f}  "
            f"ring recall {result.ring_recall:.2f}  of {result.true} rings"
        )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Judge two plain baselines on synthetic cities.")
    parser.add_argument("cities", nargs="*", type=Path, help="folders that ringtrace generate wrote")
    parser.add_argument("--level", choices=LEVELS, default="hard")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--months", type=int, default=12)
    given = parser.parse_args()
    for city in given.cities:
        report(city)
    if not given.cities:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / f"{given.level}-{given.persons}-{given.seed}"
            report(
                generate_city(
                    out,
                    persons=given.persons,
                    months=given.months,
                    seed=given.seed,
                    level=given.level,
                    file_type="parquet",
                )
            )


if __name__ == "__main__":
    main()

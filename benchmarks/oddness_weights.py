"""Fit the weights of `detection.oddness` on cities whose false lines are known, and judge each fit on all of them.

Usage: python -m benchmarks.oddness_weights WORKSPACE=CITY WORKSPACE=CITY …
A workspace holds the loaded city; the city's folder holds its truth.json. Prints the weights fitted on each city and on
all together, where cities and their false and honest lines are alike in weight, and the area under the ROC curve on
every city.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from detection.engines import duckdb_engine
from detection.oddness import WEIGHTS, purchase_features
from workspace.snapshots import Workspace

EACH = 100_000.0  # what the false lines of a city weigh, and its honest ones
KEYS = ["person", "place", "drug"]


def labelled(workspace: Path, city: Path) -> pd.DataFrame:
    """The features of every purchase; lines, and how many of them are false."""
    opened = Workspace.open(workspace)
    truth = json.loads((city / "truth.json").read_text(encoding="utf-8"))
    false = pd.DataFrame({"line_id": sorted({line for ring in truth["rings"] for line in ring["false_lines"]})})
    with duckdb_engine(opened, opened.require_current()) as engine:
        features = purchase_features(engine.tables).to_pandas()
        loaded = engine.load(false)
        lines = loaded.select(line=engine.tables.number(loaded.line_id))
        sold = engine.tables.sold.select("line", *KEYS).semi_join(lines, "line").to_pandas()
    rows: pd.DataFrame = features.merge(sold.groupby(KEYS).size().rename("false").reset_index(), on=KEYS, how="left")
    rows["false"] = rows["false"].fillna(0)
    return rows


def main(pairs: list[str]) -> None:
    """Fit on each city and on all together, judge on all."""
    cities = {pair: _doubled(labelled(*map(Path, pair.split("=", 1)))) for pair in pairs}
    fits = {name: [city] for name, city in cities.items()} | {"all together": list(cities.values())}
    for name, fitted in fits.items():
        values, labels, counts = (np.concatenate(part) for part in zip(*fitted, strict=True))
        model = LogisticRegression(max_iter=3000).fit(values, labels, counts)
        weights = dict(zip(WEIGHTS, model.coef_[0].round(2).tolist(), strict=True))
        print(name, weights, f"constant {model.intercept_[0]:.2f}")
        for other, (values, labels, counts) in cities.items():
            area = roc_auc_score(labels, model.decision_function(values), sample_weight=counts)
            print(f"    on {other}: {area:.3f}")


def _doubled(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each purchase as false and as honest, weighed by its lines of either kind; the kinds are alike in weight.

    So the constant that is fitted needs no correction for how rare false lines are.
    """
    values = rows[list(WEIGHTS)].to_numpy()
    labels = np.repeat([1, 0], len(rows))
    counts = [rows["false"].to_numpy(dtype=float), (rows["lines"] - rows["false"]).to_numpy(dtype=float)]
    return np.vstack([values, values]), labels, np.concatenate([EACH * part / part.sum() for part in counts])


if __name__ == "__main__":
    main(sys.argv[1:])

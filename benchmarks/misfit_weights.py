"""Fit the weights of `detection.misfit` on cities whose false lines are known, and judge the fit on others.

Usage: python -m benchmarks.misfit_weights WORKSPACE=CITY … [--judge WORKSPACE=CITY …]
A workspace holds the loaded city; the city's folder holds its truth.json. Fits on the first cities together, prints
weights, NINE and SPREAD, and on every city the share of guilty pairs (person and shop) in its top 0.5 % of pairs.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from detection.engines import duckdb_engine
from detection.misfit import WEIGHTS, customer_features
from workspace.snapshots import Workspace

FEWEST_FALSE = 3  # false lines of a person at a shop that runs a ring by itself from which the pair counts as guilty
REGULARISATION = 0.05  # inverse strength, as scikit-learn's C


def labelled(workspace: Path, city: Path) -> pd.DataFrame:
    """The features of every person and shop, logarithmic and standardised; `guilty`, and rows of doubt left out."""
    opened = Workspace.open(workspace)
    truth = json.loads((city / "truth.json").read_text(encoding="utf-8"))
    false = pd.DataFrame(
        [(line, len(ring["institutions"]) == 1) for ring in truth["rings"] for line in ring["false_lines"]],
        columns=["line_id", "centred"],
    ).drop_duplicates("line_id")
    with duckdb_engine(opened, opened.require_current()) as engine:
        tables = engine.tables
        rows = customer_features(tables).to_pandas()
        lines = tables.source["lines"].select("line_id", line=tables.number(tables.source["lines"].line_id))
        lines = lines.join(engine.load(false), "line_id").join(tables.sold, "line")
        hits = lines.group_by("person", "place").aggregate(
            false=lines.count(), centred=lines.centred.cast("int32").sum()
        )
        rows = rows.merge(hits.to_pandas(), on=["person", "place"], how="left").fillna({"false": 0, "centred": 0})
    names = list(WEIGHTS)
    rows[names] = np.log1p(rows[names].astype(float))
    rows[names] = ((rows[names] - rows[names].mean()) / rows[names].std()).fillna(0.0)
    rows["guilty"] = rows["centred"] >= FEWEST_FALSE
    kept: pd.DataFrame = rows[(rows["false"] == 0) | rows["guilty"]]
    return kept


def main(arguments: list[str]) -> None:
    """Fit on the first cities, judge on all."""
    split = arguments.index("--judge") if "--judge" in arguments else len(arguments)
    cities = {pair: labelled(*map(Path, pair.split("=", 1))) for pair in arguments if pair != "--judge"}
    fitted = pd.concat([cities[pair] for pair in arguments[:split]])
    names = list(WEIGHTS)
    model = LogisticRegression(max_iter=800, C=REGULARISATION).fit(fitted[names].to_numpy(), fitted["guilty"])
    print({name: round(float(weight), 2) for name, weight in zip(names, model.coef_[0], strict=True)})
    above = np.concatenate([_above(model, cities[pair][names].to_numpy()) for pair in arguments[:split]])
    level = LogisticRegression(max_iter=800).fit(above[:, None], fitted["guilty"])
    print(f"NINE {level.intercept_[0]:.2f} SPREAD {level.coef_[0][0]:.2f}")
    for pair, rows in cities.items():
        rank = pd.Series(_above(model, rows[names].to_numpy())).rank(pct=True).to_numpy()
        guilty = rows["guilty"].to_numpy()
        print(pair, f"{(rank[guilty] > 0.995).mean() if guilty.any() else 0:.2f} of {guilty.sum()} in the top 0.5 %")


def _above(model: LogisticRegression, values: np.ndarray) -> np.ndarray:
    total = values @ model.coef_[0]
    half, nine = np.quantile(total, [0.5, 0.9])
    above: np.ndarray = (total - nine) / (nine - half)
    return above


if __name__ == "__main__":
    main(sys.argv[1:])

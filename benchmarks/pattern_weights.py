"""Fit the weights of `detection.pattern` on groups found in cities whose rings are known, and judge each fit on others.

Usage: python -m benchmarks.pattern_weights NAME WORKSPACE=CITY … [NAME WORKSPACE=CITY …]
A workspace holds the loaded city; the city's folder holds its truth.json; NAME tells who made the cities that follow.
Prints the weights fitted on all makers alike, and how many groups of each maker a fit on the others tells rightly.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from detection.clock import Clock
from detection.drafting import drafts
from detection.engines import duckdb_engine
from detection.facts import gather
from detection.pattern import COUNTER, RESALE, resale_features
from detection.searching import groups_of
from detection.signal import all_signals, validate
from detection.trail import trail
from workspace.snapshots import Workspace

REGULARISATION = 0.5  # inverse strength, as scikit-learn's C


def labelled(workspace: Path, city: Path) -> pd.DataFrame:
    """The features of every group at several places that holds mostly people of one ring; `resale`."""
    opened = Workspace.open(workspace)
    rings = json.loads((city / "truth.json").read_text(encoding="utf-8"))["rings"]
    rows = []
    with duckdb_engine(opened, opened.require_current()) as engine:
        tables, settings = engine.tables, opened.settings
        known = [signal for signal in all_signals() if not tables.missing(signal.needs)]
        findings = [validate(signal, tables, settings) for signal in known]
        groups = groups_of(findings, engine, settings, Clock(lambda *_: None))
        for draft in drafts(groups, findings, gather(groups, set(), tables)):
            people = set(draft.people["person_id"])
            ring = max(rings, key=lambda one: len(people & set(one["persons"])))
            if len(people & set(ring["persons"])) < len(people) / 2 or draft.proof.empty:
                continue
            seen = trail(draft)
            if seen.places >= COUNTER and ring["pattern"] != "shop_collusion":
                rows.append({**resale_features(seen), "resale": ring["pattern"] == "resale"})
    return pd.DataFrame(rows)


def main(arguments: list[str]) -> None:
    """Fit on all but one maker, judge on that one; then fit on all."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for argument in arguments:
        if "=" not in argument:
            parts[argument] = maker = []
        else:
            workspace, city = argument.split("=", 1)
            maker.append(labelled(Path(workspace), Path(city)))
    found = {name: pd.concat(frames) for name, frames in parts.items()}
    for name, rows in found.items():
        others = [frame for other, frame in found.items() if other != name]
        if others:
            weights, constant = _fitted(others)
            right = (rows[list(RESALE)] @ weights + constant > 0) == rows["resale"]
            print(
                name, right.groupby(rows["resale"]).mean().round(2).to_dict(), f"of {len(rows)} by a fit on the others"
            )
    weights, constant = _fitted(list(found.values()))
    print(weights.round(1).to_dict(), f"constant {constant:.1f}")


def _fitted(makers: list[pd.DataFrame]) -> "tuple[pd.Series[float], float]":
    """Weights and constant, by all makers and lent and resold of each alike, of features brought to one spread."""
    rows = pd.concat(frame.assign(maker=number) for number, frame in enumerate(makers))
    sizes = rows.groupby(["maker", "resale"])["resale"].transform("size").to_numpy()
    weight = 1.0 / sizes / np.mean(1.0 / sizes)
    values = rows[list(RESALE)]
    model = LogisticRegression(C=REGULARISATION, max_iter=3000).fit(values / values.std(), rows["resale"], weight)
    return pd.Series(model.coef_[0], RESALE.keys()) / values.std(), float(model.intercept_[0])


if __name__ == "__main__":
    main(sys.argv[1:])

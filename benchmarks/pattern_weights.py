"""Fit the weights of `detection.pattern` on groups found in cities whose rings are known, and judge each fit on others.

Usage: python -m benchmarks.pattern_weights NAME WORKSPACE=CITY … [NAME WORKSPACE=CITY …]
A workspace holds the loaded city; the city's folder holds its truth.json; NAME tells who made the cities that follow.
Prints the weights of each question, fitted on all makers alike, and how many groups of each maker a fit on the others
tells rightly: resale or lending over several places, lending or collusion at one.
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
from detection.pattern import COUNTER, LENT, RESALE, lent_features, resale_features
from detection.searching import groups_of
from detection.signal import all_signals, validate
from detection.trail import trail
from workspace.snapshots import Workspace

QUESTIONS = {"resale": list(RESALE), "lent": list(LENT)}
REGULARISATION = {"resale": 0.5, "lent": 5.0}  # inverse strength, as scikit-learn's C


def labelled(workspace: Path, city: Path) -> pd.DataFrame:
    """The features of every group that holds mostly people of one ring, with `question` (resale, lent) and `answer`."""
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
                rows.append({"question": "resale", "answer": ring["pattern"] == "resale", **resale_features(seen)})
            elif seen.places < COUNTER and ring["pattern"] != "resale":
                rows.append({"question": "lent", "answer": ring["pattern"] == "card_lending", **lent_features(seen)})
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
    for question, names in QUESTIONS.items():
        _answer(question, names, {name: rows[rows["question"] == question] for name, rows in found.items()})


def _answer(question: str, names: list[str], found: dict[str, pd.DataFrame]) -> None:
    for name, rows in found.items():
        others = [frame for other, frame in found.items() if other != name]
        if others:
            weights, constant = _fitted(others, question, names)
            right = (rows[names] @ weights + constant > 0) == rows["answer"]
            told = right.groupby(rows["answer"]).mean().round(2).to_dict()
            print(question, name, told, f"of {len(rows)} by a fit on the others")
    weights, constant = _fitted(list(found.values()), question, names)
    print(question, weights.round(2).to_dict(), f"constant {constant:.2f}")


def _fitted(makers: list[pd.DataFrame], question: str, names: list[str]) -> "tuple[pd.Series[float], float]":
    """Weights and constant, by all makers alike, of features brought to one spread.

    Resold and lent groups weigh alike too; those that keep cards are the rarer, and stay so.
    """
    rows = pd.concat(frame.assign(maker=number) for number, frame in enumerate(makers))
    alike = ["maker", "answer"] if question == "resale" else ["maker"]
    sizes = rows.groupby(alike)["answer"].transform("size").to_numpy()
    weight = 1.0 / sizes / np.mean(1.0 / sizes)
    values = rows[names]
    model = LogisticRegression(C=REGULARISATION[question], max_iter=3000)
    model.fit(values / values.std(), rows["answer"].astype(bool), weight)
    return pd.Series(model.coef_[0], names) / values.std(), float(model.intercept_[0])


if __name__ == "__main__":
    main(sys.argv[1:])

"""Alerts: findings about one person that no ring holds."""

import hashlib
from collections.abc import Sequence
from typing import Any

import pandas as pd

from detection.facts import Facts
from detection.signal import Findings
from detection.statements import statement


def people_of_alerts(findings: Sequence[Findings]) -> set[int]:
    """Keys of the people whom a signal that alerts found something of."""
    return {int(person) for found in findings if found.signal.alerts for person in found.units["person"]}


def alerts(findings: Sequence[Findings], in_rings: set[int], facts: Facts) -> list[dict[str, Any]]:
    """One alert for each person and signal, the strongest first; people of red and yellow rings have none."""
    rows = []
    for found in findings:
        if not found.signal.alerts:
            continue
        units = found.units[~found.units["person"].isin(in_rings)]
        units = units.sort_values(["p_value", "finding"]).drop_duplicates("person")
        evidence = found.evidence[found.evidence["finding"].isin(units["finding"])]
        proof = evidence["line"].groupby(evidence["finding"]).indices
        for unit in units.to_dict("records"):
            words = {str(key): value for key, value in unit.items()}
            rows.append(_alert(found, words, evidence["line"].iloc[proof.get(unit["finding"], [])], facts))
    return sorted(rows, key=lambda row: (-row["score"], row["alert_id"]))


def _alert(found: Findings, unit: dict[str, Any], proof: "pd.Series[int]", facts: Facts) -> dict[str, Any]:
    person = facts.person_ids[int(unit["person"])]
    name = found.signal.name
    rows = facts.rows_of(proof)
    lines = sorted(zip(facts.line_ids[rows[rows >= 0]], facts.card_ids[rows[rows >= 0]], strict=True))
    used = [card for _, card in lines if card]
    digest = hashlib.sha256(f"{name},{person},{unit.get('drug', '')}".encode()).hexdigest()[:10]
    return {
        "alert_id": f"A-{digest}",
        "signal": name,
        "person_id": person,
        "card_id": str(used[0]) if used else "",
        "statement": statement(found.signal, unit, facts),
        "score": round(1.0 - float(unit["q_value"]), 4),
        "line_ids": [line for line, _ in lines],
    }

"""The loss that rings tell beside the true one."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from benchmarks.tables import table
from simulation.evaluate import JUDGED_LEVELS, belongs_to, persons_of

Figures = dict[str, Any]
ROUNDING = 1.001  # lines are told to the fen, and add up
NEAR = 1.25  # a told loss within this factor of the true one is near it


def losses(told: Figures, truth: Path) -> list[dict[str, float]]:
    """Of each true ring that a right ring was reported of: what its rings tell together, and the truth.

    told, low, high: sums over its right rings (yuan); true: the ring's whole loss; named: the part of it by the people
    whom these rings name.
    """
    true = json.loads(truth.read_text(encoding="utf-8"))["rings"]
    groups = [set(ring["persons"]) for ring in true]
    rings: dict[int, list[Figures]] = {}
    for ring in told["rings"]:
        home = belongs_to(persons_of(ring), groups) if ring["level"] in JUDGED_LEVELS else None
        if home is not None:
            rings.setdefault(home, []).append(ring)
    named = _named(truth.parent, [(true[home]["false_lines"], _people(parts)) for home, parts in rings.items()])
    return [
        {
            "told": sum(ring["loss_amount"] for ring in parts),
            "low": sum(ring["loss"]["low"] for ring in parts),
            "high": sum(ring["loss"]["high"] for ring in parts),
            "true": true[home]["loss"],
            "named": part,
        }
        for (home, parts), part in zip(rings.items(), named, strict=True)
    ]


def _people(rings: Sequence[Figures]) -> set[str]:
    return set().union(*map(persons_of, rings))


def _named(city: Path, rings: Sequence[tuple[list[str], set[str]]]) -> list[float]:
    """What insurance paid of the false lines of some people, for each ring's lines and people."""
    with duckdb.connect() as engine:
        for name in ("lines", "settlements"):
            [file] = [one for one in city.iterdir() if one.name.partition(".")[0] == name]
            engine.execute(f"CREATE VIEW {name} AS FROM '{file}'")
        query = """
            SELECT coalesce(sum(amount * (coalesce(fund_amount, 0) + coalesce(account_amount, 0)) / total_amount), 0)
            FROM lines JOIN settlements USING (settlement_id)
            WHERE total_amount > 0 AND line_id::VARCHAR IN (SELECT unnest(?::VARCHAR[]))
              AND person_id::VARCHAR IN (SELECT unnest(?::VARCHAR[]))
              AND settlement_id NOT IN (SELECT reverses FROM settlements WHERE reverses IS NOT NULL)
        """
        return [float(engine.execute(query, [lines, sorted(people)]).fetchall()[0][0]) for lines, people in rings]


def loss_part(figures: Mapping[str, Mapping[str, Figures]]) -> str:
    """The part of docs/quality.md about the loss: of the cities by level, or else of the last month of the replayed."""
    taken = [(one["city"], one["ours"]["losses"]) for one in figures.get("levels", {}).values() if _has(one, "ours")]
    if not taken:
        replayed = figures.get("replay", {}).values()
        taken = [(one["city"], one["replay"]["losses"]) for one in replayed if _has(one, "replay")]
    rows = []
    for level in dict.fromkeys(city["level"] for city, _ in taken):
        here = [ring for city, rings in taken if city["level"] == level for ring in rings]
        rings = [ring for ring in here if ring["true"] and ring["named"]]
        if rings:
            of_all = [ring["told"] / ring["true"] for ring in rings]
            of_named = [ring["told"] / ring["named"] for ring in rings]
            near = sum(1 / NEAR <= ratio <= NEAR for ratio in of_named)
            within = sum(ring["low"] <= ring["named"] <= ring["high"] * ROUNDING for ring in rings)
            shares = (f"{median(of_all):.2f}", f"{median(of_named):.2f}")
            rows.append(
                (f"`{level}`", f"{len(rings)}", *shares, *(f"{part / len(rings):.2f}" for part in (near, within)))
            )
    if not rows:
        return ""
    sizes = ", ".join(f"{size:,}" for size in sorted({city["persons"] for city, _ in taken}))
    head = ("level", "rings", "told ÷ true, median", "told ÷ true of the people named, median")
    head += (f"of these within a factor of {NEAR:g}", "true loss of the people named within the interval")
    return (
        "## Loss\n\nWhat rings tell beside what insurance truly paid for false lines, over the true rings of which a "
        f"right ring was reported, on cities of {sizes} people. A ring cannot tell the loss by people whom it does not "
        "name, so both comparisons are shown. Which lines count was chosen looking at the city `mid` of 20,000 people, "
        f"seed 201.\n\n{table(head, rows)}"
    )


def _has(one: Figures, part: str) -> bool:
    return "losses" in one[part] and one["city"]["level"] != "none"

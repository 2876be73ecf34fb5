"""What a ring cost the insurance: each line once, between what is surely false and what may be.

Which of a ring's lines are false is not known line by line. What a finding rests on partly happens by chance: of
`times` seen, `expected` were to be expected. And no finding rests on every false line: others of the same payment, or
of the same drug at the same place, are of one kind with those. So

- `low` counts the lines of findings about people, each by the part that chance does not explain (of the finding that
  explains it least),
- `amount` counts these lines whole, and those of one kind with them,
- `high` counts everything that the ring's people were handed at the places of these lines.

Counted is what insurance paid of a line (fund and personal account), by the share that it paid of the settlement. The
interval is about the people of the ring; what others did whom it does not name is in none of the three.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from detection.draft import Draft, Held
from detection.signal import all_signals
from detection.tails import Array, IntArray


@dataclass(frozen=True)
class Loss:
    """Yuan, and the ids of the lines that count for `amount`."""

    amount: float
    low: float
    high: float
    line_ids: frozenset[str]


def loss(draft: Draft) -> Loss:
    """The loss by a draft's people."""
    lines = draft.all_lines
    rows: IntArray = lines.index.to_numpy(dtype=np.int64)
    paid = draft.facts.insured[rows]
    unexplained = _unexplained(draft.held, rows)
    proof = np.isin(rows, draft.proof.index.to_numpy())
    counted = proof | _of_one_kind(lines, proof)
    place = lines["place"].to_numpy()
    there = counted | np.isin(place, place[proof])
    return Loss(
        amount=_sum(paid[counted]),
        low=_sum(paid[proof] * unexplained[proof]),
        high=_sum(paid[there]),
        line_ids=frozenset(draft.facts.line_ids[rows[counted]]),
    )


def told(found: Loss, listed: set[str]) -> dict[str, Any]:
    """The interval as rings.json has it, and the lines that count beside those that are listed by findings."""
    return {"low": found.low, "high": found.high, "line_ids": sorted(found.line_ids - listed)}


def of_people(signals: Sequence[Mapping[str, Any]]) -> set[str]:
    """Ids of the lines that statements of a ring's signals about people list; others are about a shop's stock."""
    return {line for one in signals if one["signal"] not in _of_stock() for line in one["line_ids"]}


@cache
def _of_stock() -> frozenset[str]:
    return frozenset(signal.name for signal in all_signals() if not signal.names_people)


def _sum(paid: Array) -> float:
    return round(float(paid.sum()), 2)


def _of_one_kind(lines: pd.DataFrame, proof: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The lines of a settlement, or of a place and drug, that a line of the proof is of."""
    settlement = lines["settlement"].to_numpy()
    place, drug = (lines[name].to_numpy(dtype=np.int64) for name in ("place", "drug"))
    goods = place * (int(drug.max(initial=0)) + 1) + drug
    alike: npt.NDArray[np.bool_] = np.isin(settlement, settlement[proof]) | np.isin(goods, goods[proof])
    return alike


def _unexplained(helds: tuple[Held, ...], rows: IntArray) -> Array:
    """The part of each line, by its row in the facts' lines, that chance does not explain; 0 without a finding."""
    parts = np.zeros(len(rows))
    for held in helds:
        if not held.signal.names_people:
            continue
        part = _part(held.units)[np.searchsorted(held.units["finding"].to_numpy(), held.lines["finding"].to_numpy())]
        place = np.searchsorted(rows, held.lines["row"].to_numpy())
        np.maximum.at(parts, place, part)
    return parts


def _part(units: pd.DataFrame) -> Array:
    if "times" not in units or "expected" not in units:
        return np.ones(len(units))
    times, expected = (units[name].to_numpy(dtype=np.float64) for name in ("times", "expected"))
    part: Array = np.clip(1.0 - expected / np.maximum(times, 1e-9), 0.0, 1.0)
    return part

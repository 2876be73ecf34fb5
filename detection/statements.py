"""Sentences for findings, with names of people and things in place of keys."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from detection.draft import Held
from detection.facts import Facts
from detection.signal import Signal

MOST_STATEMENTS = 8  # findings of one signal that a ring spells out; the others are summed up in one sentence


def statement(signal: Signal, unit: Mapping[str, Any], facts: Facts) -> str:
    """The signal's sentence for one validated unit."""
    words = {str(name): value for name, value in unit.items()}
    for column in ("a", "b", "person"):
        if column in signal.unit:
            words[column] = facts.person_ids[int(unit[column])]
    for column in ("place", "other_place"):
        if column in words:
            words[column] = facts.place_names[int(unit[column])]
    if "lot" in signal.unit:
        words["lot"] = str(facts.lots.loc[int(unit["lot"]), "batch_id"])
    if "drug" in words:
        words["drug"] = facts.drug_names[int(words["drug"])]
    return signal.statement.format(**words)


def spell_out(held: Held, facts: Facts) -> list[tuple[dict[str, Any], str]]:
    """The strongest findings of one signal, a unit and its sentence each."""
    # Engines add up in an order of their own: chances that differ in the last digits are equal.
    chance = np.round(np.log10(held.units["p_value"].to_numpy(dtype=np.float64)), 3)
    ranked = held.units.iloc[np.lexsort((held.units["finding"], chance))[:MOST_STATEMENTS]]
    return [(unit, statement(held.signal, unit, facts)) for unit in _records(ranked)]


def summary(held: Held, people: int) -> str:
    """One sentence for the findings that are not spelled out."""
    more = len(held.units) - MOST_STATEMENTS
    reach = len(held.people)
    return f"{held.signal.title}: {more} more such finding(s); {reach} of the {people} people are concerned"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    columns = (frame[name].tolist() for name in names)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

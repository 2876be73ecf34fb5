"""Drugs and their production lots, as arrays."""

import numpy as np

from simulation.city import Drugs, Lots
from simulation.drug_list import FORMULARY
from simulation.randomness import Array

MANUFACTURERS = 60
_SEXES = {"": 0, "M": 1, "F": 2}
_LOTS_A_YEAR = 8


def make_drugs(random: np.random.Generator) -> Drugs:
    """One drug for each strength of the formulary; prices vary with the strength and a little by chance."""
    rows = [line.split("|") for line in FORMULARY.splitlines()]
    spread = [(row, step, text) for row in rows for step, text in enumerate(row[2].split(";"))]
    count = len(spread)
    step = np.array([step for _, step, _ in spread])
    price = np.array([float(row[3]) for row, _, _ in spread])
    price = np.maximum(np.round(price * (1 + 0.45 * step) * random.lognormal(0, 0.08, count), 1), 1.5)
    popularity = np.array([float(row[9]) for row, _, _ in spread])
    coding = np.where(random.random(count) < 0.06, 2, 1)
    coding[random.random(count) < 0.05] = 0
    return Drugs(
        name=[row[0] for row, _, _ in spread],
        strength=[text for _, _, text in spread],
        atc=[row[1] for row, _, _ in spread],
        disease=[row[5] for row, _, _ in spread],
        price=price,
        days=np.maximum(1, np.array([float(row[4]) for row, _, _ in spread])),
        chronic=np.array([bool(row[5]) for row, _, _ in spread]),
        sex=np.array([_SEXES[row[6]] for row, _, _ in spread], dtype=np.int8),
        resale=np.array([float(row[7]) for row, _, _ in spread]),
        tier=np.array([int(row[8]) for row, _, _ in spread], dtype=np.int8),
        popularity=popularity * np.array([1.0, 0.5, 0.25])[step] * random.lognormal(0, 0.3, count),
        coding=coding.astype(np.int8),
        prefix=8_100_000 + random.permutation(899_000)[:count],
    )


def make_lots(drugs: Drugs, days: int, random: np.random.Generator) -> Lots:
    """Lots made from 500 days before the first day to the last; popular drugs have more of them."""
    years = (days + 500) / 365
    counts = np.maximum(4, (_LOTS_A_YEAR * years * np.clip(drugs.popularity / 4, 0.3, 2.5)).astype(np.int64))
    drug = np.repeat(np.arange(len(drugs)), counts)
    made: Array = np.sort(drug * 1e6 + random.uniform(-500, days - 10, len(drug))) - drug * 1e6
    makers = random.integers(0, MANUFACTURERS, (len(drugs), 2))
    shelf_life = random.choice([540, 730, 1095], len(drugs))
    return Lots(
        drug=drug.astype(np.int16),
        manufacturer=makers[drug, (random.random(len(drug)) < 0.25).astype(int)],
        made_day=made.astype(np.int32),
        expires_day=(made + shelf_life[drug]).astype(np.int32),
        first=np.r_[0, np.cumsum(counts)],
    )

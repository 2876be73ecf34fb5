"""What is on the bills of honest trips."""

import numpy as np

from simulation.city import DAY, HOSPITAL, NOBODY, City
from simulation.ledger import Ledger
from simulation.randomness import Array, choose
from simulation.trips import Trips

_TAKEN = 0.6  # of the drugs of a regimen, those bought on one trip
_WHOLE_ORDER = 0.2  # of refills, those that fill the whole standing order
_TRAVEL_STOCK = 0.012  # of refills, those for months ahead
_ONE_LINE, _TWO_LINES = 0.74, 0.95
_SPLIT = 0.03  # of hospital lines, those that sell a part of a pack
_COLD_REMEDIES = ("R05", "R02", "J01", "J05", "N02")


def write_baskets(city: City, ledger: Ledger, trips: Trips, settlements: Array, random: np.random.Generator) -> None:
    """Append the lines of the trips whose settlements these are, in the order of the settlements."""
    refills, acute = np.flatnonzero(trips.refill), np.flatnonzero(~trips.refill)
    parts = [_regimen_lines(city, trips, refills, random), _acute_lines(city, trips, acute, random)]
    trip, drug, quantity = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    del parts
    order = np.argsort(trip * 1024 + drug, kind="stable")
    trip, drug, quantity = trip[order], drug[order], quantity[order]
    again = np.r_[False, (trip[1:] == trip[:-1]) & (drug[1:] == drug[:-1])]
    trip, drug, quantity = trip[~again], drug[~again], quantity[~again]
    clinical = city.institutions.kind[trips.institution[trip]] == HOSPITAL
    split = clinical & (random.random(len(trip), dtype=np.float32) < _SPLIT)
    quantity = np.where(split, random.integers(3, 22, len(trip)), quantity)
    ledger.lines.append(settlement=settlements[trip], drug=drug, quantity=quantity, split=split)


def _regimen_lines(city: City, trips: Trips, which: Array, random: np.random.Generator) -> tuple[Array, Array, Array]:
    person, place = trips.person[which], trips.institution[which]
    regimen = city.persons.regimen[person]
    kept = (regimen >= 0) & (city.institutions.tier[place][:, None] >= city.drugs.tier[regimen])
    share = np.where(random.random(len(which)) < _WHOLE_ORDER, 1.0, _TAKEN)[:, None]
    taken = kept & (random.random(regimen.shape, dtype=np.float32) < share)
    nothing = ~taken.any(axis=1)
    taken[nothing, kept[nothing].argmax(axis=1)] = kept[nothing].any(axis=1)
    row, column = np.nonzero(taken)
    drug = regimen[row, column].astype(np.int64)
    need = city.persons.interval[person[row]] / city.drugs.days[drug]
    packs = np.clip(np.floor(need + random.random(len(row), dtype=np.float32)), 1, 12)
    travels = random.random(len(row), dtype=np.float32) < _TRAVEL_STOCK
    packs = np.where(travels, packs * random.integers(2, 4, len(row)), packs)
    trip, quantity = which[row], packs + (random.random(len(row), dtype=np.float32) < 0.07)
    unserved = np.flatnonzero(~taken.any(axis=1))
    other = _acute_lines(city, trips, which[unserved], random)
    return (
        np.concatenate([trip, other[0]]),
        np.concatenate([drug, other[1]]),
        np.concatenate([quantity, other[2]]),
    )


def _acute_lines(city: City, trips: Trips, which: Array, random: np.random.Generator) -> tuple[Array, Array, Array]:
    draw = random.random(len(which), dtype=np.float32)
    trip = np.repeat(which, 1 + (draw > _ONE_LINE) + (draw > _TWO_LINES))
    drug = draw_acute_drugs(city, trips.person[trip], trips.institution[trip], trips.time[trip], random)
    packs = 1 + choose(random, np.array([74, 18, 4.5, 1.6, 1.2, 0.7]), len(trip))
    return trip, drug, packs.astype(np.float64)


def draw_acute_drugs(city: City, person: Array, institution: Array, time: Array, random: np.random.Generator) -> Array:
    """A drug each that such a person plausibly buys there at that time: by popularity, season, shelf and sex."""
    drugs = city.drugs
    cold = np.isin([code[:3] for code in drugs.atc], _COLD_REMEDIES)
    group = city.institutions.tier[institution] * 2 + (np.cos(2 * np.pi * (time / DAY - 10) / 365) > 0.3)
    drug = np.zeros(len(person), dtype=np.int64)
    for tier in range(3):
        for winter in range(2):
            weights = drugs.popularity * np.where(drugs.chronic, 0.12, 1.0) * (drugs.tier <= tier)
            weights = weights * np.where(cold, 1.8 if winter else 0.8, 1.0)
            index = np.flatnonzero(group == tier * 2 + winter)
            drug[index] = choose(random, weights, len(index))
    female = city.persons.female[person]
    wrong = (drugs.sex[drug] == 1) & female | (drugs.sex[drug] == 2) & ~female
    common = np.flatnonzero((drugs.tier == 0) & (drugs.sex == 0) & ~drugs.chronic)
    index = np.flatnonzero(wrong)
    drug[index] = common[choose(random, drugs.popularity[common], len(index))]
    return drug


__all__ = ["NOBODY", "draw_acute_drugs", "write_baskets"]

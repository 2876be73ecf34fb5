"""Households, people and their cards."""

import numpy as np

from simulation.city import NEVER, NOBODY, Blocks, Cards, Persons
from simulation.randomness import Array, choose

# Kinds of household: ages of the members in years (mean); a negative mean is a child of that many years less.
_SHAPES: list[tuple[float, list[float]]] = [
    (1.2, [34]),
    (1.3, [71]),
    (1.5, [72, 70]),
    (1.2, [38, 36]),
    (2.6, [40, 38, 11]),
    (1.4, [39, 37, 13, 7]),
    (1.1, [43, 41, 16, 70]),
    (1.2, [42, 40, 12, 71, 69]),
    (0.5, [45, 43, 20, 14, 72, 70]),
    (1.0, [57, 55, 29]),
]


def make_people(count: int, days: int, blocks: Blocks, random: np.random.Generator) -> tuple[Persons, Array]:
    """Exactly `count` people, household by household; the second value is each household's first person."""
    age, household, place, first = _household_ages(count, random)
    partner = place < 2
    female = np.where(partner, place == 1, random.random(count) < 0.49)
    female = np.where(partner & (random.random(count) < 0.12), ~female, female)
    households = len(first) - 1
    home = choose(random, random.lognormal(0, 0.5, len(blocks.x)), households)
    moving = random.random(households) < 0.04
    move_day = np.where(moving, random.integers(5, max(6, days), households), NEVER)
    new_home = np.where(moving, choose(random, np.ones(len(blocks.x)), households), home)
    hazard = np.clip(np.exp((age - 100) / 10.5), 0, 0.4) * days / 365
    dies = random.random(count) < hazard
    zeros = np.zeros(count, dtype=np.int32)
    persons = Persons(
        household=household.astype(np.int32),
        female=female,
        birth_day=(-age * 365.25 - random.uniform(0, 365, count)).astype(np.int32),
        death_day=np.where(dies, random.integers(0, days, count), NEVER).astype(np.int32),
        block=home[household].astype(np.int32),
        move_day=move_day[household].astype(np.int32),
        block_after=new_home[household].astype(np.int32),
        helper=_helpers(age, household, home, random),
        helper_registered=random.random(count) < 0.55,
        helped_share=np.where(random.random(count) < 0.45, 0, random.beta(2, 1.5, count)).astype(np.float32),
        usual=zeros,
        usual_after=zeros.copy(),
        second=zeros.copy(),
        hospital=zeros.copy(),
        clinic=zeros.copy(),
        doctor=zeros.copy(),
        hour=np.zeros(count, dtype=np.float32),
        weekday=random.integers(0, 7, count).astype(np.int8),
        rate=np.zeros(count, dtype=np.float32),
        regimen=np.full((count, 4), NOBODY, dtype=np.int16),
        interval=np.zeros(count, dtype=np.int16),
        refill_phase=zeros.copy(),
        refill_at=zeros.copy(),
        loyalty=random.beta(5, 2, count).astype(np.float32),
        e_share=np.zeros(count, dtype=np.float32),
    )
    return persons, first


def _household_ages(count: int, random: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    """Age, household and place in it of each person, and where households begin."""
    weights = np.array([weight for weight, _ in _SHAPES])
    sizes = np.array([len(ages) for _, ages in _SHAPES])
    means = np.zeros((len(_SHAPES), 6))
    for row, (_, ages) in enumerate(_SHAPES):
        means[row, : len(ages)] = ages
    shape = choose(random, weights, count)
    ends = np.cumsum(sizes[shape])
    shape = shape[: np.searchsorted(ends, count) + 1]
    size = sizes[shape]
    household = np.repeat(np.arange(len(shape)), size)[:count]
    starts = np.r_[0, np.cumsum(size)[:-1]]
    place = np.arange(count) - starts[household]
    mean = means[shape[household], place]
    shift = random.normal(0, 6, len(shape))[household]
    age = np.where(mean < 25, mean + shift * 0.4, mean + shift) + random.normal(0, 2.5, count)
    return np.clip(age, 0.2, 101), household, place, np.r_[starts, count]


def _helpers(age: Array, household: Array, home: Array, random: np.random.Generator) -> Array:
    """For people over 64, an adult child: one of the house, else one of a house of some other family."""
    helper = np.full(len(age), NOBODY, dtype=np.int32)
    adults = np.flatnonzero((age > 28) & (age < 60))
    old = np.flatnonzero(age > 64)
    if not len(adults) or not len(old):
        return helper
    # Both parents of a household have the same child: the choice is made by household.
    by_house = random.integers(0, len(adults), household[-1] + 1)
    helper[old] = adults[by_house[household[old]]]
    at_home = np.full(household[-1] + 1, NOBODY, dtype=np.int64)
    at_home[household[adults]] = adults
    lives_with = at_home[household[old]]
    helper[old] = np.where(lives_with >= 0, lives_with, helper[old])
    return helper


def make_cards(persons: Persons, days: int, random: np.random.Generator) -> Cards:
    """A plastic card each, an electronic credential for most, a new plastic card for those who lost theirs."""
    count = len(persons)
    age = persons.age()
    electronic = random.random(count) < np.clip(1.05 - age / 110, 0.2, 0.9)
    persons.e_share[:] = np.where(electronic, random.beta(1.2, 1.4, count), 0)
    lost = random.random(count) < 0.02 * days / 365
    lost_day = np.where(lost, random.integers(1, max(2, days), count), NEVER)
    renewed_of, electronic_of = np.flatnonzero(lost), np.flatnonzero(electronic)
    renewed = np.full(count, NOBODY)
    renewed[renewed_of] = count + np.arange(len(renewed_of))
    tokens = np.full(count, NOBODY)
    tokens[electronic_of] = count + len(renewed_of) + np.arange(len(electronic_of))
    never = np.full(len(renewed_of) + len(electronic_of), NEVER)
    issued = -random.integers(100, 3500, count)
    return Cards(
        person=np.concatenate([np.arange(count), renewed_of, electronic_of]),
        kind=np.repeat([0, 0, 1], [count, len(renewed_of), len(electronic_of)]).astype(np.int8),
        issued_day=np.concatenate([issued, lost_day[renewed_of], -random.integers(10, 1500, len(electronic_of))]),
        revoked_day=np.concatenate([lost_day, never]),
        social=np.arange(count),
        renewed=renewed,
        electronic=tokens,
    )

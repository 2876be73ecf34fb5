"""Inpatient stays of honest people."""

import numpy as np

from simulation.city import DAY, City
from simulation.ledger import Ledger
from simulation.randomness import Array

STAYS_A_YEAR = 0.09


def write_stays(city: City, ledger: Ledger, random: np.random.Generator) -> tuple[Array, Array, Array]:
    """Append stays, at most one a person; returns person, admission and discharge in order of person."""
    persons = city.persons
    age = persons.age()
    risk = STAYS_A_YEAR * city.days / 365 * np.clip(np.exp((age - 55) / 22), 0.25, 4)
    who = np.flatnonzero(random.random(len(persons)) < np.minimum(risk, 0.8))
    day = random.integers(0, city.days, len(who))
    alive = day < persons.death_day[who]
    who, day = who[alive], day[alive]
    admitted = day * DAY + (random.normal(11, 3, len(who)).clip(0.1, 23.8) * 3600).astype(np.int64)
    length = np.maximum(1, random.gamma(1.6, 5, len(who)).astype(np.int64))
    leaves = (day + length) * DAY + (random.normal(11, 1.5, len(who)).clip(7, 20) * 3600).astype(np.int64)
    leaves = np.minimum(leaves, persons.death_day[who].astype(np.int64) * DAY + 3600 * 20)
    leaves = np.maximum(leaves, admitted + 3600)
    ledger.stays.append(person=who, institution=persons.hospital[who], admitted=admitted, discharged=leaves)
    return who, admitted, leaves


def in_bed(stays: tuple[Array, Array, Array], people: int, person: Array, time: Array) -> Array:
    """Whether each (person, time) falls into that person's stay."""
    who, admitted, leaves = stays
    begins = np.full(people, np.iinfo(np.int64).max)
    ends = np.full(people, -1)
    begins[who], ends[who] = admitted, leaves
    return (time >= begins[person]) & (time <= ends[person])

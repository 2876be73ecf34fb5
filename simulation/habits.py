"""What each person is used to: shops, hours, drugs taken for good, how often they come."""

import numpy as np

from simulation.city import NOBODY, City
from simulation.randomness import Array, choose, mixed

# Share of people at 40 and at 75 who take drugs for it, and of women among them relative to men.
_PREVALENCE = {
    "hypertension": (0.06, 0.34),
    "diabetes": (0.025, 0.15),
    "lipid": (0.015, 0.1),
    "heart": (0.005, 0.16),
    "copd": (0.008, 0.04),
    "gout": (0.012, 0.02),
    "thyroid": (0.015, 0.02),
    "hepatitis": (0.012, 0.008),
    "kidney": (0.004, 0.02),
    "osteoporosis": (0.002, 0.06),
    "prostate": (0.0, 0.07),
    "mind": (0.01, 0.025),
    "epilepsy": (0.003, 0.003),
    "parkinson": (0.0, 0.012),
    "specialty": (0.002, 0.006),
    "rheuma": (0.004, 0.007),
    "stomach": (0.01, 0.03),
}


_STANDARD_ORDER = 0.3  # of drugs taken for good


def settle_habits(city: City, random: np.random.Generator) -> None:
    """Fill in the habits of every person of the city."""
    _choose_places(city, random)
    _choose_regimens(city, random)
    persons = city.persons
    count = len(persons)
    age = persons.age()
    mean = 4.0 + 3.2 * np.clip((age - 35) / 40, 0, 1) + 1.5 * (age < 8)
    persons.rate[:] = mean * random.gamma(1.3, 1 / 1.3, count)
    retired = age >= 60
    persons.hour[:] = np.where(retired, random.normal(9.3, 1.6, count), random.normal(17.2, 2.8, count))


def _choose_places(city: City, random: np.random.Generator) -> None:
    persons, blocks = city.persons, city.blocks
    count = len(persons)
    # Households mostly share a shop: the choice is made by household, then some differ.
    pull = np.array([0.46, 0.22, 0.13, 0.09, 0.06, 0.04])
    of_house = choose(random, pull, len(city.household_first) - 1)[persons.household]
    own = np.where(random.random(count) < 0.75, of_house, choose(random, pull, count))
    persons.usual[:] = blocks.pharmacies[persons.block, own]
    stays = persons.block == persons.block_after
    after = blocks.pharmacies[persons.block_after, own]
    persons.usual_after[:] = np.where(stays, persons.usual, after)
    far = random.random(count) < 0.15
    elsewhere = random.choice(np.flatnonzero(city.institutions.kind == 0), count)
    nearby = blocks.pharmacies[persons.block, choose(random, pull, count)]
    persons.second[:] = np.where(far, elsewhere, nearby)
    persons.hospital[:] = blocks.hospitals[persons.block, (random.random(count) < 0.3).astype(int)]
    persons.clinic[:] = blocks.clinics[persons.block, (random.random(count) < 0.25).astype(int)]
    first = city.doctors.first[persons.hospital]
    panel = city.doctors.first[persons.hospital + 1] - first
    persons.doctor[:] = first + (random.random(count) ** 1.4 * panel).astype(np.int64)


def _choose_regimens(city: City, random: np.random.Generator) -> None:
    persons, drugs = city.persons, city.drugs
    count = len(persons)
    age = persons.age()
    filled = np.zeros(count, dtype=np.int64)
    illness = np.array(drugs.disease)
    for disease, (middle, late) in _PREVALENCE.items():
        share = np.interp(age, [15, 40, 75], [middle * 0.1, middle, late])
        ill = (random.random(count) < share) & (filled < 4)
        listed = np.flatnonzero(illness == disease)
        drug = listed[choose(random, drugs.popularity[listed], count)]
        # Doctors have a standard order for each disease, so the same baskets recur.
        order = listed[(mixed(persons.doctor * 64 + len(disease), city.seed) % np.uint64(len(listed))).astype(int)]
        drug = np.where(random.random(count) < _STANDARD_ORDER, order, drug)
        wrong_sex = (drugs.sex[drug] == 1) & persons.female | (drugs.sex[drug] == 2) & ~persons.female
        _prescribe(persons.regimen, filled, np.flatnonzero(ill & ~wrong_sex), drug)
    chronic = filled > 0
    typical = choose(random, np.array([1, 2, 10, 2.5, 1.5]), count)
    persons.interval[:] = np.where(chronic, np.array([14, 21, 30, 60, 84])[typical], 0)
    persons.refill_phase[:] = random.integers(0, np.maximum(persons.interval, 1))
    _choose_refill_place(city, random)


def _prescribe(regimen: Array, filled: Array, who: Array, drug: Array) -> None:
    regimen[who, filled[who]] = drug[who]
    filled[who] += 1


def _choose_refill_place(city: City, random: np.random.Generator) -> None:
    """Mostly the usual pharmacy, sometimes hospital or clinic; a drug that they do not keep goes to one that does."""
    persons = city.persons
    count = len(persons)
    draw = random.random(count)
    place = np.select([draw < 0.68, draw < 0.85], [persons.usual, persons.hospital], persons.clinic)
    wanted = np.where(persons.regimen >= 0, city.drugs.tier[persons.regimen], 0).max(axis=1)
    too_small = city.institutions.tier[place] < wanted
    pharmacies = city.blocks.pharmacies[persons.block]
    fitting = city.institutions.tier[pharmacies] >= wanted[:, None]
    best = np.where(fitting.any(axis=1), pharmacies[np.arange(count), fitting.argmax(axis=1)], NOBODY)
    best = np.where((best >= 0) & (random.random(count) < 0.7), best, persons.hospital)
    persons.refill_at[:] = np.where(too_small, best, place)

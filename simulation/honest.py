"""Honest trade: the trips of everybody, written into the ledger as settlements and lines."""

import numpy as np

from simulation.baskets import write_baskets
from simulation.city import HOSPITAL, NOBODY, PHARMACY, City
from simulation.hours import choose_hours, drop_impossible
from simulation.ledger import AT_PHARMACY, CHRONIC_SPECIAL, OUTPATIENT, Ledger
from simulation.randomness import Array, generator
from simulation.stays import in_bed, write_stays
from simulation.trips import Trips, draw_trips


def write_honest_trade(city: City, ledger: Ledger) -> None:
    """Append all honest stays, agents, settlements and lines, sorted by person and time."""
    stays = write_stays(city, ledger, generator(city.seed, "stays"))
    _register_helpers(city, ledger, generator(city.seed, "agents"))
    random = generator(city.seed, "trips")
    trips = draw_trips(city, random)
    choose_hours(city, trips, random)
    lying = in_bed(stays, len(city.persons), trips.body, trips.time)
    drop_impossible(city, trips, lying)
    settlements = ledger.settlements.append(
        person=trips.person,
        institution=trips.institution,
        time=trips.time,
        medical_type=_medical_types(city, trips, random),
        collected_by=np.where(trips.shown, trips.body, NOBODY),
        body=np.where(trips.body != trips.person, trips.body, NOBODY),
        doctor=draw_doctors(city, trips.person, trips.institution, trips.refill, random),
    )
    write_baskets(city, ledger, trips, settlements, generator(city.seed, "baskets"))
    ledger.close_honest_trade()


def _register_helpers(city: City, ledger: Ledger, random: np.random.Generator) -> None:
    persons = city.persons
    who = np.flatnonzero((persons.helper >= 0) & persons.helper_registered & (persons.helped_share > 0))
    who = who[persons.helper[who] != who]
    ledger.agents.append(
        person=who, agent=persons.helper[who], relation=0, since_day=-random.integers(1, 1500, len(who))
    )


def _medical_types(city: City, trips: Trips, random: np.random.Generator) -> Array:
    shop = city.institutions.kind[trips.institution] == PHARMACY
    special = trips.refill & (trips.person % 3 == 0)
    return np.select([special, shop], [CHRONIC_SPECIAL, AT_PHARMACY], OUTPATIENT).astype(np.int8)


def draw_doctors(city: City, person: Array, institution: Array, refill: Array, random: np.random.Generator) -> Array:
    """The prescriber each bill names, or NOBODY: one of the house, in pharmacies at the shop's own rate."""
    kind = city.institutions.kind[institution]
    first = city.doctors.first[institution]
    panel = city.doctors.first[institution + 1] - first
    own = city.persons.doctor[person]
    known = (city.doctors.institution[own] == institution) & (random.random(len(person), dtype=np.float32) < 0.7)
    house = np.where(panel > 0, first + (random.random(len(person)) ** 1.4 * panel).astype(np.int64), NOBODY)
    named = random.random(len(person), dtype=np.float32) < city.institutions.prescribing[institution] * np.where(
        refill, 0.9, 0.35
    )
    in_shop = np.where(named, own, NOBODY)
    return np.where(kind == PHARMACY, in_shop, np.where(known, own, house)).astype(np.int32)


__all__ = ["HOSPITAL", "draw_doctors", "write_honest_trade"]

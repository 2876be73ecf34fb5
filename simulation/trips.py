"""Honest trips: who goes where on which day, for refills and for what comes up."""

from dataclasses import dataclass, fields

import numpy as np

from simulation.city import CLINIC, DAY, NOBODY, PHARMACY, VILLAGE_CLINIC, City
from simulation.randomness import Array, choose

_MISSED = 0.08  # refills that people skip
# Spring festival and national day of the first year: fewer people come.
_QUIET = {28: 0.3, 29: 0.25, 30: 0.35, 31: 0.5, 32: 0.6, 33: 0.7, 273: 0.6, 274: 0.6, 275: 0.7}


@dataclass
class Trips:
    """One entry a trip; `time` is in seconds from day 0, `body` who stands at the counter."""

    person: Array
    institution: Array
    time: Array  # holds the day until the hour is chosen
    refill: Array
    body: Array
    shown: Array  # the helper's own identity was shown

    def __len__(self) -> int:
        return len(self.person)

    def add(self, **parts: Array) -> None:
        """Append trips; every part is given."""
        for part in fields(self):
            old = getattr(self, part.name)
            setattr(self, part.name, np.concatenate([old, parts[part.name].astype(old.dtype)]))

    def keep(self, chosen: Array) -> None:
        """Keep the chosen trips (mask or order)."""
        for part in fields(self):
            setattr(self, part.name, getattr(self, part.name)[chosen])


def weekday_of(day: Array) -> Array:
    """0 is Monday; day 0 is a Wednesday."""
    return (day + 2) % 7


def draw_trips(city: City, random: np.random.Generator) -> Trips:
    """All honest trips of the city with their days, not yet their hours."""
    refills, acute = _refills(city, random), _acute(city, random)
    trips = Trips(
        person=np.concatenate([refills[0], acute[0]]).astype(np.int32),
        institution=np.concatenate([refills[1], acute[1]]).astype(np.int16),
        time=np.concatenate([refills[2], acute[2]]).astype(np.int32),
        refill=np.repeat([True, False], [len(refills[0]), len(acute[0])]),
        body=np.zeros(0),
        shown=np.zeros(0),
    )
    del refills, acute
    _shift_to_open_days(city, trips, random)
    day = trips.time
    trips.body, trips.shown = _helpers_go(city, trips, random)
    alive = (day >= 0) & (day < city.days) & (day < city.persons.death_day[trips.person])
    trips.keep(alive & (day < city.persons.death_day[trips.body]))
    return trips


def _refills(city: City, random: np.random.Generator) -> tuple[Array, Array, Array]:
    persons = city.persons
    who = np.flatnonzero(persons.interval > 0)
    counts = np.maximum(0, (city.days - 1 - persons.refill_phase[who]) // persons.interval[who] + 1)
    person = np.repeat(who, counts)
    number = np.arange(len(person)) - np.repeat(np.cumsum(counts) - counts, counts)
    punctual = np.array([0.8, 2.0, 4.5, 9.0])[person % 4] if len(person) else np.zeros(0)
    day = persons.refill_phase[person] + number * persons.interval[person]
    day = np.rint(day + random.normal(0, 1, len(person)) * punctual).astype(np.int64)
    drawn = random.random(len(person)) >= _MISSED
    person, day = person[drawn], day[drawn]
    place = persons.refill_at[person].astype(np.int64)
    place = np.where(place == persons.usual[person], city.usual_shop(person, day), place)
    elsewhere = random.random(len(person)) < 0.09
    return person, np.where(elsewhere, persons.second[person], place), day


def _acute(city: City, random: np.random.Generator) -> tuple[Array, Array, Array]:
    persons = city.persons
    counts = random.poisson(persons.rate * city.days / 365)
    person = np.repeat(np.arange(len(persons)), counts)
    day = choose(random, _day_weights(city.days), len(person))
    draw = random.random(len(person), dtype=np.float32)
    loyalty = 0.35 + 0.4 * persons.loyalty[person]
    near = city.blocks.pharmacies[city.home(person, day), random.integers(0, 6, len(person))]
    place = np.select(
        [draw < loyalty, draw < loyalty + 0.1, draw < loyalty + 0.17, draw < loyalty + 0.25],
        [city.usual_shop(person, day), persons.second[person], persons.hospital[person], persons.clinic[person]],
        near,
    )
    return person, place, day


def _day_weights(days: int) -> Array:
    """Winter brings more; holidays bring fewer."""
    day = np.arange(days)
    weights = 1 + 0.25 * np.cos(2 * np.pi * (day - 10) / 365)
    for quiet, share in _QUIET.items():
        weights[day % 365 == quiet] *= share
    return weights


def _shift_to_open_days(city: City, trips: Trips, random: np.random.Generator) -> None:
    """People keep to their weekday, come to promotions, and put off trips on a place's quiet days."""
    day, count = trips.time, len(trips)
    habit = trips.refill & (random.random(count, dtype=np.float32) < 0.35)
    toward = (city.persons.weekday[trips.person] - weekday_of(day) + 3) % 7 - 3
    day += np.where(habit, toward, 0).astype(np.int32)
    traffic = city.institutions.weekday[trips.institution, weekday_of(day)]
    put_off = random.random(count, dtype=np.float32) * 1.35 > traffic
    day += np.where(put_off, random.integers(1, 4, count), 0).astype(np.int32)
    promotion = city.institutions.promotion_day[trips.institution]
    drawn = (promotion > 0) & ~trips.refill & (random.random(count, dtype=np.float32) < 0.09)
    month = np.searchsorted(city.month_first, day, side="right") - 1
    month = np.clip(month, 0, city.months - 1)
    day[:] = np.where(drawn, np.minimum(city.month_first[month] + promotion - 1, city.days - 1), day)


def _helpers_go(city: City, trips: Trips, random: np.random.Generator) -> tuple[Array, Array]:
    """Who stands at the counter, and whether that person's own identity was shown."""
    persons = city.persons
    helper = persons.helper[trips.person]
    drawn = random.random(len(trips), dtype=np.float32) < persons.helped_share[trips.person]
    helped = (helper >= 0) & (helper != trips.person) & drawn
    # Parents bring small children.
    registered = persons.helper_registered[trips.person]
    shown = helped & (random.random(len(trips), dtype=np.float32) < np.where(registered, 0.9, 0.25))
    return np.where(helped, helper, trips.person).astype(np.int32), shown


__all__ = ["CLINIC", "DAY", "NOBODY", "PHARMACY", "VILLAGE_CLINIC", "Trips", "draw_trips", "weekday_of"]

"""When on the day trips happen, and that nobody is in two places at once."""

import numpy as np

from simulation.city import DAY, HOSPITAL, VILLAGE_CLINIC, City
from simulation.randomness import Array, ranks_within
from simulation.trips import Trips

_DOOR_SECONDS = 600  # leaving one counter and reaching another next door
_SECONDS_A_KM = 120  # 30 km an hour
_TOGETHER = 0.04  # of acute trips
_NEXT_DOOR = 0.12  # of hospital visits


def choose_hours(city: City, trips: Trips, random: np.random.Generator) -> None:
    """Turn the days of `trips.time` into seconds, by personal habit and by each place's traffic."""
    count = len(trips)
    minute = city.minute_at(trips.institution, random)
    own = city.persons.hour[trips.body] * 60 + random.normal(0, 45, count).astype(np.float32)
    places = city.institutions
    inside = (own > places.opens[trips.institution] * 60) & (own < places.closes[trips.institution] * 60)
    by_habit = inside & (random.random(count, dtype=np.float32) < 0.45)
    minute = np.where(by_habit, own, minute)
    day = trips.time
    trips.time = (day.astype(np.int64) * DAY + (minute * 60).astype(np.int64)).astype(np.int32)
    _one_errand(trips, random)
    _family_comes_along(city, trips, random)
    _shops_by_the_hospital(city, trips, random)
    _late_uploads(city, trips, random)


def _one_errand(trips: Trips, random: np.random.Generator) -> None:
    """A helper with several errands at one place within four days does them at one go."""
    helped = np.flatnonzero(trips.body != trips.person)
    if not len(helped):
        return
    place = trips.body[helped].astype(np.int64) * 65_536 + trips.institution[helped]
    order = np.lexsort((trips.time[helped], place))
    helped, place = helped[order], place[order]
    time = trips.time[helped].astype(np.int64)
    begins = np.r_[True, (place[1:] != place[:-1]) | (np.diff(time) > 4 * DAY)]
    errand = np.cumsum(begins)
    start = time[begins][errand - 1]
    lag = ranks_within(errand) * random.integers(45, 200, len(helped))
    trips.time[helped] = (start + lag).astype(np.int32)


def _family_comes_along(city: City, trips: Trips, random: np.random.Generator) -> None:
    """Some people bring somebody of their household, who then pays too; small children are paid for."""
    first, household = city.household_first, city.persons.household
    source = np.flatnonzero(~trips.refill & (random.random(len(trips), dtype=np.float32) < _TOGETHER))
    home = household[trips.person[source]]
    other = first[home] + (random.random(len(source)) * (first[home + 1] - first[home])).astype(np.int64)
    alive = city.persons.death_day[other] > city.days
    source, other = source[(other != trips.person[source]) & alive], other[(other != trips.person[source]) & alive]
    small = city.persons.birth_day[other] > -12 * 365
    lag = random.integers(35, 240, len(source))
    trips.add(
        person=other,
        institution=trips.institution[source],
        time=trips.time[source] + lag,
        refill=np.zeros(len(source), dtype=bool),
        body=np.where(small, trips.body[source], other),
        shown=np.zeros(len(source), dtype=bool),
    )


def _shops_by_the_hospital(city: City, trips: Trips, random: np.random.Generator) -> None:
    """Some people go from the hospital straight to the pharmacy next to it."""
    clinical = city.institutions.kind[trips.institution] == HOSPITAL
    source = np.flatnonzero(clinical & (random.random(len(trips), dtype=np.float32) < _NEXT_DOOR))
    hospital = trips.institution[source]
    shop = city.blocks.pharmacies[city.institutions.block[hospital], 0]
    way = _DOOR_SECONDS + _SECONDS_A_KM * city.distance(hospital, shop)
    trips.add(
        person=trips.person[source],
        institution=shop,
        time=trips.time[source] + way + 60 + random.gamma(1.5, 600, len(source)),
        refill=np.zeros(len(source), dtype=bool),
        body=trips.body[source],
        shown=trips.shown[source],
    )


def _late_uploads(city: City, trips: Trips, random: np.random.Generator) -> None:
    """On days without network some places record the bills of hours in one go, seconds apart."""
    places = city.institutions
    often = np.where(places.kind == VILLAGE_CLINIC, 5.0, 0.4) * city.days / 365
    place = np.repeat(np.arange(len(places)), random.poisson(often))
    day = random.integers(0, city.days, len(place))
    outage = np.zeros((len(places), city.days), dtype=bool)
    outage[place, day] = True
    when = trips.time // DAY
    inside = (when >= 0) & (when < city.days)
    late = np.flatnonzero(outage[trips.institution, np.clip(when, 0, city.days - 1)] & inside)
    late = late[trips.time[late] % DAY < 17 * 3600]
    order = late[np.lexsort((trips.time[late], when[late], trips.institution[late]))]
    run = trips.institution[order].astype(np.int64) * 10_000 + when[order]
    lag = ranks_within(run) * 7 + random.integers(0, 4, len(order))
    trips.time[order] = when[order] * DAY + 17 * 3600 + 600 + lag


def drop_impossible(city: City, trips: Trips, in_bed: Array) -> None:
    """Leave out trips that body or holder could not make, and sort by person and time.

    `in_bed` marks trips that the holder would have to make from a hospital bed.
    """
    watched = (trips.time >= 0) & (trips.time < city.days * DAY)  # an errand late on the last day may end after it
    trips.keep(~in_bed & watched)
    while True:
        bad = too_fast(city, trips.body, trips.institution, trips.time)
        bad |= too_fast(city, trips.person, trips.institution, trips.time)
        if not bad.any():
            break
        trips.keep(~bad)
    trips.keep(np.argsort((trips.person.astype(np.int64) << 27) + trips.time, kind="stable"))


def too_fast(city: City, who: Array, institution: Array, time: Array) -> Array:
    """Mask of events that follow another of the same person elsewhere sooner than one can travel."""
    order = np.argsort((who.astype(np.int64) << 27) + time, kind="stable")
    one, other = order[:-1], order[1:]
    near = (who[one] == who[other]) & (institution[one] != institution[other])
    near &= time[other] - time[one] < 6 * 3600
    one, other = one[near], other[near]
    needed = _DOOR_SECONDS + _SECONDS_A_KM * city.distance(institution[one], institution[other])
    mask = np.zeros(len(who), dtype=bool)
    mask[other[time[other] - time[one] < needed]] = True
    return mask

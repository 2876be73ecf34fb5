"""When on the day trips happen, and that nobody is in two places at once."""

import numpy as np

from simulation.city import DAY, City
from simulation.randomness import Array, ranks_within
from simulation.trips import Trips

_DOOR_SECONDS = 600  # leaving one counter and reaching another next door
_SECONDS_A_KM = 120  # 30 km an hour


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


def drop_impossible(city: City, trips: Trips, in_bed: Array) -> None:
    """Leave out trips that body or holder could not make, and sort by person and time.

    `in_bed` marks trips that the holder would have to make from a hospital bed.
    """
    trips.keep(~in_bed)
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

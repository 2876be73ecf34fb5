"""What a writer of a crime or a look-alike gets to work with, and what it hands back."""

from dataclasses import dataclass, field

import numpy as np

from simulation.city import DAY, NEVER, City
from simulation.hiding import Hiding
from simulation.ledger import Ledger
from simulation.randomness import Array

NONE: Array = np.zeros(0, dtype=np.int64)


@dataclass
class Ring:
    """The truth about one ring: indices of entities, handles of the false lines."""

    persons: Array
    organizer: Array = field(default_factory=lambda: NONE)
    institutions: Array = field(default_factory=lambda: NONE)
    doctors: Array = field(default_factory=lambda: NONE)
    false_lines: Array = field(default_factory=lambda: NONE)
    lenders: Array = field(default_factory=lambda: NONE)
    pattern: str = ""  # filled in from the module
    variant: str = ""


@dataclass
class Innocents:
    """The truth about one look-alike."""

    persons: Array
    shop: int = -1
    kind: str = ""  # filled in from the module


@dataclass
class Scene:
    """The city, the ledger, one stream of chance; `hiding` is None for look-alikes."""

    city: City
    ledger: Ledger
    random: np.random.Generator
    hiding: Hiding | None = None

    @property
    def must_hide(self) -> Hiding:
        """The hiding of a crime; look-alikes have nothing to hide."""
        if self.hiding is None:
            raise ValueError("a look-alike does not hide")
        return self.hiding

    def recruit(self, count: int, weights: Array | None = None) -> Array:
        """Up to `count` people of no other ring or look-alike, alive all the time, and mark them taken.

        `weights` (one a person) makes some likelier and, where 0, impossible.
        """
        persons, taken = self.city.persons, self.city.taken
        chance = np.ones(len(persons)) if weights is None else np.asarray(weights, dtype=np.float64)
        chance = chance * (~taken & (persons.death_day == NEVER))
        # Keeping the largest draws of u^(1/w) samples by weight without replacement (Efraimidis and Spirakis 2006).
        open_to = np.flatnonzero(chance > 0)
        draw = np.log(self.random.random(len(open_to))) / chance[open_to]
        chosen = np.sort(open_to[np.argsort(-draw, kind="stable")[:count]])
        taken[chosen] = True
        return chosen

    def near(self, block: int, scale_km: float = 3.0) -> Array:
        """A weight for every person that falls with the distance of their home from a block."""
        blocks = self.city.blocks
        away = np.hypot(blocks.x - blocks.x[block], blocks.y - blocks.y[block])
        weights: Array = np.exp(-away / scale_km)[self.city.persons.block]
        return weights

    def aged(self, youngest: float, oldest: float = 200) -> Array:
        """1 for people of that age on the first day, else 0."""
        age = self.city.persons.age()
        return ((age >= youngest) & (age < oldest)).astype(np.float64)

    def active_days(self, shortest: int = 60) -> Array:
        """The activity of each day from 0 to 1: a start, a ramp, at times a pause, an end, by the level."""
        days = self.city.days
        length = int(min(days, max(shortest, self.random.uniform(0.3, 1.0) * days)))
        start = int(self.random.integers(0, days - length + 1))
        activity = np.zeros(days)
        ramp = np.minimum(1, (np.arange(length) + 7) / max(14.0, 0.25 * length))
        activity[start : start + length] = ramp
        if self.hiding is not None and self.random.random() < self.hiding.pause and length > 50:
            pause = start + int(self.random.integers(length // 3, length - 15))
            activity[pause : pause + int(self.random.integers(14, 40))] = 0
        return activity

    def draw_days(self, count: int, activity: Array) -> Array:
        """`count` days drawn by activity and weekday, sorted."""
        week = np.array([1.05, 1, 1, 1, 1.05, 1.0, 0.9])[(np.arange(len(activity)) + 2) % 7]
        return np.sort(self.random.choice(len(activity), count, p=activity * week / (activity * week).sum()))

    def sitting(self, institution: int, day: int, bills: int, gap_minutes: float) -> Array:
        """Times of bills one after another at a plausible hour, with gaps of that mean."""
        start = int(self.city.time_at(np.array([institution]), np.array([day]), self.random)[0])
        gaps = self.random.gamma(1.5, gap_minutes * 60 / 1.5, bills).astype(np.int64) + 25
        gaps[0] = 0
        return np.minimum(start + np.cumsum(gaps), (day + 1) * DAY - 1)

    def need_days(self, person: Array) -> Array:
        """Whether each person takes drugs for good."""
        return self.city.persons.interval[person] > 0

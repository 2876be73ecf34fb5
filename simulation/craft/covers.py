"""Honest bills as covers: a false bill takes hour, weekday, length and papers from a true one of the same shop.

So nothing that a single row shows tells a false bill from the trade it hides in, and a shop's opening hours,
promotions, seasons and prescribing hold for both.
"""

from dataclasses import dataclass, fields

import numpy as np

from simulation.city import DAY, NOBODY, PHARMACY
from simulation.ledger import AT_PHARMACY, CHRONIC_SPECIAL, OUTPATIENT
from simulation.randomness import Array, choose
from simulation.scene import Scene

_AROUND = 900  # seconds (standard deviation) between a cover and the bill that hides behind it


@dataclass
class Covers:
    """One entry a false bill: what it takes from the honest bill it imitates."""

    time: Array
    refill: Array  # the honest bill was one for a chronic disease
    doctor: Array  # whom the honest bill named, or NOBODY
    shown: Array  # an agent's identity was shown
    size: Array  # lines

    def __len__(self) -> int:
        return len(self.time)

    def taken(self, which: Array) -> "Covers":
        """The chosen entries (mask or order)."""
        return Covers(**{part.name: getattr(self, part.name)[which] for part in fields(self)})


def draw_covers(scene: Scene, shops: Array, activity: Array) -> Covers:
    """A cover for each entry of `shops`, on days drawn by the ring's activity (one value a day)."""
    count = len(shops)
    covers = Covers(
        time=np.zeros(count, dtype=np.int64),
        refill=np.zeros(count, dtype=bool),
        doctor=np.full(count, NOBODY),
        shown=np.zeros(count, dtype=bool),
        size=np.ones(count, dtype=np.int64),
    )
    for shop in np.unique(shops):
        rows = np.flatnonzero(shops == shop)
        honest = scene.ledger.honest_bills_at(int(shop))
        weights = activity[scene.ledger.honest("time")[honest] // DAY]
        if weights.sum() > 0:
            _imitate(scene, covers, rows, honest[choose(scene.random, weights, len(rows))])
        else:
            days = scene.draw_days(len(rows), activity)
            covers.time[rows] = scene.city.time_at(shops[rows], days, scene.random)
    return covers


def _imitate(scene: Scene, covers: Covers, rows: Array, honest: Array) -> None:
    ledger, random = scene.ledger, scene.random
    person, _, time = ledger.honest_trip(honest)
    day = time // DAY
    near = time + random.normal(0, _AROUND, len(rows)).astype(np.int64)
    covers.time[rows] = np.clip(near, day * DAY, (day.astype(np.int64) + 1) * DAY - 1)
    covers.doctor[rows] = ledger.honest("doctor")[honest]
    covers.shown[rows] = ledger.honest("collected_by")[honest] >= 0
    lines, row = ledger.honest_lines_of(honest)
    covers.size[rows] = np.maximum(1, np.bincount(row, minlength=len(rows)))
    chronic = (scene.city.persons.regimen[person[row]] == ledger.honest_line("drug")[lines][:, None]).any(axis=1)
    covers.refill[rows] = np.bincount(row[chronic], minlength=len(rows)) > 0


def papers(scene: Scene, who: Array, shops: Array, covers: Covers) -> dict[str, Array]:
    """Type of treatment and doctor of bills, as honest bills of such people there have them."""
    persons, places = scene.city.persons, scene.city.institutions
    pharmacy = places.kind[shops] == PHARMACY
    special = covers.refill & (who % 3 == 0)
    plain = np.where(pharmacy, AT_PHARMACY, OUTPATIENT)
    doctor = np.where(pharmacy & (covers.doctor >= 0), persons.doctor[who], covers.doctor)
    return {"medical_type": np.where(special, CHRONIC_SPECIAL, plain), "doctor": doctor}


def in_rounds(scene: Scene, activity: Array) -> Array:
    """Activity gathered into rounds, one in two to four weeks, each spread over some days by the level."""
    spread = max(1, round(scene.must_hide.spread_days))
    gathered = np.zeros(len(activity))
    day = int(scene.random.integers(0, 14))
    while day < len(activity):
        gathered[day : day + spread] += activity[day : day + spread]
        day += max(spread, int(scene.random.integers(14, 29)))
    return gathered if gathered.sum() > 0 else activity

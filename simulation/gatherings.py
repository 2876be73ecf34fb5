"""People who come together: their own honest trips are moved to common visits, so what they buy is what they need."""

from dataclasses import dataclass

import numpy as np

from simulation.city import DAY, NOBODY, PHARMACY
from simulation.ledger import ANY, USUAL
from simulation.randomness import Array, ranks_within
from simulation.recruiting import stays_home
from simulation.scene import Scene

_NEXT_SHOP = 3000  # seconds from one shop of a route to the next, at least


@dataclass(frozen=True)
class Visits:
    """Common visits in order of day: where, on which day, from which second of the day on."""

    day: Array
    shop: Array
    second: Array

    def __len__(self) -> int:
        return len(self.day)


def season(scene: Scene, shortest: int = 90) -> tuple[int, int]:
    """First and last day (left out) of a habit that may begin and end while the city is watched."""
    days = scene.city.days
    length = int(min(days, max(shortest, scene.random.uniform(0.35, 1.15) * days)))
    start = int(scene.random.integers(0, days - length + 1))
    return start, start + length


def visits(
    scene: Scene,
    shops: Array | list[int],
    every: float,
    *,
    span: tuple[int, int] | None = None,
    jitter: float = 0.0,
    hour: float | None = None,
    same_day: int = 1,
    missed: float = 0.1,
) -> Visits:
    """Visits each `every` days, `jitter` days more or less, each at one of `shops` (`same_day` of them on a route).

    Without `hour` they begin when the shop's customers come; with it, about then, half an hour more or less.
    """
    random, city = scene.random, scene.city
    start, end = span if span is not None else season(scene)
    planned = np.arange(start + random.integers(0, max(1, int(every))), end, every)
    day = np.unique(np.rint(planned + random.normal(0, 1, len(planned)) * jitter).astype(np.int64))
    day = day[(day >= 0) & (day < city.days) & (random.random(len(day)) >= missed)]
    day = np.repeat(day, same_day)
    shop = random.choice(np.asarray(shops, dtype=np.int64), len(day))
    if hour is None:
        second = (city.minute_at(shop, random) * 60).astype(np.int64)
    else:
        places = city.institutions
        at = np.clip(random.normal(hour, 0.5, len(day)), places.opens[shop] + 0.1, places.closes[shop] - 0.6)
        second = (at * 3600).astype(np.int64)
    number = ranks_within(day)
    lag: Array = number * (_NEXT_SHOP + random.integers(0, 1500, len(day)))
    return Visits(day, shop, np.clip(second[np.arange(len(day)) - number] + lag, 0, DAY - 5400))


def gather(
    scene: Scene,
    members: Array,
    plan: Visits,
    *,
    reach: int,
    body: Array | int = NOBODY,
    shown: float = 0.0,
    joining: float = 1.0,
    gap: float = 80.0,
    acute_only: bool = False,
) -> Array:
    """Move each member's trips to the nearest common visit within `reach` days; returns their handles.

    `body` collects for all of them (NOBODY: they come themselves; one a visit is allowed too) and shows an own
    identity for the share `shown` of the bills; `joining` of the trips are moved, one a member and visit;
    `gap` are the seconds between two bills, on average.
    """
    if not len(plan):
        return np.zeros(0, dtype=np.int64)
    random, ledger = scene.random, scene.ledger
    handles = ledger.honest_trips(members)
    person, _, time = ledger.honest_trip(handles)
    visit = _nearest_visit(plan, time // DAY, random)
    fits = (np.abs(plan.day[visit] - time // DAY) <= reach) & (random.random(len(handles)) < joining)
    fits &= served(scene, handles, plan.shop[visit])
    if acute_only:
        fits &= ~takes_regimen(scene, handles)
    fits &= ~stays_home(scene, person, plan.day[visit] * DAY + plan.second[visit])
    handles, person, visit = handles[fits], person[fits], visit[fits]
    order = np.lexsort((random.random(len(handles)), visit))
    handles, person, visit = handles[order], person[order], visit[order]
    _, once = np.unique(visit * len(scene.city.persons) + person, return_index=True)
    once = np.sort(once)
    moved: Array = handles[once]
    person, visit = person[once], visit[once]
    at = plan.day[visit] * DAY + plan.second[visit] + queue(visit, gap, random)
    agent = np.broadcast_to(np.asarray(body), (len(plan),))[visit]
    _move(scene, moved, plan.shop[visit], at, np.where(agent == person, NOBODY, agent), shown)
    return moved


def _nearest_visit(plan: Visits, day: Array, random: np.random.Generator) -> Array:
    """The visit nearest in days; one of them by chance where several are on that day."""
    unique, first, count = np.unique(plan.day, return_index=True, return_counts=True)
    after = np.clip(np.searchsorted(unique, day), 0, len(unique) - 1)
    before = np.maximum(after - 1, 0)
    near = np.where(np.abs(unique[before] - day) < np.abs(unique[after] - day), before, after)
    visit: Array = first[near] + (random.random(len(day)) * count[near]).astype(np.int64)
    return visit


def queue(group: Array, gap: float, random: np.random.Generator) -> Array:
    """Seconds after the first of each group (runs of equal numbers): one bill after another."""
    if not len(group):
        return np.zeros(0, dtype=np.int64)
    total = np.cumsum((random.gamma(1.5, gap / 1.5, len(group)) + 25).astype(np.int64))
    first = np.arange(len(group)) - ranks_within(group)
    lag: Array = total - total[first]
    return lag


def _move(scene: Scene, handles: Array, shop: Array, time: Array, agent: Array, shown: float) -> None:
    """The same purchase elsewhere; who prescribed it is open again where the house changes."""
    ledger, random = scene.ledger, scene.random
    same = ledger.honest("institution")[handles] == shop
    agent_shown = (agent >= 0) & (random.random(len(handles)) < shown)
    ledger.redo_trips(
        handles,
        institution=shop,
        time=np.minimum(time, scene.city.days * DAY - 1),
        body=agent,
        collected_by=np.where(agent_shown, agent, NOBODY),
        doctor=np.where(same, ledger.honest("doctor")[handles], USUAL),
        medical_type=np.where(same, ledger.honest("medical_type")[handles], ANY),
    )


def served(scene: Scene, handles: Array, shop: Array) -> Array:
    """Whether each shop keeps everything on each bill; pharmacies do not open packs."""
    ledger = scene.ledger
    lines, position = ledger.honest_lines_of(handles)
    missing = ~scene.city.stocks(shop[position], ledger.honest_line("drug")[lines])
    opened = ledger.honest_line("split")[lines] & (scene.city.institutions.kind[shop[position]] == PHARMACY)
    bad = np.zeros(len(handles), dtype=bool)
    bad[position[missing | opened]] = True
    return ~bad


def takes_regimen(scene: Scene, handles: Array) -> Array:
    """Whether something on each bill is a drug that the person takes for good."""
    ledger = scene.ledger
    lines, position = ledger.honest_lines_of(handles)
    regimen = scene.city.persons.regimen[ledger.honest("person")[handles[position]]]
    refill = (regimen == ledger.honest_line("drug")[lines][:, None]).any(axis=1)
    mask = np.zeros(len(handles), dtype=bool)
    mask[position[refill]] = True
    return mask

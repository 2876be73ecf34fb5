"""Refills written anew: exactly what the drugs that somebody takes for good call for over the days they are to last."""

import numpy as np

from simulation.city import DAY, NOBODY
from simulation.gatherings import takes_regimen
from simulation.randomness import Array
from simulation.scene import Scene


def refill(
    scene: Scene, person: Array, shop: Array | int, time: Array, cover: Array | float, **columns: Array | int
) -> tuple[Array, Array]:
    """One bill each with what lasts for `cover` days of every drug of their regimen that the shop keeps.

    A pack that lasts longer than `cover` is bought only as often as it runs out; people who need nothing get no
    bill. `columns` are further columns of settlements. Returns handles of settlements and lines.
    """
    city, random = scene.city, scene.random
    count = len(person)
    shop, cover = np.broadcast_to(shop, (count,)), np.broadcast_to(cover, (count,))
    regimen = city.persons.regimen[person].astype(np.int64)
    kept = (regimen >= 0) & city.stocks(shop[:, None], np.maximum(regimen, 0))
    packs = cover[:, None] / city.drugs.days[np.maximum(regimen, 0)]
    quantity = np.floor(packs + random.random(packs.shape)) * kept
    some = np.flatnonzero(quantity.any(axis=1))
    row, column = np.nonzero(quantity[some])
    more = {name: np.broadcast_to(value, (count,))[some] for name, value in columns.items()}
    settlements = scene.ledger.settlements.append(person=person[some], institution=shop[some], time=time[some], **more)
    lines = scene.ledger.bill(settlements[row], regimen[some][row, column], quantity[some][row, column])
    return settlements, lines


def mute_refills(scene: Scene, persons: Array, since: int = 0, until: int | None = None) -> None:
    """The refills of these people from day to day did not happen: others take their place."""
    handles = scene.ledger.honest_trips(persons)
    day = scene.ledger.honest("time")[handles] // DAY
    inside = (day >= since) & (day < (scene.city.days if until is None else until))
    handles = handles[inside]
    scene.ledger.mute(handles[takes_regimen(scene, handles)])


def prescribe(scene: Scene, persons: Array, drugs: Array, interval: int) -> None:
    """These people take `drugs` ((people, up to 4), NOBODY where fewer) for good, from now on and instead."""
    regimen = scene.city.persons.regimen
    regimen[persons] = NOBODY
    regimen[persons, : drugs.shape[1]] = drugs
    scene.city.persons.interval[persons] = interval


def fitting(scene: Scene, persons: Array, drugs: Array) -> Array:
    """Whether each drug (people, n) may be taken by somebody of that sex."""
    sex = scene.city.drugs.sex[drugs]
    female = scene.city.persons.female[persons][:, None]
    fits: Array = (sex == 0) | ((sex == 2) == female)
    return fits

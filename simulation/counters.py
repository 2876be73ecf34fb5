"""What every bill has, whoever wrote it: doctor, type of treatment, credential, terminal, operator, a clock."""

import numpy as np

from simulation.city import DAY, PHARMACY, City
from simulation.honest import draw_doctors
from simulation.keyed import Keyed
from simulation.ledger import AT_PHARMACY, CHRONIC_SPECIAL, OUTPATIENT, USUAL, Ledger
from simulation.randomness import Array, mixed

_FILLED = ("doctor", "medical_type", "card", "terminal", "operator")
_WRONG_CLOCKS = 0.04  # of terminals; the others are right to half a minute


def fill_counters(city: City, ledger: Ledger, random: np.random.Generator) -> None:
    """Fill in what the writers left open, and let each terminal's clock have its say."""
    _fill_treatment(city, ledger, random)
    _fill_desk(city, ledger)
    whole = ledger.settlements
    reverses = whole["reverses"]
    undoing = np.flatnonzero(reverses >= 0)
    for name in _FILLED:  # a reversal is made where and with what the bill was made
        whole[name][undoing] = whole[name][reverses[undoing]]
    time = whole["time"]
    drifted = time + _clock_error(city, whole["institution"], whole["terminal"])
    time[:] = np.clip(drifted, 0, city.days * DAY - 1)


def _fill_treatment(city: City, ledger: Ledger, random: np.random.Generator) -> None:
    whole, persons = ledger.settlements, city.persons
    doctor, kind = whole["doctor"], whole["medical_type"]
    bare = np.flatnonzero(doctor == USUAL)
    person, place = whole["person"][bare], whole["institution"][bare]
    doctor[bare] = draw_doctors(city, person, place, persons.interval[person] > 0, random)
    bare = np.flatnonzero(kind < 0)
    person, place = whole["person"][bare], whole["institution"][bare]
    special = (persons.interval[person] > 0) & (person % 3 == 0) & (random.random(len(bare)) < 0.6)
    plain = np.where(city.institutions.kind[place] == PHARMACY, AT_PHARMACY, OUTPATIENT)
    kind[bare] = np.where(special, CHRONIC_SPECIAL, plain)


def _fill_desk(city: City, ledger: Ledger) -> None:
    whole, places = ledger.settlements, city.institutions
    person, place = whole["person"], whole["institution"]
    time = whole["time"].astype(np.int64)
    card = whole["card"]
    chance = Keyed(np.arange(len(whole)), city.seed, 61)
    by_phone = chance.chosen(city.persons.e_share[person])
    usual = np.where(by_phone, city.cards.electronic[person], city.cards.social_at(person, time // DAY))
    card[:] = np.where(card < 0, usual, card)
    # Most customers queue at the first desk; a shift is half a day and has its own operators.
    desk = (chance.random() ** 1.5 * places.terminals[place]).astype(np.int16)
    terminal, operator = whole["terminal"], whole["operator"]
    terminal[:] = np.where(terminal < 0, desk, terminal)
    shift = (place.astype(np.int64) * 1000 + time // (DAY // 2)) * 16 + terminal
    on_duty = (mixed(shift, city.seed + 51) % places.operators[place].astype(np.uint64)).astype(np.int16)
    operator[:] = np.where(operator < 0, on_duty, operator)


def _clock_error(city: City, institution: Array, terminal: Array) -> Array:
    """Seconds that each terminal's clock is off: half a minute at most, a few up to four minutes."""
    desks = np.arange(len(city.institutions) * 64)
    draw = (mixed(desks, city.seed + 52) % np.uint64(10_001)).astype(np.float64) / 5000 - 1
    wrong = (mixed(desks, city.seed + 53) % np.uint64(1000)).astype(np.int64) < 1000 * _WRONG_CLOCKS
    error = np.rint(draw * np.where(wrong, 240, 30)).astype(np.int32)
    seconds: Array = error[institution.astype(np.int64) * 64 + np.clip(terminal, 0, 63)]
    return seconds

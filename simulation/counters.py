"""What every bill has, whoever wrote it: the credential used, the terminal, the operator."""

import numpy as np

from simulation.city import DAY, City
from simulation.ledger import Ledger
from simulation.randomness import mixed


def fill_counters(city: City, ledger: Ledger, random: np.random.Generator) -> None:
    """Fill in card, terminal and operator where the writer left them open."""
    whole, places = ledger.settlements, city.institutions
    person, place = whole["person"], whole["institution"]
    time = whole["time"].astype(np.int64)
    card = whole["card"]
    by_phone = random.random(len(whole), dtype=np.float32) < city.persons.e_share[person]
    usual = np.where(by_phone, city.cards.electronic[person], city.cards.social_at(person, time // DAY))
    card[:] = np.where(card < 0, usual, card)
    # Most customers queue at the first desk; a shift is half a day and has its own operators.
    desk = (random.random(len(whole), dtype=np.float32) ** 1.5 * places.terminals[place]).astype(np.int16)
    terminal, operator = whole["terminal"], whole["operator"]
    terminal[:] = np.where(terminal < 0, desk, terminal)
    shift = (place.astype(np.int64) * 1000 + time // (DAY // 2)) * 16 + terminal
    on_duty = (mixed(shift, city.seed + 51) % places.operators[place].astype(np.uint64)).astype(np.int16)
    operator[:] = np.where(operator < 0, on_duty, operator)

"""Prices of lines and who pays what of each settlement."""

from dataclasses import dataclass

import numpy as np

from simulation.city import PHARMACY, City
from simulation.ledger import AT_PHARMACY, CHRONIC_SPECIAL, Ledger
from simulation.randomness import Array, mixed
from simulation.stock import UNITS_A_PACK


@dataclass
class Bills:
    """Money: ten-thousandths of a yuan for prices, cents for amounts."""

    unit_price: Array  # of each line, in 1/10,000 yuan
    amount: Array  # of each line, in cents
    total: Array  # of each settlement, in cents; negative where it reverses another
    fund: Array
    account: Array
    cash: Array


def price_everything(city: City, ledger: Ledger) -> Bills:
    """Prices by shop, drug and season; shares by kind of treatment, age and account."""
    unit_price = _unit_prices(city, ledger)
    amount = np.rint(ledger.lines["quantity"].astype(np.float64) * unit_price / 100).astype(np.int64)
    settlement = ledger.lines["settlement"]
    total = np.bincount(settlement, weights=amount, minlength=len(ledger.settlements)).astype(np.int64)
    fund, account = _shares(city, ledger, total)
    reverses = ledger.settlements["reverses"]
    undoing = np.flatnonzero(reverses >= 0)
    for part in (total, fund, account):
        part[undoing] = -part[reverses[undoing]]
    return Bills(unit_price, amount, total, fund, account, total - fund - account)


def _uniform(values: Array, salt: int) -> Array:
    """A stable number in 0–1 for each value."""
    return (mixed(values, salt) >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24)


def _unit_prices(city: City, ledger: Ledger) -> Array:
    """Ten-thousandths of a yuan; shops round to ten cents, hospitals sell at the list price."""
    lines, seed = ledger.lines, city.seed
    settlement = lines["settlement"]
    place = ledger.settlements["institution"][settlement]
    drug = lines["drug"].astype(np.int64)
    table = np.arange(len(city.institutions))[:, None] * 1024 + np.arange(len(city.drugs))
    own = 1 + (_uniform(table, seed + 1) - 0.5) * 0.12
    shop = (city.institutions.kind == PHARMACY)[:, None]
    listed = city.drugs.price[None, :]
    before = np.where(shop, np.rint(listed * city.institutions.markup[:, None] * own * 10) / 10, listed)
    raised = np.where(_uniform(table, seed + 2) < 0.35, 0.94 + 0.14 * _uniform(table, seed + 3), 1.0)
    after = np.where(shop, np.rint(before * raised * 10) / 10, before)
    change_day = (_uniform(table, seed + 4) * city.days).astype(np.int64)
    late = ledger.settlements["time"][settlement] // 86_400 >= change_day[place, drug]
    price = np.where(late, after[place, drug], before[place, drug])
    given = lines["unit_price"]
    price = np.where(np.isnan(given), price, given)
    price = np.where(lines["split"], price / UNITS_A_PACK, price)
    scaled: Array = np.rint(price * 10_000).astype(np.int64)
    return scaled


def _shares(city: City, ledger: Ledger, total: Array) -> tuple[Array, Array]:
    """Cents from the pooled fund and from the personal account."""
    whole = ledger.settlements
    person, kind = whole["person"], whole["medical_type"]
    retired = city.persons.birth_day[person] < -60 * 365
    pooled = _uniform(np.arange(len(city.institutions)), city.seed + 5)[whole["institution"]] < 0.6
    shop = np.where(pooled & (whole["doctor"] >= 0), 0.5 + 0.1 * retired, 0.0)
    ratio = np.select([kind == AT_PHARMACY, kind == CHRONIC_SPECIAL], [shop, 0.7 + 0.1 * retired], 0.55 + 0.1 * retired)
    deductible = np.where(kind == CHRONIC_SPECIAL, 0, 2000)
    fund = np.rint(np.maximum(total - deductible, 0) * ratio).astype(np.int64)
    rest = total - fund
    draw = _uniform(np.arange(len(person)), city.seed + 6)
    has_account = _uniform(person.astype(np.int64), city.seed + 7) < 0.78
    covered = np.select([~has_account, draw < 0.82, draw < 0.9], [0.0, 1.0, 0.5], 0.0)
    return fund, np.rint(rest * covered).astype(np.int64)

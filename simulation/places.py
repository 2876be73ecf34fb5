"""Blocks, institutions and doctors: where people live, buy and are treated."""

import numpy as np

from simulation.city import (
    CARE_HOME,
    CLINIC,
    HOSPITAL,
    NOBODY,
    PHARMACY,
    VILLAGE_CLINIC,
    Blocks,
    Doctors,
    Institutions,
)
from simulation.randomness import Array, choose

NEAR = 6
# Relative traffic of hours 0–23.
_PROFILES = {
    PHARMACY: [0, 0, 0, 0, 0, 0, 0.3, 2, 7, 10, 10, 7, 4.5, 4.5, 6, 7, 7, 8, 8, 8, 5.5, 2.5, 0.6, 0.1],
    HOSPITAL: [0.1, 0.1, 0, 0, 0, 0.1, 0.5, 4, 13, 16, 14, 8, 2, 4, 11, 11, 8, 4, 1, 0.6, 0.4, 0.3, 0.2, 0.1],
    CLINIC: [0, 0, 0, 0, 0, 0, 0.2, 2, 9, 13, 12, 8, 4, 5, 9, 10, 8, 5, 3, 1.5, 0.6, 0.2, 0, 0],
    VILLAGE_CLINIC: [0, 0, 0, 0, 0.1, 0.4, 2, 8, 13, 12, 9, 6, 4, 5, 7, 8, 7, 5, 3, 2, 0.8, 0.2, 0, 0],
    CARE_HOME: [0, 0, 0, 0, 0, 0, 0.3, 3, 12, 16, 12, 5, 2, 4, 9, 9, 6, 2, 1, 0.3, 0, 0, 0, 0],
}
_PEOPLE_A_PLACE = {PHARMACY: 2200, HOSPITAL: 30_000, CLINIC: 5200, VILLAGE_CLINIC: 6500, CARE_HOME: 15_000}
_AT_LEAST = {PHARMACY: 4, HOSPITAL: 1, CLINIC: 1, VILLAGE_CLINIC: 1, CARE_HOME: 1}


def make_blocks(persons: int, random: np.random.Generator) -> Blocks:
    """Neighbourhoods of about 800 people around district centres; a third of them villages further out."""
    districts = max(2, persons // 45_000)
    count = max(6, persons // 800)
    side = 6.0 * np.sqrt(districts)
    centre = random.uniform(-side, side, (districts, 2))
    district = np.sort(random.integers(0, districts, count))
    rural = random.random(count) < 0.33
    rural[:2] = [True, False]
    away = np.where(rural, random.uniform(4, 14, count), random.gamma(2, 1.1, count))
    angle = random.uniform(0, 2 * np.pi, count)
    empty = np.zeros((count, 0), dtype=np.int64)
    return Blocks(
        x=centre[district, 0] + away * np.cos(angle),
        y=centre[district, 1] + away * np.sin(angle),
        district=district,
        rural=rural,
        pharmacies=empty,
        clinics=empty,
        hospitals=empty,
    )


def make_institutions(persons: int, blocks: Blocks, random: np.random.Generator) -> Institutions:
    """Institutions of every kind; fills in which of them are near each block."""
    kind = np.concatenate([np.full(max(_AT_LEAST[k], round(persons / per)), k) for k, per in _PEOPLE_A_PLACE.items()])
    kind = random.permutation(kind)
    count = len(kind)
    weights = np.where(blocks.rural, 0.45, 1.0)
    block = choose(random, weights, count)
    villages = np.flatnonzero(blocks.rural)
    block[kind == VILLAGE_CLINIC] = random.choice(villages, (kind == VILLAGE_CLINIC).sum())
    size = random.lognormal(0, 0.55, count)
    size[kind == HOSPITAL] *= 4
    flagship = (kind == PHARMACY) & (size > np.quantile(size[kind == PHARMACY], 0.93))
    size[flagship] *= 1.6
    night = flagship & (random.random(count) < 0.5)
    large = (kind == HOSPITAL) | flagship
    opens = np.select([night, kind == PHARMACY], [0.0, random.uniform(7, 8.8, count)], random.uniform(7, 8.3, count))
    closes = np.select(
        [night, kind == PHARMACY], [24.0, random.uniform(19.5, 22.3, count)], random.uniform(17, 20, count)
    )
    chains = max(2, persons // 25_000)
    in_chain = (kind == PHARMACY) & (random.random(count) < 0.6)
    chain = np.where(in_chain, (random.random(count) ** 1.7 * chains).astype(np.int64), NOBODY)
    chain[np.flatnonzero(kind == PHARMACY)[:2]] = 0  # the smallest city has a chain of two
    institutions = Institutions(
        kind=kind,
        size=size,
        x=blocks.x[block] + random.normal(0, 0.35, count),
        y=blocks.y[block] + random.normal(0, 0.35, count),
        block=block,
        chain=chain,
        terminals=np.clip(np.where(kind == HOSPITAL, 3 * size, 1.1 * size), 1, 14).astype(np.int64),
        operators=np.clip(np.where(kind == HOSPITAL, 5 * size, 3 * size), 1, 30).astype(np.int64) + 1,
        opens=opens,
        closes=closes,
        tier=np.select([large, (kind == PHARMACY) & (size > 0.75), kind == CLINIC], [2, 1, 1], 0).astype(np.int8),
        quantiles=np.zeros((count, 257), dtype=np.float32),
        weekday=np.where((kind == PHARMACY)[:, None], _shop_week(count, random), _clinic_week(count, random)),
        markup=np.where(kind == PHARMACY, random.normal(1.08, 0.07, count), 1.0),
        unread=np.clip(random.beta(1.3, 9, count) + 0.01, 0, 0.7),
        sloppiness=np.clip(random.beta(0.8, 11, count), 0.002, 0.6),
        transferred=np.full(count, 0.06),
        prescribing=np.clip(random.beta(2, 3, count), 0.05, 0.95),
        promotion_day=np.where((kind == PHARMACY) & (random.random(count) < 0.35), random.integers(1, 29, count), 0),
        opened_day=-random.integers(200, 6000, count),
    )
    institutions.unread[random.random(count) < 0.04] = 0.9
    institutions.quantiles[:] = _traffic_quantiles(institutions, random)
    _note_neighbours(blocks, institutions)
    return institutions


def _shop_week(count: int, random: np.random.Generator) -> Array:
    base = np.array([1.0, 0.95, 0.95, 0.97, 1.02, 1.12, 1.1])
    return base * random.normal(1, 0.05, (count, 7))


def _clinic_week(count: int, random: np.random.Generator) -> Array:
    base = np.array([1.3, 1.15, 1.1, 1.05, 1.05, 0.6, 0.4])
    return np.maximum(0.05, base * random.normal(1, 0.07, (count, 7)))


def _traffic_quantiles(places: Institutions, random: np.random.Generator) -> Array:
    """Minutes of the day at 257 equal steps of cumulative traffic; a thin tail lies outside the hours."""
    hour = np.arange(96) / 4 + 0.125
    table = np.empty((len(places), 257), dtype=np.float32)
    for index in range(len(places)):
        profile = np.interp(hour, np.arange(24) + 0.5, _PROFILES[int(places.kind[index])])
        if places.closes[index] == 24:
            profile = profile + 0.5
        profile = profile * random.lognormal(0, 0.15, 96)
        shut = (hour < places.opens[index]) | (hour > places.closes[index])
        profile[shut] *= 0.06
        profile += 1e-4 * profile.sum() / 96
        cumulative = np.r_[0, np.cumsum(profile)]
        table[index] = np.interp(np.linspace(0, cumulative[-1], 257), cumulative, np.arange(97) * 15)
    return table


def _note_neighbours(blocks: Blocks, places: Institutions) -> None:
    blocks.pharmacies = _nearest(blocks, places, places.kind == PHARMACY, NEAR)
    blocks.clinics = _nearest(blocks, places, (places.kind == CLINIC) | (places.kind == VILLAGE_CLINIC), 2)
    blocks.hospitals = _nearest(blocks, places, places.kind == HOSPITAL, 2)


def _nearest(blocks: Blocks, places: Institutions, chosen: Array, count: int) -> Array:
    """The `count` best of the chosen by distance over the root of size; the last repeats where too few."""
    index = np.flatnonzero(chosen)
    away = np.hypot(blocks.x[:, None] - places.x[index], blocks.y[:, None] - places.y[index])
    order = np.argsort((away + 0.3) / np.sqrt(places.size[index]), axis=1, kind="stable")[:, :count]
    found = index[order]
    return np.pad(found, ((0, 0), (0, count - found.shape[1])), mode="edge")


def make_doctors(places: Institutions, random: np.random.Generator) -> Doctors:
    """Doctors of hospitals, clinics and village clinics, and a few who sit in pharmacies and care homes."""
    mean = np.array([0.3, 22, 3.5, 1.3, 0.8])[places.kind] * np.clip(places.size / 2, 0.4, 3)
    counts = random.poisson(mean)
    counts = np.where(np.isin(places.kind, (HOSPITAL, CLINIC, VILLAGE_CLINIC)), np.maximum(counts, 1), counts)
    total = int(counts.sum())
    return Doctors(
        institution=np.repeat(np.arange(len(places)), counts),
        department=random.integers(0, 12, total),
        title=choose(random, np.array([5, 4, 2, 1]), total),
        first=np.r_[0, np.cumsum(counts)],
    )

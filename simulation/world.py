"""The world before trade: blocks, institutions, drugs, lots, doctors, people, put together."""

import numpy as np

from simulation.city import NOBODY, START, City
from simulation.formulary import make_drugs, make_lots
from simulation.habits import settle_habits
from simulation.places import make_blocks, make_doctors, make_institutions
from simulation.population import make_cards, make_people
from simulation.randomness import generator


def make_city(persons: int, months: int, seed: int) -> City:
    """A city of about that many people (exactly that many rows), watched for so many months."""
    month_first = _month_starts(months)
    days = int(month_first[-1])
    blocks = make_blocks(persons, generator(seed, "blocks"))
    institutions = make_institutions(persons, blocks, generator(seed, "institutions"))
    drugs = make_drugs(generator(seed, "drugs"))
    people, household_first = make_people(persons, days, blocks, generator(seed, "people"))
    city = City(
        seed=seed,
        months=months,
        days=days,
        blocks=blocks,
        persons=people,
        cards=make_cards(people, days, generator(seed, "cards")),
        institutions=institutions,
        drugs=drugs,
        lots=make_lots(drugs, days, generator(seed, "lots")),
        doctors=make_doctors(institutions, generator(seed, "doctors")),
        suppliers=max(5, persons // 40_000),
        household_first=household_first,
        month_first=month_first,
        taken=np.zeros(persons, dtype=bool),
        lodging=np.full(persons, NOBODY),
    )
    settle_habits(city, generator(seed, "habits"))
    return city


def _month_starts(months: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    start = np.datetime64(START, "M")
    return (np.arange(start, start + months + 1).astype("datetime64[D]") - np.datetime64(START, "D")).astype(np.int64)


__all__ = ["NOBODY", "make_city"]

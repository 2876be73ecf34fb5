"""A collector with borrowed cards who bills them in short sittings over several shops (车手)."""

import numpy as np

from simulation.baskets import draw_acute_drugs
from simulation.randomness import Array, choose
from simulation.scene import Ring, Scene

TITLE = "A collector bills borrowed cards over several shops"
PATTERN = "card_lending"
VARIANT = "roving_collector"
PER_100_000 = 3.0


def commit(scene: Scene) -> Ring | None:
    """One collector, 8 to 25 lenders, as many shops as the level spreads over."""
    city, hiding, random = scene.city, scene.must_hide, scene.random
    organizer = scene.recruit(1, scene.aged(25, 60))
    if not len(organizer):
        return None
    home = int(city.persons.block[organizer[0]])
    lenders = scene.recruit(int(random.integers(8, 26)), scene.near(home) * scene.aged(35))
    shops = np.unique(city.blocks.pharmacies[home])[: hiding.shops]
    shops = shops[city.institutions.kind[shops] == 0]
    if len(lenders) < 4 or not len(shops):
        return None
    activity = scene.active_days()
    sittings = max(6, int(len(lenders) * activity.sum() / 30 * 2.2 / hiding.burst))
    parts = [_sitting(scene, lenders, shops, int(day)) for day in scene.draw_days(sittings, activity)]
    return Ring(
        persons=lenders,
        organizer=organizer,
        institutions=shops,
        false_lines=np.concatenate(parts),
        lenders=lenders,
    )


def _sitting(scene: Scene, lenders: Array, shops: Array, day: int) -> Array:
    city, hiding, random = scene.city, scene.must_hide, scene.random
    who = random.permutation(lenders)[: int(random.integers(2, hiding.burst + 2))]
    shop = int(random.choice(shops))
    times = scene.sitting(shop, day, len(who), hiding.gap_minutes)
    settlements = scene.ledger.settlements.append(
        person=who, institution=shop, time=times, card=city.cards.social_at(who, np.full(len(who), day))
    )
    dear = city.drugs.resale**2 * city.drugs.popularity * (city.drugs.tier <= city.institutions.tier[shop])
    drug = choose(random, dear, len(who))
    plain = random.random(len(who)) < hiding.strength * 0.4
    drug[plain] = draw_acute_drugs(city, who[plain], np.full(plain.sum(), shop), times[plain], random)
    return scene.ledger.bill(settlements, drug, 1 + random.geometric(0.5, len(who)))

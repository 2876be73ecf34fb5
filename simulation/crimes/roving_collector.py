"""A collector with borrowed cards who bills them in short sittings over several shops (车手)."""

from simulation.craft.crews import adults, gather, organizer_near, ring_size, shops_around
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.scene import Ring, Scene

TITLE = "A collector bills borrowed cards over several shops"
PATTERN = "card_lending"
VARIANT = "roving_collector"
PER_100_000 = 4.0


def commit(scene: Scene) -> Ring | None:
    """One collector, lenders of the neighbourhood, as many shops as the level spreads over; goods are sold off."""
    block = int(scene.random.integers(0, len(scene.city.blocks.x)))
    organizer = organizer_near(scene, block)
    activity = scene.active_days()
    crew = gather(scene, ring_size(scene), scene.near(block) * adults(scene), activity, scene.must_hide.churn)
    shops = shops_around(scene, block, scene.must_hide.shops)
    if len(crew) < 4 or not len(organizer):
        return None
    scheme = Scheme(scene)
    scheme.soften(crew)
    bills = scheme.sittings(crew, shops, bill_count(scene, len(crew), activity, 1.8), activity)
    scheme.write(bills, menu(scene, shops, 8), collector=int(organizer[0]))
    return scheme.ring(organizer)

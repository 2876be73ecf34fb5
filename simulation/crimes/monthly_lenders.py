"""A collector whose lenders change each month, so that no two cards stand together for long."""

from simulation.craft.crews import adults, gather, organizer_near, ring_size, shops_around
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.scene import Ring, Scene

TITLE = "Lenders change each month"
PATTERN = "card_lending"
VARIANT = "monthly_lenders"
PER_100_000 = 3.0


def commit(scene: Scene) -> Ring | None:
    """Many lenders, each for a month or two, found through friends of friends over a wide area."""
    block = int(scene.random.integers(0, len(scene.city.blocks.x)))
    organizer = organizer_near(scene, block)
    activity = scene.active_days(120)
    crew = gather(scene, ring_size(scene, 22), scene.near(block, 7.0) * adults(scene), activity, 0.7, kin=0.1)
    shops = shops_around(scene, block, scene.must_hide.shops)
    if len(crew) < 6 or not len(organizer):
        return None
    scheme = Scheme(scene)
    scheme.soften(crew)
    bills = scheme.sittings(crew, shops, bill_count(scene, len(crew), activity, 0.9), activity)
    scheme.write(bills, menu(scene, shops, 6), collector=int(organizer[0]))
    return scheme.ring(organizer)

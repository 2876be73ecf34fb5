"""A group half of whom are relatives: families pool their cards with those of strangers."""

from simulation.craft.crews import gather, ring_size, shops_around
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.scene import Ring, Scene

TITLE = "A lending group half of whom are relatives"
PATTERN = "card_lending"
VARIANT = "half_relatives"
PER_100_000 = 2.5


def commit(scene: Scene) -> Ring | None:
    """Some households, all their cards; one of the family collects for everybody, and sells what nobody needs."""
    block = int(scene.random.integers(0, len(scene.city.blocks.x)))
    organizer = scene.recruit(1, scene.aged(28, 60) * scene.near(block))
    activity = scene.active_days(90)
    count = ring_size(scene, 12)
    crew = gather(scene, count, scene.near(block) * scene.aged(28), activity, scene.must_hide.churn / 3, kin=0.5)
    shops = shops_around(scene, block, max(2, scene.must_hide.shops // 2))
    if len(crew) < 4 or not len(organizer):
        return None
    scheme = Scheme(scene)
    scheme.soften(crew)
    bills = scheme.sittings(crew, shops, bill_count(scene, len(crew), activity, 1.8), activity)
    scheme.write(bills, menu(scene, shops, 6), collector=int(organizer[0]))
    return scheme.ring(organizer)

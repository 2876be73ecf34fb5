"""A shop whose purchases are recorded weeks late or not at all."""

from simulation.recruiting import any_shop
from simulation.scene import NONE, Innocents, Scene

TITLE = "A shop keeps sloppy books"
KIND = "sloppy_books"
PER_100_000 = 1.2


def live(scene: Scene) -> Innocents | None:
    """A fifth to two thirds of its purchases are late or missing; what it sells is sold."""
    shop = any_shop(scene)
    scene.city.institutions.sloppiness[shop] = scene.random.uniform(0.2, 0.65)
    return Innocents(persons=NONE, shop=shop)

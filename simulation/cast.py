"""Runs the look-alikes and then the crimes: every module of their folders, as often as the city is large.

Each module declares TITLE, its kind and its function.
"""

from collections.abc import Callable
from types import ModuleType

from simulation.city import City
from simulation.hiding import HIDING
from simulation.ledger import Ledger
from simulation.randomness import generator
from simulation.scene import Innocents, Ring, Scene
from workspace.folders import modules_of


def how_many(module: ModuleType, persons: int, draw: float) -> int:
    """Rings or look-alikes of a module: `PER_100_000` people, a fraction by chance (`draw` in 0–1)."""
    return int(module.PER_100_000 * persons / 100_000 + draw)


def write_lookalikes(city: City, ledger: Ledger) -> list[Innocents]:
    """All look-alikes; the same at every level."""
    groups: list[Innocents] = []
    for module in modules_of("simulation.lookalikes"):
        for scene in _scenes(city, ledger, module, "none", at_least=0):
            innocents = module.live(scene)
            if innocents is not None:
                innocents.kind = module.KIND
                groups.append(innocents)
    return groups


def write_crimes(city: City, ledger: Ledger, level: str) -> list[Ring]:
    """All rings of a level; none at `none`."""
    rings: list[Ring] = []
    for module in modules_of("simulation.crimes") if level != "none" else []:
        for scene in _scenes(city, ledger, module, level, at_least=1):
            ring = module.commit(scene)
            if ring is not None:
                ring.pattern, ring.variant = module.PATTERN, module.VARIANT
                rings.append(ring)
    return rings


def _scenes(city: City, ledger: Ledger, module: ModuleType, level: str, at_least: int) -> list[Scene]:
    name = module.__name__
    count = max(at_least, how_many(module, len(city.persons), generator(city.seed, name).random()))
    return [Scene(city, ledger, generator(city.seed, name, number), HIDING.get(level)) for number in range(count)]


Commit = Callable[[Scene], Ring | None]
Live = Callable[[Scene], Innocents | None]

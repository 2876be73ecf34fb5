"""A collector's route over many institutions, each visit just under the limit there."""

import numpy as np

from simulation.city import CARE_HOME, NOBODY
from simulation.craft.crews import adults, gather, organizer_near, ring_size
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.scene import Ring, Scene

TITLE = "A route over many institutions just under each limit"
PATTERN = "resale"
VARIANT = "route_under_limits"
PER_100_000 = 3.5


def commit(scene: Scene) -> Ring | None:
    """Runners collect two or three drugs at pharmacies, clinics and hospitals in turn; nobody sees the sum."""
    city = scene.city
    block = int(scene.random.integers(0, len(city.blocks.x)))
    organizer = organizer_near(scene, block)
    activity = scene.active_days(90)
    crew = gather(scene, ring_size(scene, 11), scene.near(block, 5.0) * adults(scene), activity, scene.must_hide.churn)
    if len(crew) < 4:
        return None
    places = city.institutions
    open_to = np.flatnonzero(places.kind != CARE_HOME)
    away = np.hypot(places.x[open_to] - city.blocks.x[block], places.y[open_to] - city.blocks.y[block])
    route = open_to[np.argsort(away, kind="stable")[: 4 + 2 * scene.must_hide.shops]]
    scheme = Scheme(scene)
    scheme.soften(crew)
    bills = scheme.singles(crew, route, bill_count(scene, len(crew), activity, 3.0), activity)
    scheme.write(bills, menu(scene, route, 3), collector=int(organizer[0]) if len(organizer) else NOBODY)
    return scheme.ring(organizer)

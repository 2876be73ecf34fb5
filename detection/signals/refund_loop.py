"""Pay, refund, pay: payments of one person are undone at one shop again and again, far beyond cashiers' slips."""

import ibis
import ibis.expr.types as ir

from detection.signal import Signal
from detection.tables import DAY, Tables
from workspace.settings import Settings

FEWEST = 2  # payments undone; one is a slip


def undone(tables: Tables) -> ir.Table:
    """Payments that were undone: person, place, day."""
    return tables.derived("undone payments", _undone)


def _undone(tables: Tables) -> ir.Table:
    settlements = tables.source["settlements"]
    marked = settlements.select(
        "person_id", "institution_id", "settled_at", settlement=tables.number(settlements.settlement_id)
    )
    first = tables.keep(marked.semi_join(tables.reversed_settlements, "settlement"))
    joined = first.join(tables.person_keys, "person_id").join(
        tables.places.select("place", "institution_id"), "institution_id"
    )
    day = (joined.settled_at.epoch_seconds() // DAY).cast("int32")
    return tables.keep(joined.select("person", "place", day=day))


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """People at a place with several payments undone, against the slips of the city, or of the shop with others."""
    hits, clients = undone(tables), tables.visited
    units = hits.group_by("person", "place").aggregate(times=hits.count())
    shops = clients.group_by("place").aggregate(shop_visits=clients.visits.sum())
    shops = shops.join(hits.group_by("place").aggregate(shop_times=hits.count()), "place")
    usual = hits.aggregate(everywhere=hits.count()).cross_join(clients.aggregate(visits_in_all=clients.visits.sum()))
    both = (
        units.filter(units.times >= FEWEST).left_join(clients, ["person", "place"]).drop("person_right", "place_right")
    )
    both = both.join(shops, "place").cross_join(usual)
    payments = both.visits.fill_null(0) + both.times
    city = both.everywhere / (both.visits_in_all + both.everywhere)
    others = (both.shop_times - both.times) / ibis.greatest(both.shop_visits, 1)
    return both.select("person", "place", "times", payments=payments, expected=payments * ibis.greatest(city, others))


def group_tests(tables: Tables, settings: Settings) -> ir.Table:
    """People at each place."""
    clients = tables.visited
    return clients.group_by("place").aggregate(tests=clients.count())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """What was paid again on the days on which a payment was undone."""
    days = found.join(undone(tables), ["person", "place"]).select("finding", "person", "place", "day").distinct()
    return days.join(tables.sold.select("line", "person", "place", "day"), ["person", "place", "day"])


signal = Signal(
    name="refund_loop",
    title="Paid, undone and paid again",
    pattern="shop_collusion",
    family="codes",
    needs=frozenset({"settlements", "lines"}),
    unit=("person", "place"),
    null_model="Poisson on the person's payments at the place; the rate of slips is the city's, or the shop's own with "
    "others where that is higher",
    source="NHSA case reports: settle, refund, settle again (refd_setl_flag)",
    statement="{times:.0f} of {payments:.0f} payments of {person} at {place} were undone; slips would give "
    "{expected:.2f}",
    measure=measure,
    evidence=evidence,
    group="place",
    group_tests=group_tests,
)

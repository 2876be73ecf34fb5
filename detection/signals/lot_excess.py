"""Sold beyond stock by lot: a shop billed more packs of one lot than it ever had of it."""

import ibis.expr.types as ir

from detection.signal import Signal
from detection.stock import balance, missing_deliveries
from detection.tables import Tables
from workspace.settings import Settings


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """Shop and lot with more sold than came, where some of the lot did come."""
    units = missing_deliveries(tables, ["drug", "lot"])
    return units.filter(units.came > 0)


def tests(tables: Tables, settings: Settings) -> int:
    """Every lot of every shop that reports stock."""
    return int(balance(tables, ["drug", "lot"]).count().to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """All sales of the lot at the shop."""
    return found.join(tables.sold.select("line", "person", "place", "lot"), ["place", "lot"])


signal = Signal(
    name="lot_excess",
    title="Sold beyond stock, by lot",
    pattern="shop_collusion",
    family="stock",
    needs=frozenset({"settlements", "lines", "batches", "stock_moves"}),
    unit=("place", "lot"),
    null_model="Poisson over deliveries that the books miss; the rate is that of honest shops, or the "
    "shop's own over its other lots where that is higher",
    source="OIG: purchases against claims; NHSA work plans: stock out against billed",
    statement="{place} billed {sold:.0f} packs of lot {lot} but had only {came:.0f}",
    measure=measure,
    evidence=evidence,
    tests=tests,
    names_people=False,
)

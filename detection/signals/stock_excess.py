"""Sold beyond stock: a shop billed more of a drug than it ever had."""

import ibis.expr.types as ir

from detection.signal import Signal
from detection.stock import balance, missing_deliveries
from detection.tables import Tables
from workspace.settings import Settings


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """Shop and drug with more sold than came."""
    return missing_deliveries(tables, ["drug"])


def tests(tables: Tables, settings: Settings) -> int:
    """Every drug of every shop that reports stock."""
    return int(balance(tables, ["drug"]).count().to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """All sales of the drug at the shop: which of them were false is for other signals to say."""
    return found.join(tables.sold.select("line", "person", "place", "drug"), ["place", "drug"])


signal = Signal(
    name="stock_excess",
    title="Sold beyond stock, by drug",
    pattern="shop_collusion",
    family="stock",
    needs=frozenset({"settlements", "lines", "batches", "stock_moves"}),
    unit=("place", "drug"),
    null_model="Poisson over deliveries that the books miss; the rate is that of honest shops, or the "
    "shop's own over its other drugs where that is higher",
    source="OIG: purchases against claims; NHSA work plans: stock out against billed",
    statement="{place} billed {sold:.0f} packs of {drug} but had only {came:.0f}: {over:.0f} were never in stock",
    measure=measure,
    evidence=evidence,
    tests=tests,
    names_people=False,
)

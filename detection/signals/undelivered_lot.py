"""A lot where no supplier delivered it: a shop sells boxes of a lot that its books never saw come in."""

import ibis.expr.types as ir

from detection.signal import Signal
from detection.stock import balance, missing_deliveries
from detection.tables import Tables
from workspace.settings import Settings


def _lots(tables: Tables) -> ir.Table:
    units = missing_deliveries(tables, ["drug", "lot"])
    return units.filter(units.came <= 0)


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """Shop and drug with lots that never came: one lot is a lost paper, many are a source of their own."""
    return tables.derived("undelivered", lambda t: t.keep(_measure(t)))


def _measure(tables: Tables) -> ir.Table:
    lots = _lots(tables)
    books = balance(tables, ["drug", "lot"])
    shops = books.group_by("place").aggregate(lots=books.count(), lots_undelivered=books.count(where=books.came <= 0))
    usual = shops.aggregate(usual=(shops.lots_undelivered.sum() + 1.0) / (shops.lots.sum() + 2.0))
    by_drug = books.group_by("place", "drug").aggregate(drug_lots=books.count())
    units = lots.group_by("place", "drug").aggregate(times=lots.count(), sold=lots.sold.sum())
    both = units.join(by_drug, ["place", "drug"]).join(shops, "place").cross_join(usual)
    own = (both.lots_undelivered - both.times) / (both.lots - both.drug_lots).clip(lower=1)
    rate = (own > both.usual).ifelse(own, both.usual)
    return both.select("place", "drug", "times", "sold", expected=rate * both.drug_lots)


def tests(tables: Tables, settings: Settings) -> int:
    """Every drug of every shop that reports stock."""
    return int(balance(tables, ["drug"]).count().to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The sales of the lots that never came."""
    lots = found.join(_lots(tables).select("place", "drug", "lot"), ["place", "drug"])
    sold = tables.sold.select("line", "person", "place", "lot")
    return lots.select("finding", "place", "lot").join(sold, ["place", "lot"])


signal = Signal(
    name="undelivered_lot",
    title="A lot where no supplier delivered it",
    pattern="resale",
    family="trade",
    needs=frozenset({"settlements", "lines", "batches", "stock_moves"}),
    unit=("place", "drug"),
    null_model="Poisson over lots; the rate at which books miss a lot is the city's, or the shop's own "
    "over its other drugs where that is higher",
    source="NHSA resold-drug campaigns: a batch sold where no supplier delivered it",
    statement="{place} sold {sold:.0f} packs of {drug} from {times:.0f} lot(s) that nobody delivered; lost papers "
    "would explain {expected:.2f} lots",
    measure=measure,
    evidence=evidence,
    tests=tests,
    names_people=False,
)

"""A shop's books by drug and lot: what came in, what went out, and how often its books miss a delivery."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from detection.rates import TRIMMED
from detection.tables import Tables

INWARD = ("opening", "purchase", "transfer_in")
OUTWARD = ("purchase_return", "transfer_out", "self_pay_sale", "damage")


def balance(tables: Tables, by: Sequence[str]) -> ir.Table:
    """Packs in and out by place and `by` (drug, lot) where any was sold: came, deliveries, left, sold, over.

    Split packs count as nothing sold, because their quantity is in units; `over` is how many packs were sold or
    left beyond what ever came, at least 0. Shops that report no stock at all are left out.
    """
    return tables.derived(f"balance by {', '.join(by)}", lambda given: _balance(given, by))


def _balance(tables: Tables, by: Sequence[str]) -> ir.Table:
    lots = _by_lot(tables)
    both = lots.group_by("place", *by).aggregate(
        **{column: lots[column].sum() for column in ("sold", "came", "left", "deliveries")}
    )
    over = ibis.greatest(both.sold + both.left - both.came, 0.0)
    return tables.keep(both.filter(both.sold > 0).mutate(over=over))


def _by_lot(tables: Tables) -> ir.Table:
    return tables.derived("books by lot", _make_by_lot)


def _make_by_lot(tables: Tables) -> ir.Table:
    moves, sold, none = stock_moves(tables), tables.sold, ibis.literal(0.0)
    inward = moves.kind.isin(INWARD)
    books = moves.group_by("place", "drug", "lot").aggregate(
        came=inward.ifelse(moves.quantity, none).sum(),
        left=moves.kind.isin(OUTWARD).ifelse(moves.quantity, none).sum(),
        deliveries=inward.cast("int64").sum(),
    )
    books = books.mutate(sold=none)
    whole = sold.filter(sold.whole & sold.lot.notnull())
    sales = whole.group_by("place", "drug", "lot").aggregate(sold=whole.quantity.sum())
    sales = sales.semi_join(moves, "place").mutate(came=none, left=none, deliveries=ibis.literal(0, "int64"))
    both = books.union(sales.select(books.columns))
    return tables.keep(
        both.group_by("place", "drug", "lot").aggregate(
            **{column: both[column].sum() for column in ("sold", "came", "left", "deliveries")}
        )
    )


def stock_moves(tables: Tables) -> ir.Table:
    """Movements of stock: place, drug, lot, kind, quantity (packs, unsigned)."""
    return tables.derived("moves", _make_moves)


def _make_moves(tables: Tables) -> ir.Table:
    moves = tables.source["stock_moves"].select("institution_id", "batch_id", "kind", "quantity")
    places = tables.places.select("place", "institution_id")
    batches = tables.source["batches"].select("batch_id", "drug_id").join(tables.lots, "batch_id")
    drugs = tables.medicines.select("drug", "drug_id")
    joined = moves.join(places, "institution_id").join(batches, "batch_id").join(drugs, "drug_id")
    return tables.keep(joined.select("place", "drug", "lot", "kind", quantity=joined.quantity.cast("float64").abs()))


def missing_deliveries(tables: Tables, by: Sequence[str]) -> ir.Table:
    """How many deliveries would have to be missing from the books to explain what was sold beyond them.

    Columns: place, `by`, sold, came, over, times (missing deliveries of the usual size), expected (how many the
    books of honest shops miss). The usual size is the shop's mean delivery of the drug, at least the city's; the
    share of missing ones is taken over shops without the worst twentieth, or the shop's own without this unit
    where that is higher.
    """
    return tables.derived(f"missing by {', '.join(by)}", lambda given: tables.keep(_missing(given, by)))


def _missing(tables: Tables, by: Sequence[str]) -> ir.Table:
    books = balance(tables, by)
    size = ibis.greatest(books.came / ibis.greatest(books.deliveries, 1), _usual_size(tables))
    units = books.mutate(missing=books.over / size)
    units = tables.keep(units.mutate(due=units.deliveries + units.missing))
    shops = units.group_by("place").aggregate(shop_missing=units.missing.sum(), shop_due=units.due.sum())
    shops = shops.mutate(share=shops.shop_missing / ibis.greatest(shops.shop_due, 1.0))
    ranked = shops.mutate(tile=ibis.ntile(TRIMMED).over(ibis.window(order_by=[shops.share, shops.place])))
    honest = ranked.filter(ranked.tile < TRIMMED - 1)
    usual = honest.aggregate(usual=(honest.shop_missing.sum() + 1.0) / (honest.shop_due.sum() + 100.0))
    both = units.filter(units.missing > 0).join(shops, "place").cross_join(usual)
    others = (both.shop_missing - both.missing) / ibis.greatest(both.shop_due - both.due, 1.0)
    return both.select(
        "place", *by, "sold", "came", "over", times=both.missing,
        expected=ibis.greatest(both.usual, others) * both.due,
    )  # fmt: skip


def _usual_size(tables: Tables) -> ir.Scalar:
    moves = stock_moves(tables)
    purchases = moves.filter(moves.kind == "purchase")
    return purchases.quantity.mean().as_scalar()

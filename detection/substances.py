"""Drugs of one generic name are one substance; how each person takes each, folded once for all who ask."""

import ibis
import ibis.expr.types as ir

from detection.tables import Tables


def substances(tables: Tables) -> ir.Table:
    """The drug that stands for all of one generic name: drug, substance."""
    drugs = tables.medicines.select("drug", name=ibis.coalesce(tables.medicines.generic_name, tables.medicines.drug_id))
    first = drugs.group_by("name").aggregate(substance=drugs.drug.min())
    return drugs.join(first, "name").select("drug", "substance")


def taken(tables: Tables) -> ir.Table:
    """What each person bought of each substance, wherever it was.

    Columns: person, substance, lines, first, last (day), and of the lines whose days of supply are known: dosed (how
    many), days (of supply), packs, dosed_first, dosed_last (null where there is none).
    """
    return tables.derived("taken", _taken)


def _taken(tables: Tables) -> ir.Table:
    bought = tables.bought.join(substances(tables), "drug")
    known = bought.dosed > 0
    return tables.keep(
        bought.group_by("person", "substance").aggregate(
            lines=bought.lines.sum().cast("int32"), first=bought["first"].min(), last=bought["last"].max(),
            dosed=bought.dosed.sum(), days=bought.days.sum(), packs=bought.packs.sum(where=known),
            dosed_first=bought["first"].min(where=known), dosed_last=bought["last"].max(where=known),
        )
    )  # fmt: skip

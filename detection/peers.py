"""Who is like whom: people of the same sex and ten years of age."""

import ibis
import ibis.expr.types as ir

from detection.tables import DAY, Tables

AGE_GROUP = 10 * 365  # days


def age_group(people: ir.Table, tables: Tables) -> ir.Value:
    """Tens of years of age at the end of the period, null where the birth is not known; `people` has birth_date."""
    born = (people.birth_date.cast("timestamp").epoch_seconds() // DAY).cast("int32")
    return ((tables.period[1] - born) // AGE_GROUP).cast("int32")


def peers(people: ir.Table, tables: Tables) -> ir.Value:
    """A number for the sex and ten years of age, the unknown a group of their own; `people` has birth_date, sex."""
    sex = ibis.cases((people.sex == "F", 0), (people.sex == "M", 1), else_=2)
    return age_group(people, tables).fill_null(-1) * 3 + sex

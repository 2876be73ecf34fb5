"""Who belongs together anyway: households, shared contacts, registered proxies."""

import ibis
import ibis.expr.types as ir

from detection.tables import Tables

FAMILY = 8  # more people than this behind one household, phone or address are no family


def kin(tables: Tables) -> ir.Table:
    """Pairs a < b of one household, phone or address (of at most a family's size), or of a registered proxy."""
    return tables.derived("kin", _kin)


def _kin(tables: Tables) -> ir.Table:
    people = tables.people
    parts = [_sharing(people, column) for column in ("household_id", "phone", "address")]
    if tables.has("agents"):
        parts.append(_agents(tables))
    return tables.keep(ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0])


def foreign_to_family(hits: ir.Table, tables: Tables) -> ir.Table:
    """Those of the rows (person, drug, …) whose drug none of the person's kin takes.

    A drug of the family on the wrong card is a slip.
    """
    pairs = kin(tables)
    both = pairs.select(person=pairs.a, relative=pairs.b).union(pairs.select(person=pairs.b, relative=pairs.a))
    asked = hits.select("person", "drug").join(both, "person")
    slips = asked.semi_join(tables.taken.select(relative="person", drug="drug"), ["relative", "drug"])
    return hits.anti_join(slips, ["person", "drug"])


def _sharing(people: ir.Table, column: str) -> ir.Table:
    known = people.filter(people[column].notnull()).select("person", shared=people[column])
    sizes = known.group_by("shared").aggregate(size=known.count())
    small = known.semi_join(sizes.filter((sizes.size > 1) & (sizes.size <= FAMILY)), "shared")
    other = small.view()
    pairs = small.join(other, [small.shared == other.shared, small.person < other.person], rname="{name}_other")
    return pairs.select(a=pairs.person, b=pairs.person_other)


def _agents(tables: Tables) -> ir.Table:
    agents = tables.source["agents"].select("person_id", "agent_person_id")
    people = tables.person_keys
    acting = people.select(agent="person", agent_person_id="person_id")
    pairs = agents.join(people, "person_id").join(acting, "agent_person_id")
    return pairs.select(a=ibis.least(pairs.person, pairs.agent), b=ibis.greatest(pairs.person, pairs.agent))

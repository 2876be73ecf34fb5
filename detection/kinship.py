"""Who belongs together anyway: households, shared contacts, registered proxies."""

import ibis
import ibis.expr.types as ir

from detection.tables import Tables

FAMILY = 8  # more people than this behind one household, phone or address are no family
SHARED = ("household_id", "phone", "address")


def relatives(people: ir.Table, tables: Tables) -> ir.Table:
    """The kin of some people (column person): person, relative, each pair once.

    Kin share a household, a phone or an address with at most a family's number of people, or one is the other's
    registered proxy. Only these people's kin are looked up: everybody's would cost more than the signals do.
    """
    people = tables.keep(people.select("person").distinct())
    parts = [_sharing(people, column, tables) for column in SHARED]
    if tables.has("agents"):
        parts.append(_agents(people, tables))
    return tables.keep(ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0])


def foreign_to_family(hits: ir.Table, tables: Tables) -> ir.Table:
    """Those of the rows (person, drug, …) whose drug none of the person's kin takes.

    A drug of the family on the wrong card is a slip.
    """
    asked = hits.select("person", "drug").join(relatives(hits, tables), "person")
    slips = asked.semi_join(tables.bought.select(relative="person", drug="drug"), ["relative", "drug"])
    return hits.anti_join(slips, ["person", "drug"])


def _sharing(people: ir.Table, column: str, tables: Tables) -> ir.Table:
    everyone = tables.people.select("person", shared=tables.people[column])
    asked = tables.keep(everyone.filter(everyone.shared.notnull()).semi_join(people, "person"))
    behind = tables.keep(everyone.semi_join(asked, "shared"))
    sizes = behind.group_by("shared").aggregate(size=behind.count())
    family = behind.semi_join(sizes.filter(sizes.size <= FAMILY), "shared").rename(relative="person")
    pairs = asked.join(family, "shared")
    return pairs.filter(pairs.person != pairs.relative).select("person", "relative")


def _agents(people: ir.Table, tables: Tables) -> ir.Table:
    keys = tables.person_keys
    acting = keys.select(agent="person", agent_person_id="person_id")
    agents = tables.source["agents"].select("person_id", "agent_person_id")
    pairs = agents.join(keys, "person_id").join(acting, "agent_person_id")
    both = pairs.select("person", relative="agent").union(pairs.select(person="agent", relative="person"))
    return both.semi_join(people, "person")

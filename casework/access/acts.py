"""What an act needs: permissions of the table, and how far it reaches."""

import re
from dataclasses import dataclass

from queries.library import built_in
from workspace.audit import Act, Action

_PAGES = {"audit": "audit", "administration": "administer", "data": "data"}  # the others are looks
_NODE = {"Person": "person_id", "Institution": "institution_id", "Doctor": "doctor_id", "Card": "card_id"}
_NODE |= {"Contact": "contact_id", "Ring": "ring_id"}
_GOODS = ("Batch", "Pack", "Drug", "Supplier")  # of no region: goods travel
_RINGS = re.compile(r"\b(Ring|Signal|MEMBER_OF|SUPPORTS)\b")


def needed(act: Act) -> tuple[str, ...]:
    """The permissions that an act needs, all of them."""
    kind = act.about.partition(":")[0]
    match act.action:
        case Action.SIGN_IN | Action.ALARM | Action.REFUSED:
            return ()
        case Action.SEARCH:
            return ("search",)
        case Action.QUERY:
            return ("query",) if kind == "query" else ("cypher",)
        case Action.REVEAL:
            return ("reveal", *(("field_check",) if "field_check" in act.details else _bundle(act)))
        case Action.EXPORT:
            return (_taken_away(kind, act),)
        case _:
            return (_page(act.about) or (kind if kind in ("audit", "data") else "look"),)


def _taken_away(kind: str, act: Act) -> str:
    """What it takes to take something away: a report, a sheet, a file of a case, an answer's rows, a drawn graph."""
    known = {"report": "report", "query": "query", "graph": "look"}
    if kind in known:
        return known[kind]
    return "field_check" if "field_check" in act.details else "files" if "file" in act.details else "export"


def _bundle(act: Act) -> tuple[str, ...]:
    return ("export",) if "bundle" in act.details else ()


def _page(about: str) -> str:
    kind, _, name = about.partition(":")
    return _PAGES.get(name, "look") if kind == "page" else ""


@dataclass(frozen=True)
class Reach:
    """What an act reads: these nodes; beyond them, records of any region (`places`), any ring (`rings`)."""

    nodes: frozenset[tuple[str, str]] = frozenset()
    places: bool = False
    rings: bool = False


def reach(act: Act) -> Reach:
    """What an act reads."""
    kind, _, name = act.about.partition(":")
    if act.action == Action.SEARCH:
        return Reach()  # what is found is filtered
    if act.action == Action.QUERY:
        return _of_query(name, act) if kind == "query" else Reach(places=True, rings=True)
    if kind in ("ring", "alert"):
        return Reach(frozenset({(kind, name)}))
    if kind in ("person", "institution") or kind[:1].isupper():
        return Reach(frozenset({(kind[:1].upper() + kind[1:], name or str(act.details.get("text", "")))}))
    return Reach()  # lists, which are filtered; a query's reveal, since the query is an act of its own


def _of_query(name: str, act: Act) -> Reach:
    """A query that comes with Ringtrace and begins at nodes reads what is around them; any other reads everything.

    One that begins at goods tells of them wherever they went, unless it names people.
    """
    query = built_in().get(name)
    if query is None:
        return Reach(places=True, rings=True)
    given = dict(act.details.get("parameters", {}))
    begins = {one.suggestions[0]: one for one in query.parameters if one.suggestions and one.default is None}
    nodes = frozenset(
        (label, str(given[one.name])) for label, one in begins.items() if _NODE.get(label) == one.name in given
    )
    goods = bool(begins.keys() & set(_GOODS)) and not any("person" in one.name for one in query.columns)
    rings = bool(_RINGS.search(query.text)) and "Ring" not in dict(nodes)
    return Reach(nodes, places=not (nodes or goods), rings=rings)

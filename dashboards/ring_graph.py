"""The graph of a ring's members: who holds which card, who bought where, who was seen together."""

from typing import Any

import streamlit as st

from dashboards.drawing import Drawing, draw
from dashboards.standing import Standing, graph, whole_document
from dashboards.words import role
from detection.lookup import find_ring
from graph.among import among
from graph.store import Edge, NodeRef

_LABELS = {"person": "Person", "card": "Card", "institution": "Institution", "doctor": "Doctor", "batch": "Batch"}
_WAYS = ("HOLDS", "BOUGHT_AT", "LIVES_WITH", "ACTS_FOR", "WORKS_AT")
MOST = 300


@st.cache_resource(max_entries=1_000, show_spinner=False)
def ring_drawing(key: Standing, ring_id: str, language: str) -> tuple[Drawing, int]:
    """The drawing of a ring's members, and how many of them it leaves out. Drugs are in the table, not here.

    Raises:
        RingtraceError: the graph was not built yet.
    """
    ring = find_ring(whole_document(key), ring_id)  # whoever opens a ring was admitted to it
    members = [one for one in ring["members"] if one["kind"] in _LABELS]
    ranked = sorted(members, key=lambda one: (one["kind"] == "card", -one["weight"], one["id"]))[:MOST]
    roles = {NodeRef(_LABELS[one["kind"]], one["id"]): role(one["role"]) for one in ranked}
    with graph(key) as store:
        nodes, edges = among(store, roles, _WAYS)
    return draw(nodes, [*edges, *_together(ring)], roles), len(ring["members"]) - len(nodes)


def _together(ring: dict[str, Any]) -> list[Edge]:
    """A tie for each signal that is about two people."""
    people = {one["id"] for one in ring["members"] if one["kind"] == "person"}
    return [
        Edge(signal["signal"], NodeRef("Person", signal["entities"][0]), NodeRef("Person", signal["entities"][1]), {})
        for signal in ring["signals"]
        if len(signal["entities"]) == 2 and set(signal["entities"]) <= people
    ]

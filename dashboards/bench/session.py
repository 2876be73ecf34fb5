"""The bench of a session, and the saved view that its address names."""

from functools import partial

import streamlit as st

from dashboards.addresses import address
from dashboards.bench.paths import joined
from dashboards.bench.saved import open_view
from dashboards.bench.state import Bench, State, Step
from dashboards.standing import Standing, graph, space
from dashboards.texts import t
from graph.lookup import act_on
from graph.store import GraphStore
from workspace.access import admit
from workspace.audit import Action

BENCH = "explorer_bench"
SAVED = "saved"  # the query parameter that holds a saved view's name
_OPEN, _TURN = "explorer_saved", "explorer_turn"


def bench() -> Bench | None:
    """What the session works on, if whoever is signed in may still look at it."""
    found: Bench | None = st.session_state.get(BENCH)
    if found is not None:
        admit(space(), act_on(Action.LOOK, found.now.view.centre))
    return found


def put(work: Bench) -> None:
    """Work on another graph, on a canvas of its own; the address names no saved view any more."""
    st.session_state[BENCH] = work
    st.session_state[_TURN] = turned() + 1
    st.session_state.pop(_OPEN, None)
    st.query_params.pop(SAVED, None)


def turned() -> int:
    """How many graphs the session has worked on: tells one canvas from another."""
    found: int = st.session_state.get(_TURN, 0)
    return found


def named(name: str) -> None:
    """What is on the canvas is the saved view of that name."""
    st.session_state[_OPEN] = name
    st.query_params[SAVED] = name


def open_saved(key: Standing) -> bool:
    """Open the saved view that the address names, unless it is open; whether it was opened now."""
    name = st.query_params.get(SAVED, "")
    if not name or st.session_state.get(_OPEN) == name:
        return False
    with graph(key) as store:
        work, gone = open_view(space(), store, name, partial(_join, key, store))
    put(work)
    named(name)
    st.query_params["node"] = address(work.now.view.centre)
    if gone:
        st.toast(t("{count} of its nodes are not in the graph in force.", count=f"{gone:,}"))
    return True


def _join(key: Standing, store: GraphStore, state: State, step: Step) -> State:
    return joined(key, store, state, step).state

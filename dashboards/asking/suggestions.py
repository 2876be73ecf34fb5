"""Values that a query's parameter may take, from the graph; none where they are personal."""

import streamlit as st

from dashboards.standing import Standing, graph
from graph.declaration import NODE_KINDS
from graph.masking import PERSONAL
from graph.store import Limits
from queries.saved_query import Parameter
from workspace.errors import RingtraceError

MOST = 1_000
_SECONDS = 3.0


def suggested(key: Standing, parameter: Parameter) -> tuple[str, ...]:
    """The values in their order, at most a thousand; others can be typed."""
    if parameter.suggestions is None or parameter.suggestions in PERSONAL or not key.build:
        return ()
    try:
        return _values(key, *parameter.suggestions)
    except RingtraceError:  # a form without suggestions still asks
        return ()


@st.cache_data(max_entries=64, show_spinner=False)
def _values(key: Standing, label: str, name: str) -> tuple[str, ...]:
    kind = NODE_KINDS[label]
    declared = next(one.name for one in kind.properties if one.name == name)  # the header's words never become Cypher
    text = f"MATCH (n:{kind.label}) WHERE n.{declared} IS NOT NULL RETURN DISTINCT n.{declared} LIMIT {MOST}"
    with graph(key) as store:
        rows = [row for batch in store.stream(text, limits=Limits(seconds=_SECONDS, rows=MOST)) for row in batch]
    return tuple(sorted(str(value) for (value,) in rows))

"""The explorer's graph in words: a table of what is drawn."""

import pandas as pd
import streamlit as st

from dashboards.drawing import caption
from dashboards.exploring import View
from dashboards.inert import plain
from dashboards.texts import t
from dashboards.words import kind
from graph.store import NodeRef


def table(view: View, notes: dict[NodeRef, str], *, anonymous: bool) -> None:
    """Every node with its kind, name, id, ties and note; no names while they are hidden."""
    ties = {ref: sum(ref in (edge.start, edge.end) for edge in view.edges) for ref in view.nodes}
    rows = pd.DataFrame(
        {
            t("Kind"): [kind(ref.label) for ref in view.nodes],
            t("Name (masked)"): ["…" if anonymous else caption(node) for node in view.nodes.values()],
            "ID": [plain(ref.key) if ref.label != "Contact" and not anonymous else "…" for ref in view.nodes],
            t("Ties drawn"): list(ties.values()),
            t("Note"): [plain(notes.get(ref, "")) for ref in view.nodes],
        }
    )
    with st.expander(t("The same as a table ({count})", count=f"{len(rows):,}")):
        st.dataframe(rows, hide_index=True)

"""Ring: what one ring is, who is in it, what it rests on and what speaks for its innocence."""

import streamlit as st

from casework.case import Case
from dashboards import words
from dashboards.addresses import address
from dashboards.canvas import canvas
from dashboards.case_panel import panel, standing_line
from dashboards.deciding import cases_of, tell
from dashboards.drawing import ref_of
from dashboards.evidence_download import evidence_download
from dashboards.field_check import field_check_part
from dashboards.frame import EXPLORER_PAGE, RING, Columns, figures, heading, page
from dashboards.inert import escaped
from dashboards.legend import legend
from dashboards.revealing import reveal_part
from dashboards.ring_details import details, findings
from dashboards.ring_graph import ring_drawing
from dashboards.ring_table import members
from dashboards.sentences import ring_sentence
from dashboards.standing import Standing, document, require, ring_dossier
from dashboards.texts import PARAMETER, language, t
from detection.dossier import Dossier
from detection.headline import count
from workspace.errors import RingtraceError


def show() -> None:
    """The page."""
    with page(t("Ring")):
        key = require()
        ring_id = _asked(key)
        if not ring_id:
            st.info(t("This run found no ring."), icon=":material/info:")
            return
        tell()
        found = ring_dossier(key, ring_id)
        with cases_of(key) as book:
            case, history = book.case(str(found.ring["ring_id"])), book.history(str(found.ring["ring_id"]))
        _headline(found, case)
        findings(found)
        panel(case, history)
        _graph_and_roles(key, found)
        details(key, found)
        people = [(one.kind, one.id) for one in found.members]
        reveal_part(f"ring:{found.ring['ring_id']}", people, case.id)
        field_check_part(key, str(found.ring["ring_id"]), case, history)
        evidence_download(found, case.id)


def _asked(key: Standing) -> str:
    """The ring of the address, else the likeliest; the choice goes into the address."""
    ranked = sorted(document(key)["rings"], key=lambda ring: (-ring["score"], ring["ring_id"]))
    ids = [str(ring["ring_id"]) for ring in ranked]
    asked = st.query_params.get(RING, ids[0] if ids else "")
    if asked and asked not in ids:
        asked = str(ring_dossier(key, asked).ring["ring_id"])  # refuses what fits none, and names the nearest
    if not asked:
        return ""
    picked = st.selectbox(
        t("Ring"), ids, index=ids.index(asked), key=f"ring_of_{asked}", width=260, label_visibility="collapsed"
    )
    st.query_params[RING] = picked
    return str(picked)


def _headline(found: Dossier, case: Case) -> None:
    ring = found.ring
    colour = {"red": "red", "yellow": "orange"}.get(ring["level"], "gray")
    st.badge(f"{words.level(ring['level'])} · {ring['score']:.2f}", color=colour)  # type: ignore[arg-type] # a colour
    st.subheader(escaped(ring_sentence(ring)), anchor=False)
    standing_line(case)
    st.caption(escaped(words.variant(ring["variant"])))
    figures(
        (t("People"), f"{count(ring, 'person'):,}"),
        (t("Lines behind it"), f"{len(found.lines):,}"),
        (t("Loss"), words.yuan(ring["loss_amount"])),
    )


def _graph_and_roles(key: Standing, found: Dossier) -> None:
    left, right = st.columns([3, 2])
    with left:
        heading(t("Members and what ties them"))
        _graph(key, str(found.ring["ring_id"]))
    with right:
        heading(t("Members by role"))
        by_role = members(found.members)
        tabs = st.tabs([f"{escaped(words.role(role))} ({len(table):,})" for role, table in by_role.items()])
        for tab, table in zip(tabs, by_role.values(), strict=True):
            tab.dataframe(
                table, hide_index=True, column_config=_member_columns(), height=min(38 + 35 * len(table), 458)
            )


def _graph(key: Standing, ring_id: str) -> None:
    try:
        drawing, left_out = ring_drawing(key, ring_id, language())
    except RingtraceError as error:  # the rest of the page does not need the graph
        st.info(escaped(error), icon=":material/hub:")
        return
    asked = canvas(drawing, key=f"ring_canvas_{ring_id}")
    legend(drawing)
    if left_out:
        st.caption(t("{count} members are not drawn (drugs, or beyond 300); the list has them all.", count=left_out))
    if asked:
        st.switch_page(EXPLORER_PAGE, query_params={"node": address(ref_of(asked)), PARAMETER: language()})


def _member_columns() -> Columns:
    return {
        "label": st.column_config.TextColumn(t("Name (masked)"), width=110),
        "id": st.column_config.TextColumn("ID", width=120),
        "weight": st.column_config.NumberColumn(t("Weight"), format="%.2f", width=70),
    }


show()

"""Ring: what one ring is, who is in it, what it rests on and what speaks for its innocence."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import words
from dashboards.canvas import canvas
from dashboards.charts import timeline
from dashboards.frame import EXPLORER_PAGE, RING, Columns, figures, page
from dashboards.inert import escaped, plain
from dashboards.legend import legend
from dashboards.ring_graph import ring_drawing
from dashboards.ring_table import lines, members
from dashboards.standing import Standing, document, require, ring_dossier
from dashboards.texts import PARAMETER, language, t
from detection.dossier import Dossier
from detection.headline import count, day
from workspace.errors import RingtraceError

_VERDICTS = ("likely", "open", "ruled_out")


def show() -> None:
    """The page."""
    with page(t("Ring")):
        key = require()
        ring_id = _asked(key)
        if not ring_id:
            st.info(t("This run found no ring."), icon=":material/info:")
            return
        found = ring_dossier(key, ring_id)
        _headline(found)
        _graph_and_roles(key, found)
        _details(found)


def _asked(key: Standing) -> str:
    """The ring of the address, else the likeliest; the choice goes into the address."""
    ranked = sorted(document(key)["rings"], key=lambda ring: (-ring["score"], ring["ring_id"]))
    ids = [str(ring["ring_id"]) for ring in ranked]
    asked = st.query_params.get(RING, ids[0] if ids else "")
    if asked and asked not in ids:
        asked = str(ring_dossier(key, asked).ring["ring_id"])  # refuses what fits none, and names the nearest
    if not asked:
        return ""
    picked = st.selectbox(t("Ring"), ids, index=ids.index(asked), key=f"ring_of_{asked}", width=260)
    st.query_params[RING] = picked
    return str(picked)


def _headline(found: Dossier) -> None:
    ring = found.ring
    colour = {"red": "red", "yellow": "orange"}.get(ring["level"], "gray")
    st.badge(f"{words.level(ring['level'])} · {ring['score']:.2f}", color=colour)  # type: ignore[arg-type] # a colour
    st.subheader(escaped(_sentence(ring)), anchor=False)
    st.caption(escaped(words.variant(ring["variant"])))
    figures(
        (t("People"), f"{count(ring, 'person'):,}"),
        (t("Lines behind it"), f"{len(found.lines):,}"),
        (t("Loss"), words.yuan(ring["loss_amount"])),
    )


def _sentence(ring: dict[str, Any]) -> str:
    return t(
        "{pattern}: {people} people, {places} places, loss {loss}, {first} to {last}.",
        pattern=words.pattern(ring["pattern"]),
        people=f"{count(ring, 'person'):,}",
        places=f"{count(ring, 'institution'):,}",
        loss=words.yuan(ring["loss_amount"]),
        first=day(ring["first_seen"]),
        last=day(ring["last_seen"]),
    )


def _graph_and_roles(key: Standing, found: Dossier) -> None:
    left, right = st.columns([3, 2])
    with left:
        st.markdown(f"**{t('Members and what ties them')}**")
        _graph(key, str(found.ring["ring_id"]))
    with right:
        st.markdown(f"**{t('Members by role')}**")
        for role, table in members(found.members).items():
            with st.expander(f"{escaped(words.role(role))} ({len(table):,})", expanded=len(table) <= 6):
                st.dataframe(table, hide_index=True, column_config=_member_columns())


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
        st.switch_page(EXPLORER_PAGE, query_params={"node": asked, PARAMETER: language()})


def _member_columns() -> Columns:
    return {
        "label": t("Name (masked)"),
        "id": "ID",
        "weight": st.column_config.ProgressColumn(t("Weight"), min_value=0, max_value=1, format="%.2f"),
    }


def _details(found: Dossier) -> None:
    signals, innocent, evidence, law = st.tabs([t("Signals"), t("Innocent explanations"), t("Timeline"), t("Law")])
    with signals:
        _signals(found.ring["signals"])
    with innocent:
        _explanations(found.ring["innocent_explanations"])
    with evidence:
        _lines(found)
    with law:
        for article in found.ring["legal_basis"]:
            st.markdown(f"- {escaped(article)}")


def _signals(signals: list[dict[str, Any]]) -> None:
    ranked = sorted(signals, key=lambda one: (-one["weight"], one["p_value"], one["signal"]))
    table = pd.DataFrame(
        {
            t("Signal"): [words.signal(one["signal"]) for one in ranked],
            t("p-value"): [words.p_value(one["p_value"]) for one in ranked],
            t("Weight"): [one["weight"] for one in ranked],
            t("Lines"): [len(one["line_ids"]) for one in ranked],
            t("What was seen"): [plain(one["statement"]) for one in ranked],
        }
    )
    st.dataframe(table, hide_index=True, column_config={t("What was seen"): st.column_config.TextColumn(width="large")})
    st.caption(t("The p-value is how often chance would give as much under the signal's null model."))


def _explanations(explanations: list[dict[str, Any]]) -> None:
    ranked = sorted(explanations, key=lambda one: (_VERDICTS.index(one["verdict"]), one["explanation"]))
    table = pd.DataFrame(
        {
            t("Verdict"): [words.verdict(one["verdict"]) for one in ranked],
            t("Explanation"): [words.signal(one["explanation"]) for one in ranked],
            t("Why"): [plain(one["why"]) for one in ranked],
        }
    )
    st.dataframe(table, hide_index=True, column_config={t("Why"): st.column_config.TextColumn(width="large")})


def _lines(found: Dossier) -> None:
    table = lines(found.lines)
    if table.empty:
        st.info(t("No line stands behind it."))
        return
    st.altair_chart(timeline(table, t("Settled at"), t("Drug"), t("Yuan"), t("Place")))
    st.dataframe(table, hide_index=True, column_config=_line_columns(), height=min(38 + 35 * len(table), 420))


def _line_columns() -> Columns:
    number = st.column_config.NumberColumn
    return {
        "settled_at": st.column_config.DatetimeColumn(t("Settled at"), format="YYYY-MM-DD HH:mm"),
        "person_id": t("Insured person"),
        "institution": t("Place"),
        "drug": t("Drug"),
        "quantity": number(t("Packs"), format="localized"),
        "amount": number(t("Yuan"), format="accounting"),
        "signals": t("Signals"),
        "file": t("File"),
        "row": number(t("Row"), format="localized"),
    }


show()

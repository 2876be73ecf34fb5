"""Whom the explorer is to show: what was typed leads to one node, or to a choice of those that it may mean."""

from dataclasses import dataclass

import streamlit as st

from dashboards.addresses import address, is_opaque, opened
from dashboards.frame import FLOW_PAGE, VIEW
from dashboards.inert import escaped, plain
from dashboards.standing import Standing, graph, space
from dashboards.texts import PARAMETER, language, t
from dashboards.words import kind
from graph.lookup import missing, parse_ref
from graph.masking import PERSONAL, masked_value, shown_name
from graph.searching import Fit, Hit, Hits, search
from graph.store import NodeRef
from workspace.errors import RingtraceError

_FOUND = "explorer_found"
_SHOWN = 12


@dataclass(frozen=True)
class _Found:
    """What a search gave; kept, so that a rerun does not search again."""

    key: Standing
    asked: str
    hits: Hits


def sought(key: Standing, asked: str) -> NodeRef | None:
    """The node that is meant; None while there is a choice to make, which is shown.

    Raises:
        RingtraceError: nothing fits.
    """
    if is_opaque(asked):
        return opened(key, asked)
    hits = _hits(key, asked)
    if not hits.first:
        _box(asked)
        raise RingtraceError(missing(asked, parse_ref(asked)))
    if _sure(hits):
        return hits.first[0].node
    _choice(hits)
    return None


def _hits(key: Standing, asked: str) -> Hits:
    kept: _Found | None = st.session_state.get(_FOUND)
    if kept is None or (kept.key, kept.asked) != (key, asked):
        with st.spinner(t("Searching …")), graph(key) as store:
            kept = _Found(key, asked, search(space(), store, asked, _SHOWN))
        st.session_state[_FOUND] = kept
    return kept.hits


def _sure(hits: Hits) -> bool:
    """One whose id or whole name it is, or the only one that fits. What is only nearly so is never opened unasked."""
    exact = [one for one in hits.first if one.fit in (Fit.ID, Fit.NAME)]
    return len(exact) == 1 or (hits.total == 1 and hits.first[0].fit != Fit.NEAR)


def _choice(hits: Hits) -> None:
    told = t("{count} fit. Which one is meant?", count=f"{hits.total:,}")
    with st.container(border=True):
        st.markdown(f"**{told}**")
        columns = st.columns(3)
        for place, one in enumerate(hits.first):
            columns[place % 3].button(
                called(one), key=f"found_{place}_{one.node.label}_{one.node.key}", on_click=_take, args=(one.node,),
                type="tertiary",
            )  # fmt: skip
        if hits.total > len(hits.first):
            st.caption(
                t(
                    "Those that fit best. Type more of the name, or an id with its kind: person:ID, shop:ID.",
                )
            )


def called(hit: Hit) -> str:
    """A hit in a line: kind, name (masked), id, how it fits."""
    how = {
        Fit.ID: t("this id"),
        Fit.PHONE: t("this phone"),
        Fit.NAME: t("this name"),
        Fit.PART: t("part of the name"),
        Fit.SOUND: t("sounds so"),
        Fit.NEAR: t("written nearly so"),
    }[hit.fit]
    node = hit.node
    secret = (node.label, "card_id") in PERSONAL or node.label == "Contact"
    name, key = escaped(shown_name(node.label, hit.name)), plain(node.key)
    parts = [kind(node.label), name, escaped(masked_value(key) if secret else key)]
    return f"{' '.join(one for one in parts if one)} · {how}"


def _take(node: NodeRef) -> None:
    st.session_state.pop(_FOUND, None)
    st.query_params["node"] = address(node)


def _box(asked: str) -> None:
    """A code that joins nothing is no node, but its life can be followed."""
    node = parse_ref(asked)
    code = node.key if node and node.label == "Pack" else asked
    if node is None and not asked.isalnum():
        return
    if node is not None and node.label != "Pack":
        return
    if st.button(t("Follow it as a trace code"), icon=":material/qr_code:"):
        st.switch_page(FLOW_PAGE, query_params={VIEW: "code", "code": code, PARAMETER: language()})

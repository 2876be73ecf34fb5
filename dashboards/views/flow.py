"""Flow: where a drug came from and went, what a shop's stock does not explain, the life of one trace code."""

import streamlit as st

from dashboards.flow.asking import keep
from dashboards.flow.code import code
from dashboards.flow.goods import goods
from dashboards.flow.stock import stock
from dashboards.frame import VIEW, page
from dashboards.standing import require
from dashboards.texts import t

_PARTS = {"goods": goods, "stock": stock, "code": code}


def show() -> None:
    """The page."""
    question = t("Where did a drug come from and go, what does a shop's stock not explain, where was a box?")
    with page(t("Drug flow"), question):
        key = require()
        asked = st.query_params.get(VIEW, "")
        named = {"goods": t("Drug or lot"), "stock": t("Stock of a shop"), "code": t("Trace code")}
        parts = list(_PARTS)
        picked = st.radio(
            t("What to follow"),
            parts,
            index=parts.index(asked) if asked in parts else parts.index("goods"),
            horizontal=True,
            format_func=lambda one: named[one],
            key=f"flow_view_{asked}",
            label_visibility="collapsed",
        )
        part = picked or "goods"
        keep(VIEW, part)
        _PARTS[part](key)


show()

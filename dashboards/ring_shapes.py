"""Small multiples: each ring's shape with what it is, some to a page; a click opens one."""

from typing import Any

import streamlit as st

from dashboards import words
from dashboards.frame import open_ring
from dashboards.inert import escaped
from dashboards.ring_graph import ring_drawing
from dashboards.shape import shape
from dashboards.standing import Standing
from dashboards.texts import t
from detection.headline import count
from workspace.errors import RingtraceError

_PAGE, _ROW = 24, 4


@st.cache_resource(max_entries=2_000, show_spinner=False)
def _shape(key: Standing, ring_id: str) -> str:
    drawing, _ = ring_drawing(key, ring_id, "en")  # no word of it is drawn
    return shape(drawing)


def ring_shapes(key: Standing, rings: list[dict[str, Any]]) -> None:
    """The shapes of some rings, in the order given."""
    if not key.build:
        st.info(t("The graph was not built yet. Run: ringtrace build"), icon=":material/hub:")
        return
    pages = max(-(-len(rings) // _PAGE), 1)
    page = 1
    if pages > 1:
        page = int(st.number_input(t("Page (of {count})", count=f"{pages:,}"), 1, pages, 1, key="shapes_page"))
    shown = rings[(page - 1) * _PAGE : page * _PAGE]
    for begin in range(0, len(shown), _ROW):
        for column, ring in zip(st.columns(_ROW), shown[begin : begin + _ROW], strict=False):
            with column.container(border=True, gap="small"):
                _one(key, ring)


def _one(key: Standing, ring: dict[str, Any]) -> None:
    told = escaped(
        f"{words.pattern(ring['pattern'])} · {words.people(count(ring, 'person'))} · "
        f"{words.places(count(ring, 'institution'))} · {words.yuan(ring['loss_amount'])}"
    )
    try:
        st.html(_shape(key, str(ring["ring_id"])))
        st.caption(told)
    except RingtraceError as error:
        st.caption(escaped(error))
    label = escaped(f"{ring['ring_id']} · {words.level(ring['level'])} · {ring['score']:.2f}")
    if st.button(label, key=f"shape_{ring['ring_id']}", type="tertiary"):
        open_ring(str(ring["ring_id"]))

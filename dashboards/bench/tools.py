"""What can be done with the graph on the canvas: undo, hide, join, note, take away, keep."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from dashboards.bench.paths import joined
from dashboards.bench.saved import LONGEST, delete_view, save_view, saved_views
from dashboards.bench.screen import span_of
from dashboards.bench.session import SAVED, named
from dashboards.bench.state import Bench
from dashboards.bench.svg import svg
from dashboards.drawing import Drawing, told
from dashboards.inert import escaped, plain
from dashboards.standing import Standing, graph, space
from dashboards.texts import t
from dashboards.words import kind
from graph.store import NodeRef
from workspace.errors import RingtraceError

_WAY, _ANONYMOUS = "explorer_way", "bench_anonymous"


def tools(key: Standing, work: Bench, selected: list[NodeRef]) -> None:
    """Buttons above the canvas, and what is selected."""
    row = st.container(horizontal=True)
    chosen, hidden = set(selected), len(work.now.hidden)
    _button(row, t("Undo"), "undo", work.undo, off=not work.past)
    _button(row, t("Redo"), "redo", work.redo, off=not work.future)
    _button(row, t("Hide selected"), "visibility_off", lambda: work.hide(chosen), off=not chosen)
    _button(row, t("Keep only selected"), "filter_alt", lambda: work.keep_only(chosen), off=not chosen)
    _button(row, t("Show hidden ({count})", count=hidden), "visibility", work.show_all, off=not hidden)
    if row.button(t("Path between two"), icon=":material/route:", disabled=len(selected) != 2, key="bench_path"):
        _path(key, work, *selected)
    st.caption(
        t("{count} selected. Shift and drag selects an area, Shift and click adds a node, Space the one at hand.",
          count=len(selected))
    )  # fmt: skip
    anonymous = st.session_state.get(_ANONYMOUS, False)
    for sentence in () if anonymous else st.session_state.get(_WAY, ()):
        st.markdown(f"- {escaped(sentence)}")


def _button(row: Any, label: str, icon: str, act: Callable[[], object], *, off: bool) -> None:
    row.button(label, icon=f":material/{icon}:", disabled=off, key=f"bench_{icon}", on_click=_done, args=(act,))


def _done(act: Callable[[], object]) -> None:
    st.session_state.pop(_WAY, None)
    act()


def _path(key: Standing, work: Bench, one: NodeRef, other: NodeRef) -> None:
    with st.spinner(t("Looking for a path …")), graph(key) as store:
        found = joined(key, store, work.now, one, other)
    if not found.hops:
        st.info(t("No path of a few steps joins these two."), icon=":material/route:")
        return
    st.session_state[_WAY] = tuple(hop.sentence for hop in found.hops)
    work.do(found.state)
    st.rerun()


def note(work: Bench, selected: list[NodeRef]) -> None:
    """What the user notes on the one node that is selected; below the canvas, so that the canvas does not jump."""
    if len(selected) != 1:
        return
    [node] = selected
    anonymous = st.session_state.get(_ANONYMOUS, False)
    called = kind(node.label) if anonymous else told(work.now.view.nodes[node])
    text = st.text_input(
        t("Note on {node}", node=escaped(called)),
        value=work.notes.get(node, ""),
        max_chars=500,
        key=f"note_{node.label}_{node.key}",
    )
    if text != work.notes.get(node, ""):
        work.notes[node] = text
        st.rerun()


def time_span(work: Bench) -> tuple[tuple[date, date] | None, bool]:
    """The days that the slider leaves, None for all; and whether names are hidden."""
    left, right = st.columns([4, 1], vertical_alignment="center")
    anonymous = right.toggle(t("Hide names"), key=_ANONYMOUS)
    whole = span_of(work.now.view.edges)
    if whole is None:
        return None, anonymous
    chosen = left.slider(t("Seen within"), *whole, value=whole, format="YYYY-MM-DD", key=f"bench_days_{whole}")
    days: tuple[date, date] | None = chosen if isinstance(chosen, tuple) and len(chosen) == 2 else whole
    return (None if days == whole else days), anonymous


def take_away(drawing: Drawing, work: Bench) -> None:
    """The picture as SVG; PNG comes from the canvas itself."""
    st.download_button(
        t("Save as SVG"),
        lambda: svg(drawing, work.positions),
        "ringtrace-graph.svg",
        "image/svg+xml",
        icon=":material/image:",
        disabled=not work.positions,
        on_click="ignore",
        key="bench_svg",
    )


def saved(key: Standing, work: Bench | None) -> None:
    """The user's views: keep this one, open another, remove one."""
    names = saved_views(space())
    with st.expander(t("Saved views ({count})", count=len(names)), icon=":material/bookmark:"):
        if work is not None:
            _keep(work)
        if not names:
            st.caption(t("None yet. A saved view keeps positions, hidden nodes and notes, for you alone."))
            return
        left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
        name = left.selectbox(t("View"), names, format_func=plain, key=f"bench_views_{len(names)}")
        middle.button(t("Open"), key="bench_open", on_click=_open, args=(name,), width="stretch")
        right.button(t("Remove"), key="bench_remove", on_click=_remove, args=(name,), width="stretch")


def _keep(work: Bench) -> None:
    with st.form("bench_keep", border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        begin = st.query_params.get(SAVED, "")
        name = left.text_input(t("Name of the view"), value=begin, max_chars=LONGEST)
        if right.form_submit_button(t("Save"), icon=":material/save:", width="stretch"):
            try:
                save_view(space(), name, work)
            except RingtraceError as error:
                st.error(escaped(error))
                return
            named(name.strip())
            st.rerun()


def _open(name: str) -> None:
    st.session_state.pop("explorer_saved", None)
    st.query_params[SAVED] = name


def _remove(name: str) -> None:
    delete_view(space(), name)
    if st.query_params.get(SAVED) == name:
        st.query_params.pop(SAVED)

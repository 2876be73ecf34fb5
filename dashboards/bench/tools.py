"""What can be done with the graph on the canvas: undo, hide, join, note, take away, keep."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from dashboards.bench.dressing import KIND, SAME, Dress, Levels, colour_names, dressed, offered, size_names
from dashboards.bench.paths import Joined, joined
from dashboards.bench.saved import LONGEST, delete_view, save_view, saved_views
from dashboards.bench.screen import span_of
from dashboards.bench.session import SAVED, named
from dashboards.bench.state import Bench, Step, Way, grouped, leaves_grouped, opened, strongest_kept
from dashboards.bench.svg import svg
from dashboards.drawing import Drawing
from dashboards.inert import escaped, plain
from dashboards.standing import Standing, graph, space
from dashboards.taking import taken
from dashboards.texts import t
from graph.store import NodeRef
from workspace.audit import Act, Action
from workspace.errors import RingtraceError

_WAY, _ANONYMOUS = "explorer_way", "bench_anonymous"
_PATHS = (1, 2, 3, 5)
_SHARED = 20  # common neighbours at most
_STRONGEST = (50, 100)


def tools(key: Standing, work: Bench, selected: list[NodeRef], groups: tuple[frozenset[NodeRef], ...]) -> None:
    """Buttons above the canvas; `groups`: those of the groups drawn that are selected."""
    row = st.container(horizontal=True, gap="small")
    chosen, hidden = set(selected).union(*groups), len(work.now.hidden)
    _button(row, t("Undo"), "undo", work.undo, off=not work.past)
    _button(row, t("Redo"), "redo", work.redo, off=not work.future)
    _button(row, t("Hide selected"), "visibility_off", lambda: work.hide(chosen), off=not chosen)
    _button(row, t("Keep only selected"), "filter_alt", lambda: work.keep_only(chosen), off=not chosen)
    _button(row, t("Show hidden ({count})", count=hidden), "visibility", work.show_all, off=not hidden)
    _button(row, t("Pin"), "push_pin", lambda: work.pin(chosen), off=not chosen)
    with row.popover(t("Group or rank"), icon=":material/workspaces:", key="bench_group"):
        _grouping(work, chosen, groups)
    with row.popover(t("Join two"), icon=":material/route:", key="bench_join", disabled=len(selected) != 2):
        if len(selected) == 2:
            _joining(key, work, *selected)
    st.caption(
        t("{count} selected. Shift and drag selects an area, Shift and click adds a node, Space the one at hand.",
          count=len(selected) + len(groups))
    )  # fmt: skip
    anonymous = st.session_state.get(_ANONYMOUS, False)
    for sentence in () if anonymous else st.session_state.get(_WAY, ()):
        st.markdown(f"- {escaped(sentence)}")


def _grouping(work: Bench, chosen: set[NodeRef], groups: tuple[frozenset[NodeRef], ...]) -> None:
    column = st.container()
    now = work.now
    _button(column, t("Group what is selected"), "workspaces", lambda: work.do(grouped(now, frozenset(chosen))),
            off=len(chosen) < 2)  # fmt: skip
    _button(column, t("Group what hangs on one node"), "hub", lambda: work.do(leaves_grouped(now)), off=False)
    _button(column, t("Open the groups ({count})", count=len(groups) or len(now.groups)), "open_in_full",
            lambda: work.do(opened(now, groups or now.groups)), off=not now.groups)  # fmt: skip
    for count in _STRONGEST:
        label = t("Keep the {count} strongest", count=count)
        _button(column, label, "leaderboard", partial(work.do, strongest_kept(now, count)),
                off=len(now.nodes) <= count, name=f"strongest_{count}")  # fmt: skip


def _button(row: Any, label: str, icon: str, act: Callable[[], object], *, off: bool, name: str = "") -> None:
    row.button(label, icon=f":material/{icon}:", disabled=off, key=f"bench_{name or icon}", on_click=_done, args=(act,))


def _done(act: Callable[[], object]) -> None:
    st.session_state.pop(_WAY, None)
    act()


def _joining(key: Standing, work: Bench, one: NodeRef, other: NodeRef) -> None:
    count = st.radio(t("How many paths"), _PATHS, horizontal=True, key="bench_paths")
    if st.button(t("The strongest paths"), icon=":material/route:", key="bench_path", width="stretch"):
        _join(key, work, Step(one, (), other, Way.PATHS, int(count or 1)))
    if st.button(t("Common neighbours"), icon=":material/join_inner:", key="bench_common", width="stretch"):
        _join(key, work, Step(one, (), other, Way.COMMON, _SHARED))


def _join(key: Standing, work: Bench, step: Step) -> None:
    try:
        with st.spinner(t("Looking for what joins them …")), graph(key) as store:
            found = joined(key, store, work.now, step)
    except RingtraceError as error:  # a payment is no end for a path
        st.warning(escaped(error), icon=":material/route:")
        return
    if not (found.paths or found.shared):
        nothing = t("No path of a few steps joins these two.")
        st.info(t("They have no neighbour in common.") if step.way == Way.COMMON else nothing, icon=":material/route:")
        return
    st.session_state[_WAY] = _told(found)
    work.do(found.state)
    st.rerun()


def _told(found: Joined) -> tuple[str, ...]:
    """What was found in sentences: each path's hops, or the common neighbours, the most telling first."""
    if found.shared:
        return tuple(
            t("Both have {node}; by chance that would be so for {chance} of such pairs.",
              node=one.caption, chance=f"{one.chance:.2%}")
            for one in found.shared
        )  # fmt: skip
    if len(found.paths) == 1:
        return tuple(hop.sentence for hop in found.paths[0])
    return tuple(
        t("Path {number}: {hops}", number=number, hops=" → ".join(hop.sentence for hop in hops))
        for number, hops in enumerate(found.paths, start=1)
    )


def time_span(work: Bench, levels: Levels) -> tuple[tuple[date, date] | None, bool, Dress]:
    """The days that the slider leaves, None for all; whether names are hidden; what colours and sizes tell."""
    left, middle, right = st.columns([5, 1.5, 2], vertical_alignment="center")
    anonymous = middle.toggle(t("Hide names"), key=_ANONYMOUS)
    with right.popover(t("Colour and size"), icon=":material/palette:", width="stretch") as place:
        dress = dressing(place, work, levels)
    whole = span_of(work.now.view.edges)
    if whole is None:
        return None, anonymous, dress
    chosen = left.slider(t("Seen within"), *whole, value=whole, format="YYYY-MM-DD", key=f"bench_days_{whole}")
    days: tuple[date, date] | None = chosen if isinstance(chosen, tuple) and len(chosen) == 2 else whole
    return (None if days == whole else days), anonymous, dress


def dressing(place: Any, work: Bench, levels: Levels) -> Dress:
    """What colours and sizes tell, as chosen."""
    colours, sizes = colour_names(), size_names()
    nodes, edges = work.now.nodes, work.now.edges
    by = place.selectbox(t("Colour by"), offered(nodes), format_func=colours.__getitem__, key="bench_colour")
    size = place.selectbox(t("Size by"), list(sizes), format_func=sizes.__getitem__, key="bench_size")
    return dressed(nodes, edges, by or KIND, size or SAME, levels)


def take_away(drawing: Drawing, work: Bench) -> None:
    """The picture as SVG; PNG comes from the canvas itself."""
    st.download_button(
        t("Save as SVG"),
        taken(
            Act(Action.EXPORT, "graph", details={"nodes": len(drawing.nodes)}),
            lambda: svg(drawing, work.positions),
        ),
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

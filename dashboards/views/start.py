"""Start: what to do where nothing was loaded or searched yet."""

import streamlit as st

from dashboards import demonstration
from dashboards.frame import heading, page
from dashboards.inert import plain
from dashboards.standing import space, standing
from dashboards.texts import t
from workspace.access import may


def show() -> None:
    """The page."""
    with page(t("Start"), t("There is nothing to show here yet.")):
        folder = space().path
        st.text(t("Workspace: {folder}", folder=plain(folder.absolute())))
        loaded = standing() is not None
        if loaded:
            st.info(t("Records are loaded, but were not searched. Search them:"))
            st.code(f"ringtrace -w {plain(folder)} build\nringtrace -w {plain(folder)} detect", language="shell")
            return
        left, right = st.columns(2)
        with left.container(border=True):
            heading(t("Your records"))
            st.markdown(t("Load, build and search a folder with a file a table, then open this page again:"))
            st.code(f"ringtrace -w {plain(folder)} run records/", language="shell")
        with right.container(border=True):
            heading(t("A demonstration"))
            st.markdown(t("A synthetic city of 20,000 people whose rings are known. It takes about half a minute."))
            if may(space(), "data"):
                _demonstration()


@st.fragment(run_every=1.0)
def _demonstration() -> None:
    folder = space().path
    making = demonstration.of(folder)
    if making is not None and making.running:
        st.progress(making.share, t("The city is being made …"))
        st.code(plain(making.last_lines(1)), language=None)
        return
    if making is not None and not making.failed:
        st.rerun()
    if making is not None:
        st.error(plain(making.last_lines()), icon=":material/error:")
    if st.button(t("Make the demonstration"), type="primary", icon=":material/play_circle:"):
        demonstration.begin(folder)
        st.rerun(scope="fragment")


show()

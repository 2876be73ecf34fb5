"""Start: what to do where nothing was loaded or searched yet."""

from pathlib import Path

import streamlit as st

from dashboards.frame import heading, page
from dashboards.inert import plain
from dashboards.job_panel import job_panel, load_form, started
from dashboards.jobs import job_of
from dashboards.standing import space, standing
from dashboards.texts import t
from workspace.access import may


def show() -> None:
    """The page."""
    with page(t("Start"), t("There is nothing to show here yet.")):
        folder = space().path
        st.text(t("Workspace: {folder}", folder=plain(folder.absolute())))
        job = job_of(folder)
        if job is not None and job.running:
            job_panel(folder)
            return
        if job is not None and job.failed:
            job_panel(folder)
        if standing() is not None:
            _search(folder)
            return
        if not may(space(), "data"):
            st.info(t("Nothing is loaded yet. Somebody who may load and search has to."))
            return
        left, right = st.columns(2)
        with left.container(border=True):
            heading(t("Your records"))
            st.markdown(t("A folder with a file a table. It is loaded, built and searched, then the pages open."))
            load_form(folder, empty=True)
            st.caption(t("The same on the command line:"))
            st.code(f"ringtrace -w {plain(folder)} run records/", language=None, wrap_lines=True)
        with right.container(border=True):
            heading(t("A demonstration"))
            st.markdown(t("A synthetic city of 20,000 people whose rings are known. It takes about half a minute."))
            if st.button(t("Make the demonstration"), type="primary", icon=":material/play_circle:"):
                started(folder, "demo")


def _search(folder: Path) -> None:
    if not may(space(), "data"):
        st.info(t("Records are loaded, but were not searched. Somebody who may load and search has to."))
        return
    st.info(t("Records are loaded, but were not searched. Search them:"))
    if st.button(t("Search"), type="primary", icon=":material/manage_search:"):
        started(folder, "detect")
    st.code(f"ringtrace -w {plain(folder)} build\nringtrace -w {plain(folder)} detect", language=None, wrap_lines=True)


show()

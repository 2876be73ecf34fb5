"""A job as a page shows it: how far it is, what it says, a button to cancel it; and the form that begins a load."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboards.inert import escaped, plain
from dashboards.jobs import Job, begin, job_of, load_arguments
from dashboards.standing import space
from dashboards.texts import t
from loaders.mapping import built_in
from workspace.access import may
from workspace.errors import RingtraceError

_SEEN = "job_seen"  # the job whose end this session was told of


@st.fragment(run_every=1.0)
def job_panel(folder: Path) -> None:
    """What runs on the workspace or ran last; the page is drawn anew when it ends."""
    job = job_of(folder)
    if job is None:
        return
    if job.running:
        st.session_state[_SEEN] = None
        _running(job)
        return
    if st.session_state.get(_SEEN, job.log) is None:  # it ended while this session watched
        st.session_state[_SEEN] = job.log
        if not job.failed:
            st.rerun()
    _ended(job)


def _running(job: Job) -> None:
    told = t("{what}: {seconds} s", what=_called(job), seconds=f"{job.seconds:.0f}")
    st.progress(job.share, told)
    st.code(plain(job.last_lines(1)) or "…", language=None)
    label = t("Cancelling …") if job.cancelled_at else t("Cancel")
    if may(space(), "data") and st.button(label, icon=":material/cancel:", key="job_cancel"):
        job.cancel()
        st.rerun(scope="fragment")


def _ended(job: Job) -> None:
    seconds = f"{job.seconds:.0f}"
    if job.cancelled_at and job.failed:
        text = t("{what} was cancelled after {seconds} s. What was in force before still is.")
        st.info(escaped(text.format(what=_called(job), seconds=seconds)), icon=":material/cancel:")
    elif job.failed:
        text = t("{what} ended without a result. It said:")
        st.error(escaped(text.format(what=_called(job))), icon=":material/error:")
        st.code("\n".join(plain(line) for line in job.last_lines().splitlines()), language=None)
    else:
        text = t("{what} is done, after {seconds} s.").format(what=_called(job), seconds=seconds)
        st.success(escaped(text), icon=":material/check:")


def _called(job: Job) -> str:
    known = {"demo": t("The demonstration"), "run": t("Loading and searching"), "detect": t("Searching")}
    return known.get(job.verb, job.verb)


def started(folder: Path, verb: str, arguments: Sequence[str] = ()) -> None:
    """Begin a job and draw the page anew; what is refused is told here."""
    try:
        begin(folder, verb, arguments)
    except RingtraceError as error:
        st.error(escaped(error), icon=":material/error:")
        return
    st.rerun()


def load_form(folder: Path, *, empty: bool) -> None:
    """Which folder is to be loaded, and how; `empty`: there is nothing yet to which it could be added."""
    with st.form("load_folder", border=False):
        source = st.text_input(
            t("Folder or file on this machine"), key="load_source", placeholder="/data/records", max_chars=1_000
        )
        mapping = st.selectbox(t("How its columns are named"), built_in(), key="load_mapping")
        append = False if empty else st.checkbox(t("Add to what is loaded"), key="load_append")
        if st.form_submit_button(t("Load, build and search"), type="primary", icon=":material/upload_file:"):
            if not Path(source.strip()).exists() or not source.strip():
                st.error(t("There is no such folder or file on the machine that runs the app."))
                return
            started(folder, "run", load_arguments(source.strip(), append=append, mapping=mapping))

"""The evidence bundle of a ring, made when its button is pressed; names stay masked, as everywhere in the app."""

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from dashboards.identity import who
from dashboards.standing import space
from dashboards.texts import report_language, t
from evidence.bundle import export_ring
from evidence.options import Options
from workspace.access import Identity, acting_as, may


def evidence_download(ring_id: str) -> None:
    """A purpose, what to leave out, and the button."""
    if not may(space(), "export"):
        return
    with st.expander(t("Evidence bundle"), icon=":material/folder_zip:"):
        why = st.text_input(t("What it is for (stands in the bundle)"), key=f"why_{ring_id}")
        minimal = st.checkbox(t("Only what the findings rest on"), key=f"minimal_{ring_id}")
        asked = partial(Options, minimal=minimal, language=report_language(), why=why)  # made, and dated, at the click
        st.download_button(
            t("Download the bundle"),
            partial(_bundle, ring_id, asked, who()),
            f"{ring_id}.zip",
            "application/zip",
            on_click="ignore",
            key=f"bundle_{ring_id}",
        )


def _bundle(ring_id: str, asked: "partial[Options]", me: Identity) -> bytes:
    """Made in a thread of its own, which no session stands behind: it is told who asked."""
    with acting_as(me), tempfile.TemporaryDirectory(prefix="ringtrace-") as folder:
        file = Path(folder) / "bundle.zip"
        export_ring(space(), ring_id, file, asked())
        return file.read_bytes()

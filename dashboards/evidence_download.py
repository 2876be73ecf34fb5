"""The evidence bundle of a ring: masked for the house, with names for the police, as questions to an institution."""

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from dashboards.inert import escaped, plain
from dashboards.standing import space
from dashboards.taking import taken
from dashboards.texts import report_language, t
from detection.dossier import Dossier
from evidence.bundle import export_ring
from evidence.options import Audience, Options
from workspace.access import may
from workspace.errors import RingtraceError


def evidence_download(found: Dossier, case: str) -> None:
    """For whom, what for, and the button."""
    if not may(space(), "export"):
        return
    ring_id = str(found.ring["ring_id"])
    with st.expander(t("Evidence bundle"), icon=":material/folder_zip:"):
        said = _audiences(found)
        audience = st.segmented_control(
            t("For whom"), list(said), default=Audience.HOUSE, format_func=said.__getitem__, key=f"for_{ring_id}"
        )
        if audience == Audience.POLICE:
            _police(ring_id, case)
        elif audience == Audience.INSTITUTION:
            _institution(found, case)
        else:
            _house(ring_id)


def _audiences(found: Dossier) -> dict[Audience, str]:
    """Those that somebody may make a bundle for, and that there are."""
    said = {Audience.HOUSE: t("The house, masked")}
    if may(space(), "reveal"):
        said[Audience.POLICE] = t("The police, names in clear")
    if _places(found):
        said[Audience.INSTITUTION] = t("An institution, as questions")
    return said


def _places(found: Dossier) -> dict[str, str]:
    return {one.id: one.label for one in found.members if one.kind == "institution"}


def _house(ring_id: str) -> None:
    why = st.text_input(t("What it is for (stands in the bundle)"), key=f"why_{ring_id}")
    minimal = st.checkbox(t("Only what the findings rest on"), key=f"minimal_{ring_id}")
    asked = partial(Options, minimal=minimal, language=report_language(), why=why)  # made, and dated, at the click
    st.download_button(
        t("Download the bundle"),
        taken(None, lambda: _bundle(ring_id, asked())),
        f"{ring_id}.zip",
        "application/zip",
        on_click="ignore",
        key=f"bundle_{ring_id}",
        disabled=not why,  # so that what was typed is what the bundle and the log say
        help=None if why else t("Say first what it is for."),
    )


def _police(ring_id: str, case: str) -> None:
    with st.form(f"police_{ring_id}", border=False):
        why = st.text_input(t("What it is for (stands in the bundle)"), key=f"police_why_{ring_id}", max_chars=500)
        named = st.text_input(t("For which case"), value=case, key=f"police_case_{ring_id}", max_chars=80)
        asked = st.form_submit_button(t("Write it in the log and make the bundle"), icon=":material/visibility:")
    limit = space().settings.reveals_a_day
    st.caption(
        t("It names people in clear: it is counted as showing names is; {limit} a day are allowed.", limit=limit)
    )
    if asked:
        options = partial(Options.made_for, Audience.POLICE, why=why, case=named)
        _offer(ring_id, f"{ring_id}-police.zip", options)


def _institution(found: Dossier, case: str) -> None:
    ring_id, places = str(found.ring["ring_id"]), _places(found)
    with st.form(f"institution_{ring_id}", border=False):
        place = st.selectbox(
            t("Which institution"), list(places), format_func=lambda one: plain(f"{places[one]} ({one})")
        )
        why = st.text_input(t("What it is for (stands in the bundle)"), key=f"institution_why_{ring_id}", max_chars=500)
        asked = st.form_submit_button(t("Make the bundle"))
    st.caption(t("Its own payments and questions about them: nobody's name or id, nothing of others."))
    if asked:
        options = partial(Options.made_for, Audience.INSTITUTION, why=why, case=case, institution=str(place))
        _offer(ring_id, f"{ring_id}-questions.zip", options)


def _offer(ring_id: str, name: str, asked: "partial[Options]") -> None:
    """Make a bundle now, so that what is refused is told here; the button goes with the next click."""
    try:
        made = _bundle(ring_id, asked(language=report_language()))
    except RingtraceError as error:
        st.error(escaped(error), icon=":material/error:")
        return
    st.download_button(
        t("Download the bundle"), made, name, "application/zip", on_click="ignore", key=f"made_{ring_id}"
    )


def _bundle(ring_id: str, options: Options) -> bytes:
    with tempfile.TemporaryDirectory(prefix="ringtrace-") as folder:
        file = Path(folder) / "bundle.zip"
        export_ring(space(), ring_id, file, options)
        return file.read_bytes()

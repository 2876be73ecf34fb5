"""Administration: who works here, in which roles, for which regions; what each role may; which limits hold."""

import pandas as pd
import streamlit as st

from casework.access.people import EVERYWHERE, Known, add_person, change_person, people
from casework.access.permissions import Role, table
from casework.audit.recent import alarms
from dashboards.deciding import moment
from dashboards.frame import heading, page
from dashboards.inert import escaped, plain
from dashboards.standing import space
from dashboards.texts import t
from workspace.access import acting
from workspace.errors import RingtraceError
from workspace.signing_in import sign_in

_TOLD = "administration_told"


def show() -> None:
    """The page."""
    with page(t("Administration"), t("Who works here, in which roles, for which regions, within which limits?")):
        _tell()
        known = people(space())
        if known:
            st.dataframe(_frame(known), hide_index=True)
        else:
            st.info(_nobody(), icon=":material/info:")
        _form(known)
        heading(t("Limits"))
        _limits()
        with st.expander(t("What each role may"), icon=":material/table:"):
            st.dataframe(_permissions(), hide_index=True)
            st.caption(t("own: within the person's regions, and on need-to-know cases only where the person is named"))


def _nobody() -> str:
    name = plain(acting().name or t("nobody"))
    return escaped(
        t(
            "Nobody is known here, so whoever sits at this machine may all. The first to be added is yourself, {name}, "
            "as an administrator; from then on roles hold for everybody.",
            name=name,
        )
    )


def _form(known: list[Known]) -> None:
    """Somebody new, or another's roles and regions."""
    heading(t("Give or take roles"))
    names = [one.name for one in known]
    picked = st.selectbox(t("Person"), ["", *names], format_func=lambda name: plain(name) or t("somebody new"))
    before = next((one for one in known if one.name == picked), None)
    with st.form(f"person_{picked}", border=True):
        name = picked or st.text_input(t("Name, as the sign-in tells it"), max_chars=200, key="person_name")
        roles = st.multiselect(
            t("Roles"), list(Role), default=list(before.roles) if before else [], key=f"roles_{picked}"
        )
        where = st.text_input(
            t("Regions: leading digits of codes between blanks; * is everywhere"),
            value=" ".join(before.regions) if before else "",
            key=f"regions_{picked}",
        )
        if before:
            st.caption(t("Without roles the person may nothing, from the next click on."))
        if st.form_submit_button(t("Save"), type="primary", icon=":material/save:"):
            _save(name, [str(one) for one in roles], where.split(), new=before is None)


def _save(name: str, roles: list[str], regions: list[str], *, new: bool) -> None:
    try:
        if new:
            add_person(space(), name, roles, regions)
        else:
            change_person(space(), name, roles=roles, regions=regions)
    except RingtraceError as error:
        st.error(escaped(error), icon=":material/error:")
        return
    st.session_state[_TOLD] = t("{name} is saved. It counts from the next click on.", name=name)
    st.rerun()


def _tell() -> None:
    text = st.session_state.pop(_TOLD, "")
    if text:
        st.toast(escaped(text), icon=":material/check:")


def _limits() -> None:
    settings = space().settings
    way = sign_in(settings)
    told = {
        "reveals_a_day": (str(settings.reveals_a_day), t("names shown whole, by person and day")),
        "session_hours": (f"{settings.session_hours:g}", t("hours until a session asks for another sign-in")),
        "sign_in_issuer": (way.issuer if way else t("none"), t("who tells who somebody is")),
    }
    st.dataframe(
        pd.DataFrame(
            {
                t("Setting"): list(told),
                t("Value"): [plain(value) for value, _ in told.values()],
                t("Meaning"): [meaning for _, meaning in told.values()],
            }
        ),
        hide_index=True,
    )
    st.caption(t("They stand in ringtrace.toml of the workspace."))
    for one in alarms(space(), days=7):
        text = t("{when}: {who} reached the day's limit of names shown whole.", when=moment(one.moment), who=one.who)
        st.warning(escaped(text), icon=":material/notification_important:")


def _frame(known: list[Known]) -> pd.DataFrame:
    everywhere = t("everywhere")
    return pd.DataFrame(
        {
            t("Name"): [plain(one.name) for one in known],
            t("Roles"): [", ".join(one.roles) or t("no role") for one in known],
            t("Regions"): [
                ", ".join(everywhere if code == EVERYWHERE else code for code in one.regions) or t("no region")
                for one in known
            ],
            t("Changed"): [moment(one.changed_at) for one in known],
            t("By"): [plain(one.changed_by) for one in known],
        }
    )


def _permissions() -> pd.DataFrame:
    rows = table()
    return pd.DataFrame(
        {t("Permission"): list(rows)} | {role.value: [row[role].value for row in rows.values()] for role in Role}
    )


show()

"""The pages in the order in which they are of use. A page is one file of `views/` and one line here."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from casework.access.guard import CasebookGuard
from casework.audit.keeper import keep
from dashboards.identity import badge, entered, who
from dashboards.inert import escaped
from dashboards.looks import opened
from dashboards.standing import space, standing
from dashboards.texts import KEY, LANGUAGES, language, t
from workspace.access import guard_with, may
from workspace.audit import keep_with
from workspace.errors import RingtraceError

VIEWS = Path(__file__).parent / "views"
ICON = Path(__file__).parent / "icon.svg"
LOOK = Path(__file__).parent / "look.css"
START = "start"


@dataclass(frozen=True)
class Entry:
    """A page: the name of its file, its title, its icon, what it needs."""

    name: str
    title: str
    icon: str
    needs: str = "look"  # the permission without which it is not offered; what is opened asks again

    @property
    def page(self) -> st.Page:
        """The page as Streamlit knows it."""
        return st.Page(VIEWS / f"{self.name}.py", title=self.title, icon=f":material/{self.icon}:", url_path=self.name)

    @property
    def front(self) -> st.Page:
        """The page at the app's bare address. It is not listed: at its own address it has its own entry."""
        file = VIEWS / f"{self.name}.py"
        return st.Page(file, title=self.title, url_path="front", default=True, visibility="hidden")


def entries() -> tuple[Entry, ...]:
    """Every page of a workspace that was searched."""
    return (
        Entry("rings", t("Rings"), "hub"),
        Entry("ring", t("One ring"), "fingerprint"),
        Entry("overview", t("Overview"), "monitoring"),
        Entry("cases", t("Cases"), "assignment"),
        Entry("alerts", t("Alerts"), "notifications"),
        Entry("reports", t("Reports"), "summarize", "report"),
        Entry("explorer", t("Explorer"), "travel_explore"),
        Entry("flow", t("Drug flow"), "alt_route"),
        Entry("queries", t("Queries"), "manage_search", "query"),
        Entry("data", t("Data"), "database", "data"),
        Entry("audit", t("Audit log"), "policy", "audit"),
        Entry("administration", t("Administration"), "manage_accounts", "administer"),
    )


def run() -> None:
    """Show the page that is asked for; with nothing to show, only the one that says what to do."""
    keep_with(keep)
    st.html(LOOK)
    guard_with(CasebookGuard(), who)
    _choose_language()
    if not entered():
        return
    badge()
    if _ready():
        allowed = {name: may(space(), name) for name in {one.needs for one in entries()}}
        offered = [one for one in entries() if allowed[one.needs]]
        if not offered:
            st.info(t("You have no role here yet. Ask an administrator."), icon=":material/lock:")
            return
        page = st.navigation([offered[0].front, *(one.page for one in offered)])
        _opened(page.url_path or offered[0].name)
        page.run()
    else:
        st.navigation([Entry(START, t("Start"), "play_circle").page]).run()


def _opened(name: str) -> None:
    try:
        opened(space(), name)
    except RingtraceError as error:  # what cannot be written is not shown
        st.error(escaped(error), icon=":material/error:")
        st.stop()


def _ready() -> bool:
    try:
        found = standing()
    except RingtraceError:  # the start page tells it
        return False
    return found is not None and bool(found.run)


def _choose_language() -> None:
    codes = list(LANGUAGES)
    st.session_state.setdefault(KEY, language())
    with st.sidebar:
        st.selectbox(
            "Language · 语言", codes, key=KEY, format_func=lambda code: LANGUAGES[code], label_visibility="collapsed"
        )

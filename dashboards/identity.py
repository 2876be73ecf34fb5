"""Who is in front of the page: whom the sign-in names, else the machine's user; a session ends by itself."""

import time
from dataclasses import dataclass
from typing import Any

import streamlit as st

from casework.access.person import Person, person
from dashboards.inert import escaped, plain
from dashboards.standing import space
from dashboards.texts import t
from workspace.access import Identity
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.signing_in import is_loopback, sign_in
from workspace.users import local_user

_LATE = 60  # seconds that the provider's clock may be ahead of ours
_NOBODY = Identity("", signed_in=True)  # has no role


@dataclass(frozen=True)
class Session:
    """A sign-in: who, since when (seconds), and whether it is over."""

    identity: Identity
    since: float
    over: bool


def who() -> Identity:
    """Who acts, asked for each act by `workspace.access`; nobody, where nobody signed in or the session is over."""
    settings = space().settings
    if sign_in(settings) is None:
        return Identity(local_user())
    found = _session(settings)
    return found.identity if found and not found.over else _NOBODY


def entered() -> bool:
    """Whether somebody may come in; else the page that asks for a sign-in, or says why there is none, is drawn."""
    try:
        settings = space().settings
        way = sign_in(settings)
    except RingtraceError as error:
        st.error(escaped(error), icon=":material/error:")
        return False
    if way is None:
        return _alone()
    found = _session(settings)
    if found is None or found.over:
        _ask(found)
        return False
    return _told(found, way.issuer)


def _session(settings: Settings) -> Session | None:
    claims = st.user.to_dict() if st.user.is_logged_in else {}
    name = str(claims.get(settings.sign_in_name) or "").strip()
    if not name or (settings.sign_in_name == "email" and claims.get("email_verified") is False):
        return None
    since = claims.get("iat")
    began = float(since) if isinstance(since, int | float) else 0.0
    over = not -_LATE <= time.time() - began <= settings.session_hours * 3600
    identity = Identity(
        name.lower() if "@" in name else name,
        signed_in=True,
        roles=_words(claims, settings.sign_in_roles),
        regions=_words(claims, settings.sign_in_regions),
    )
    return Session(identity, began, over)


def _words(claims: dict[str, Any], claim: str) -> tuple[str, ...]:
    """A claim that is a list of words, or words between blanks."""
    found = claims.get(claim) if claim else None
    given = found.split() if isinstance(found, str) else found if isinstance(found, list | tuple) else ()
    return tuple(str(one) for one in given)


def _alone() -> bool:
    """Without sign-in the app is for this machine, however it was started."""
    address = st.get_option("server.address") or ""
    if is_loopback(str(address)):
        return True
    st.error(
        escaped(t("Others reach this app, and nobody would have to sign in. Start it by: ringtrace app")),
        icon=":material/lock:",
    )
    return False


def _ask(found: Session | None) -> None:
    st.navigation([st.Page(_sign_in_page(found), title=t("Sign in"), url_path="sign_in")]).run()


def _sign_in_page(found: Session | None) -> Any:
    def sign_in_page() -> None:
        st.header("Ringtrace", anchor=False)
        if found:
            st.info(t("Your session is over. Sign in again."), icon=":material/timer_off:")
        elif st.user.is_logged_in:
            st.error(t("The sign-in does not tell who you are. Ask an administrator."), icon=":material/error:")
        st.caption(t("What you look at, search, show whole and decide is written in the audit log, under your name."))
        st.button(t("Sign in"), type="primary", icon=":material/login:", on_click=st.login)

    return sign_in_page


def _told(found: Session, issuer: str) -> bool:
    """Have the sign-in written once; who cannot be written does not come in."""
    mark = (found.identity.name, found.since)
    if mark not in _signed_in():
        try:
            record(space(), Act(Action.SIGN_IN, "app", details={"issuer": issuer}))
        except RingtraceError as error:
            st.error(escaped(error), icon=":material/error:")
            return False
        _signed_in().add(mark)
    return True


@st.cache_resource(show_spinner=False)
def _signed_in() -> set[tuple[str, float]]:
    """The sign-ins that the log was told of: a page that is opened anew, or beside, is none."""
    return set()


def badge() -> None:
    """Who one is, below the pages; the way out where there is one."""
    me = person(space(), who())
    with st.sidebar:
        if me.alone:
            st.caption(escaped(t("{name} · this machine alone, no sign-in, all rights", name=me.name or t("nobody"))))
            return
        st.caption(f"{escaped(me.name)} · {escaped(_held(me))}")
        if sign_in(space().settings) is not None:
            st.button(t("Sign out"), icon=":material/logout:", type="tertiary", on_click=st.logout)


def _held(me: Person) -> str:
    roles = ", ".join(plain(one) for one in me.roles) or t("no role")
    where = t("everywhere") if me.regions is None else ", ".join(plain(one) for one in me.regions) or t("no region")
    return f"{roles} · {where}"

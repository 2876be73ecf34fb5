"""What the page of drug flow asks for, kept in its address: the drug, lot, shop or code, and the period."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import streamlit as st

from dashboards.inert import plain
from dashboards.standing import Standing, snapshot_of, space
from dashboards.texts import t
from graph.flow.reading import Span, reading, span_of_days

DRUG, LOT, SHOP, CODE, FROM, TO = "drug", "lot", "shop", "code", "from", "to"
T = TypeVar("T")


@st.cache_resource(max_entries=4, show_spinner=False)
def drugs(key: Standing) -> dict[str, str]:
    """The drugs of which lots are known, by id, with their names."""
    return _named(key, "drugs", "drug_id", "generic_name", "drug_id IN (SELECT drug_id FROM batches)", "batches")


@st.cache_resource(max_entries=64, show_spinner=False)
def lots(key: Standing, drug_id: str) -> dict[str, str]:
    """The lots of a drug by id, with their numbers."""
    return _named(key, "batches", "batch_id", "lot_number", "drug_id = $drug", drug=drug_id)


@st.cache_resource(max_entries=4, show_spinner=False)
def shops(key: Standing) -> dict[str, str]:
    """The institutions by id, with their names."""
    return _named(key, "institutions", "institution_id", "name", "true")


def _named(
    key: Standing, table: str, column: str, name: str, where: str, needs: str = "", **given: str
) -> dict[str, str]:
    snapshot = snapshot_of(key)
    if not snapshot.files(table) or (needs and not snapshot.files(needs)):
        return {}
    with reading(space()) as engine:
        snapshot.register(engine)
        text = f"SELECT {column}, coalesce({name}, '') FROM {table} WHERE {where} ORDER BY 2, 1"
        return dict(engine.execute(text, given).fetchall() if given else engine.execute(text).fetchall())


def called(named: dict[str, str], one: str) -> str:
    """A choice as people read it: its name and its id."""
    return plain(f"{named[one]} · {one}" if named.get(one) else one)


def choose(label: str, parameter: str, named: dict[str, str], *, all_of_them: str = "") -> str:
    """A choice that stands in the address; empty where nothing, or everything, is chosen."""
    asked = st.query_params.get(parameter, "")
    options = ([""] if all_of_them else []) + list(named)
    index = options.index(asked) if asked in options else (0 if all_of_them else None)
    picked = st.selectbox(
        label,
        options,
        index=index,
        format_func=lambda one: called(named, one) if one else all_of_them,
        placeholder=t("Choose, or type a part of its name"),
        key=f"flow_{parameter}_{asked}",
    )
    keep(parameter, picked or "")
    return picked or ""


def keep(parameter: str, value: str) -> None:
    """Put a value into the address; an empty one leaves it."""
    if value:
        st.query_params[parameter] = value
    else:
        st.query_params.pop(parameter, None)


def period() -> Span:
    """The days from and to, which stand in the address."""
    left, right = st.columns(2)
    with left:
        first = _day(t("From"), FROM)
    with right:
        last = _day(t("To"), TO)
    if first and last and first > last:
        st.warning(t("The period ends before it begins: nothing lies in it."), icon=":material/event_busy:")
    return span_of_days(first, last)


def _day(label: str, parameter: str) -> date | None:
    try:
        asked = date.fromisoformat(st.query_params.get(parameter, ""))
    except ValueError:
        asked = None
    found = st.date_input(label, value=asked, format="YYYY-MM-DD", key=f"flow_{parameter}")
    picked = found if isinstance(found, date) else None
    keep(parameter, picked.isoformat() if picked else "")
    return picked


def once(name: str, key: tuple[object, ...], make: Callable[[], T]) -> T:
    """What a session asked for last, made anew only when it asks for something else.

    Kept by session, not for everyone: each session's look at a trace is its own.
    """
    stands = st.session_state.get(name)
    if stands is None or stands[0] != key:
        stands = (key, make())
        st.session_state[name] = stands
    found: T = stands[1]
    return found

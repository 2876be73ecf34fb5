"""What every page has: its title, its own refusals instead of tracebacks, three figures, the way to a ring."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import Any

import streamlit as st

from dashboards.inert import escaped
from dashboards.texts import PARAMETER, language, t
from workspace.errors import RingtraceError

Columns = dict[str, Any]  # what Streamlit calls column_config

RING = "ring"  # the query parameter that holds a ring's id
RING_PAGE = "dashboards/views/ring.py"
ALERT = "alert"  # the query parameter that holds an alert's id
ALERTS_PAGE = "dashboards/views/alerts.py"
FLOW_PAGE = "dashboards/views/flow.py"
VIEW = "view"  # the query parameter that says which part of a page is shown
EXPLORER_PAGE = "dashboards/views/explorer.py"
RINGS_PAGE = "dashboards/views/rings.py"
CASES_PAGE = "dashboards/views/cases.py"
QUERIES_PAGE = "dashboards/views/queries.py"


@contextmanager
def page(title: str, question: str = "") -> Iterator[None]:
    """A page with its title and the question it answers; a refusal becomes a message that says what to do."""
    st.header(title, anchor=False)
    if question:
        st.caption(question)
    try:
        yield
    except RingtraceError as error:
        st.error(escaped(error), icon=":material/error:")
    except Exception:  # what nobody foresaw: a person gets a line, the traceback goes to a file
        text = t("Something went wrong that nobody foresaw. What is known of it: {file}", file=_kept())
        st.error(escaped(text), icon=":material/error:")


def _kept() -> str:
    with NamedTemporaryFile("w", prefix="ringtrace-app-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(traceback.format_exc())
        return file.name


def figures(*pairs: tuple[str, str]) -> None:
    """Figures side by side: what, how much."""
    for column, (label, value) in zip(st.columns(len(pairs)), pairs, strict=True):
        column.metric(label, value, border=True)


def heading(text: str) -> None:
    """The title of a part of a page."""
    st.markdown(f"**{text}**")


def open_ring(ring_id: str) -> None:
    """Go to a ring's page, its id in the address."""
    st.switch_page(RING_PAGE, query_params={RING: ring_id, PARAMETER: language()})


def shown_of(shown: int, total: int) -> None:
    """Say how much a filter or a limit leaves."""
    st.caption(t("{shown} of {total} shown", shown=f"{shown:,}", total=f"{total:,}"))

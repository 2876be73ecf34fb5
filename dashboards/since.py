"""What is new, grown or gone since the run before, by the lineage that detection wrote."""

from dataclasses import dataclass

import streamlit as st

from dashboards.standing import Standing, snapshot_of
from dashboards.texts import t
from detection.earlier import read_lineage

CHANGES = ("new", "grown", "shrunk", "back", "split", "merged", "kept")


@dataclass(frozen=True)
class Since:
    """What happened to each ring of a run; `gone`: rings that the run before had; `first`: there was no run before."""

    events: dict[str, frozenset[str]]
    gone: tuple[str, ...]
    first: bool

    def count(self, change: str) -> int:
        """Rings to which it happened."""
        return sum(change in events for events in self.events.values())


@st.cache_resource(max_entries=4, show_spinner=False)
def since(key: Standing) -> Since:
    """The changes of the run in force."""
    told = read_lineage(snapshot_of(key).runs / key.run)
    events = {str(one["ring_id"]): frozenset(one.get("events", ())) for one in told["rings"]}
    return Since(events, tuple(str(one) for one in told.get("went", ())), not told.get("before"))


def change_word(name: str) -> str:
    """What happened to a ring, in a word."""
    known = {
        "new": t("new ring"),
        "grown": t("grown"),
        "shrunk": t("shrunk"),
        "back": t("back again"),
        "split": t("split off"),
        "merged": t("merged"),
        "kept": t("as before"),
    }
    return known.get(name, name)

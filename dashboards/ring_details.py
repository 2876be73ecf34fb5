"""The lower half of a ring's page: what was seen, what speaks for innocence, when, and the law."""

from typing import Any

import streamlit as st

from dashboards import words
from dashboards.frame import Columns, heading
from dashboards.inert import escaped
from dashboards.ring_history import ring_history
from dashboards.ring_loss import ring_loss
from dashboards.ring_map import places, ring_map
from dashboards.ring_similar import similar
from dashboards.ring_table import signal_rows
from dashboards.ring_timeline import ring_timeline
from dashboards.standing import Standing
from dashboards.texts import t
from detection.dossier import Dossier

_VERDICTS = ("likely", "open", "ruled_out")
_FIRST = 3  # on the first screen
_SPELT_OUT = 6  # signals in full; the table has them all


def details(key: Standing, found: Dossier) -> None:
    """Signals, innocent explanations, lines, loss, law and, where there are coordinates, a map, each behind a tab."""
    spots = places(key, str(found.ring["ring_id"]))
    names = [
        t("Signals"),
        t("Innocent explanations"),
        t("Timeline"),
        t("Loss"),
        t("From run to run"),
        t("Similar rings"),
        t("Law"),
    ]
    tabs = st.tabs([*names, t("Map")] if len(spots) else names)
    signals, innocent, evidence, loss, runs, alike, law = tabs[: len(names)]
    with signals:
        _signals(found.ring["signals"])
    with innocent:
        _explanations(found.ring["innocent_explanations"])
    with evidence:
        ring_timeline(found)
    with loss:
        ring_loss(found)
    with runs:
        ring_history(key, str(found.ring["ring_id"]))
    if len(spots):
        with tabs[-1]:
            ring_map(key, found, spots)
    with alike:
        similar(found)
    with law:
        for article in found.ring["legal_basis"]:
            st.markdown(f"- {escaped(words.said(article))}")


def findings(found: Dossier) -> None:
    """What weighs most for the ring beside what was judged of its innocence, for the first screen."""
    seen, innocent = st.columns(2)
    with seen:
        heading(t("Signals"))
        for one in first_of_each(found.ring["signals"])[:_FIRST]:
            st.markdown(f"- {escaped(words.said(one['statement']))}")
    with innocent:
        heading(t("Innocent explanations"))
        judged = _judged(found.ring["innocent_explanations"])
        for one in [one for one in judged if one["verdict"] != "ruled_out"][:_FIRST]:
            name, verdict = words.signal(one["explanation"]), words.verdict(one["verdict"])
            st.markdown(f"- **{escaped(name)}** · {escaped(verdict)}: {escaped(words.said(one['why']))}")
        out = [words.signal(one["explanation"]) for one in judged if one["verdict"] == "ruled_out"]
        if out:
            st.markdown(f"- {escaped(words.verdict('ruled_out'))}: {escaped(', '.join(out))}")


def _ranked(signals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(signals, key=lambda one: (-one["weight"], one["p_value"], one["signal"]))


def first_of_each(signals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The strongest finding of each signal, the signal that weighs most first; then the others."""
    ranked = _ranked(signals)
    strongest: dict[str, dict[str, Any]] = {}
    for one in ranked:
        strongest.setdefault(one["signal"], one)
    return [*strongest.values(), *(one for one in ranked if one is not strongest[one["signal"]])]


def _judged(explanations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(explanations, key=lambda one: (_VERDICTS.index(one["verdict"]), one["explanation"]))


def _signals(signals: list[dict[str, Any]]) -> None:
    ranked = _ranked(signals)
    for one in ranked[:_SPELT_OUT]:
        told = t(
            "p = {p}, weight {weight}, {count} lines",
            p=words.p_value(one["p_value"]),
            weight=f"{one['weight']:.1f}",
            count=len(one["line_ids"]),
        )
        _entry(words.signal(one["signal"]), told, words.said(one["statement"]))
    st.caption(t("The p-value is how often chance would give as much under the signal's null model."))
    if len(ranked) > _SPELT_OUT:
        with st.expander(t("All {count} signals as a table", count=len(ranked))):
            st.dataframe(signal_rows(ranked), hide_index=True, column_config=_signal_columns())


def _signal_columns() -> Columns:
    return {
        "signal": t("Signal"),
        "p_value": t("p-value"),
        "weight": st.column_config.NumberColumn(t("Weight"), format="%.1f"),
        "lines": t("Lines"),
        "statement": st.column_config.TextColumn(t("What was seen"), width="large"),
    }


def _explanations(explanations: list[dict[str, Any]]) -> None:
    for one in _judged(explanations):
        _entry(words.signal(one["explanation"]), words.verdict(one["verdict"]), words.said(one["why"]))


def _entry(name: str, judged: str, text: str) -> None:
    """A name with what is judged of it, the sentence below."""
    st.markdown(f"**{escaped(name)}** · {escaped(judged)}  \n{escaped(text)}")

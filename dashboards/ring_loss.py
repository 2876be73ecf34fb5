"""What a ring cost and how that was counted: the interval, the rule in words, the lines added up by place and drug."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import words
from dashboards.frame import Columns, figures
from dashboards.inert import plain
from dashboards.texts import t
from detection.dossier import Dossier


def ring_loss(found: Dossier) -> None:
    """The figures, the rule, the table."""
    ring = found.ring
    between: dict[str, Any] = ring.get("loss") or {}
    if between:
        figures(
            (t("At least"), words.yuan(between["low"])),
            (t("Loss"), words.yuan(ring["loss_amount"])),
            (t("At most"), words.yuan(between["high"])),
        )
        st.markdown(
            t(
                "What insurance paid, each line once however many findings rest on it. At least: the lines of "
                "findings, each by the part that chance does not explain. Loss: these lines whole, with those of the "
                "same payment or of the same drug at the same place. At most: all that the ring's people were handed "
                "at these places."
            )
        )
    else:
        st.markdown(t("A run of an earlier version: the loss is the whole amount of the lines of findings."))
    rows = pd.DataFrame(
        [(plain(one.institution), plain(one.drug), float(one.amount or 0)) for one in found.lines],
        columns=["place", "drug", "amount"],
    )
    if rows.empty:
        return
    summed = rows.groupby(["place", "drug"], as_index=False).agg(lines=("amount", "size"), amount=("amount", "sum"))
    table = summed.sort_values(["amount", "place", "drug"], ascending=[False, True, True])
    st.dataframe(table, hide_index=True, column_config=_columns(), height=min(38 + 35 * len(table), 420))
    st.caption(
        t("Amounts are whole prices of the lines; insurance paid a part of each, which is what the loss counts.")
    )


def _columns() -> Columns:
    number = st.column_config.NumberColumn
    return {
        "place": st.column_config.TextColumn(t("Place"), width="medium"),
        "drug": st.column_config.TextColumn(t("Drug"), width="medium"),
        "lines": number(t("Lines"), format="localized"),
        "amount": number(t("Yuan"), format="accounting"),
    }

"""The stock of a shop by drug and lot: what came, what went, and what its books do not explain."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboards.flow.asking import DRUG, SHOP, called, choose, drugs, once, period, shops
from dashboards.flow.books import book_columns
from dashboards.frame import figures, heading
from dashboards.inert import plain
from dashboards.palette import ACCENT, UNEXPLAINED
from dashboards.standing import Standing, space
from dashboards.texts import t
from graph.flow.balance import LotBalance, shop_balance
from graph.naming import names
from graph.store import NodeRef

_BARS = 15
_CELLS = 560  # pixels of the table


def stock(key: Standing) -> None:
    """The part of the page."""
    left, right = st.columns(2)
    with left:
        shop = choose(t("Shop"), SHOP, shops(key))
        drug_id = choose(t("Drug"), DRUG, drugs(key), all_of_them=t("all drugs")) if shop else ""
    with right:
        span = period()
    if not shop:
        st.info(t("Choose a shop to see its stock by drug and lot."), icon=":material/inventory_2:")
        return
    with st.spinner(t("Reading the books …")):
        found = once("flow_stock", (key, shop, span), lambda: shop_balance(space(), shop, span))
    rows = table_of(tuple(one for one in found if drug_id in ("", one.drug_id)), drugs(key))
    if rows.empty:
        st.info(t("No lot of it was bought, moved or sold here in this period."), icon=":material/info:")
        return
    _show(rows, by_lot=bool(drug_id))


def table_of(found: tuple[LotBalance, ...], named: dict[str, str]) -> pd.DataFrame:
    """A row a lot, in packs; lots that nothing happened to are left out."""
    numbers = names(space(), (NodeRef("Batch", one.batch_id) for one in found))
    rows = [
        {
            "drug": called(named, one.drug_id) if one.drug_id else "–",
            "lot": plain(numbers.get(NodeRef("Batch", one.batch_id)) or one.batch_id),
            "unexplained": one.book.unexplained,
            "short": one.book.short,
            "since": f"{one.book.short_at:%Y-%m-%d}" if one.book.short_at else "",
            "had": one.book.had,
            "came": one.book.came,
            "sold": one.book.sold,
            "went": one.book.went - one.book.sold,
            "left": max(one.book.left, 0.0),
        }
        for one in found
        if one.book.came or one.book.went or one.book.had or one.book.sold_part
    ]
    return pd.DataFrame(rows)


def _show(rows: pd.DataFrame, *, by_lot: bool) -> None:
    unexplained = rows["unexplained"]
    figures(
        (t("Packs that came"), f"{rows['came'].sum():,.0f}"),
        (t("Packs that went"), f"{(rows['sold'] + rows['went']).sum():,.0f}"),
        (t("Unexplained packs"), f"{unexplained.sum():,.0f}"),
    )
    heading(t("What went out, by lot") if by_lot else t("What went out, by drug"))
    st.altair_chart(_bars(rows, "lot" if by_lot else "drug"), key="flow_balance")
    st.caption(
        t("{count} of {total} lots have an unexplained part: more went out than ever came.",
          count=f"{int((unexplained > 0).sum()):,}", total=f"{len(rows):,}")
    )  # fmt: skip
    st.dataframe(rows, hide_index=True, column_config=book_columns(), height=min(38 + 35 * len(rows), _CELLS))
    st.caption(
        t(
            "In packs. Unexplained is counted from the first record to the end of the period. "
            "Lines that name no lot are in no book; parts of split packs are not counted."
        )
    )


def _bars(rows: pd.DataFrame, by: str) -> Any:
    """What went out: the part that the books explain, then the part that they do not."""
    out, kind, amount = t("explained"), t("what went out"), t("packs")
    grouped = rows.groupby(by, as_index=False)[["sold", "went", "unexplained"]].sum()
    grouped[out] = (grouped["sold"] + grouped["went"] - grouped["unexplained"]).clip(lower=0)
    grouped = grouped.sort_values(["unexplained", out, by], ascending=[False, False, True]).head(_BARS)
    marked = t("⚠ Unexplained")
    tall = pd.concat(
        [
            pd.DataFrame({"name": grouped[by], kind: out, amount: grouped[out], "order": 0}),
            pd.DataFrame({"name": grouped[by], kind: marked, amount: grouped["unexplained"], "order": 1}),
        ]
    )
    return (
        alt.Chart(tall)
        .mark_bar()
        .encode(
            y=alt.Y("name:N", title=None, sort=list(grouped[by]), axis=alt.Axis(labelLimit=320, labelOverlap=False)),
            x=alt.X(f"{amount}:Q", title=amount, axis=alt.Axis(format=",.0f", tickCount=6)),
            color=alt.Color(
                f"{kind}:N",
                title=None,
                scale=alt.Scale(domain=[out, marked], range=[ACCENT, UNEXPLAINED]),
                legend=alt.Legend(orient="top"),
            ),
            order="order:Q",
            tooltip=["name", kind, alt.Tooltip(amount, format=",.10~g", type="quantitative")],
        )
        .properties(height=max(150, 26 * len(grouped) + 110))
    )

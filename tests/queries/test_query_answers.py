"""Answers of saved queries against the same computed by DuckDB over the tables."""

from datetime import datetime, timedelta

import pytest

STANDING = (
    "(SELECT * FROM settlements s WHERE s.reverses IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM settlements r WHERE r.reverses = s.settlement_id))"
)
MOVES = (
    "(SELECT institution_id, batch_id, sum(CASE WHEN kind IN ('opening', 'purchase', 'transfer_in') THEN abs(quantity) "
    "ELSE 0 END) AS came, sum(CASE WHEN kind IN ('purchase_return', 'transfer_out', 'self_pay_sale', 'damage') "
    "THEN abs(quantity) ELSE 0 END) AS went FROM stock_moves GROUP BY ALL)"
)


def first(tables, sql):
    """The value that comes first."""
    return tables.execute(sql).fetchone()[0]


def busiest_shop(tables):
    return first(
        tables,
        "SELECT institution_id FROM settlements JOIN institutions USING (institution_id) WHERE kind = 'pharmacy' "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    )


def plain(row):
    return [float(value) if type(value).__name__ in ("Decimal", "float") else value for value in row]


def close(found, tables, sql, *values):
    """Whether rows are those of the SQL, in the same order; money and packs to 6 digits."""
    expected = [plain(row) for row in tables.execute(sql, list(values)).fetchall()]
    assert expected, "the comparison is empty: it proves nothing"
    given = [plain(row) for row in found]
    assert [[v for v in row if not isinstance(v, float)] for row in given] == [
        [v for v in row if not isinstance(v, float)] for row in expected
    ]
    assert [v for row in given for v in row if isinstance(v, float)] == pytest.approx(
        [v for row in expected for v in row if isinstance(v, float)]
    )


def test_agents_for_many(ask, tables):
    close(
        ask("agents_for_many", at_least=2),
        tables,
        "SELECT s.collected_by, count(DISTINCT c.person_id) AS people, count(DISTINCT p.household_id), count(*) AS n, "
        "sum(s.total_amount)::DOUBLE, min(s.settled_at), max(s.settled_at) FROM settlements s JOIN cards c "
        "USING (card_id) JOIN persons p ON p.person_id = c.person_id WHERE s.collected_by <> c.person_id "
        "GROUP BY 1 HAVING people >= 2 ORDER BY people DESC, n DESC, 1",
    )


def test_people_of_an_agent(ask, tables):
    agent = first(
        tables,
        "SELECT collected_by FROM settlements WHERE collected_by IS NOT NULL GROUP BY 1 "
        "ORDER BY count(*) DESC, 1 LIMIT 1",
    )
    close(
        ask("people_of_an_agent", person_id=agent),
        tables,
        "SELECT c.person_id, "
        "EXISTS (SELECT 1 FROM agents a WHERE a.agent_person_id = $1 AND a.person_id = c.person_id), "
        "count(*) AS n, sum(s.total_amount)::DOUBLE, min(s.settled_at), max(s.settled_at) FROM settlements s "
        "JOIN cards c USING (card_id) WHERE s.collected_by = $1 AND c.person_id <> $1 GROUP BY 1 ORDER BY n DESC, 1",
        agent,
    )


def test_cards_behind_a_terminal(ask, tables):
    shop = busiest_shop(tables)
    close(
        ask("cards_behind_a_terminal", institution_id=shop, at_least=3),
        tables,
        "SELECT terminal_id, settled_at::DATE AS day, count(DISTINCT card_id) AS cards, count(*), "
        "sum(total_amount)::DOUBLE FROM settlements WHERE institution_id = ? AND terminal_id IS NOT NULL "
        "GROUP BY 1, 2 HAVING cards >= 3 ORDER BY cards DESC, day, 1",
        shop,
    )


def test_cards_swiped_together(ask, tables):
    card = first(tables, "SELECT card_id FROM settlements GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
    close(
        ask("cards_swiped_together", card_id=card, within=600, at_least=1),
        tables,
        "SELECT o.card_id, c.person_id, count(DISTINCT m.settled_at::DATE) AS days, count(*) AS times, "
        "min(m.settled_at), max(m.settled_at) FROM settlements m JOIN settlements o "
        "ON m.institution_id = o.institution_id AND m.terminal_id = o.terminal_id AND m.card_id <> o.card_id "
        "AND abs(date_diff('second', m.settled_at, o.settled_at)) <= 36000 JOIN cards c ON c.card_id = o.card_id "
        "WHERE m.card_id = ? GROUP BY 1, 2 ORDER BY days DESC, times DESC, 1",
        card,
    )


def test_shared_contacts(ask, tables):
    close(
        ask("shared_contacts", at_least=2),
        tables,
        "SELECT kind || ':' || value, kind, count(*) AS people, count(DISTINCT household_id) AS homes FROM ("
        "SELECT 'phone' AS kind, phone AS value, household_id FROM persons UNION ALL "
        "SELECT 'address', address, household_id FROM persons) WHERE value IS NOT NULL GROUP BY 1, 2 "
        "HAVING people > 1 AND homes >= 2 ORDER BY homes DESC, people DESC, 1",
    )


def test_places_of_a_card(ask, tables):
    card = first(tables, "SELECT card_id FROM settlements GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
    close(
        ask("places_of_a_card", card_id=card),
        tables,
        "SELECT institution_id, i.name, i.kind, count(*) AS n, sum(total_amount)::DOUBLE, min(settled_at), "
        "max(settled_at) FROM settlements JOIN institutions i USING (institution_id) WHERE card_id = ? "
        "GROUP BY 1, 2, 3 ORDER BY n DESC, 1",
        card,
    )


def test_repeat_customers_leave_out_what_was_undone(ask, tables):
    shop = busiest_shop(tables)
    close(
        ask("repeat_customers", institution_id=shop, at_least=2),
        tables,
        f"SELECT s.person_id, p.region_code, count(*) AS n, sum(total_amount)::DOUBLE AS amount, min(settled_at), "
        f"max(settled_at) FROM {STANDING} s JOIN persons p USING (person_id) WHERE s.institution_id = ? "
        "GROUP BY 1, 2 HAVING n >= 2 ORDER BY n DESC, amount DESC, 1",
        shop,
    )


def test_doctor_shop_pairs_follow_prescriptions(ask, tables):
    close(
        ask("doctor_shop_pairs", at_least=2),
        tables,
        "SELECT coalesce(l.doctor_id, r.doctor_id) AS doctor, s.institution_id, count(*) AS n FROM lines l "
        "JOIN settlements s USING (settlement_id) LEFT JOIN prescriptions r USING (prescription_id) "
        "WHERE doctor IS NOT NULL GROUP BY 1, 2 HAVING n >= 2 ORDER BY n DESC, 1, 2",
    )


def test_drugs_of_an_institution(ask, tables):
    shop = busiest_shop(tables)
    close(
        ask("drugs_of_an_institution", institution_id=shop),
        tables,
        "SELECT drug_id, generic_name, count(*), sum(quantity)::DOUBLE, sum(amount)::DOUBLE AS yuan FROM lines "
        "JOIN settlements USING (settlement_id) JOIN drugs USING (drug_id) WHERE institution_id = ? "
        "GROUP BY 1, 2 ORDER BY yuan DESC, 1",
        shop,
    )


def test_sales_against_stock(ask, tables):
    shop = busiest_shop(tables)
    close(
        ask("sales_against_stock", institution_id=shop, at_least=-1000),
        tables,
        f"SELECT batch_id, coalesce(came, 0)::DOUBLE, coalesce(went, 0)::DOUBLE, sold::DOUBLE, "
        f"(sold + coalesce(went, 0) - coalesce(came, 0))::DOUBLE AS beyond "
        "FROM (SELECT batch_id, sum(quantity) AS sold "
        "FROM lines JOIN settlements USING (settlement_id) WHERE institution_id = $1 AND batch_id IS NOT NULL "
        "GROUP BY 1) "
        f"LEFT JOIN (SELECT * FROM {MOVES} WHERE institution_id = $1) USING (batch_id) WHERE beyond >= -1000 "
        "ORDER BY beyond DESC, 1",
        shop,
    )


def test_codes_seen_twice(ask, tables):
    close(
        ask("codes_seen_twice", at_least=2),
        tables,
        "SELECT trace_code, count(*) AS reads, count(DISTINCT institution_id) AS places, min(settled_at), "
        "max(settled_at) FROM scans JOIN lines USING (line_id) JOIN settlements USING (settlement_id) GROUP BY 1 "
        "HAVING reads > 1 AND places >= 2 ORDER BY places DESC, reads DESC, 1",
    )


def test_history_of_a_code(ask, tables):
    code = first(
        tables, "SELECT trace_code FROM scans GROUP BY 1 HAVING count(*) > 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    close(
        ask("history_of_a_code", trace_code=code),
        tables,
        "SELECT settled_at, settlement_id, institution_id, card_id, c.person_id FROM scans JOIN lines USING (line_id) "
        "JOIN settlements USING (settlement_id) JOIN cards c USING (card_id) WHERE trace_code = ? ORDER BY 1, 2",
        code,
    )


def test_flows_between_institutions(ask, tables):
    close(
        ask("flows_between_institutions", at_least=1),
        tables,
        "WITH reads AS (SELECT trace_code, institution_id AS place, settled_at AS at FROM scans JOIN lines "
        "USING (line_id) JOIN settlements USING (settlement_id)) SELECT a.place, b.place, "
        "count(DISTINCT a.trace_code) AS codes, min(b.at), max(b.at) FROM reads a JOIN reads b USING (trace_code) "
        "WHERE a.at < b.at AND a.place <> b.place GROUP BY 1, 2 ORDER BY codes DESC, 1, 2",
    )


def test_collectors(ask, tables):
    close(
        ask("collectors", risk=0.3, since="2025-01-15", until="2025-02-15", at_least=2),
        tables,
        "SELECT c.person_id, count(DISTINCT drug_id), sum(quantity)::DOUBLE AS packs, sum(amount)::DOUBLE AS yuan, "
        "min(settled_at), max(settled_at) FROM lines JOIN settlements USING (settlement_id) JOIN cards c "
        "USING (card_id) JOIN drugs USING (drug_id) WHERE resale_risk >= 0.3 AND settled_at >= '2025-01-15' "
        "AND settled_at < '2025-02-15' GROUP BY 1 HAVING packs >= 2 ORDER BY packs DESC, yuan DESC, 1",
    )


def test_institutions_by_amount(ask, tables):
    close(
        ask("institutions_by_amount"),
        tables,
        f"SELECT institution_id, i.name, i.region_code, count(DISTINCT person_id), count(*), "
        "sum(total_amount)::DOUBLE AS n "
        f"FROM {STANDING} JOIN institutions i USING (institution_id) WHERE i.kind = 'pharmacy' GROUP BY 1, 2, 3 "
        "ORDER BY n DESC, 1",
    )


def test_missing_lots(ask, tables):
    close(
        ask("missing_lots", kind="hospital", share=0),
        tables,
        "SELECT institution_id, i.name, count(*) AS n, count(*) FILTER (batch_id IS NULL) AS missing, "
        "round(missing / n, 4)::DOUBLE AS share FROM lines JOIN settlements USING (settlement_id) "
        "JOIN institutions i USING (institution_id) WHERE i.kind = 'hospital' GROUP BY 1, 2 "
        "ORDER BY share DESC, missing DESC, 1",
    )


def test_silent_institutions(ask, tables):
    last = first(tables, f"SELECT max(settled_at) FROM {STANDING}")
    today = last + timedelta(days=20)
    close(
        ask("silent_institutions", today=today.isoformat(), silent=20),
        tables,
        f"SELECT institution_id, i.name, i.kind, count(*), max(settled_at) AS last FROM {STANDING} "
        "JOIN institutions i USING (institution_id) GROUP BY 1, 2, 3 HAVING last < ? ORDER BY last, 1",
        last,
    )


def test_who_got_a_lot(ask, tables):
    lot = first(
        tables, "SELECT batch_id FROM lines WHERE batch_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    close(
        ask("who_got_lot", batch_id=lot),
        tables,
        "SELECT c.person_id, institution_id, sum(quantity)::DOUBLE AS packs, count(*), min(settled_at), "
        "max(settled_at) FROM lines JOIN settlements USING (settlement_id) JOIN cards c USING (card_id) "
        "WHERE batch_id = ? "
        "GROUP BY 1, 2 ORDER BY packs DESC, 1, 2",
        lot,
    )


def test_where_a_lot_is(ask, tables):
    lot = first(tables, "SELECT batch_id FROM stock_moves GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
    close(
        ask("where_lot_is", batch_id=lot),
        tables,
        f"SELECT institution_id, i.name, came::DOUBLE AS came, went::DOUBLE, coalesce(sold, 0)::DOUBLE FROM {MOVES} "
        "JOIN institutions i USING (institution_id) LEFT JOIN (SELECT institution_id, batch_id, sum(quantity) AS sold "
        "FROM lines JOIN settlements USING (settlement_id) GROUP BY ALL) USING (institution_id, batch_id) "
        "WHERE batch_id = ? ORDER BY came DESC, 1",
        lot,
    )


def test_deliveries_of_a_lot(ask, tables):
    lot = first(
        tables, "SELECT batch_id FROM stock_moves WHERE kind = 'purchase' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    close(
        ask("deliveries_of_a_lot", batch_id=lot),
        tables,
        "SELECT supplier_id, institution_id, count(*), sum(abs(quantity))::DOUBLE AS packs, min(moved_at), "
        "max(moved_at) FROM stock_moves WHERE kind = 'purchase' AND batch_id = ? AND supplier_id IS NOT NULL "
        "GROUP BY 1, 2 "
        "ORDER BY packs DESC, 1, 2",
        lot,
    )


def test_orphans(ask, tables):
    found = {row[:2]: row[2] for row in ask("orphans")}
    unused = "SELECT count(*) FROM cards WHERE card_id NOT IN (SELECT card_id FROM settlements)"
    assert found.get(("Card", "settlement"), 0) == first(tables, unused) > 0
    unmoved = "SELECT count(*) FROM batches WHERE batch_id NOT IN (SELECT batch_id FROM stock_moves)"
    assert found.get(("Batch", "stock movement"), 0) == first(tables, unmoved)


def test_members_of_a_ring(ask, tables):
    people = [row[0] for row in tables.execute("SELECT person_id FROM persons ORDER BY 1 LIMIT 6").fetchall()]
    shop = first(tables, "SELECT institution_id FROM institutions ORDER BY 1 LIMIT 1")
    rows = ask("ring_members", ring_id="R-1")
    assert [(role, kind, member) for role, kind, member, _, _ in rows] == [
        *(("lender", "Person", one) for one in people[1:]),
        ("organiser", "Person", people[0]),
        ("sink_shop", "Institution", shop),
    ]
    assert {member: rings for _, _, member, _, rings in rows}[people[5]] == 3


def test_overlap_growth_and_age_of_rings(ask):
    assert ask("ring_overlap") == [
        ("R-1", "R-3", 7, 6, 25_000.0),
        ("R-2", "R-3", 4, 4, 17_500.5),
        ("R-1", "R-2", 2, 2, 12_500.5),
    ]
    assert ask("ring_growth") == [
        ("grown", "R-1", "R-3", 4, 4, 0, 11_000.0, "yellow", "red"),
        ("grown", "R-1", "R-1", 4, 2, 0, 6_000.0, "yellow", "red"),
        ("new", "", "R-2", 0, 5, 0, 2_500.5, "", "yellow"),
        ("gone", "R-0", "", 0, 0, 3, -1_000.0, "watch", ""),
    ]
    assert ask("ring_ageing", today="2025-03-01", recent=7, old=30) == [
        ("old", "yellow", 1, 2_500.5, datetime(2025, 1, 10, 10)),
        ("older", "red", 1, 10_000.0, datetime(2025, 2, 20, 10)),
        ("recent", "red", 1, 15_000.0, datetime(2025, 2, 25, 10)),
    ]


def test_loss_by_institution_and_people_in_several_rings(ask, tables):
    shops = [row[0] for row in tables.execute("SELECT institution_id FROM institutions ORDER BY 1 LIMIT 2").fetchall()]
    assert [(row[0], *row[3:]) for row in ask("institutions_by_loss")] == [
        (shops[0], 2, 2, 25_000.0),
        (shops[1], 1, 0, 2_500.5),
    ]
    people = [row[0] for row in tables.execute("SELECT person_id FROM persons ORDER BY 1 LIMIT 8").fetchall()]
    assert [(row[0], row[2]) for row in ask("persons_in_several_rings", at_least=3)] == [
        (one, 3) for one in people[4:6]
    ]


def test_a_ring_counts_once_in_a_region(ask, tables):
    digits = 2
    (region,) = {row[0] for row in tables.execute("SELECT DISTINCT left(region_code, 2) FROM persons").fetchall()}
    assert ask("loss_by_region", digits=digits) == [(region, 3, 2, 19, 27_500.5)]


def test_rings_near_a_person_name_the_way(ask, tables):
    person = first(tables, "SELECT person_id FROM persons ORDER BY 1 LIMIT 1")
    assert {row[:3] for row in ask("rings_near_person", person_id=person)} >= {
        ("R-1", "member", person),
        ("R-3", "member", person),
    }
    assert ask("ring_signals", ring_id="R-1") == [("co_swipe", "…", 0.001, 0.8)]

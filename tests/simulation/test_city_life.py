import json
import time

import pytest

from simulation.generate import generate_city

UNDONE = "SELECT reverses FROM settlements WHERE reverses IS NOT NULL"


def test_amounts_add_up(ask):
    parts = "total_amount <> fund_amount + account_amount + cash_amount"
    assert ask(f"SELECT count(*) FROM settlements WHERE {parts}") == [(0,)]
    lines = "SELECT settlement_id, sum(amount) AS a FROM lines GROUP BY 1"
    differ = f"SELECT count(*) FROM settlements LEFT JOIN ({lines}) USING (settlement_id)"
    assert ask(f"{differ} WHERE reverses IS NULL AND (a IS NULL OR a <> total_amount)") == [(0,)]
    assert ask("SELECT count(*) FROM lines WHERE abs(quantity * unit_price - amount) > 0.006") == [(0,)]


def test_shares_of_payers_look_real(ask):
    sums = "SELECT sum(fund_amount) / sum(total_amount), sum(account_amount) / sum(total_amount) FROM settlements"
    shop = "JOIN institutions USING (institution_id) WHERE kind"
    fund, account = ask(f"{sums} {shop} = 'pharmacy'")[0]
    assert 0.05 < fund < 0.4 and 0.4 < account < 0.8
    assert 0.35 < ask(f"{sums} {shop} = 'hospital'")[0][0] < 0.75


def test_a_reversal_undoes_a_bill_of_the_same_card_later(ask):
    pairs = "FROM settlements r JOIN settlements s ON r.reverses = s.settlement_id"
    count, agreeing = ask(
        "SELECT count(*), count(*) FILTER (r.card_id = s.card_id AND r.institution_id = s.institution_id"
        f" AND r.settled_at > s.settled_at AND r.total_amount = -s.total_amount) {pairs}"
    )[0]
    assert count == agreeing
    share = count / ask("SELECT count(*) FROM settlements")[0][0]
    assert 0.004 < share < 0.02
    with_lines = (
        "SELECT count(*) FROM lines SEMI JOIN (SELECT settlement_id FROM settlements WHERE reverses IS NOT NULL)"
    )
    assert ask(f"{with_lines} USING (settlement_id)") == [(0,)]


def test_honest_people_never_teleport(ask):
    """Faster than 60 km an hour between two places, clocks allowed for; the card's holder or the agent shown."""
    too_fast = """
        WITH events AS (
            SELECT coalesce(collected_by, person_id) AS body, settled_at, institution_id, longitude AS x, latitude AS y
            FROM settlements JOIN institutions USING (institution_id) WHERE reverses IS NULL
        ), steps AS (
            SELECT *, lag(settled_at) OVER w AS before, lag(institution_id) OVER w AS place,
                   lag(x) OVER w AS x0, lag(y) OVER w AS y0
            FROM events WINDOW w AS (PARTITION BY body ORDER BY settled_at)
        )
        SELECT count(*) FROM steps WHERE place <> institution_id
        AND date_diff('second', before, settled_at) + 480
            < 60 * sqrt(power((x - x0) * 95, 2) + power((y - y0) * 111, 2))
    """
    assert ask(too_fast, level="none") == [(0,)]


def test_the_dead_buy_nothing_honestly(ask):
    late = "JOIN persons USING (person_id) WHERE settled_at::DATE > death_date + 6"
    count = ask(f"SELECT count(*) FROM settlements {late}", level="none")[0][0]
    assert count <= 0.002 * ask("SELECT count(*) FROM settlements", level="none")[0][0]


def test_most_packs_sold_had_been_bought_in_before(ask):
    share = ask(
        """
        SELECT avg((first_in <= settled_at)::INT) FROM lines JOIN settlements USING (settlement_id)
        LEFT JOIN (SELECT institution_id, batch_id, min(moved_at) AS first_in FROM stock_moves
                   WHERE kind IN ('opening', 'purchase', 'transfer_in') GROUP BY ALL) USING (institution_id, batch_id)
        """,
        level="none",
    )[0][0]
    assert share > 0.93


def test_honest_stock_balances_in_most_lots_and_not_in_all(ask):
    """Sloppy books are part of life."""
    over, all_lots = ask(
        f"""
        WITH sold AS (
            SELECT institution_id, batch_id, sum(CASE WHEN split_pack THEN quantity / 30 ELSE quantity END) AS packs
            FROM lines JOIN settlements USING (settlement_id) WHERE settlement_id NOT IN ({UNDONE}) GROUP BY ALL
        ), got AS (
            SELECT institution_id, batch_id, sum(CASE kind WHEN 'stocktake' THEN 0 WHEN 'opening' THEN quantity
                WHEN 'purchase' THEN quantity WHEN 'transfer_in' THEN quantity ELSE -quantity END) AS packs
            FROM stock_moves GROUP BY ALL
        )
        SELECT count(*) FILTER (sold.packs > coalesce(got.packs, 0) + 0.01), count(*)
        FROM sold LEFT JOIN got USING (institution_id, batch_id)
        """,
        level="none",
    )[0]
    assert 0.005 < over / all_lots < 0.15


def test_every_kind_of_stock_move_happens(ask):
    assert len(ask("SELECT DISTINCT kind FROM stock_moves")) == 8


def test_codes_are_twenty_digits_and_honest_shops_read_some_twice(ask):
    assert ask("SELECT count(*) FROM scans WHERE NOT regexp_full_match(trace_code, '[0-9]{20}')") == [(0,)]
    again = "SELECT trace_code FROM scans GROUP BY 1 HAVING count(DISTINCT line_id) > 1"
    repeated, codes = ask(
        f"SELECT (SELECT count(*) FROM ({again})), count(DISTINCT trace_code) FROM scans", level="none"
    )[0]
    assert 0.001 < repeated / codes < 0.03


def test_shops_miss_codes_at_rates_of_their_own(ask):
    rates = ask(
        """
        SELECT 1 - count(DISTINCT scans.line_id) / count(DISTINCT lines.line_id) AS missed FROM lines
        JOIN settlements USING (settlement_id) LEFT JOIN scans ON scans.line_id = lines.line_id
        GROUP BY institution_id HAVING count(*) > 50 ORDER BY missed
        """
    )
    assert rates[0][0] > 0.01 and rates[-1][0] - rates[0][0] > 0.05


def test_honest_bills_have_what_only_criminals_had_in_a_first_attempt(ask):
    """Several lines, odd pack counts, old lots, after hours, a doctor on a pharmacy's line."""
    joined = (
        "FROM lines JOIN settlements USING (settlement_id) JOIN institutions USING (institution_id)"
        " JOIN batches USING (batch_id) WHERE institutions.kind = 'pharmacy'"
    )
    shares = ask(
        "SELECT avg((quantity >= 5)::INT), avg((made_on < settled_at::DATE - 365)::INT),"
        f" avg((hour(settled_at) NOT BETWEEN 6 AND 21)::INT), avg((doctor_id IS NOT NULL)::INT) {joined}",
        level="none",
    )[0]
    assert all(share > floor for share, floor in zip(shares, (0.01, 0.01, 0.001, 0.05), strict=True))
    bills = "SELECT settlement_id, count(*) AS n FROM lines GROUP BY 1"
    assert ask(f"SELECT avg((n > 1)::INT) FROM ({bills})", level="none")[0][0] > 0.1


def test_false_bills_are_no_easier_to_tell_by_time_of_day_than_chance(make, ask):
    truth = json.loads((make() / "truth.json").read_text(encoding="utf-8"))
    false = {line for ring in truth["rings"] for line in ring["false_lines"]}
    hours = ask("SELECT line_id, hour(settled_at) FROM lines JOIN settlements USING (settlement_id)")
    late = [hour for line, hour in hours if line in false and not 7 <= hour <= 21]
    assert len(late) < 0.05 * len(false) + 2


@pytest.mark.slow
def test_time_grows_about_linearly_with_people(tmp_path):
    def seconds(persons: int) -> float:
        start = time.process_time()
        generate_city(tmp_path / str(persons), persons=persons, months=6, seed=3, level="none")
        return time.process_time() - start

    seconds(2000)  # imports and caches
    assert seconds(120_000) < 6 * 1.6 * max(seconds(20_000), 0.5)

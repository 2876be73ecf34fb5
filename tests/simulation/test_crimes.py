"""Rings of small cities: exact truth, honest manners, and the trails that a crime cannot help leaving."""

import json

import duckdb
import numpy as np
import pytest

from simulation.cast import write_crimes
from simulation.generate import generate_city
from simulation.honest import write_honest_trade
from simulation.ledger import NOTHING, OUTSIDE, PURCHASE, TRANSFER_OUT, Ledger
from simulation.lenders import write_single_lenders
from simulation.world import make_city
from workspace.folders import modules_of

CRIMES = modules_of("simulation.crimes")
PERSONS, MONTHS = 6000, 6


class Committed:
    """A small city with its crimes, before stock and files."""

    def __init__(self, level, seed=5):
        self.city, self.ledger = make_city(PERSONS, MONTHS, seed), Ledger()
        write_honest_trade(self.city, self.ledger)
        self.honest_lines = len(self.ledger.lines)
        self.rings = write_crimes(self.city, self.ledger, level)

    def of(self, variant):
        return [ring for ring in self.rings if ring.variant == variant]

    def bills_of(self, ring):
        return self.ledger.lines["settlement"][ring.false_lines]


@pytest.fixture(scope="module", params=["easy", "mid", "hard"])
def committed(request):
    return Committed(request.param)


@pytest.fixture(scope="module")
def hard():
    return Committed("hard")


def test_there_are_at_least_fourteen_variants_over_three_patterns():
    assert len({crime.VARIANT for crime in CRIMES}) >= 14
    assert {crime.PATTERN for crime in CRIMES} == {"card_lending", "shop_collusion", "resale"}


def test_rings_are_as_rare_as_in_a_real_city():
    assert 40 <= sum(crime.PER_100_000 for crime in CRIMES) <= 60


def test_every_variant_is_committed_in_a_small_city(committed):
    assert {ring.variant for ring in committed.rings} == {crime.VARIANT for crime in CRIMES}


def test_the_persons_of_a_ring_are_exactly_those_with_false_lines(committed):
    for ring in committed.rings:
        person = committed.ledger.settlements["person"][committed.bills_of(ring)]
        assert np.array_equal(np.unique(person), ring.persons), ring.variant
        assert len(np.unique(ring.false_lines)) == len(ring.false_lines), ring.variant


def test_a_ring_names_every_place_that_billed_for_it(committed):
    for ring in committed.rings:
        places = committed.ledger.settlements["institution"][committed.bills_of(ring)]
        assert set(places.tolist()) <= set(ring.institutions.tolist()), ring.variant


def test_rings_have_4_to_60_people_and_share_nobody(committed):
    sizes = [len(ring.persons) for ring in committed.rings]
    assert min(sizes) >= 4
    assert max(sizes) <= 60
    everybody = np.concatenate([ring.persons for ring in committed.rings])
    assert len(np.unique(everybody)) == len(everybody)


def test_rings_start_and_end_and_do_not_all_run_all_the_time(committed):
    days = [committed.ledger.settlements["time"][committed.bills_of(ring)] // 86_400 for ring in committed.rings]
    spans = np.array([day.max() - day.min() + 1 for day in days]) / committed.city.days
    assert spans.max() <= 1
    assert (spans < 0.8).sum() >= 3


def test_members_of_hidden_rings_keep_their_honest_trade(hard):
    hard.ledger.settle_muted()
    muted = hard.ledger.settlements["muted"]
    for ring in hard.rings:
        assert not muted[hard.ledger.honest_trips(ring.persons)].any()


def test_shops_that_sell_nothing_leave_goods_on_their_shelves(committed):
    for variant in ("unsold_goods", "kept_cards", "groceries", "template_baskets", "phantom_refills"):
        for ring in committed.of(variant):
            assert (committed.ledger.lines["goods"][ring.false_lines] == NOTHING).mean() > 0.5, variant


def test_goods_that_lenders_fetch_do_leave_the_shelf(committed):
    for variant in ("roving_collector", "monthly_lenders", "half_relatives", "route_under_limits"):
        for ring in committed.of(variant):
            assert not (committed.ledger.lines["goods"][ring.false_lines] == NOTHING).any(), variant


def test_boxes_come_back_at_a_sink_after_they_were_first_sold(committed):
    lines, settlements = committed.ledger.lines, committed.ledger.settlements
    again = np.flatnonzero(lines["goods"] == OUTSIDE)
    source = lines["lot_from"][again]
    assert len(again) > 20
    assert (lines["drug"][again] == lines["drug"][source]).all()
    time = settlements["time"][lines["settlement"]]
    assert (time[again] > time[source]).all()
    place = settlements["institution"][lines["settlement"]]
    assert (place[again] != place[source]).all()


def test_some_codes_of_sold_on_boxes_are_kept_and_some_are_not(committed):
    packs = committed.ledger.packs
    again = np.flatnonzero(committed.ledger.lines["goods"] == OUTSIDE)
    second = np.isin(packs["line"], again)
    known = np.isin(packs["serial"], packs["serial"][~second])
    shown = np.unique(packs["line"][second & known])
    assert 0.1 < len(shown) / len(again) < 0.95


def test_a_chain_sink_passes_boxes_on_by_transfer(committed):
    moves = committed.ledger.moves
    sent = moves["institution"][moves["kind"] == TRANSFER_OUT]
    for ring in committed.of("chain_sink"):
        assert np.isin(sent, ring.institutions).any()


def test_only_careful_rings_fake_purchases():
    def faked(crimes):
        moves = crimes.ledger.moves
        return int((moves["kind"] == PURCHASE).sum())

    assert faked(Committed("easy")) == 0
    assert faked(Committed("hard")) > 20


def test_loops_of_pay_and_refund_are_undone_but_for_the_last_bill(committed):
    undone = committed.ledger.settlements["reverses"]
    undone = undone[undone >= 0]
    assert len(undone)
    for ring in committed.of("pay_refund_pay"):
        share = np.isin(np.unique(committed.bills_of(ring)), undone).mean()
        assert 0.15 < share < 0.75


def test_no_two_false_bills_are_made_in_the_same_second_at_one_place(committed):
    time, place = committed.ledger.settlements["time"], committed.ledger.settlements["institution"]
    same = 0
    for ring in committed.rings:
        bills = np.unique(committed.bills_of(ring))
        same += len(bills) - len(np.unique(place[bills].astype(np.int64) << 32 | time[bills]))
    assert same <= 2


def test_single_lenders_are_in_no_ring(hard):
    lenders = write_single_lenders(hard.city, hard.ledger, "hard")
    assert len(lenders) >= 2
    assert not np.isin(lenders, np.concatenate([ring.persons for ring in hard.rings])).any()


def test_nobody_lends_where_there_is_no_crime():
    city, ledger = make_city(1000, 2, 1), Ledger()
    write_honest_trade(city, ledger)
    assert write_crimes(city, ledger, "none") == []
    assert len(write_single_lenders(city, ledger, "none")) == 0


def test_the_same_seed_commits_the_same_crimes(hard):
    again = Committed("hard")
    for one, other in zip(hard.rings, again.rings, strict=True):
        assert np.array_equal(one.false_lines, other.false_lines)


@pytest.mark.parametrize("months", [1, 2])
def test_crimes_find_room_in_a_short_year(tmp_path, months):
    folder = generate_city(tmp_path / "city", persons=1500, months=months, seed=2, level="hard", file_type="parquet")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    lines = {line for ring in truth["rings"] for line in ring["false_lines"]}
    with duckdb.connect() as engine:
        known = engine.execute("SELECT line_id FROM read_parquet(?)", [str(folder / "lines.parquet")]).fetchall()
    assert lines
    assert lines <= {line for (line,) in known}

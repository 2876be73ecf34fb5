"""Each innocent look-alike does what its title says, and nobody gains by it."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import duckdb
import numpy as np
import pytest

from simulation import generate, lookalikes, world
from simulation.cast import how_many, write_lookalikes
from simulation.city import DAY, HOSPITAL, NEVER, City
from simulation.clashes import mute_clashes
from simulation.honest import write_honest_trade
from simulation.hours import too_fast
from simulation.ledger import SOLD, Ledger
from simulation.randomness import Array, generator
from simulation.scene import Innocents, Scene
from workspace.folders import modules_of

MODULES = {module.__name__.rpartition(".")[2]: module for module in modules_of(lookalikes.__name__)}
OF_A_SHOP = {
    "bad_scans",
    "case_codes",
    "cashier_retries",
    "chain_transfer",
    "drug_run",
    "late_upload",
    "maker_duplicates",
    "resold_returns",
    "returned_to_sister",
    "sloppy_books",
    "split_packs",
    "till_box",
}
OF_ONE_PERSON = {"inpatient_relative", "late_death", "wrong_card"}
NEW_BILLS = {"inpatient_relative", "late_death", "long_prescription", "specialist_panel", "standard_orders"}
NEW_BILLS |= {"travel_stock", "cashier_retries"}
CHANGED_LINES = {"drug_run", "split_packs", "wrong_card"}
ONE_COLLECTOR = ("care_home", "care_home_unregistered", "village_pickup", "errand_rider", "adult_children")
COMING_THEMSELVES = ("canteen", "colleagues", "friends", "health_day", "promotion_day", "outreach_regular", "fair")


@pytest.fixture(scope="module")
def before() -> tuple[City, Ledger]:
    city = world.make_city(16_000, 12, 11)
    ledger = Ledger()
    write_honest_trade(city, ledger)
    return city, ledger


@dataclass
class Life:
    """A look-alike lived in a city of its own."""

    city: City
    ledger: Ledger
    group: Innocents
    honest: Ledger  # as it was before

    def bills(self) -> Array:
        """Settlements of the group's people that stand."""
        whole = self.ledger.settlements
        return np.flatnonzero(np.isin(whole["person"], self.group.persons) & ~whole["muted"])

    def column(self, name: str, rows: Array) -> Array:
        return self.ledger.settlements[name][rows]


Live = Callable[..., Life]


@pytest.fixture
def live(before: tuple[City, Ledger]) -> Live:
    def run(name: str, number: int = 0, clean: bool = True) -> Life:
        for attempt in range(number, number + 12):
            city, ledger = copy.deepcopy(before)
            scene = Scene(city, ledger, generator(5, name, attempt))
            group = MODULES[name].live(scene)
            if group is not None:
                if clean:
                    mute_clashes(city, ledger)
                ledger.settle_muted()
                return Life(city, ledger, group, before[1])
        raise AssertionError(f"{name} never happens")

    return run


def company(ledger: Ledger, persons: Array) -> int:
    """Bills of these people that follow one of another of them at the same place within a quarter of an hour."""
    whole = ledger.settlements
    rows = np.flatnonzero(np.isin(whole["person"], persons) & ~whole["muted"])
    rows = rows[np.lexsort((whole["time"][rows], whole["institution"][rows]))]
    one, other = rows[:-1], rows[1:]
    together = (whole["institution"][one] == whole["institution"][other]) & (
        whole["time"][other] - whole["time"][one] < 900
    )
    return int((together & (whole["person"][one] != whole["person"][other])).sum())


@pytest.mark.parametrize("name", MODULES)
def test_every_look_alike_declares_itself_and_happens(name: str, live: Live) -> None:
    module: ModuleType = MODULES[name]
    assert module.__doc__ and module.TITLE and module.KIND and module.PER_100_000 > 0
    group = live(name).group
    assert len(np.unique(group.persons)) == len(group.persons)
    assert (len(group.persons) == 0) == (name in OF_A_SHOP)


@pytest.mark.parametrize(
    "name", sorted(set(MODULES) - OF_A_SHOP - {"travel_stock", "long_prescription"} - OF_ONE_PERSON)
)
def test_members_meet_far_more_often_than_they_did_before(name: str, live: Live) -> None:
    life = live(name)
    expected = 0.05 * len(life.bills())
    assert company(life.ledger, life.group.persons) > max(2, expected, 1.5 * company(life.honest, life.group.persons))


@pytest.mark.parametrize("name", sorted(set(MODULES) - NEW_BILLS - CHANGED_LINES))
def test_who_only_meets_buys_what_they_would_have_bought_anyhow(name: str, live: Live) -> None:
    life = live(name)
    assert len(life.ledger.settlements) - len(life.honest.settlements) == len(
        np.flatnonzero(life.ledger.settlements["reverses"] >= 0)
    )
    for column in ("settlement", "drug", "quantity", "split"):
        assert np.array_equal(life.ledger.lines[column], life.honest.lines[column])


@pytest.mark.parametrize("name", sorted(NEW_BILLS - {"cashier_retries"}))
def test_new_bills_never_add_up_to_more_than_is_needed(name: str, live: Live) -> None:
    life = live(name)
    lines, persons = life.ledger.lines, life.city.persons
    fresh = np.flatnonzero(np.arange(len(lines)) >= len(life.honest.lines))
    person = life.ledger.settlements["person"][lines["settlement"][fresh]]
    drug = lines["drug"][fresh]
    assert (persons.regimen[person] == drug[:, None]).any(axis=1).all()
    key = person.astype(np.int64) * 1024 + drug
    days = np.bincount(
        np.unique(key, return_inverse=True)[1], weights=lines["quantity"][fresh] * life.city.drugs.days[drug]
    )
    longest = float(life.city.drugs.days[drug].max())
    assert days.max() <= life.city.days + 90 + 4 * longest


@pytest.mark.parametrize("name", MODULES)
def test_all_goods_come_from_the_shelf(name: str, live: Live) -> None:
    life = live(name)
    lines = life.ledger.lines
    assert (lines["goods"] == SOLD).all()
    place = life.ledger.settlements["institution"][lines["settlement"]]
    kept = life.city.stocks(place, lines["drug"]) | life.ledger.settlements["muted"][lines["settlement"]]
    assert (~kept).sum() <= (
        ~life.city.stocks(
            life.honest.settlements["institution"][life.honest.lines["settlement"]], life.honest.lines["drug"]
        )
    ).sum()


@pytest.mark.parametrize("name", sorted(set(MODULES) - OF_A_SHOP))
def test_nobody_is_in_two_places_or_comes_from_a_bed(name: str, live: Live) -> None:
    life = live(name)
    whole = life.ledger.settlements
    alive = np.flatnonzero(~whole["muted"])
    person, body = whole["person"][alive], whole["body"][alive]
    body = np.where(body < 0, person, body)
    assert not too_fast(life.city, body, whole["institution"][alive], whole["time"][alive]).any()
    bills = life.bills()
    assert (life.column("time", bills) < life.city.days * DAY).all()
    if name != "inpatient_relative":
        themselves = bills[life.column("body", bills) < 0]
        assert not life.ledger.lies_in_bed(life.column("person", themselves), life.column("time", themselves)).any()


@pytest.mark.parametrize("name", ONE_COLLECTOR)
def test_one_collector_stands_at_the_counter_for_all(name: str, live: Live) -> None:
    life = live(name)
    bills = life.bills()
    bodies, times = np.unique(life.column("body", bills), return_counts=True)
    bodies, times = bodies[bodies >= 0], times[bodies >= 0]
    assert times.max() > 0.3 * len(bills)


@pytest.mark.parametrize("name", COMING_THEMSELVES)
def test_friends_and_queues_come_in_person(name: str, live: Live) -> None:
    life = live(name)
    redone = life.ledger.redone_trips()
    assert (life.ledger.settlements["body"][redone] < 0).all()


def test_a_registered_home_is_one_address_and_its_carer_may_be_on_record(live: Live) -> None:
    life = live("care_home")
    homes = np.unique(life.city.lodging[life.group.persons])
    assert len(homes) == 1 and homes[0] >= 0


def test_an_unregistered_home_has_neither_address_nor_agent(live: Live) -> None:
    life = live("care_home_unregistered")
    assert (life.city.lodging[life.group.persons] < 0).all()
    assert len(life.ledger.agents) == len(life.honest.agents)


def test_a_registered_proxy_is_on_record_and_mostly_shown(live: Live) -> None:
    life = live("family_registered")
    redone = life.ledger.redone_trips()
    helped = redone[life.column("body", redone) >= 0]
    assert len(life.ledger.agents) > len(life.honest.agents)
    assert (life.column("collected_by", helped) >= 0).mean() > 0.7


def test_an_outreach_day_is_one_day(live: Live) -> None:
    life = live("outreach_day")
    redone = life.ledger.redone_trips()
    assert len(np.unique(life.column("time", redone) // DAY)) == 1
    assert (life.column("institution", redone) == life.group.shop).all()


def test_an_errand_rider_goes_to_several_shops(live: Live) -> None:
    life = live("errand_rider")
    assert len(np.unique(life.column("institution", life.ledger.redone_trips()))) >= 3


def test_colleagues_live_all_over_the_city(live: Live) -> None:
    life = live("colleagues")
    assert len(np.unique(life.city.persons.block[life.group.persons])) > len(life.group.persons) / 3


def test_travellers_buy_three_months_and_are_gone(live: Live) -> None:
    life = live("travel_stock")
    lines = np.arange(len(life.honest.lines), len(life.ledger.lines))
    drug = life.ledger.lines["drug"][lines]
    last = life.ledger.lines["quantity"][lines] * life.city.drugs.days[drug]
    assert np.median(last) >= 60
    bought = life.column("time", life.ledger.lines["settlement"][lines]) // DAY
    day = life.column("time", life.bills()) // DAY
    assert not ((day > bought.max() + 8) & (day < bought.max() + 75)).any()


def test_long_prescriptions_last_twelve_weeks_and_name_the_doctor(live: Live) -> None:
    life = live("long_prescription")
    lines = np.arange(len(life.honest.lines), len(life.ledger.lines))
    short = life.city.drugs.days[life.ledger.lines["drug"][lines]] <= 42
    last = (life.ledger.lines["quantity"][lines] * life.city.drugs.days[life.ledger.lines["drug"][lines]])[short]
    assert 70 < last.mean() < 98
    doctors = life.column("doctor", np.unique(life.ledger.lines["settlement"][lines]))
    assert len(np.unique(doctors[doctors >= 0])) == 1


def test_a_specialists_patients_fill_dear_prescriptions_of_one_doctor_in_one_shop(live: Live) -> None:
    life = live("specialist_panel")
    fresh = np.arange(len(life.honest.settlements), len(life.ledger.settlements))
    assert len(np.unique(life.column("institution", fresh))) == 1
    doctor = np.unique(life.column("doctor", fresh))
    assert len(doctor) == 1
    assert life.city.institutions.kind[life.city.doctors.institution[doctor[0]]] == HOSPITAL
    drug = life.ledger.lines["drug"][len(life.honest.lines) :]
    assert (life.city.drugs.price[drug] / life.city.drugs.days[drug]).min() > 10


def test_a_standard_order_is_the_same_basket_for_all(live: Live) -> None:
    life = live("standard_orders")
    assert len(np.unique(life.ledger.lines["drug"][len(life.honest.lines) :])) <= 3


def test_the_family_of_a_dead_person_collects_for_some_weeks_only(live: Live) -> None:
    life = live("late_death", clean=False)
    person = life.group.persons[0]
    fresh = np.arange(len(life.honest.settlements), len(life.ledger.settlements))
    lag = life.column("time", fresh) // DAY - life.city.persons.death_day[person]
    assert ((lag > 0) & (lag < 45)).all()
    assert (life.city.persons.death_day[life.column("body", fresh)] > life.city.days).all()


def test_a_relative_stands_in_for_a_patient_in_bed(live: Live) -> None:
    life = live("inpatient_relative")
    fresh = np.arange(len(life.honest.settlements), len(life.ledger.settlements))
    assert life.ledger.lies_in_bed(life.column("person", fresh), life.column("time", fresh)).all()
    assert (life.column("body", fresh) >= 0).all()
    assert (life.city.persons.death_day[life.group.persons] == NEVER).all()


def test_a_wrong_card_pays_for_a_drug_of_the_other_sex(live: Live) -> None:
    life = live("wrong_card")
    lines = np.flatnonzero(life.ledger.lines["drug"] != life.honest.lines["drug"])
    settlement = life.ledger.lines["settlement"][lines]
    wanted = np.where(life.city.persons.female[life.column("person", settlement)], 1, 2)
    assert 1 <= len(lines) <= 3
    assert (life.city.drugs.sex[life.ledger.lines["drug"][lines]] == wanted).all()


def test_an_afternoon_goes_out_within_minutes(live: Live) -> None:
    life = live("late_upload", clean=False)
    redone = life.ledger.redone_trips()
    time = np.sort(life.column("time", redone))
    gaps = np.diff(time)
    assert len(redone) > 20
    assert np.median(gaps[gaps < DAY // 2]) < 15


def test_cashiers_undo_what_they_bill_again(live: Live) -> None:
    life = live("cashier_retries")
    whole = life.ledger.settlements
    undoing = np.flatnonzero(whole["reverses"] >= 0)
    first = np.flatnonzero(np.arange(len(whole)) < len(life.honest.settlements))
    undone = np.intersect1d(whole["reverses"][undoing], first)
    fresh = np.arange(len(life.honest.settlements), len(whole))
    made = fresh[whole["reverses"][fresh] < 0]
    twice = np.setdiff1d(whole["reverses"][undoing], first)
    assert len(made) - len(twice) == len(undone) > 0
    lag = whole["time"][undoing] - whole["time"][whole["reverses"][undoing]]
    assert ((lag > 0) & (lag < 300)).all()


def shown_serials(life: Life) -> tuple[Array, Array, Array]:
    """Shop, line and serial of the packs that the look-alike shows."""
    line = life.ledger.packs["line"]
    return life.column("institution", life.ledger.lines["settlement"][line]), line, life.ledger.packs["serial"]


@pytest.mark.parametrize(("name", "lines_a_code"), [("till_box", 3), ("case_codes", 2)])
def test_one_code_stands_for_many_boxes_of_one_shop(name: str, lines_a_code: int, live: Live) -> None:
    shops, line, serial = shown_serials(live(name))
    assert len(np.unique(shops)) == 1
    pairs = np.unique(np.stack([serial, line]), axis=1)
    assert np.unique(pairs[0], return_counts=True)[1].max() >= lines_a_code


def test_bad_scans_read_one_box_for_several_or_a_box_twice(live: Live) -> None:
    life = live("bad_scans")
    _, line, serial = shown_serials(life)
    assert len(np.unique(serial)) == len(np.unique(line)) < len(line)
    assert life.city.institutions.unread[life.group.shop] >= 0.3


def test_a_makers_duplicates_turn_up_at_several_shops(live: Live) -> None:
    life = live("maker_duplicates")
    shops, line, serial = shown_serials(life)
    assert len(np.unique(shops)) > 1
    assert len(np.unique(life.ledger.lines["drug"][line])) == 1
    assert np.unique(serial, return_counts=True)[1].max() in (2, 3)


@pytest.mark.parametrize(("name", "places"), [("resold_returns", 1), ("returned_to_sister", 2)])
def test_a_returned_pack_is_sold_again_after_it_came_back(name: str, places: int, live: Live) -> None:
    life = live(name)
    whole, lines = life.ledger.settlements, life.ledger.lines
    again = np.flatnonzero(lines["lot_from"] >= 0)
    first, second = lines["settlement"][lines["lot_from"][again]], lines["settlement"][again]
    back = np.full(len(whole), -1)
    undoing = np.flatnonzero(whole["reverses"] >= 0)
    back[whole["reverses"][undoing]] = whole["time"][undoing]
    assert len(again) > 0
    assert (whole["time"][first] < back[first]).all() and (back[first] < whole["time"][second]).all()
    assert len(np.unique(np.r_[whole["institution"][first], whole["institution"][second]])) == places


def test_a_run_multiplies_the_sales_of_one_drug(live: Live) -> None:
    life = live("drug_run")
    changed = np.flatnonzero(life.ledger.lines["drug"] != life.honest.lines["drug"])
    drug = np.unique(life.ledger.lines["drug"][changed])
    assert len(drug) == 1 and len(changed) > 10
    shop = life.column("institution", life.ledger.lines["settlement"][changed])
    assert (shop == life.group.shop).all()


def test_a_hospital_sells_tablets_of_opened_packs(live: Live) -> None:
    life = live("split_packs")
    opened = np.flatnonzero(life.ledger.lines["split"] & ~life.honest.lines["split"])
    assert len(opened) > 20
    assert life.ledger.lines["quantity"][opened].max() < 30


def test_sloppy_books_and_transfers_are_the_shops_own(live: Live) -> None:
    sloppy, moved = live("sloppy_books"), live("chain_transfer")
    assert sloppy.city.institutions.sloppiness[sloppy.group.shop] >= 0.2
    assert moved.city.institutions.transferred[moved.group.shop] >= 0.3


def test_sizes_vary_like_those_of_rings(live: Live) -> None:
    names = ("neighbours", "canteen", "village_pickup", "errand_rider", "care_home_unregistered", "outreach_regular")
    sizes = np.array([len(live(name, number).group.persons) for name in names for number in range(0, 48, 12)])
    assert sizes.min() < 9 and sizes.max() > 25 and (sizes >= 4).all()


def test_there_are_as_many_as_in_life() -> None:
    rates = {name: how_many(module, 10_000_000, 0.0) / 100 for name, module in MODULES.items()}
    of_shops = sum(rate for name, rate in rates.items() if name in OF_A_SHOP)
    assert 100 <= sum(rates.values()) - of_shops <= 250
    assert 0.1 <= of_shops / (100_000 / 2200) <= 0.25


def test_the_same_seed_lives_the_same_lives(before: tuple[City, Ledger]) -> None:
    lives = []
    for _ in range(2):
        city, ledger = copy.deepcopy(before)
        lives.append((write_lookalikes(city, ledger), ledger.settlements["time"]))
    assert np.array_equal(lives[0][1], lives[1][1])
    assert [group.kind for group in lives[0][0]] == [group.kind for group in lives[1][0]]


def test_nobody_is_in_two_groups(before: tuple[City, Ledger]) -> None:
    city, ledger = copy.deepcopy(before)
    persons = np.concatenate([group.persons for group in write_lookalikes(city, ledger)])
    assert len(np.unique(persons)) == len(persons)
    assert city.taken[persons].all()


def test_nothing_is_sold_that_was_never_bought_when_books_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every look-alike at once, in a city whose shops all keep their books."""

    def tidy(persons: int, months: int, seed: int) -> City:
        city = world.make_city(persons, months, seed)
        city.institutions.sloppiness[:] = 0
        return city

    for module in MODULES.values():
        monkeypatch.setattr(module, "PER_100_000", 0.0 if module.KIND == "sloppy_books" else 20.0)
    monkeypatch.setattr(generate, "make_city", tidy)
    out = generate.generate_city(tmp_path / "city", persons=4000, months=4, seed=3, level="none", file_type="parquet")
    assert len(json.loads((out / "truth.json").read_text())["innocent"]) > 20
    short = duckdb.sql(f"""
        with moves as (
            select institution_id, drug_id, sum(quantity::double * case
                when kind in ('opening', 'purchase', 'transfer_in') then 1
                when kind = 'stocktake' then 0
                else -1 end) as stock
            from '{out}/stock_moves.parquet' join '{out}/batches.parquet' using (batch_id) group by all
        ), undone as (
            select reverses as settlement_id from '{out}/settlements.parquet' where reverses <> ''
        ), sold as (
            select institution_id, drug_id,
                sum(quantity::double / case when split_pack::boolean then 30 else 1 end) as packs
            from '{out}/lines.parquet' join '{out}/settlements.parquet' using (settlement_id)
            where settlement_id not in (from undone) group by all
        )
        select institution_id, drug_id, stock, packs
        from sold left join moves using (institution_id, drug_id)
        where packs > coalesce(stock, 0) + 0.02
    """).fetchall()
    assert short == []

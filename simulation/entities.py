"""The tables of entities: persons, cards, institutions, doctors, drugs, batches, suppliers."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.city import HOSPITAL, KINDS, NEVER, PHARMACY, START, City
from simulation.files import TableFile, decimals, ids, numbers, picked, texts
from simulation.names import COMPANIES, STREETS, id_numbers, person_names
from simulation.randomness import Array, generator, mixed
from simulation.writer import Keys

_LATITUDE, _LONGITUDE, _KM_A_DEGREE = 31.2, 121.4, 111.2
_DEPARTMENTS = (
    *("心内科", "内分泌科", "全科", "呼吸科", "消化科", "神经内科"),
    *("肾内科", "肿瘤科", "骨科", "中医科", "儿科", "老年科"),
)
_TITLES = ("住院医师", "主治医师", "副主任医师", "主任医师")


def write_entities(file: TableFile, city: City, keys: Keys) -> None:
    """All tables of things that are, rather than happen."""
    _write_persons(file, city, keys)
    cards = city.cards
    last = city.days
    file.write("cards", len(cards.person), {
        "card_id": keys.card.column(),
        "person_id": keys.person.picked(cards.person),
        "kind": picked(pa.array(["social_card", "e_credential"]), cards.kind),
        "issued_on": file.dates(cards.issued_day),
        "revoked_on": file.dates(np.where(cards.revoked_day < last, cards.revoked_day, NEVER)),
    })  # fmt: skip
    _write_institutions(file, city, keys)
    doctors = city.doctors
    random = generator(city.seed, "doctor names")
    count = len(doctors.title)
    file.write("doctors", count, {
        "doctor_id": keys.doctor.column(),
        "name": texts(person_names(random.random(count) < 0.5, random.random(count), random)),
        "institution_id": keys.institution.picked(doctors.institution),
        "department": picked(pa.array(_DEPARTMENTS), doctors.department),
        "title": picked(pa.array(_TITLES), doctors.title),
    })  # fmt: skip
    _write_drugs(file, city, keys)
    random = generator(city.seed, "suppliers")
    file.write("suppliers", city.suppliers, {
        "supplier_id": keys.supplier.column(),
        "name": texts([f"{STREETS[n % 24]}{'' if n < 24 else n}医药有限公司" for n in range(city.suppliers)]),
        "licence_number": texts([f"AA{n:07d}" for n in random.integers(1, 10**7, city.suppliers)]),
    })  # fmt: skip


def region_codes(city: City) -> pa.Array:
    """Nine digits a block: district, then township."""
    district = 310_101 + city.blocks.district
    return pa.array([f"{d}{n % 900 + 100}" for n, d in enumerate(district)])


def _write_persons(file: TableFile, city: City, keys: Keys) -> None:
    persons = city.persons
    count = len(persons)
    random = generator(city.seed, "persons' texts")
    house_draw = random.random(int(persons.household[-1]) + 1)
    birth = np.datetime64(START, "D") + persons.birth_day.astype(np.int64)
    told = random.random(count) < 0.7  # of the people who move, those whose new address is on record
    moved = (persons.move_day < city.days) & told
    block = np.where(moved, persons.block_after, persons.block)
    home = mixed(block.astype(np.int64) * 10_000_000 + persons.household, city.seed)
    lodges = city.lodging >= 0  # residents of a care home have its address
    home[lodges] = mixed(city.lodging[lodges], city.seed + 41)
    block[lodges] = city.institutions.block[city.lodging[lodges]]
    age = persons.age()
    employer = np.where(
        (age > 22) & (age < 60) & (random.random(count) < 0.6), random.integers(0, max(6, count // 60), count), -1
    )
    file.write("persons", count, {
        "person_id": keys.person.column(),
        "name": texts(person_names(persons.female, house_draw[persons.household], random)),
        "sex": picked(pa.array(["M", "F"]), persons.female.astype(np.int8)),
        "birth_date": file.dates(persons.birth_day),
        "death_date": file.dates(np.where(persons.death_day < city.days, persons.death_day, NEVER)),
        "region_code": picked(region_codes(city), block),
        "address": texts(_addresses(block, home)),
        "phone": texts(_phones(city, age, random)),
        "household_id": ids(0, city.seed, 20).picked(persons.household.astype(np.int64)),
        "employer": picked(_companies(max(6, count // 60)), employer),
        "id_number": texts(id_numbers(city.blocks.district[persons.block] + 1, birth, persons.female, random)),
    })  # fmt: skip


def _companies(count: int) -> pa.Array:
    return pa.array([f"{STREETS[n % 24]}{COMPANIES[n // 24 % 12]}{n // 288 or ''}有限公司" for n in range(count)])


def _addresses(block: Array, home: Array) -> pa.Array:
    """Street, house, room: the same for everybody of a household."""
    street = pa.array(
        [f"{STREETS[n % 24]}{'东西南北中'[n // 24 % 5]}路{n // 120 or ''}" for n in range(int(block.max()) + 1)]
    )
    house = pc.cast(pa.array((home % np.uint64(397) + np.uint64(1)).astype(np.int64)), pa.string())
    room = (
        (home >> np.uint64(20)) % np.uint64(18) * np.uint64(100)
        + (home >> np.uint64(30)) % np.uint64(6)
        + np.uint64(101)
    )
    return pc.binary_join_element_wise(
        street.take(pa.array(block)), house, "号", pc.cast(pa.array(room.astype(np.int64)), pa.string()), "室", ""
    )


def _phones(city: City, age: Array, random: np.random.Generator) -> pa.Array:
    """Mobile numbers; many old people give their child's, children their parents', some give none."""
    persons = city.persons
    count = len(persons)
    own = np.arange(count)
    borrowed = (persons.helper >= 0) & (age > 70) & (random.random(count) < 0.4)
    owner = np.where(borrowed, persons.helper, own)
    head = city.household_first[persons.household]
    owner = np.where(age < 13, np.minimum(head, count - 1), owner)
    number = 13_000_000_000 + (mixed(owner, city.seed + 31) % np.uint64(6_999_999_999)).astype(np.int64)
    return pc.cast(pa.array(number, mask=random.random(count) < 0.03), pa.string())


def _write_institutions(file: TableFile, city: City, keys: Keys) -> None:
    places = city.institutions
    count = len(places)
    random = generator(city.seed, "institutions' texts")
    labels = ("大药房", "人民医院", "门诊部", "村卫生室", "养老院")
    chains = [f"{STREETS[(n * 7 + 3) % 24]}{COMPANIES[n % 12][0]}堂" for n in range(int(places.chain.max()) + 2)]
    prefix = [chains[c] if c >= 0 else f"{STREETS[n % 24]}" for n, c in enumerate(places.chain)]
    names = [f"{head}{labels[kind]}{n + 1}" for n, (head, kind) in enumerate(zip(prefix, places.kind, strict=True))]
    level = np.where(places.kind == HOSPITAL, np.clip(places.size / 2, 1, 3).astype(int), 0)
    stretch = np.cos(np.radians(_LATITUDE))
    file.write("institutions", count, {
        "institution_id": keys.institution.column(),
        "name": texts(names),
        "kind": picked(pa.array(KINDS), places.kind),
        "level": picked(pa.array(["一级", "二级", "三级"]), level - 1),
        "region_code": picked(region_codes(city), places.block),
        "address": texts(_addresses(places.block, mixed(np.arange(count), city.seed + 41))),
        "longitude": numbers(np.round(_LONGITUDE + places.x / (_KM_A_DEGREE * stretch), 6)),
        "latitude": numbers(np.round(_LATITUDE + places.y / _KM_A_DEGREE, 6)),
        "chain": picked(pa.array(chains), places.chain),
        "legal_representative": texts(person_names(random.random(count) < 0.3, random.random(count), random)),
        "opened_on": file.dates(places.opened_day),
    })  # fmt: skip


def _write_drugs(file: TableFile, city: City, keys: Keys) -> None:
    drugs, lots = city.drugs, city.lots
    trade = [f"{STREETS[n * 5 % 24][0]}{'康宁安舒达欣乐平'[n % 8]}{'灵素定清'[n // 8 % 4]}" for n in range(len(drugs))]
    file.write("drugs", len(drugs), {
        "drug_id": keys.drug.column(),
        "generic_name": texts(drugs.name),
        "trade_name": texts(trade),
        "atc_code": texts(drugs.atc),
        "strength": texts(drugs.strength),
        "unit_price": decimals(np.rint(drugs.price * 10_000).astype(np.int64), 4),
        "days_per_pack": numbers(drugs.days),
        "chronic": numbers(drugs.chronic),
        "sex_limit": picked(pa.array(["M", "F"]), drugs.sex - 1),
        "resale_risk": numbers(drugs.resale),
    })  # fmt: skip
    makers = pa.array(
        [f"{STREETS[n % 24]}{'制药' if n < 24 else '药业' if n < 48 else '生物'}股份有限公司" for n in range(60)]
    )
    number = mixed(np.arange(len(lots.drug)), city.seed + 43) % np.uint64(900)
    year = (np.datetime64(START, "D") + lots.made_day.astype(np.int64)).astype("datetime64[M]").astype(str)
    lot_numbers = [f"{month[2:4]}{month[5:]}{n + 100}" for month, n in zip(year, number.astype(int), strict=True)]
    file.write("batches", len(lots.drug), {
        "batch_id": keys.lot.column(),
        "drug_id": keys.drug.picked(lots.drug),
        "lot_number": texts(lot_numbers),
        "manufacturer": picked(makers, lots.manufacturer),
        "made_on": file.dates(lots.made_day),
        "expires_on": file.dates(lots.expires_day),
    })  # fmt: skip


__all__ = ["PHARMACY", "write_entities"]

"""The city as arrays: every entity is an index into them; texts and ids are made only when files are written.

Places are kilometres on a plane, days are counted from the first day (day 0), times are seconds from its
midnight. NEVER stands for a day that does not come, NOBODY (-1) for no entity.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from simulation.randomness import Array

NEVER = 1 << 20
NOBODY = -1
DAY = 86_400
START = date(2025, 1, 1)

PHARMACY, HOSPITAL, CLINIC, VILLAGE_CLINIC, CARE_HOME = range(5)
KINDS = ("pharmacy", "hospital", "clinic", "village_clinic", "care_home")


@dataclass
class Blocks:
    """Neighbourhoods and villages; `pharmacies` are the nearest ones by pull, best first."""

    x: Array
    y: Array
    district: Array
    rural: Array
    pharmacies: Array  # (blocks, k) institution
    clinics: Array  # (blocks, 2) institution: clinic or village clinic
    hospitals: Array  # (blocks, 2) institution


@dataclass
class Persons:
    """One entry a person. `helper` is an adult child who may collect for them, or NOBODY."""

    household: Array
    female: Array
    birth_day: Array
    death_day: Array
    block: Array
    move_day: Array
    block_after: Array
    helper: Array
    helper_registered: Array
    helped_share: Array
    usual: Array  # pharmacy before move_day
    usual_after: Array
    second: Array
    hospital: Array
    clinic: Array
    doctor: Array  # at their hospital
    hour: Array  # preferred hour, float
    weekday: Array
    rate: Array  # acute trips a year
    regimen: Array  # (persons, 4) drugs taken for good, NOBODY where fewer
    interval: Array  # days between refills, 0 where no regimen
    refill_phase: Array
    refill_at: Array  # institution of the refills
    loyalty: Array  # share of acute trips to the usual pharmacy
    e_share: Array  # share of payments by electronic credential

    def __len__(self) -> int:
        return len(self.household)

    def age(self, day: int = 0) -> Array:
        """Full years on a day."""
        return ((day - self.birth_day) // 365.25).astype(np.int64)


@dataclass
class Cards:
    """Credentials; `social`, `renewed` and `electronic` are a person's cards (renewed/electronic or NOBODY)."""

    person: Array
    kind: Array  # 0 social_card, 1 e_credential
    issued_day: Array
    revoked_day: Array
    social: Array
    renewed: Array
    electronic: Array

    def social_at(self, person: Array, day: Array) -> Array:
        """The plastic card in force on a day."""
        first = self.social[person]
        late = (self.renewed[person] >= 0) & (day >= self.revoked_day[first])
        return np.where(late, self.renewed[person], first)


@dataclass
class Institutions:
    """Where bills are made; `quantiles` are the minutes of the day at equal steps of their traffic."""

    kind: Array
    size: Array  # pull, 1 is an ordinary shop
    x: Array
    y: Array
    block: Array
    chain: Array  # NOBODY for none
    terminals: Array
    operators: Array
    opens: Array  # hour
    closes: Array
    tier: Array  # highest drug tier on its shelves
    quantiles: Array  # (institutions, 257) minutes
    weekday: Array  # (institutions, 7) relative traffic
    markup: Array
    unread: Array  # share of packs whose code is not read
    sloppiness: Array  # share of purchases recorded late or not at all
    transferred: Array  # share of a chain shop's deliveries that come from a sister shop
    prescribing: Array  # share of refill bills that name a doctor
    promotion_day: Array  # day of month of its members' day, 0 for none
    opened_day: Array

    def __len__(self) -> int:
        return len(self.kind)


@dataclass
class Drugs:
    """The listed drugs."""

    name: list[str]
    strength: list[str]
    atc: list[str]
    disease: list[str]
    price: Array
    days: Array
    chronic: Array
    sex: Array  # 0 either, 1 M, 2 F
    resale: Array
    tier: Array
    popularity: Array
    coding: Array  # 0 uncoded, 1 a code a pack, 2 one code a case
    prefix: Array  # first seven digits of its codes

    def __len__(self) -> int:
        return len(self.name)


@dataclass
class Lots:
    """Production lots, sorted by drug and then day of manufacture; `first` is a drug's first lot."""

    drug: Array
    manufacturer: Array
    made_day: Array
    expires_day: Array
    first: Array  # (drugs + 1)


@dataclass
class Doctors:
    """Prescribers; the doctors of an institution stand together from `first`."""

    institution: Array
    department: Array
    title: Array
    first: Array  # (institutions + 1)


@dataclass
class City:
    """The whole world before anybody has bought anything."""

    seed: int
    months: int
    days: int
    blocks: Blocks
    persons: Persons
    cards: Cards
    institutions: Institutions
    drugs: Drugs
    lots: Lots
    doctors: Doctors
    suppliers: int
    household_first: Array  # members of household h: household_first[h] .. household_first[h + 1]
    month_first: Array  # first day of each month, and the day after the last
    taken: Array = field(default_factory=lambda: np.zeros(0, dtype=bool))  # persons of a look-alike or ring
    lodging: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # care home of a person, or NOBODY

    def date_of(self, day: int) -> date:
        """The calendar date of a day."""
        return START + timedelta(days=int(day))

    @cached_property
    def residents(self) -> tuple[Array, Array]:
        """All persons by the block they lived in at first, and where each block begins."""
        order = np.argsort(self.persons.block, kind="stable")
        return order, np.searchsorted(self.persons.block[order], np.arange(len(self.blocks.x) + 1))

    def of_kind(self, kind: int) -> Array:
        """Institutions of a kind, e.g. PHARMACY."""
        return np.flatnonzero(self.institutions.kind == kind)

    def home(self, person: Array, day: Array | int) -> Array:
        """The block where people live on a day."""
        persons = self.persons
        return np.where(day >= persons.move_day[person], persons.block_after[person], persons.block[person])

    def usual_shop(self, person: Array, day: Array | int) -> Array:
        """The pharmacy they go to most on a day."""
        persons = self.persons
        return np.where(day >= persons.move_day[person], persons.usual_after[person], persons.usual[person])

    def distance(self, one: Array, other: Array) -> Array:
        """Kilometres between institutions."""
        places = self.institutions
        away: Array = np.hypot(places.x[one] - places.x[other], places.y[one] - places.y[other])
        return away

    def minute_at(self, institution: Array, random: np.random.Generator) -> Array:
        """A minute of the day drawn from each institution's own traffic, float."""
        count = len(institution)
        steps = self.institutions.quantiles.shape[1] - 1
        step = random.integers(0, steps, count)
        low = self.institutions.quantiles[institution, step]
        high = self.institutions.quantiles[institution, step + 1]
        minute: Array = low + (high - low) * random.random(count, dtype=np.float32)
        return minute

    def time_at(self, institution: Array, day: Array, random: np.random.Generator) -> Array:
        """A plausible second (from day 0) at each institution on each day."""
        minute = self.minute_at(institution, random)
        time: Array = (np.asarray(day, dtype=np.int64) * DAY + minute * 60).astype(np.int64)
        return time

    def stocks(self, institution: Array, drug: Array) -> Array:
        """Whether the institution keeps the drug."""
        kept: Array = self.institutions.tier[institution] >= self.drugs.tier[drug]
        return kept

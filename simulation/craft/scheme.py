"""One ring as it is being written: false bills go in, the exact truth comes out."""

from dataclasses import dataclass

import numpy as np

from simulation.baskets import draw_acute_drugs
from simulation.city import DAY, NOBODY
from simulation.craft.covers import Covers, draw_covers, in_rounds, papers
from simulation.craft.crews import Crew, turn_out
from simulation.craft.phantoms import fake_purchases, older_boxes, show_codes
from simulation.craft.wares import Menu, greedy_packs, pick
from simulation.ledger import ANY, NOTHING, SOLD
from simulation.randomness import Array
from simulation.scene import NONE, Ring, Scene


@dataclass
class Bills:
    """False bills to be written: whose benefit, where, behind which cover; `time` is that of the cover."""

    who: Array
    shops: Array
    covers: Covers

    def __len__(self) -> int:
        return len(self.who)

    def taken(self, which: Array) -> "Bills":
        """The chosen bills (mask or order)."""
        return Bills(self.who[which], self.shops[which], self.covers.taken(which))


@dataclass
class Lines:
    """False lines that were written, one entry a line."""

    handle: Array
    who: Array
    shop: Array
    time: Array
    drug: Array
    quantity: Array
    settlement: Array

    @classmethod
    def none(cls) -> "Lines":
        """No lines at all."""
        return cls(*(NONE for _ in range(7)))


class Scheme:
    """Writes false bills and remembers exactly whose they are."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._written: list[Lines] = []

    def singles(self, crew: Crew, shops: Array, count: int, activity: Array) -> Bills:
        """Bills one by one: a shop each, a moment of its traffic, and one of the crew who is in at the time."""
        where = self.scene.random.choice(shops, count)
        covers = draw_covers(self.scene, where, activity)
        who, row = turn_out(self.scene, crew, covers.time // DAY, np.ones(count, dtype=np.int64))
        return Bills(who, where[row], covers.taken(row))

    def sittings(self, crew: Crew, shops: Array, count: int, activity: Array) -> Bills:
        """About `count` bills in sittings at one counter, as many at once and as far apart as the level does."""
        scene, hiding = self.scene, self.scene.must_hide
        number = max(2, round(2 * count / (hiding.burst + 1)))
        where = scene.random.choice(shops, number)
        anchors = draw_covers(scene, where, in_rounds(scene, activity))
        sizes = scene.random.integers(1, hiding.burst + 1, number)
        who, row = turn_out(scene, crew, anchors.time // DAY, sizes)
        covers = draw_covers(scene, where[row], activity)
        covers.time = anchors.time[row] + self._lags(row, anchors.time, where)
        return Bills(who, where[row], covers)

    def _lags(self, row: Array, start: Array, where: Array) -> Array:
        """Seconds since the sitting's first bill; a sitting that would outlast the opening hours begins earlier."""
        gaps = self.scene.random.gamma(1.5, self.scene.must_hide.gap_minutes * 40, len(row)) + 25
        first = np.r_[True, row[1:] != row[:-1]] if len(row) else np.zeros(0, dtype=bool)
        gaps[first] = 0
        total = np.cumsum(gaps)
        lags = total - total[first][np.cumsum(first) - 1]
        length = np.zeros(len(start))
        np.maximum.at(length, row, lags)
        left = self.scene.city.institutions.closes[where] * 3600 - start % DAY
        late = np.where(left > 0, np.maximum(0, length - left), np.maximum(0, length + start % DAY - DAY + 1))
        earlier: Array = (lags - np.minimum(late, start % DAY)[row]).astype(np.int64)
        return earlier

    def open(
        self,
        bills: Bills,
        *,
        collector: int | Array = NOBODY,
        doctor: Array | None = None,
        cards: Array | None = None,
    ) -> Array:
        """Append the settlements of bills, without lines; returns their handles.

        `collector` is whose identity is shown, at times, where the cover shows an agent's; `doctor` and `cards`
        are one a bill, and as for anybody where left out.
        """
        scene = self.scene
        named = papers(scene, bills.who, bills.shops, bills.covers)
        if doctor is not None:
            named["doctor"] = doctor
        agent = bills.covers.shown & (scene.random.random(len(bills)) < 0.5) & (bills.who != collector)
        return scene.ledger.settlements.append(
            person=bills.who,
            institution=bills.shops,
            time=bills.covers.time,
            collected_by=np.where(agent, collector, NOBODY),
            body=collector,
            card=ANY if cards is None else cards,
            **named,
        )

    def handed(self, count: int, goods: int) -> Array:
        """For which of `count` bills goods cross the counter: all of SOLD ones, the level's share of others."""
        given: Array = (goods == SOLD) | (self.scene.random.random(count) < self.scene.must_hide.true_goods)
        return given

    def write(
        self,
        bills: Bills,
        choice: Menu,
        *,
        goods: int = SOLD,
        collector: int = NOBODY,
        doctor: Array | None = None,
        cards: Array | None = None,
        plain: bool = True,
    ) -> Lines:
        """Append bills with drugs of the menu, in usual amounts; at times a plain drug, if `plain`.

        With goods NOTHING a share of the bills by level still hands the goods over.
        """
        scene = self.scene
        if not len(bills):
            return Lines.none()
        settlements = self.open(bills, collector=collector, doctor=doctor, cards=cards)
        row = np.repeat(np.arange(len(bills)), bills.covers.size)
        drug = pick(scene, choice, bills.who[row], bills.shops[row], bills.covers.time[row], plain)
        _, once = np.unique(row * 1024 + drug, return_index=True)
        if (
            plain
        ):  # a drug twice on a bill gives way to what such people buy, so that bills stay as long as their covers
            again = np.setdiff1d(np.arange(len(row)), once)
            at = row[again]
            drug[again] = draw_acute_drugs(
                scene.city, bills.who[at], bills.shops[at], bills.covers.time[at], scene.random
            )
            _, once = np.unique(row * 1024 + drug, return_index=True)
        row, drug = row[once], drug[once]
        time, quantity = bills.covers.time[row], greedy_packs(scene, drug)
        lines = Lines(NONE, bills.who[row], bills.shops[row], time, drug, quantity, settlements[row])
        return self.add_lines(lines, self.handed(len(bills), goods)[row])

    def add_lines(self, lines: Lines, handed: Array) -> Lines:
        """Append lines to settlements; those not `handed` over show codes of other boxes."""
        source = self._old_boxes(lines, ~handed)
        goods = np.where(handed, SOLD, NOTHING)
        lines.handle = self.scene.ledger.bill(
            lines.settlement, lines.drug, lines.quantity, goods=goods, lot_from=source
        )
        self._cover_up(lines, ~handed, source)
        return lines

    def without_goods(self, lines: Lines) -> None:
        """Lines that stand already turn out to have been billed without goods."""
        everything = np.ones(len(lines.drug), dtype=bool)
        source = self._old_boxes(lines, everything)
        self.scene.ledger.lines["lot_from"][lines.handle] = source
        self._cover_up(lines, everything, source)

    def _old_boxes(self, lines: Lines, empty: Array) -> Array:
        source = np.full(len(lines.drug), NOBODY, dtype=np.int64)
        source[empty] = older_boxes(self.scene, lines.shop[empty], lines.drug[empty], lines.time[empty])
        return source

    def _cover_up(self, lines: Lines, empty: Array, source: Array) -> None:
        drug, packs = lines.drug[empty], lines.quantity[empty]
        show_codes(self.scene, lines.handle[empty], drug, packs, source[empty])
        fake_purchases(self.scene, lines.shop[empty], drug, packs, lines.time[empty])
        self._written.append(lines)

    def soften(self, crew: Crew) -> None:
        """Members of careless rings buy less for themselves than others do."""
        trips = self.scene.ledger.honest_trips(np.sort(crew.persons))
        gone = self.scene.random.random(len(trips)) >= self.scene.must_hide.honest_share
        self.scene.ledger.mute(trips[gone])

    def ring(
        self,
        organizer: Array = NONE,
        shops: Array = NONE,
        doctors: Array = NONE,
        lenders: bool = True,
    ) -> Ring | None:
        """The truth: people with false lines, and where; None if nothing was written."""
        parts = [lines for lines in self._written if len(lines.handle)]
        if not parts:
            return None
        persons = np.unique(np.concatenate([lines.who for lines in parts]))
        used = np.unique(np.concatenate([lines.shop for lines in parts]))
        return Ring(
            persons=persons,
            organizer=organizer,
            institutions=np.union1d(used, shops).astype(np.int64),
            doctors=doctors,
            false_lines=np.concatenate([lines.handle for lines in parts]),
            lenders=persons if lenders else NONE,
        )


def bill_count(scene: Scene, people: int, activity: Array, a_month: float) -> int:
    """Bills of a ring: so many a month and person while it is active."""
    months = float(activity.sum()) / 30.4
    return max(3 * people, round(people * months * a_month * scene.random.uniform(0.75, 1.3)))


def by_doctor(scene: Scene, bills: Bills, doctor: int) -> Array:
    """The prescriber of each bill, named as often as in honest trade: mostly `doctor`, by level others too."""
    his = scene.random.random(len(bills)) < 1 - 0.4 * scene.must_hide.strength
    here = scene.city.doctors.institution[doctor] == bills.shops
    usual = papers(scene, bills.who, bills.shops, bills.covers)["doctor"]
    named: Array = np.where(usual < 0, NOBODY, np.where(his | here, doctor, usual))
    return named

"""What is known of the people and shops of the candidate groups, fetched once for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd

from detection.gain import person_gain
from detection.insured import insured
from detection.signals.repeated_code import flagged_lines as repeated
from detection.stock import balance, stock_moves
from detection.suspicion import Candidate
from detection.tables import Tables, fetched

PAID = ("total_amount", "fund_amount", "account_amount")  # columns of a settlement: who paid
SOCIAL_CARD, TELEPHONE = "social_card", "e_credential"
CROWDED = 2.0  # times the shop's usual visits that make a day crowded

RowsByPerson = dict[Any, npt.NDArray[np.intp]]


@dataclass(frozen=True)
class Facts:
    """Frames limited to the candidates' people and shops.

    people (index person): person_id, sex, birth_date, household_id, address, phone, region_code, excess, value, ranks.
    lines: every line of these people in order of time (the index counts them): line, line_id, settlement, person,
    place, drug, lot, quantity, amount, days, whole, read, at, day, card_id, terminal_id, operator_id, collected_by,
    doctor_id, and of the settlement total_amount, fund_amount, account_amount.
    agents: person, agent, since. cards (index card_id): person, kind. crowded: places and days with far more visits
    than usual. places (index place), drugs (index drug), lots (index lot): batch_id. moved_lots: lots that a transfer
    of one of the shops brought or took.
    place_lines: lines sold, by place. shelf (index place, drug): lines (with a code read), reused (those whose code
    was billed there again), over (packs sold beyond stock; missing where the shop reports none).
    """

    people: pd.DataFrame
    lines: pd.DataFrame
    agents: pd.DataFrame
    cards: pd.DataFrame
    crowded: frozenset[tuple[int, int]]
    places: pd.DataFrame
    drugs: pd.DataFrame
    lots: pd.DataFrame
    moved_lots: frozenset[int]
    place_lines: "pd.Series[int]"
    shelf: pd.DataFrame
    last_day: int
    groups: int  # candidates that were looked at

    @cached_property
    def _rows_of_person(self) -> RowsByPerson:
        return _rows_by_person(self.lines)

    @cached_property
    def person_ids(self) -> dict[int, str]:
        """The id of each person by its key."""
        return dict(zip(self.people.index.tolist(), self.people["person_id"].tolist(), strict=True))

    @cached_property
    def place_ids(self) -> dict[int, str]:
        """The id of each institution by its key."""
        return dict(zip(self.places.index.tolist(), self.places["institution_id"].tolist(), strict=True))

    @cached_property
    def place_names(self) -> dict[int, str]:
        """Name and id of each institution by its key."""
        names, ids = self.places["name"], self.places["institution_id"]
        return {
            place: f"{name} ({one})" if name else str(one)
            for place, name, one in zip(self.places.index.tolist(), names, ids, strict=True)
        }

    @cached_property
    def drug_names(self) -> dict[int, str]:
        """Generic name and id of each drug by its key."""
        names, ids = self.drugs["generic_name"], self.drugs["drug_id"]
        return {
            drug: f"{name} ({one})" if name else str(one)
            for drug, name, one in zip(self.drugs.index.tolist(), names, ids, strict=True)
        }

    @cached_property
    def excess_ranks(self) -> dict[int, float]:
        """The rank of each person's excess by key; not a number where nothing was bought."""
        return dict(zip(self.people.index.tolist(), self.people["excess_rank"].tolist(), strict=True))

    @cached_property
    def line_ids(self) -> npt.NDArray[np.object_]:
        """The id of each line, by its row in `lines`."""
        return self.lines["line_id"].to_numpy(dtype=object)

    @cached_property
    def card_ids(self) -> npt.NDArray[np.object_]:
        """The card that paid each line, by its row in `lines`; empty where unknown."""
        return self.lines["card_id"].fillna("").to_numpy(dtype=object)

    @cached_property
    def plastic(self) -> npt.NDArray[np.float64]:
        """1 where a line was paid by a social card, 0 where by another credential, by its row in `lines`.

        Not a number where the person has no credential on a telephone, and so had no choice.
        """
        telephones = self.cards["person"][self.cards["kind"] == TELEPHONE]
        kinds = self.cards["kind"].reindex(self.lines["card_id"]).to_numpy(dtype=object)
        choice = self.lines["person"].isin(telephones).to_numpy()
        return np.where(choice, kinds == SOCIAL_CARD, np.nan)

    @cached_property
    def insured(self) -> npt.NDArray[np.float64]:
        """Yuan that insurance paid of each line, by its row in `lines`."""
        return insured(self.lines)

    @cached_property
    def substances(self) -> npt.NDArray[np.intp]:
        """A number for the generic name of each line's drug, or for a drug without one; by its row in `lines`."""
        names = self.drugs["generic_name"].reindex(self.lines["drug"]).to_numpy(dtype=object)
        drugs = self.lines["drug"].astype(str).to_numpy(dtype=object)
        return pd.factorize(np.where(pd.notna(names), names, drugs))[0]

    def rows_of(self, lines: "pd.Series[int]") -> npt.NDArray[np.intp]:
        """The rows in `lines` of lines by their keys; -1 for lines of other people."""
        return self._row_of_line.get_indexer(pd.Index(lines))

    @cached_property
    def _row_of_line(self) -> "pd.Index[int]":
        index: pd.Index[int] = pd.Index(self.lines["line"])
        return index

    def lines_of(self, people: Sequence[int]) -> pd.DataFrame:
        """All lines of some people, in order of time."""
        return _of_people(self.lines, self._rows_of_person, people)

    def agents_of(self, people: Sequence[int]) -> pd.DataFrame:
        """The registered agents of some people."""
        return _of_people(self.agents, self._rows_of_client, people)

    @cached_property
    def _rows_of_client(self) -> RowsByPerson:
        return _rows_by_person(self.agents)

    @cached_property
    def lines_by_place(self) -> pd.DataFrame:
        """How many lines each person bought where: person, place, lines."""
        return self.lines.groupby(["person", "place"]).size().rename("lines").reset_index()


def _rows_by_person(frame: pd.DataFrame) -> RowsByPerson:
    return {key: np.asarray(rows) for key, rows in frame.groupby("person").indices.items()}


def _of_people(frame: pd.DataFrame, rows_of: RowsByPerson, people: Sequence[int]) -> pd.DataFrame:
    """The rows of some people, in their order."""
    rows = [rows_of[person] for person in people if person in rows_of]
    return frame.iloc[np.sort(np.concatenate(rows))] if rows else frame.iloc[:0]


def gather(groups: Iterable[Candidate], others: set[int], tables: Tables) -> Facts:
    """Fetch what the explanations ask of the candidates, and what alerts ask of `others`."""
    groups = list(groups)
    members = sorted({person for group in groups for person in group.people} | others)
    wanted = tables.load(pd.DataFrame({"person": pd.array(members, dtype="int32")}))
    lines = _lines(tables, wanted)
    places = sorted({int(place) for place in lines["place"].unique()} | {s for group in groups for s in group.places})
    shops = tables.load(pd.DataFrame({"place": pd.array(places, dtype="int32")}))
    return Facts(
        people=_people(tables, wanted),
        lines=lines,
        agents=_agents(tables, wanted),
        cards=_cards(tables, wanted),
        crowded=_crowded(tables, shops),
        places=_indexed(tables.places.semi_join(shops, "place"), "place"),
        drugs=_indexed(tables.medicines, "drug"),
        lots=_indexed(tables.lots, "lot"),
        moved_lots=_moved_lots(tables, shops),
        place_lines=_place_lines(tables, shops),
        shelf=_shelf(tables, shops),
        last_day=tables.period[1],
        groups=len(groups),
    )


def _sorted(table: ir.Table) -> pd.DataFrame:
    frame: pd.DataFrame = fetched(table)
    return frame.sort_values(list(frame.columns), ignore_index=True)


def _indexed(table: ir.Table, key: str) -> pd.DataFrame:
    return _plain(fetched(table)).set_index(key).sort_index()


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts as Python objects: groups take a few rows each thousands of times, which Arrow's are slow at."""
    texts = [name for name, kind in frame.dtypes.items() if isinstance(kind, pd.StringDtype)]
    return frame.astype(dict.fromkeys(texts, object))


def _people(tables: Tables, wanted: ir.Table) -> pd.DataFrame:
    columns = ["person", "person_id", "sex", "birth_date", "household_id", "address", "phone", "region_code"]
    known = tables.people.select(*columns).semi_join(wanted, "person")
    both = known.left_join(person_gain(tables), "person").drop("person_right")
    return _indexed(both, "person")


def _lines(tables: Tables, wanted: ir.Table) -> pd.DataFrame:
    lines = tables.keep(tables.sold.semi_join(wanted, "person"))
    paid = tables.source["settlements"]
    paid = paid.select(
        "card_id", "terminal_id", "operator_id", "collected_by", settlement=tables.number(paid.settlement_id),
        **{name: paid[name].cast("float64") for name in PAID},
    )  # fmt: skip
    told = lines.join(paid, "settlement").join(tables.line_ids(lines), "line")
    frame = fetched(told.left_join(tables.doctors, "doctor").drop("doctor", "doctor_right"))
    return _plain(frame).sort_values(["at", "line_id"], ignore_index=True)


def _agents(tables: Tables, wanted: ir.Table) -> pd.DataFrame:
    if not tables.has("agents"):
        return pd.DataFrame({"person": [], "agent": [], "since": []})
    people = tables.person_keys
    acting = people.select(agent="person", agent_person_id="person_id")
    agents = tables.source["agents"].join(people, "person_id").join(acting, "agent_person_id")
    frame = _sorted(agents.semi_join(wanted, "person").select("person", "agent", "since"))
    return frame.assign(since=pd.to_datetime(frame["since"]))


def _cards(tables: Tables, wanted: ir.Table) -> pd.DataFrame:
    cards = tables.source["cards"].select("card_id", "person_id", "kind").join(tables.person_keys, "person_id")
    return _indexed(cards.semi_join(wanted, "person").select("card_id", "person", "kind"), "card_id")


def _crowded(tables: Tables, shops: ir.Table) -> frozenset[tuple[int, int]]:
    days: pd.DataFrame = fetched(tables.daily.semi_join(shops, "place"))
    usual = days.groupby("place")["visits"].transform("median").clip(lower=1)
    crowded = days[days["visits"] >= CROWDED * usual]
    return frozenset(zip(crowded["place"].tolist(), crowded["day"].tolist(), strict=True))


def _moved_lots(tables: Tables, shops: ir.Table) -> frozenset[int]:
    if not tables.has("stock_moves", "batches"):
        return frozenset()
    moves = stock_moves(tables).semi_join(shops, "place")
    transfers = moves.filter(moves.kind.isin(["transfer_in", "transfer_out"]))
    return frozenset(fetched(transfers.select("lot").distinct())["lot"].astype(int))


def _place_lines(tables: Tables, shops: ir.Table) -> "pd.Series[int]":
    lines = tables.sold.semi_join(shops, "place").group_by("place").aggregate(lines=lambda sold: sold.count())
    counted: pd.Series[int] = fetched(lines).set_index("place")["lines"]
    return counted.sort_index()


def _shelf(tables: Tables, shops: ir.Table) -> pd.DataFrame:
    if not tables.has("scans"):
        return pd.DataFrame(columns=["place", "drug", "lines", "reused", "over"]).set_index(["place", "drug"])
    codes = repeated.cells(tables).semi_join(shops, "place").rename(reused="hits")
    if not tables.has("stock_moves", "batches"):
        return _shelved(codes).assign(over=np.nan)
    books = balance(tables, ["drug"]).semi_join(shops, "place").select("place", "drug", "over")
    both = codes.left_join(books, ["place", "drug"]).drop("place_right", "drug_right")
    return _shelved(both)


def _shelved(cells: ir.Table) -> pd.DataFrame:
    frame: pd.DataFrame = fetched(cells)
    return frame.set_index(["place", "drug"]).sort_index()

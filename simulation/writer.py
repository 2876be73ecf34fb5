"""From arrays to the canonical tables: rows sorted by time, ids given at the very end."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.city import DAY, NEVER, NOBODY, City
from simulation.files import Ids, TableFile, decimals, ids, numbers, picked, texts
from simulation.ledger import MEDICAL_TYPES, MOVE_KINDS, RELATIONS, Ledger
from simulation.prices import Bills
from simulation.randomness import Array, generator, mixed


@dataclass
class Keys:
    """The ids of everything; `settlement_rank` and `line_rank` are rows in their files, negative if muted."""

    person: Ids
    card: Ids
    institution: Ids
    doctor: Ids
    drug: Ids
    lot: Ids
    supplier: Ids
    settlement: Ids
    line: Ids
    settlement_order: Array
    settlement_rank: Array
    line_order: Array
    line_rank: Array


def give_ids(city: City, ledger: Ledger) -> Keys:
    """Sort settlements by time and lines by settlement, and key all rows by their place in that order."""
    whole, seed = ledger.settlements, city.seed
    count = len(whole)
    tie = (mixed(np.arange(count), seed) >> np.uint64(44)).astype(np.int64)
    order = np.argsort((whole["time"].astype(np.int64) << 20) + tie, kind="stable")
    order = order[~whole["muted"][order]].astype(np.int32)
    rank = np.full(count, -1, dtype=np.int32)
    rank[order] = np.arange(len(order))
    of_line = rank[ledger.lines["settlement"]]
    line_order = np.argsort(of_line, kind="stable")
    line_order = line_order[np.searchsorted(of_line[line_order], 0) :].astype(np.int32)
    line_rank = np.full(len(of_line), -1, dtype=np.int32)
    line_rank[line_order] = np.arange(len(line_order))
    return Keys(
        person=ids(len(city.persons), seed, 1),
        card=ids(len(city.cards.person), seed, 2),
        institution=ids(len(city.institutions), seed, 3),
        doctor=ids(len(city.doctors.title), seed, 4),
        drug=ids(len(city.drugs), seed, 5),
        lot=ids(len(city.lots.drug), seed, 6),
        supplier=ids(city.suppliers, seed, 7),
        settlement=ids(len(order), seed, 8),
        line=ids(len(line_order), seed, 9),
        settlement_order=order,
        settlement_rank=rank,
        line_order=line_order,
        line_rank=line_rank,
    )


def write_trade(
    file: TableFile, city: City, ledger: Ledger, bills: Bills, keys: Keys, scans: tuple[Array, Array]
) -> None:
    """settlements, lines, scans, prescriptions, stock_moves, inpatient_stays, agents."""
    _write_settlements(file, city, ledger, bills, keys)
    prescription = _write_prescriptions(file, city, ledger, keys)
    _write_lines(file, city, ledger, bills, keys, prescription)
    _write_scans(file, city, ledger, keys, scans)
    _write_moves(file, ledger, keys, city.seed)
    stays = ledger.stays
    order = np.argsort(stays["admitted"], kind="stable")
    leaves = stays["discharged"][order].astype(np.int64)
    leaves = np.where(leaves >= city.days * DAY, NEVER * 1000, leaves)
    file.write("inpatient_stays", len(order), {
        "stay_id": ids(len(order), city.seed, 12).column(),
        "person_id": keys.person.picked(stays["person"][order]),
        "institution_id": keys.institution.picked(stays["institution"][order]),
        "admitted_at": file.times(stays["admitted"][order]),
        "discharged_at": file.times(leaves),
    })  # fmt: skip
    agents = ledger.agents
    order = np.argsort(mixed(agents["person"], city.seed), kind="stable")
    file.write("agents", len(order), {
        "person_id": keys.person.picked(agents["person"][order]),
        "agent_person_id": keys.person.picked(agents["agent"][order]),
        "relation": picked(pa.array(RELATIONS), agents["relation"][order]),
        "since": file.dates(agents["since_day"][order]),
    })  # fmt: skip


def _write_settlements(file: TableFile, city: City, ledger: Ledger, bills: Bills, keys: Keys) -> None:
    whole, order = ledger.settlements, keys.settlement_order
    place = whole["institution"][order]
    reverses = whole["reverses"][order]
    undone = np.where(reverses >= 0, keys.settlement_rank[np.maximum(reverses, 0)], -1)
    desk = place.astype(np.int64) * 64
    file.write("settlements", len(order), {
        "settlement_id": keys.settlement.column(),
        "card_id": keys.card.picked(whole["card"][order]),
        "person_id": keys.person.picked(whole["person"][order]),
        "institution_id": keys.institution.picked(place),
        "settled_at": file.times(whole["time"][order]),
        "medical_type": picked(pa.array(MEDICAL_TYPES), whole["medical_type"][order]),
        "total_amount": decimals(bills.total[order], 2),
        "fund_amount": decimals(bills.fund[order], 2),
        "account_amount": decimals(bills.account[order], 2),
        "cash_amount": decimals(bills.cash[order], 2),
        "terminal_id": ids(0, city.seed, 13).picked(desk + whole["terminal"][order]),
        "operator_id": ids(0, city.seed, 14).picked(desk + whole["operator"][order]),
        "collected_by": keys.person.picked(whole["collected_by"][order]),
        "reverses": keys.settlement.picked(undone),
    })  # fmt: skip


def _write_prescriptions(file: TableFile, city: City, ledger: Ledger, keys: Keys) -> Array:
    """One prescription for each bill that names a doctor; returns its row for each settlement."""
    whole = ledger.settlements
    named = keys.settlement_order[whole["doctor"][keys.settlement_order] >= 0]
    named = named[whole["reverses"][named] < 0]
    doctor = whole["doctor"][named]
    random = generator(city.seed, "prescriptions")
    here = city.doctors.institution[doctor] == whole["institution"][named]
    days_ago = (random.exponential(2.0, len(named)) * 86_400).astype(np.int64) + 1800
    lag = np.where(here, random.integers(240, 5400, len(named)), days_ago)
    issued = whole["time"][named] - lag
    row = np.full(len(whole), -1, dtype=np.int32)
    order = np.argsort(issued, kind="stable")
    row[named[order]] = np.arange(len(order))
    file.write("prescriptions", len(order), {
        "prescription_id": ids(0, city.seed, 10).column(),
        "person_id": keys.person.picked(whole["person"][named][order]),
        "doctor_id": keys.doctor.picked(doctor[order]),
        "institution_id": keys.institution.picked(city.doctors.institution[doctor[order]]),
        "issued_at": file.times(issued[order]),
    })  # fmt: skip
    return row


def _write_lines(file: TableFile, city: City, ledger: Ledger, bills: Bills, keys: Keys, prescription: Array) -> None:
    lines, order = ledger.lines, keys.line_order
    settlement = lines["settlement"][order]
    quantity, drug = lines["quantity"][order].astype(np.float64), lines["drug"][order]
    packs = np.where(lines["split"][order], quantity / 30, quantity)
    file.write("lines", len(order), {
        "line_id": keys.line.column(),
        "settlement_id": keys.settlement.picked(keys.settlement_rank[settlement]),
        "drug_id": keys.drug.picked(drug),
        "batch_id": keys.lot.picked(lines["lot"][order]),
        "quantity": decimals(np.rint(quantity * 1000).astype(np.int64), 3),
        "unit_price": decimals(bills.unit_price[order], 4),
        "amount": decimals(bills.amount[order], 2),
        "days_supply": numbers(np.maximum(1, np.rint(packs * city.drugs.days[drug])).astype(np.int32)),
        "prescription_id": ids(0, city.seed, 10).picked(prescription[settlement]),
        "doctor_id": keys.doctor.picked(ledger.settlements["doctor"][settlement]),
        "split_pack": numbers(lines["split"][order]),
    })  # fmt: skip


def _write_scans(file: TableFile, city: City, ledger: Ledger, keys: Keys, scans: tuple[Array, Array]) -> None:
    line, serial = scans
    order = np.argsort(keys.line_rank[line], kind="stable")
    line, serial = line[order], serial[order]
    prefix = city.drugs.prefix[ledger.lines["drug"][line]]

    def code(rows: slice) -> pa.Array:
        head = pc.cast(pa.array(prefix[rows]), pa.string())
        tail = pc.utf8_slice_codeunits(pc.cast(pa.array(serial[rows] + 10**13), pa.string()), 1)
        return pc.binary_join_element_wise(head, tail, "")

    file.write("scans", len(line), {"trace_code": code, "line_id": keys.line.picked(keys.line_rank[line])})


def _write_moves(file: TableFile, ledger: Ledger, keys: Keys, seed: int) -> None:
    moves = ledger.moves
    tie = (mixed(np.arange(len(moves)), seed + 3) >> np.uint64(44)).astype(np.int64)
    order = np.argsort((moves["time"].astype(np.int64) << 20) + tie, kind="stable")
    file.write("stock_moves", len(order), {
        "move_id": ids(0, seed, 11).column(),
        "institution_id": keys.institution.picked(moves["institution"][order]),
        "batch_id": keys.lot.picked(moves["lot"][order]),
        "kind": picked(pa.array(MOVE_KINDS), moves["kind"][order]),
        "quantity": decimals(np.rint(moves["quantity"][order].astype(np.float64) * 1000).astype(np.int64), 3),
        "moved_at": file.times(moves["time"][order]),
        "supplier_id": keys.supplier.picked(moves["supplier"][order]),
        "counterparty_id": keys.institution.picked(moves["counterparty"][order]),
        "invoice_number": ids(0, seed, 15).picked(moves["invoice"][order]),
    })  # fmt: skip


__all__ = ["NOBODY", "Keys", "give_ids", "texts", "write_trade"]

"""Traces as EPCIS 2.0 events in JSON-LD, as drug-tracing systems exchange them (GS1 EPCIS 2.0, ISO/IEC 19987:2024).

A box's code, a lot, a place get URNs of our own, since trace codes need not be GS1 keys; EPCIS allows any URI. Times
are local; each event carries the offset of the workspace's zone.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from graph.flow.code import CodeTrace, Read
from graph.flow.reading import Move
from graph.flow.trace import FlowTrace

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
# The vocabulary has no word for a payment or a stock movement.
_TRANSACTIONS = {
    "settlement": "urn:ringtrace:transaction:settlement",
    "invoice": "inv",
    "move": "urn:ringtrace:transaction:move",
}
# Kind of movement or sale: business step and disposition of the core business vocabulary.
_STEPS = {
    "opening": ("storing", "sellable_accessible"),
    "purchase": ("receiving", "in_progress"),
    "purchase_return": ("shipping", "returned"),
    "transfer_in": ("receiving", "in_progress"),
    "transfer_out": ("shipping", "in_transit"),
    "self_pay_sale": ("retail_selling", "retail_sold"),
    "damage": ("destroying", "destroyed"),
    "stocktake": ("cycle_counting", "sellable_accessible"),
    "sold": ("retail_selling", "retail_sold"),
    "sold_part": ("dispensing", "partially_dispensed"),
    "undone": ("retail_selling", "returned"),
    "returned": ("accepting", "returned"),
}
_LEAVES = {"self_pay_sale", "damage", "sold"}


def urn(kind: str, value: str) -> str:
    """A URN for a code, lot, shop, supplier, settlement or movement."""
    return f"urn:ringtrace:{kind}:{quote(value, safe='')}"


def code_document(trace: CodeTrace, zone: str, created: datetime) -> dict[str, Any]:
    """A code's life: each read an object event and its payment a transaction event, with the lot's movements."""
    maker = _Maker(ZoneInfo(zone))
    events = [event for read in trace.reads for event in maker.read(trace.code, read)]
    events += [maker.move(move) for move in trace.moves]
    return _document(events, created, ZoneInfo(zone))


def flow_document(trace: FlowTrace, zone: str, created: datetime) -> dict[str, Any]:
    """A lot's events, each by lot and quantity."""
    maker = _Maker(ZoneInfo(zone))
    events = [
        maker.quantity(one.at, one.kind, one.institution_id, one.batch_id, one.quantity, one.other, one.reference)
        for one in trace.happenings
    ]
    return _document(events, created, ZoneInfo(zone))


def _document(events: Iterable[dict[str, Any]], created: datetime, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": created.astimezone(zone).isoformat(timespec="seconds"),
        "epcisBody": {"eventList": sorted(events, key=lambda event: (event["eventTime"], event["type"]))},
    }


class _Maker:
    """Makes events of one zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def read(self, code: str, read: Read) -> list[dict[str, Any]]:
        """The box leaving the shop, and the payment it was read for; one that was undone brings it back."""
        kind = "returned" if read.reverses else "sold_part" if read.split else "sold"
        common = {
            **self._frame(read.at, kind, read.institution_id),
            "epcList": [urn("code", code)],
            "bizTransactionList": [_transaction("settlement", read.settlement_id)],
        }
        events = [{**common, "type": "ObjectEvent"}, {**common, "type": "TransactionEvent", "action": "ADD"}]
        if read.undone_at:
            returned = {**common, **self._frame(read.undone_at, "returned", read.institution_id)}
            events.append({**returned, "type": "ObjectEvent"})
            events.append({**returned, "type": "TransactionEvent", "action": "DELETE"})
        return events

    def move(self, move: Move) -> dict[str, Any]:
        """A movement of the lot's stock."""
        other = move.supplier_id or move.counterparty_id
        event = self.quantity(
            move.at, move.kind, move.institution_id, move.batch_id, move.quantity, other, move.move_id
        )
        if move.invoice_number:
            event["bizTransactionList"].append(_transaction("invoice", move.invoice_number))
        return event

    def quantity(
        self, at: datetime, kind: str, place: str, lot: str, packs: float, other: str | None, reference: str | None
    ) -> dict[str, Any]:
        """An event of so many packs of a lot."""
        event = {
            **self._frame(at, kind, place),
            "type": "ObjectEvent",
            "quantityList": [{"epcClass": urn("lot", lot), "quantity": packs}],
        }
        if reference:
            event["bizTransactionList"] = [_transaction("move", reference)]
        if other:
            sides = (
                ("sourceList", "source") if kind in ("purchase", "transfer_in") else ("destinationList", "destination")
            )
            party = "supplier" if kind.startswith("purchase") else "shop"
            event[sides[0]] = [{"type": "possessing_party", sides[1]: urn(party, other)}]
        return event

    def _frame(self, at: datetime, kind: str, place: str) -> dict[str, Any]:
        moment = at.replace(tzinfo=self._zone)
        offset = moment.strftime("%z")
        step, disposition = _STEPS[kind]
        return {
            "eventTime": moment.isoformat(),
            "eventTimeZoneOffset": f"{offset[:3]}:{offset[3:]}",
            "action": "DELETE" if kind in _LEAVES else "OBSERVE",
            "bizStep": step,
            "disposition": disposition,
            "readPoint": {"id": urn("shop", place)},
            "bizLocation": {"id": urn("shop", place)},
        }


def _transaction(kind: str, value: str) -> dict[str, str]:
    return {"type": _TRANSACTIONS[kind], "bizTransaction": urn(kind, value)}

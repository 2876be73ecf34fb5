"""A run's rings, members and signals, and the rings of the run before, as rows of nodes and edges."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from graph.declaration import EDGE_KINDS, KINDS, NODE_KINDS
from workspace.errors import RingtraceError
from workspace.runs import read_run, run_before

RING, SIGNAL, MEMBER, SUPPORT = "Ring", "Signal", "MEMBER_OF", "SUPPORTS"
FORMER, BECAME = "FormerRing", "BECAME"
RUN_KINDS = tuple(label for label, kind in KINDS.items() if not kind.source)
Row = dict[str, Any]


@dataclass(frozen=True)
class RingRows:
    """Nodes and edges of a run. Members are by label: rows of `id`, `ring_id`, `role`, `weight`."""

    run: str  # name of the run's folder; empty: none
    rings: list[Row]  # the properties of `Ring`
    signals: list[Row]  # the properties of `Signal`, and `ring_id`, which it supports
    members: dict[str, list[Row]]
    former: list[Row] = field(default_factory=list)  # the properties of `FormerRing`
    became: list[Row] = field(default_factory=list)  # `former_id`, `ring_id` and the properties of `BECAME`

    @property
    def counts(self) -> dict[str, int]:
        """Nodes and edges by label."""
        members = sum(map(len, self.members.values()))
        return {
            RING: len(self.rings),
            SIGNAL: len(self.signals),
            MEMBER: members,
            SUPPORT: len(self.signals),
            FORMER: len(self.former),
            BECAME: len(self.became),
        }


def rows_of_run(folder: Path | None) -> RingRows:
    """The rows of a run; none where there is no run.

    Raises:
        RingtraceError: its rings.json cannot be read, or is not what `docs/data-format.md` tells.
    """
    if folder is None:
        return RingRows("", [], [], {})
    content, before = read_run(folder), run_before(folder)
    try:
        rows = rows_of_rings(folder.name, content["run"], content["rings"])
        return with_former(rows, content["rings"], before["run"], before["rings"]) if before else rows
    except (ValueError, KeyError, TypeError) as error:
        told = f"{type(error).__name__} {error}"
        raise RingtraceError(f"{folder} is not what a run leaves ({told}). Run: ringtrace detect") from error


def rows_of_rings(name: str, run: str, rings: Iterable[Mapping[str, Any]]) -> RingRows:
    """The rows of rings as `rings.json` has them; money in yuan becomes fen, days become their midnights.

    Raises:
        RingtraceError: a member is of a kind that no ring has in the graph.
    """
    made = RingRows(name, [], [], defaultdict(list))
    joined = {start.lower(): start for start, _ in EDGE_KINDS[MEMBER].ends}
    for ring in rings:
        ring_id = ring["ring_id"]
        made.rings.append(_ring(ring, run))
        for member in ring["members"]:
            if member["kind"] not in joined:
                raise RingtraceError(f"{ring_id} has a member of kind {member['kind']!r}. Run: ringtrace detect")
            row = {"id": member["id"], "ring_id": ring_id, "role": member["role"], "weight": float(member["weight"])}
            made.members[joined[member["kind"]]].append(row)
        for number, signal in enumerate(ring["signals"], start=1):
            row = {name: signal[name] for name in ("signal", "statement", "p_value", "weight")}
            made.signals.append({"signal_id": f"{ring_id}/{number}", **row, "run": run, "ring_id": ring_id})
    return made


def with_former(
    rows: RingRows, rings: Iterable[Mapping[str, Any]], before: str, earlier: Iterable[Mapping[str, Any]]
) -> RingRows:
    """The rows of rings with those of the run before, and what these became: rings that have people in common."""
    former, became = [], []
    rings_of: dict[str, list[str]] = defaultdict(list)
    sizes = {}
    for ring in rings:
        people = _people(ring)
        sizes[ring["ring_id"]] = len(people)
        for person in people:
            rings_of[person].append(ring["ring_id"])
    for ring in earlier:
        people = _people(ring)
        former_id = f"{before}/{ring['ring_id']}"
        former.append({"former_id": former_id, **_ring(ring, before), "people": len(people)})
        for ring_id, shared in sorted(Counter(found for person in people for found in rings_of[person]).items()):
            counted = {"shared": shared, "joined": sizes[ring_id] - shared, "gone": len(people) - shared}
            became.append({"former_id": former_id, "ring_id": ring_id, **counted})
    return replace(rows, former=former, became=became)


def _people(ring: Mapping[str, Any]) -> set[str]:
    return {member["id"] for member in ring["members"] if member["kind"] == "person"}


def _ring(ring: Mapping[str, Any], run: str) -> Row:
    return {
        **{name: ring.get(name) for name in ("ring_id", "pattern", "variant", "level")},
        "score": float(ring["score"]),
        "loss_amount": round(float(ring["loss_amount"]) * 100),
        "first_seen": _moment(ring.get("first_seen")),
        "last_seen": _moment(ring.get("last_seen")),
        "run": run,
    }


def in_order(label: str, row: Row) -> Row:
    """The properties of a kind of node, in the declared order."""
    return {item.name: row[item.name] for item in NODE_KINDS[label].properties}


def lacking(label: str, keys: Iterable[str]) -> RingtraceError:
    """Members that the graph does not hold."""
    named = sorted(keys)
    return RingtraceError(
        f"The run's rings name {label} {named[0]!r}{f' and {len(named) - 1} more' if named[1:] else ''}, which the "
        "graph does not hold. Run: ringtrace build --force"
    )


def _moment(day: str | None) -> datetime | None:
    return datetime.fromisoformat(day) if day else None

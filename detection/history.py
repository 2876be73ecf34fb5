"""What became of each ring since earlier runs, in words: from the lineage.json of the run in force."""

from collections.abc import Mapping
from typing import Any

from detection.earlier import read_lineage
from detection.headline import day
from workspace.snapshots import Workspace

Row = Mapping[str, Any]  # a ring of lineage.json
_FOLLOWED = 100  # mergers of mergers that are followed


def lineage_in_force(workspace: Workspace) -> dict[str, Any]:
    """The lineage.json of the run in force; without rings where there is none."""
    snapshot = workspace.current()
    folder = snapshot.current_run if snapshot else None
    return read_lineage(folder) if folder else {"rings": [], "gone": []}


def by_ring(lineage: Mapping[str, Any]) -> dict[str, Row]:
    """The rows of the rings that the run has, by id."""
    return {row["ring_id"]: row for row in lineage["rings"]}


def mark(row: Row, lineage: Mapping[str, Any]) -> str:
    """What happened since the run before in a word or two: `new`, `+2 −1`, `merged`; empty where nothing did."""
    if not lineage.get("before"):
        return ""
    words = [event for event in row["events"] if event not in ("grown", "shrunk", "kept")]
    words += [f"+{len(row['gained'])}"] * bool(row["gained"]) + [f"−{len(row['lost'])}"] * bool(row["lost"])
    return " ".join(words)


def sentence(row: Row, lineage: Mapping[str, Any]) -> str:
    """What is known of a ring from earlier runs: since when, who joined and left, what it was merged with."""
    events = set(row["events"])
    since = f"Known since run {row['since']} of {day(lineage['when'].get(row['since']))}."
    parts = [since] if row["since"] != lineage["run"] else ["Found for the first time."]
    if row["split_from"]:
        parts.append(f"It was a part of {_names(row['split_from'])}.")
    if row["merged"]:
        parts.append(f"{_names(row['merged'])} {'was' if len(row['merged']) == 1 else 'were'} merged into it.")
    if "back" in events:
        parts.append("The run before did not find it.")
    if row["gained"]:
        parts.append(f"Joined since it was last found: {_names(row['gained'])}.")
    if row["lost"]:
        parts.append(f"Left since: {_names(row['lost'])}.")
    if "split" in events and not (row["since"] == lineage["run"] and row["split_from"]):
        parts.append("A part of it is a ring of its own now.")
    return " ".join(parts)


def _names(names: list[str]) -> str:
    shown = ", ".join(names[:8])
    return f"{shown} and {len(names) - 8} more" if len(names) > 8 else shown


def successor(ring_id: str, lineage: Mapping[str, Any]) -> str:
    """The ring of the run into which a ring that is gone was merged, by way of others too; empty without one."""
    became = {row["ring_id"]: row["became"] for row in lineage["gone"]}
    name = ring_id
    for _ in range(_FOLLOWED):
        if name not in became:
            break
        name = became[name]
    return name if name != ring_id and any(row["ring_id"] == name for row in lineage["rings"]) else ""


def went(lineage: Mapping[str, Any]) -> list[str]:
    """A phrase for each ring that the run before had and this one does not."""
    names = {name: successor(name, lineage) for name in lineage.get("went", ())}
    return [f"{name} (merged into {other})" if other else name for name, other in sorted(names.items())]

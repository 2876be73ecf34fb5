"""Finding rings in the run in force: all that fit a filter, or the one of an id."""

import difflib
from collections.abc import Mapping
from typing import Any

from detection.dossier import regions
from detection.history import successor
from detection.visible import visible
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError
from workspace.runs import read_run
from workspace.snapshots import Workspace


def run_in_force(workspace: Workspace) -> dict[str, Any]:
    """The parsed rings.json of the run in force, as whoever acts may see it.

    Raises:
        RingtraceError: nothing was loaded or searched yet.
    """
    return visible(workspace, whole_run_in_force(workspace))


def whole_run_in_force(workspace: Workspace) -> dict[str, Any]:
    """The same for what keeps books of all of it, and shows nothing.

    Raises:
        RingtraceError: nothing was loaded or searched yet.
    """
    folder = workspace.require_current().current_run
    if folder is None:
        raise RingtraceError(f"{workspace.path} was not searched for rings yet. Run: ringtrace detect")
    return read_run(folder)


def chosen(
    workspace: Workspace,
    run: dict[str, Any],
    *,
    pattern: str | None = None,
    level: str | None = None,
    region: str | None = None,
) -> list[dict[str, Any]]:
    """The run's rings that fit every filter, highest score first; a region's code covers those it begins."""
    asked = {"pattern": pattern, "level": level, "region": region}
    record(workspace, Act(Action.LOOK, "rings", details={name: one for name, one in asked.items() if one}))
    rings = [ring for ring in run["rings"] if pattern in (None, ring["pattern"]) and level in (None, ring["level"])]
    if region is not None:
        touched = regions(workspace, rings)
        rings = [ring for ring in rings if any(code.startswith(region) for code in touched[ring["ring_id"]])]
    return sorted(rings, key=lambda ring: (-ring["score"], ring["ring_id"]))


def find_ring(run: dict[str, Any], wanted: str, lineage: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The ring of that id, or of the only id that begins so; upper and lower case are the same.

    With the run's lineage, a ring of an earlier run that was merged or is gone is told as such.

    Raises:
        RingtraceError: none or several fit; the nearest ids are named.
    """
    by_id = {str(ring["ring_id"]): ring for ring in run["rings"]}
    fitting = [name for name in by_id if name.casefold().startswith(wanted.casefold())]
    exact = [name for name in fitting if name.casefold() == wanted.casefold()]
    if len(exact or fitting) == 1:
        ring: dict[str, Any] = by_id[(exact or fitting)[0]]
        return ring
    if fitting:
        raise RingtraceError(
            f"{len(fitting)} rings begin with {wanted}: {', '.join(fitting[:5])}"
            f"{', …' if len(fitting) > 5 else ''}. Give more of the id."
        )
    gone = [row for row in (lineage or {}).get("gone", ()) if row["ring_id"].casefold() == wanted.casefold()]
    if lineage and gone:
        name, other = gone[0]["ring_id"], successor(gone[0]["ring_id"], lineage)
        became = f"it was merged into {other}" if other else "most of its people are in no ring now"
        raise RingtraceError(f"Ring {name} was last found by {gone[0]['run']}; {became}. `ringtrace rings` lists all.")
    near = difflib.get_close_matches(wanted.upper(), by_id, n=3, cutoff=0.4)
    suggestion = f" Did you mean {' or '.join(near)}?" if near else ""
    raise RingtraceError(f"No ring {wanted} in run {run['run']}.{suggestion} `ringtrace rings` lists them.")

"""A run as whoever acts may see it: only the rings and alerts of that person's regions and need-to-know cases."""

from typing import Any

from detection.dossier import regions
from workspace.access import scope
from workspace.snapshots import Workspace

_kept: dict[tuple[str, str, str], dict[str, frozenset[str]]] = {}  # of the last runs asked for in this process
_MOST = 4


def finding_regions(workspace: Workspace, run: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Region codes by id of ring or alert: where its people live and its places stand.

    Empty where nothing is loaded.
    """
    snapshot = workspace.current()
    if snapshot is None:
        return {}
    key = (str(workspace.path.absolute()), snapshot.id, f"{run['run']} {run.get('generated_at', '')}")
    if key not in _kept:
        people = [
            {"ring_id": one["alert_id"], "members": [{"kind": "person", "id": one.get("person_id")}]}
            for one in run["alerts"]
        ]
        while len(_kept) >= _MOST:
            _kept.pop(next(iter(_kept)))
        _kept[key] = regions(workspace, [*run["rings"], *people])
    return _kept[key]


def visible(workspace: Workspace, run: dict[str, Any]) -> dict[str, Any]:
    """The run without what is kept from whoever acts."""
    seen = scope(workspace)
    if seen.whole:
        return run
    where = finding_regions(workspace, run)
    return run | {
        name: [one for one in run[name] if seen.sees(str(one[key]), where.get(str(one[key]), ()))]
        for name, key in (("rings", "ring_id"), ("alerts", "alert_id"))
    }

"""The guard: each act, list and node asks it before anything is shown or done; what it refuses is in the audit log."""

from collections.abc import Collection
from typing import Any

from casework.access.acts import needed, reach
from casework.access.permissions import Grant, holders
from casework.access.person import Person, person
from casework.access.places import bound, regions_of
from casework.audit.log import AuditLog
from detection.visible import finding_regions, visible
from workspace.access import Refused, Scope, acting
from workspace.audit import Act, Action
from workspace.errors import RingtraceError
from workspace.runs import read_run
from workspace.snapshots import Workspace

Node = tuple[str, str]  # label and key
_FINDINGS = ("ring", "alert")


class CasebookGuard:
    """Decides by the table of permissions and the people of the casebook."""

    def admit(self, workspace: Workspace, act: Act) -> None:
        """See `workspace.access.Guard`."""
        who = person(workspace, acting())
        if who.alone:
            return
        for permission in needed(act):
            if who.has(permission) is Grant.NONE:
                _refuse(workspace, act, permission, _no_role(who, permission))
        if any(who.has(permission) is Grant.OWN for permission in needed(act)):
            self._within(workspace, who, act)

    def require(self, workspace: Workspace, permission: str, about: str, who: str) -> None:
        """See `workspace.access.Guard`."""
        acts = person(workspace, acting())
        if acts.alone:
            return
        act = Act(Action.CHANGE, about or permission)
        if who and who != acts.name:
            _refuse(workspace, act, permission, f"You are {acts.name}, and act in nobody else's name, such as {who}'s.")
        if acts.has(permission) is Grant.NONE:
            _refuse(workspace, act, permission, _no_role(acts, permission))
        if acts.has(permission) is Grant.OWN and about.partition(":")[0] in _FINDINGS:
            self._within(workspace, acts, act)

    def may(self, workspace: Workspace, permission: str) -> bool:
        """See `workspace.access.Guard`."""
        who = person(workspace, acting())
        return who.alone or who.has(permission) is not Grant.NONE

    def scope(self, workspace: Workspace) -> Scope:
        """See `workspace.access.Guard`."""
        return person(workspace, acting()).scope

    def seen(self, workspace: Workspace, nodes: Collection[Node]) -> set[Node]:
        """See `workspace.access.Guard`."""
        return _seen(workspace, person(workspace, acting()), nodes)

    def _within(self, workspace: Workspace, who: Person, act: Act) -> None:
        """Refuse what is not within the person's regions and need-to-know cases."""
        if who.scope.whole:
            return
        read = reach(act)
        if (read.places and who.scope.regions is not None) or read.rings:
            text = "It reads the whole graph, and you see a part: ask for one person, place or ring of your regions."
            _refuse(workspace, act, "scope", text)
        if read.nodes - _seen(workspace, who, read.nodes):
            _refuse(workspace, act, "scope", "It is in none of your regions, is kept from you, or is not there.")


def _seen(workspace: Workspace, who: Person, nodes: Collection[Node]) -> set[Node]:
    """The nodes that are no place's, stand in the person's regions, or belong to a ring that the person sees."""
    scope, asked = who.scope, set(nodes)
    if scope.whole:
        return asked
    run = _run(workspace)
    findings = {one for one in asked if one[0].lower() in _FINDINGS}
    where = finding_regions(workspace, run) if run and findings else {}
    seen = {one for one in findings if scope.sees(one[1], where.get(one[1], ()))}
    others = asked - findings
    if scope.regions is None:
        return seen | {one for one in others if one[0] != "Signal"}
    placed = regions_of(workspace, {one for one in others if bound(one[0])}) if workspace.current() else {}
    own = {one for one in others if scope.covers(placed.get(one, ())) or not (bound(one[0]) or one[0] == "Signal")}
    return seen | own | (_members(workspace, run, others - own) if run else set())


def _members(workspace: Workspace, run: dict[str, Any], nodes: set[Node]) -> set[Node]:
    """Those that belong to a ring, or are an alert's, that whoever acts sees."""
    if not nodes:
        return set()
    shown = visible(workspace, run)
    members = {(str(m["kind"]).capitalize(), str(m["id"])) for ring in shown["rings"] for m in ring["members"]}
    return nodes & (members | {("Person", str(one.get("person_id"))) for one in shown["alerts"]})


def _run(workspace: Workspace) -> dict[str, Any] | None:
    snapshot = workspace.current()
    folder = snapshot.current_run if snapshot else None
    return read_run(folder) if folder else None


def _no_role(who: Person, permission: str) -> str:
    held = ", ".join(who.roles) or "no role"
    return f"That is for {', '.join(holders(permission))}; {who.name or 'you'}: {held}. An administrator gives roles."


def _refuse(workspace: Workspace, act: Act, permission: str, why: str) -> None:
    """Write that it was tried, then refuse; a log that cannot be written does not make it allowed."""
    tried = Act(Action.REFUSED, act.about, act.purpose, "", {"tried": act.action.value, "for": permission})
    try:
        with AuditLog(workspace) as log:
            log.append(tried)
    except RingtraceError as error:
        raise Refused(f"Refused. {why} {error}") from error
    raise Refused(f"Refused. {why}")

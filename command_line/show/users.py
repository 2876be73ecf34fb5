"""Users and the table of permissions on a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from casework.access.people import Known
from casework.access.permissions import Role, table
from casework.access.person import person
from command_line.console import output, print_json
from command_line.text import neutral
from workspace.access import acting
from workspace.snapshots import Workspace


def print_users(console: Console, found: list[Known]) -> None:
    """A row for each."""
    if not found:
        console.print("Nobody is known, so whoever sits at this machine may all. Make yourself an administrator first:")
        console.print(f"  ringtrace users add {neutral(acting().name or 'NAME')} --role administrator", soft_wrap=True)
        return
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("name", "roles", "regions", "changed", "by"):
        shown.add_column(name)
    for one in found:
        roles = Text(", ".join(one.roles)) if one.roles else Text("none", "yellow")
        where = ", ".join("everywhere" if code == "*" else code for code in one.regions) or "none"
        shown.add_row(neutral(one.name), roles, where, f"{one.changed_at:%Y-%m-%d %H:%M} UTC", neutral(one.changed_by))
    console.print(shown)


def print_me(workspace: Workspace, as_json: bool) -> None:
    """Who acts, and what that person has."""
    me = person(workspace, acting())
    regions = ["*"] if me.regions is None else list(me.regions)
    granted = {name: me.has(name).value for name in table()}
    if as_json:
        told = {"name": me.name, "roles": list(me.roles), "regions": regions, "alone": me.alone}
        print_json(told | {"permissions": granted})
        return
    where = "everywhere" if me.regions is None else ", ".join(me.regions) or "none"
    output().print(neutral(f"{me.name or 'unknown'}: {', '.join(me.roles) or 'no role'}; regions: {where}"))
    if me.alone:
        output().print("Nobody is known here, so whoever sits at this machine may all.")
    output().print(neutral("may: " + (", ".join(name for name, one in granted.items() if one != "-") or "nothing")))


def print_table(as_json: bool) -> None:
    """The table of permissions: a row a permission, a column a role."""
    if as_json:
        print_json({name: {role.value: one.value for role, one in row.items()} for name, row in table().items()})
        return
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("permission", *Role):
        shown.add_column(name)
    for name, row in table().items():
        shown.add_row(name, *(row[role].value for role in Role))
    output().print(shown)
    output().print("own: within the person's regions, and on need-to-know cases only where the person is named")

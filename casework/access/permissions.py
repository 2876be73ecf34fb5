"""The table of permissions, read from `permissions.toml` beside this file."""

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "permissions.toml"


class Role(StrEnum):
    """What somebody is in the house."""

    INVESTIGATOR = "investigator"
    ANALYST = "analyst"
    CASE_OFFICER = "case_officer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Grant(StrEnum):
    """How far a permission goes."""

    ALL = "all"
    OWN = "own"
    NONE = "-"


@cache
def table() -> dict[str, dict[Role, Grant]]:
    """Each permission with what every role has of it.

    Raises:
        ValueError: the file names a role that is none, or a row does not fit its columns.
    """
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    roles = [Role(name) for name in read["roles"]]
    return {
        name: {role: Grant(one) for role, one in zip(roles, row, strict=True)}
        for name, row in read["permissions"].items()
    }


def grant(roles: Iterable[str], permission: str) -> Grant:
    """The widest that somebody with these roles has of a permission; a word that is no role gives nothing."""
    row = table()[permission]
    held = {row[Role(role)] for role in roles if role in set(Role)}
    return next((one for one in (Grant.ALL, Grant.OWN) if one in held), Grant.NONE)


def holders(permission: str) -> tuple[Role, ...]:
    """The roles that have a permission."""
    return tuple(role for role, one in table()[permission].items() if one is not Grant.NONE)

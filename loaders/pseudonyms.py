"""Cards and persons held as keyed pseudonyms: the numbers never reach the snapshot, one key gives one pseudonym.

A pseudonym is HMAC-SHA-256 (RFC 2104) of the number under a key of its kind, cut to 96 bits; two offices with one key
get the same, and can compare their people without telling each other a number. The engine makes them in bulk while
rows are checked: columns that hold the id of a person or a card, and identity numbers. The key is bound as a variable
of the connection, so that it stands in no statement, plan or message.
"""

import hashlib
import hmac
import os

import duckdb

from workspace.errors import RingtraceError
from workspace.secret_files import read_secret
from workspace.settings import Settings
from workspace.snapshots import Snapshot, Workspace
from workspace.tables import Column, Table

VARIABLE = "RINGTRACE_PSEUDONYM_KEY"
MANIFEST_KEY = "pseudonyms"  # of a snapshot's manifest: the key's fingerprint; empty where ids are held as delivered
PREFIXES = {"person": "P", "card": "C", "number": "N"}  # kinds of numbers; none gives another's pseudonyms away
UNREAD = "(left out: it may hold numbers)"
_SHORTEST = 32  # characters of a key
_DIGITS = 24  # hexadecimal: at 100 million people two of them meet with a chance of 1 in 10 million million
_BLOCK = 64  # bytes of a block of SHA-256


def kind_of(table: Table, column: Column) -> str:
    """Of which kind of number a column's values are: one of `PREFIXES`, empty where they are none."""
    if (table.name, column.name) == ("persons", "id_number"):
        return "number"
    named = column.refers_to or (table.name if column.name in ("person_id", "card_id") else "")
    return {"persons": "person", "cards": "card"}.get(named, "")


def held(kind: str, value: str) -> str:
    """SQL of a value as the snapshot holds it; `prepare` says how that is."""
    return f"held_{kind}({value})" if kind else value


def prepare(connection: duckdb.DuckDBPyConnection, key: bytes | None) -> None:
    """From now on `held` gives pseudonyms under a key on this connection; without one, what was delivered."""
    for kind, prefix in PREFIXES.items():
        if key is None:
            connection.execute(f"CREATE OR REPLACE TEMP MACRO held_{kind}(v) AS v")
            continue
        own = _key_of(key, kind).ljust(_BLOCK, b"\0")
        for name, byte in (("inner", 0x36), ("outer", 0x5C)):
            connection.execute(f"SET VARIABLE {kind}_{name} = ?::BLOB", [bytes(one ^ byte for one in own)])
        connection.execute(
            f"CREATE OR REPLACE TEMP MACRO held_{kind}(v) AS '{prefix}' || left(sha256(getvariable('{kind}_outer') || "
            f"unhex(sha256(getvariable('{kind}_inner') || encode(v)))), {_DIGITS})"
        )
    unread = "v" if key is None else f"CASE WHEN v IS NOT NULL THEN '{UNREAD}' END"
    connection.execute(f"CREATE OR REPLACE TEMP MACRO held_unread(v) AS {unread}")


def pseudonym(key: bytes, kind: str, value: str) -> str:
    """The pseudonym of one number, as `held` makes them in bulk."""
    digest = hmac.new(_key_of(key, kind), value.encode(), hashlib.sha256).hexdigest()
    return PREFIXES[kind] + digest[:_DIGITS]


def pseudonym_key(settings: Settings) -> bytes:
    """The key: of the environment, else of the file that the settings name.

    Raises:
        RingtraceError: there is none, it is too short, or others can read the file.
    """
    given = os.environ.get(VARIABLE, "").strip() or _of_file(settings.pseudonym_key_file)
    if len(given) < _SHORTEST:
        raise RingtraceError(
            f"The key of pseudonyms is shorter than {_SHORTEST} characters. Make one: openssl rand -hex 32"
        )
    return given.encode()


def fingerprint(key: bytes) -> str:
    """What tells a key from another and gives nothing of it away."""
    return hmac.new(key, b"ringtrace pseudonym key", hashlib.sha256).hexdigest()[:16]


def held_with(snapshot: Snapshot) -> str:
    """The fingerprint of the key with which a snapshot was loaded; empty where it holds ids as delivered."""
    return str(snapshot.manifest.get(MANIFEST_KEY, ""))


def refuse_another_key(workspace: Workspace, own: str) -> None:
    """Refuse to load with another key than the workspace's snapshots were (`own`: its fingerprint; empty: with none).

    Runs, cases and verdicts speak of people by the ids of their snapshots: under another key nobody would be found.

    Raises:
        RingtraceError: a snapshot was loaded otherwise.
    """
    for manifest in sorted(workspace.snapshots.glob("*/manifest.json")):
        known = held_with(Snapshot(manifest.parent))
        if known == own:
            continue
        was = f"with pseudonyms of key {known}" if known else "with ids as delivered"
        asked = f"with pseudonyms of key {own}" if own else "with ids as delivered"
        raise RingtraceError(
            f"Snapshot {manifest.parent.name} of {workspace.path} was loaded {was}; this load would be {asked}. One "
            f"workspace holds one kind: give the same key (setting pseudonyms, {VARIABLE}), or name a new --workspace."
        )


def _key_of(key: bytes, kind: str) -> bytes:
    """A key of its own for each kind of number, so that a person's and a card's pseudonym cannot be compared."""
    return hmac.new(key, f"ringtrace pseudonym of a {kind}".encode(), hashlib.sha256).digest()


def _of_file(name: str) -> str:
    if not name:
        raise RingtraceError(
            f"Pseudonyms need a key: set {VARIABLE}, or pseudonym_key_file. Make one: openssl rand -hex 32"
        )
    return read_secret("pseudonym_key_file", name)

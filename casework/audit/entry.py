"""A row of the log and its digest, which covers every column and the row before."""

import hashlib
import hmac
import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from casework.schema import AuditRow, SealRow


@dataclass(frozen=True)
class Entry:
    """Who did what, when. `day` is the local day; texts that may be personal are hashed."""

    number: int  # from 1, without a gap
    at: str  # UTC, to the microsecond: 2026-03-01T09:30:00.000001+00:00
    day: str
    who: str
    login: str  # the user of the machine, whatever name was given
    action: str
    about: str
    purpose: str
    case_id: str
    details: str  # JSON
    key: str  # which key made the digest
    previous: str  # digest of the row before; empty for the first
    digest: str

    @classmethod
    def of(cls, row: AuditRow) -> "Entry":
        """The entry of a row."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})

    @property
    def moment(self) -> datetime:
        """When."""
        return datetime.fromisoformat(self.at)

    @property
    def told(self) -> dict[str, Any]:
        """The details, as values."""
        found: dict[str, Any] = json.loads(self.details)
        return found

    def computed(self, key: bytes) -> str:
        """The digest that the other columns give under a key."""
        return digest(key, [getattr(self, field.name) for field in fields(self) if field.name != "digest"])


@dataclass(frozen=True)
class Seal:
    """A day that is over: its rows from first to last, the last one's digest, and the seal before."""

    day: str
    first: int
    last: int
    last_digest: str
    key: str
    previous: str
    digest: str

    @classmethod
    def of(cls, row: SealRow) -> "Seal":
        """The seal of a row."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})

    def computed(self, key: bytes) -> str:
        """The digest that the other columns give under a key."""
        return digest(key, [getattr(self, field.name) for field in fields(self) if field.name != "digest"])


def digest(key: bytes, values: list[Any]) -> str:
    """HMAC-SHA256 of values; their JSON tells where one ends and the next begins."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

"""The audit log of a casebook's database: rows are added one after the other, never changed."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Select, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from casework.audit.anchors import Anchors
from casework.audit.entry import Entry, Seal
from casework.audit.keys import audit_key, hidden, key_name
from casework.database import READING, connect
from casework.schema import AuditRow, EventRow, SealRow
from workspace.access import acting
from workspace.audit import Act, Action, Secret
from workspace.errors import RingtraceError
from workspace.inert import plain
from workspace.snapshots import Workspace
from workspace.users import local_user

_LOCK = 7_211_907_305  # PostgreSQL's advisory lock while a row is added
_LONGEST = {"who": 200, "login": 200, "about": 2_000, "purpose": 2_000, "case_id": 80}


class AuditLog:
    """The log, for as many writers at once as there are."""

    def __init__(self, workspace: Workspace, engine: Engine | None = None) -> None:
        """Open it, or make it; `engine` is that of a casebook that is open.

        Raises:
            RingtraceError: the database cannot be opened, or the key cannot be read.
        """
        self.workspace = workspace
        self._own = engine is None
        self._engine = engine or connect(workspace)
        self._zone = ZoneInfo(workspace.settings.time_zone)
        self.key = audit_key(workspace)
        url = self._engine.url
        store = "sqlite" if url.get_backend_name() == "sqlite" else f"{url.host}:{url.port or 5432}/{url.database}"
        self.anchors = Anchors(workspace, store)

    def __enter__(self) -> "AuditLog":
        return self

    def __exit__(self, *_: object) -> None:
        if self._own:
            self._engine.dispose()

    def append(self, act: Act, who: str = "") -> Entry:
        """Add a row; when this returns, it is on disk.

        Raises:
            RingtraceError: it cannot be written; then nothing may be shown.
        """
        with self.writing() as session:
            entry = self.add(session, act, who)
        self.anchor(entry)
        return entry

    def add(self, session: Session, act: Act, who: str = "") -> Entry:
        """Add a row within a transaction that is open, as the last thing before it ends; then call `anchor`.

        Last, because on PostgreSQL it takes a lock that others wait for.
        """
        _lock(session)
        row = session.scalars(select(AuditRow).order_by(AuditRow.number.desc()).limit(1)).first()
        last = Entry.of(row) if row else None
        self._check_whole(session, last)
        entry = self._next(act, last, who)
        if last and last.day < entry.day:
            self._seal(session, last)
        session.add(AuditRow(**entry.__dict__))
        session.flush()
        return entry

    def anchor(self, entry: Entry) -> None:
        """Note beside the database that a row was written."""
        try:
            self.anchors.raise_to(entry, self.seals())
        except OSError as error:
            raise RingtraceError(_unwritten(error.strerror or str(error))) from error

    def rows(self, wanted: Select[AuditRow] | None = None) -> Iterator[Entry]:
        """The rows of a selection, else all in order."""
        asked = select(AuditRow).order_by(AuditRow.number) if wanted is None else wanted
        with Session(self._engine.execution_options(**READING)) as session:
            for row in session.scalars(asked.execution_options(yield_per=1_000)):
                yield Entry.of(row)

    def ask(self, wanted: Select[Any]) -> list[Any]:
        """The rows of a question of one's own."""
        with Session(self._engine.execution_options(**READING)) as session:
            return list(session.execute(wanted))

    def seals(self) -> list[Seal]:
        """The seals of the days that are over, in order."""
        with Session(self._engine.execution_options(**READING)) as session:
            return [Seal.of(row) for row in session.scalars(select(SealRow).order_by(SealRow.day))]

    def events(self) -> Iterator[EventRow]:
        """What happened to the casebook's cases, in order."""
        with Session(self._engine.execution_options(**READING)) as session:
            yield from session.scalars(select(EventRow).order_by(EventRow.id).execution_options(yield_per=1_000))

    def today(self) -> str:
        """The local day."""
        return f"{datetime.now(self._zone):%Y-%m-%d}"

    def counted(self, session: Session, action: Action, who: str, day: str) -> int:
        """How many acts of a kind somebody did on a day."""
        asked = select(func.count()).where(AuditRow.action == action, AuditRow.who == who, AuditRow.day == day)
        return session.scalar(asked.select_from(AuditRow)) or 0

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction to count and add rows in, while no other is added.

        Raises:
            RingtraceError: it cannot be written.
        """
        try:
            with Session(self._engine) as session, session.begin():
                _lock(session)
                yield session
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).splitlines() or [""]
            raise RingtraceError(_unwritten(reason[0])) from error

    def _check_whole(self, session: Session, last: Entry | None) -> None:
        """Refuse to go on where the log is shorter than it was: a new row would cover that up."""
        head = self.anchors.head()
        if head is None:
            return
        number, digest = head
        found = session.scalar(select(AuditRow.digest).where(AuditRow.number == number))
        if last is None or last.number < number or found != digest:
            raise RingtraceError(
                f"The audit log is not what it was: its row {number} is gone or was changed. Nothing is shown or done. "
                "Run `ringtrace verify --audit`; docs/audit.md says how to go on."
            )

    def _next(self, act: Act, last: Entry | None, who: str) -> Entry:
        now = datetime.now(UTC)
        moment = max(now, last.moment) if last else now  # a clock that was put back dates nothing back
        login = local_user()
        values = {
            "number": last.number + 1 if last else 1,
            "at": moment.isoformat(timespec="microseconds"),
            "day": max(f"{moment.astimezone(self._zone):%Y-%m-%d}", last.day if last else ""),
            "who": _clean("who", who.strip() or acting().name or "unknown"),
            "login": _clean("login", login),
            "action": act.action.value,
            "about": _clean("about", act.about),
            "purpose": _clean("purpose", act.purpose.strip()),
            "case_id": _clean("case_id", act.case),
            "details": json.dumps(_hidden(self.key, dict(act.details)), ensure_ascii=True, sort_keys=True, default=str),
            "key": key_name(self.key),
            "previous": last.digest if last else "",
        }
        unsigned = Entry(**values, digest="")  # type: ignore[arg-type] # of two types, each right
        return Entry(**values, digest=unsigned.computed(self.key))  # type: ignore[arg-type]

    def _seal(self, session: Session, last: Entry) -> None:
        """Seal the day of the last row, which is over."""
        row = session.scalars(select(SealRow).order_by(SealRow.day.desc()).limit(1)).first()
        before = Seal.of(row) if row else None
        values = (last.day, before.last + 1 if before else 1, last.number, last.digest, key_name(self.key))
        unsigned = Seal(*values, before.digest if before else "", "")
        session.add(SealRow(**{**unsigned.__dict__, "digest": unsigned.computed(self.key)}))


def _hidden(key: bytes, value: Any) -> Any:
    """The value with every secret in it as its mark."""
    if isinstance(value, Secret):
        return hidden(key, value)
    if isinstance(value, Mapping):
        return {name: _hidden(key, one) for name, one in value.items()}
    return [_hidden(key, one) for one in value] if isinstance(value, list | tuple) else value


def _lock(session: Session) -> None:
    """SQLite's writers have the whole file by themselves."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _clean(name: str, value: str) -> str:
    """A text that every database keeps as it is: nothing without a shape, no half characters, not too long."""
    shown = plain(value)
    longest = _LONGEST[name]
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _unwritten(reason: str) -> str:
    return f"The audit log cannot be written ({reason}), so nothing is shown or done. Mend that, then try again."

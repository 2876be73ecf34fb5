"""The casebook's tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Double, ForeignKey, LargeBinary, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

HEAD = "0030"  # the last migration


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, kept as UTC: SQLite keeps no zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To UTC without a zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """As UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What Alembic compares with the migrations."""


class CaseRow(Base):
    """A ring or an alert that people decide on."""

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("kind", "finding_id", name="one_case_a_finding"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # ring | alert
    finding_id: Mapped[str] = mapped_column(String(80))
    run: Mapped[str] = mapped_column(String(80))  # the last run that has it
    level: Mapped[str] = mapped_column(String(20))  # empty for an alert
    score: Mapped[float] = mapped_column(Double)
    headline: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    review_due: Mapped[datetime] = mapped_column(Moment)
    action_due: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()
    # JSON of casework.ground: what the last run that has the ring rests on, and what the last verdict rested on.
    ground: Mapped[str] = mapped_column(Text, default="", server_default="")
    judged: Mapped[str] = mapped_column(Text, default="", server_default="")
    gone: Mapped[str] = mapped_column(String(80), default="", server_default="")  # the first run that has it no more
    became: Mapped[str] = mapped_column(String(80), default="", server_default="")  # the ring that holds its people now

    regions: Mapped[str] = mapped_column(Text, default="", server_default="")  # codes that it touches, between blanks

    # The second of two people who change a case at once changes no row, and is told.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 # SQLAlchemy reads it once


class EventRow(Base):
    """What happened to a case; rows are only added."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    who: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(
        String(20)
    )  # opened | status | owner | note | ground | gone | back | merged | split | recovered | those of casework.folder
    before: Mapped[str] = mapped_column(String(200))
    after: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)


class AttachmentRow(Base):
    """A file's content, once however many cases it is attached to; the events tell where, by whom, and as what."""

    __tablename__ = "attachments"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class AppealRow(Base):
    """An appeal against what a confirmed case costs a person's or institution's grade."""

    __tablename__ = "appeals"
    __table_args__ = (UniqueConstraint("kind", "subject", "case_id", name="one_appeal_a_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # person | institution
    subject: Mapped[str] = mapped_column(String(200))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    filed_at: Mapped[datetime] = mapped_column(Moment)
    filed_by: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20))  # empty | upheld | rejected
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 # SQLAlchemy reads it once


class PersonRow(Base):
    """Somebody who works with Ringtrace; without roles: somebody from whom all were taken."""

    __tablename__ = "people"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)  # as the sign-in or the machine tells it
    roles: Mapped[str] = mapped_column(Text)  # between blanks
    regions: Mapped[str] = mapped_column(Text)  # leading digits of region codes, between blanks; `*`: everywhere
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 # SQLAlchemy reads it once


class ReaderRow(Base):
    """Somebody who knows of a need-to-know case; a case with one is need-to-know."""

    __tablename__ = "readers"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)


class AuditRow(Base):
    """A row of the audit log; the database itself refuses to change or remove one (a trigger of the migration)."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))  # as text: the digest covers it to the letter
    day: Mapped[str] = mapped_column(String(10), index=True)
    who: Mapped[str] = mapped_column(String(200), index=True)
    login: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    case_id: Mapped[str] = mapped_column(String(80))
    details: Mapped[str] = mapped_column(Text)  # JSON
    key: Mapped[str] = mapped_column(String(12))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class SealRow(Base):
    """The seal of a day of the audit log."""

    __tablename__ = "audit_seals"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    first: Mapped[int] = mapped_column()
    last: Mapped[int] = mapped_column()
    last_digest: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(12))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))

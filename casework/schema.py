"""The casebook's tables. A change here needs a migration in `migrations/versions`; a test compares the two."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Double, ForeignKey, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

HEAD = "0010"  # the last migration


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
    )  # opened | status | owner | note | ground | gone | back | merged | split
    before: Mapped[str] = mapped_column(String(200))
    after: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)

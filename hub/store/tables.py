"""The tables, one schema for SQLite and PostgreSQL. Every moment is kept in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware moment, on SQLite too, which knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can speak of it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime}


class Gap(Base):
    """A question that no article answered, as anonymised text, with the day and the nearest topic."""

    __tablename__ = "gaps"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(10))
    nearest: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)


class AuditEntry(Base):
    """That something was shown, deleted or changed, when and by what kind of proof; never whose it was."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(String(200), default="")


class AppointmentRow(Base):
    """An appointment, booked or cancelled, in one of the diaries.

    The partial unique index makes it impossible that two families have one place. ``request_key`` and ``phone_key`` are
    HMACs: of the request that must not book twice, and of the number, to find it by.
    """

    __tablename__ = "appointments"

    id: Mapped[int] = mapped_column(primary_key=True)
    diary: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(6))
    request_key: Mapped[str] = mapped_column(String(64), unique=True)
    start: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    place: Mapped[int]
    status: Mapped[str] = mapped_column(String(10))
    cancelled_by: Mapped[str | None] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=0)
    first_name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(16))
    phone_key: Mapped[str] = mapped_column(String(64), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str | None] = mapped_column(String(200))
    needs: Mapped[str | None] = mapped_column(String(500))
    text_ok: Mapped[bool]
    voicemail_ok: Mapped[bool]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("diary", "reference"),
        Index(
            "uq_appointments_booked_place",
            "diary",
            "start",
            "place",
            unique=True,
            sqlite_where=text("status = 'booked'"),
            postgresql_where=text("status = 'booked'"),
        ),
    )


class ClosedEvening(Base):
    """An evening that was closed after it had been open for booking."""

    __tablename__ = "closed_evenings"

    diary: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(80))


class WrongTry(Base):
    """That somebody gave a reference and a number that do not fit: an HMAC of who, or of which reference, and when."""

    __tablename__ = "wrong_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class OutboxRow(Base):
    """A text message to be sent, or sent. ``dedupe`` is unique: what is written twice is sent once.

    ``next_try_at``: not before; of a row being sent, when it counts as stuck. ``expires_at``: of no use afterwards.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    to_phone: Mapped[str] = mapped_column(String(16))
    phone_key: Mapped[str] = mapped_column(String(64), index=True)
    body: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(10), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    provider_id: Mapped[str | None] = mapped_column(String(64))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class Code(Base):
    """A code that was texted to a number to prove that somebody holds it: HMACs of the number and of the code."""

    __tablename__ = "codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_key: Mapped[str] = mapped_column(String(64), index=True)
    code_key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    used: Mapped[bool]


class OptOut(Base):
    """A number, as its HMAC, that gets no texts from us, and since when."""

    __tablename__ = "opt_outs"

    phone_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]

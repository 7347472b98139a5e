"""The diary of appointments and its waiting list."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Base


class AppointmentRow(Base):
    """An appointment, booked or cancelled, or a place held for a family of the waiting list, in one of the diaries.

    ``outcome``: whether the family was reached.

    The partial unique indexes make it impossible that two families have one place, and that two places are held for one
    number. ``request_key`` and ``phone_key`` are HMACs: of the request that must not book twice (random where a place is
    held), and of the number, to find it by.
    ``held_until``: until when the place was, or is, held.
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
    held_until: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("diary", "reference"),
        Index(
            "uq_appointments_place",
            "diary",
            "start",
            "place",
            unique=True,
            sqlite_where=text("status IN ('booked', 'held')"),
            postgresql_where=text("status IN ('booked', 'held')"),
        ),
        Index(
            "uq_appointments_held_number",
            "diary",
            "phone_key",
            unique=True,
            sqlite_where=text("status = 'held'"),
            postgresql_where=text("status = 'held'"),
        ),
    )


class WaitingFamily(Base):
    """A family that waits for a place on the evening of ``day``, or on any; once for each number.

    ``until``: the last day on which it waits. ``diary`` and ``phone_key`` as in appointments.
    """

    __tablename__ = "waiting_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    diary: Mapped[str] = mapped_column(String(64))
    day: Mapped[date | None]
    until: Mapped[date] = mapped_column(index=True)
    first_name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(16))
    phone_key: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str | None] = mapped_column(String(200))
    needs: Mapped[str | None] = mapped_column(String(500))
    voicemail_ok: Mapped[bool]
    joined_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("diary", "phone_key"),)


class OfferRow(Base):
    """That a waiting family was offered a time: never twice the same.

    ``appointment_id`` is the place held for it; None when the offer is over.
    """

    __tablename__ = "offers"

    waiting_id: Mapped[int] = mapped_column(ForeignKey("waiting_list.id", ondelete="CASCADE"), primary_key=True)
    start: Mapped[datetime] = mapped_column(primary_key=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime]


class ClosedEvening(Base):
    """An evening that was closed after it had been open for booking."""

    __tablename__ = "closed_evenings"

    diary: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(80))


class CalendarFeed(Base):
    """The link to a diary in the team's calendar: what is random in it. Another one makes another link."""

    __tablename__ = "calendar_feeds"

    diary: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime]
